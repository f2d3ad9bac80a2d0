"""The same network and weights, laid out for speed on a CPU.

A plain forward pass of one picture spends half its time rearranging weights and features for its layers.
Here the weights are packed once the way oneDNN computes with them, and features stay channels-last.
"""

from __future__ import annotations

import copy
import logging
from itertools import pairwise

import torch
from torch import Tensor, nn

from engine.nets.committee import Committee
from engine.nets.network import HarmonizationNetwork

log = logging.getLogger(__name__)

_FEW_OUTPUTS = 12


def prepared(network: HarmonizationNetwork, dtype: torch.dtype = torch.float32) -> nn.Module:
    """A module with the `forward` and `predict` of `network`, for inference in `dtype` on its device.

    On a CPU it is laid out for speed, and is best for pictures of the network's size one at a time; elsewhere
    a half `dtype` means `torch.autocast`. In float32 results agree with the network's up to rounding.
    `network` is put into evaluation mode; its weights must not change while the prepared module is in use.
    """
    network.eval()
    if network.device.type == "cpu" and torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        try:
            return _packed(network, dtype)
        except (AttributeError, NotImplementedError, RuntimeError) as error:
            log.info("weights cannot be packed here (%s): the plain network runs", error)
    return network if dtype is torch.float32 else _Autocast(network, dtype)


class _Autocast(nn.Module):
    def __init__(self, network: HarmonizationNetwork, dtype: torch.dtype) -> None:
        super().__init__()
        self.network, self.dtype = network, dtype

    def forward(self, *inputs: Tensor | None) -> Tensor:
        with torch.autocast(self._device_type, self.dtype):
            return self.network(*inputs)  # type: ignore[no-any-return]

    def predict(self, *inputs: Tensor | None) -> Tensor:
        """As the network's."""
        with torch.autocast(self._device_type, self.dtype):
            return self.network.predict(*inputs)  # type: ignore[arg-type]

    @property
    def _device_type(self) -> str:
        return self.network.device.type


@torch.inference_mode()
def _packed(network: HarmonizationNetwork, dtype: torch.dtype) -> HarmonizationNetwork:
    fast = copy.deepcopy(network, {id(p): p for p in network.state_dict(keep_vars=True).values()})
    for parent in list(fast.modules()):
        _fuse(parent, dtype)
        for name, child in list(parent.named_children()):
            if (replacement := _replacement(child, dtype)) is not None:
                setattr(parent, name, replacement)
    zeros = torch.zeros(1, 4, network.config.size, network.config.size)
    fast(zeros[:, :3], zeros[:, 3:])  # each layer packs its weights for the size it sees
    return fast


def _fuse(parent: nn.Module, dtype: torch.dtype) -> None:
    """A committee speaks at once, and convolutions of a sequence do with the ReLU6 that follows them."""
    for name, child in list(parent.named_children()):
        if isinstance(child, Committee):
            setattr(parent, name, child.merged())
    if isinstance(parent, nn.Sequential):
        for number, (first, second) in enumerate(pairwise(parent)):
            if isinstance(first, nn.Conv2d) and isinstance(second, nn.ReLU6):
                parent[number] = _PackedConv(first, dtype, activation="hardtanh", bounds=(0.0, 6.0))
                parent[number + 1] = nn.Identity()


def _replacement(module: nn.Module, dtype: torch.dtype) -> nn.Module | None:
    match module:
        case nn.Sequential() if len(module) == 2 and isinstance(module[1], nn.Sigmoid):
            assert isinstance(module[0], nn.Conv2d)
            return _PackedConv(module[0], dtype, activation="sigmoid")
        case nn.Conv2d():
            return _PackedConv(module, dtype)
        case nn.ConvTranspose2d():
            return (_PackedPhases if _has_few_outputs(module) else _PackedTranspose)(module, dtype)
        case nn.InstanceNorm2d():
            return _InstanceNorm(module.eps)
        case nn.ReLU():  # what it activates is used nowhere else
            return nn.ReLU(inplace=True)
        case _:
            return None


def _has_few_outputs(layer: nn.ConvTranspose2d) -> bool:
    doubles = (layer.kernel_size, layer.stride, layer.padding) == ((4, 4), (2, 2), (1, 1))
    return doubles and layer.out_channels <= _FEW_OUTPUTS


class _Packed(nn.Module):
    """A convolution that keeps its weights as oneDNN wants them, packed for the first size of input it sees.

    The operators are those torch.compile emits for a frozen network on a CPU.
    """

    def __init__(
        self,
        layer: nn.Conv2d | nn.ConvTranspose2d,
        dtype: torch.dtype,
        *,
        activation: str = "none",
        bounds: tuple[float, ...] = (),
    ) -> None:
        super().__init__()
        self._weight = layer.weight.detach().to(dtype)
        self._bias = None if layer.bias is None else layer.bias.detach().to(dtype)
        self._padding, self._stride = [int(p) for p in layer.padding], list(layer.stride)
        self._groups = layer.groups
        self._activation, self._bounds = activation, list(bounds)
        self._ready = False

    def forward(self, features: Tensor) -> Tensor:
        features = features.to(self._weight.dtype).contiguous(memory_format=torch.channels_last)
        if not self._ready:
            self._weight, self._ready = self._pack(list(features.shape)), True
        return self._convolve(features)

    def _pack(self, shape: list[int]) -> Tensor:
        raise NotImplementedError

    def _convolve(self, features: Tensor) -> Tensor:
        raise NotImplementedError


class _PackedConv(_Packed):
    def _pack(self, shape: list[int]) -> Tensor:
        pack = torch.ops.mkldnn._reorder_convolution_weight
        groups = self._groups
        return pack(self._weight, self._padding, self._stride, [1, 1], groups, shape)  # type: ignore[no-any-return]

    def _convolve(self, features: Tensor) -> Tensor:
        return torch.ops.mkldnn._convolution_pointwise(  # type: ignore[no-any-return]
            features,
            self._weight,
            self._bias,
            self._padding,
            self._stride,
            [1, 1],
            self._groups,
            self._activation,
            self._bounds,
            "",
        )


class _PackedTranspose(_Packed):
    def _pack(self, shape: list[int]) -> Tensor:
        pack = torch.ops.mkldnn._reorder_convolution_transpose_weight
        return pack(self._weight, self._padding, [0, 0], self._stride, [1, 1], 1, shape)  # type: ignore[no-any-return]

    def _convolve(self, features: Tensor) -> Tensor:
        return torch.ops.mkldnn._convolution_transpose_pointwise(  # type: ignore[no-any-return]
            features, self._weight, self._bias, self._padding, [0, 0], self._stride, [1, 1], 1, "none", [], ""
        )


class _PackedPhases(_PackedConv):
    """A 4×4 transposed convolution of stride 2 as one 2×2 convolution: faster where there are few outputs.

    Even output rows see kernel rows 3 and 1, odd ones 2 and 0, and so do columns: four 2×2 convolutions.
    """

    def __init__(self, layer: nn.ConvTranspose2d, dtype: torch.dtype) -> None:
        super().__init__(layer, dtype)
        taps = ([3, 1], [2, 0])
        phases = [self._weight[:, :, rows][:, :, :, columns] for rows in taps for columns in taps]
        self._weight = torch.cat(phases, dim=1).transpose(0, 1).contiguous()
        self._bias = None if self._bias is None else self._bias.repeat(4)
        self._stride = [1, 1]

    def _convolve(self, features: Tensor) -> Tensor:
        batch, _, height, width = features.shape
        phases = super()._convolve(features).chunk(4, dim=1)
        found = phases[0].new_empty(batch, height, 2, width, 2, phases[0].shape[1])
        for phase, values in enumerate(phases):
            y, x = divmod(phase, 2)
            found[:, :, y, :, x] = values[:, :, y : y + height, x : x + width].permute(0, 2, 3, 1)
        return found.reshape(batch, 2 * height, 2 * width, -1).permute(0, 3, 1, 2)


class _InstanceNorm(nn.Module):
    """Instance normalisation that leaves features channels-last; centred first, which also rounds less."""

    def __init__(self, eps: float) -> None:
        super().__init__()
        self._eps = eps

    def forward(self, features: Tensor) -> Tensor:
        exact = features.float()
        centred = exact - exact.mean(dim=(2, 3), keepdim=True)
        variance = centred.square().mean(dim=(2, 3), keepdim=True)
        return centred.mul_((variance + self._eps).rsqrt()).to(features.dtype)
