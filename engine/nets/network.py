"""What every network of this program is: a picture and a mask in, a picture or a colour transform out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

MOST_CHANNELS = 1024
SIZES = (32, 64, 128, 256)
COEFFICIENTS = 12


class Head(StrEnum):
    """What the last layer predicts: a picture, or a colour transform at each pixel."""

    RGB = "rgb"
    AFFINE = "affine"


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """Architecture of a network; each architecture has its own, with more fields.

    ngf: channels of the outermost layer; all others are multiples of it. input_channels: 3, or 4 to show the
    network its mask. size: height and width of the pictures it is made for.
    """

    architecture: ClassVar[str]
    """The name that weights files and checkpoints carry."""
    title: ClassVar[str]
    """The name for people."""
    sizes: ClassVar[tuple[int, ...]] = SIZES
    """What `size` may be."""
    channels: ClassVar[tuple[int, ...]] = (3, 4)
    """What `input_channels` may be."""

    ngf: int = 64
    head: Head = Head.RGB
    input_channels: int = 3
    size: int = 256

    def __post_init__(self) -> None:
        object.__setattr__(self, "head", Head(self.head))
        check_whole(self, "ngf", "input_channels", "size")
        if self.input_channels not in self.channels:
            *others, last = map(str, self.channels)
            allowed = f"{', '.join(others)} or {last}"
            raise ValueError(f"input_channels must be {allowed}, not {self.input_channels}")
        if not 1 <= self.ngf <= MOST_CHANNELS:
            raise ValueError(f"ngf must be a whole number in 1…{MOST_CHANNELS}, not {self.ngf}")
        if self.size not in self.sizes:
            allowed = " or ".join(map(str, self.sizes))
            raise ValueError(f"{self.title} sees pictures of {allowed} pixels, not {self.size}")

    @property
    def outputs(self) -> int:
        """Channels of the last layer."""
        return 3 if self.head is Head.RGB else COEFFICIENTS

    def to_json(self) -> dict[str, Any]:
        """Plain values from which the class makes the same configuration again."""
        return {name: str(v) if isinstance(v, StrEnum) else v for name, v in asdict(self).items()}


def check_whole(config: NetworkConfig, *names: str) -> None:
    """ValueError for fields that are not whole numbers: configurations come from files."""
    for name in names:
        value = getattr(config, name)
        if type(value) is not int:  # True is an int as well
            raise ValueError(f"{name} must be a whole number, not {value}")


class HarmonizationNetwork(nn.Module):
    """Base of the networks. A subclass predicts; what its head means is the same for all."""

    config: NetworkConfig

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.parameters()).device

    def predict(self, composite: Tensor, mask: Tensor, reference: Tensor | None = None) -> Tensor:
        """What the head predicts: a picture B×3×H×W, or coefficients B×12×H×W for `apply_affine`.

        composite: B×3×H×W in −1…1. mask: B×1×H×W in 0…1, 1 = object. reference: B×1×H×W or None: where the
        look is taken from, by default all that is not object; networks without RAIN cannot heed it. H and W
        are multiples of the network's size.
        """
        raise NotImplementedError

    def forward(self, composite: Tensor, mask: Tensor, reference: Tensor | None = None) -> Tensor:
        """Raw output B×3×H×W (about −1…1), before the background is put back.

        The arguments are those of `predict`, but an affine head sees larger pictures shrunk to its size.
        """
        if self.config.head is Head.RGB:
            return self.predict(composite, mask, reference)
        seen = (None if t is None else self._shrunk(t) for t in (composite, mask, reference))
        return apply_affine(composite, self.predict(*seen))  # type: ignore[arg-type]

    def applied(self, composite: Tensor, prediction: Tensor) -> Tensor:
        """The picture B×3×H×W that a prediction stands for."""
        return prediction if self.config.head is Head.RGB else apply_affine(composite, prediction)

    def _shrunk(self, picture: Tensor) -> Tensor:
        size = self.config.size
        if max(picture.shape[-2:]) <= size:
            return picture
        return F.interpolate(picture, size=(size, size), mode="area")

    def _seen(self, composite: Tensor, mask: Tensor) -> Tensor:
        """The input of the first layer."""
        return composite if self.config.input_channels == 3 else torch.cat((composite, mask), dim=1)


def apply_affine(picture: Tensor, coefficients: Tensor) -> Tensor:
    """`x + A·x + b` at each pixel of a B×3×H×W picture in −1…1.

    coefficients: B×12×h×w, interpolated to the picture's size; channel 4·j + k holds A[j, k] for k < 3 and
    b[j] for k = 3.
    """
    size = picture.shape[-2:]
    if coefficients.shape[-2:] != size:
        coefficients = F.interpolate(coefficients, size=size, mode="bilinear", align_corners=False)
    a = coefficients.reshape(picture.shape[0], 3, 4, *size)
    return picture + (a[:, :, :3] * picture.unsqueeze(1)).sum(dim=2) + a[:, :, 3]


def apply_global(picture: Tensor, transform: Tensor) -> Tensor:
    """As `apply_affine` with the same coefficients, B×12, at each pixel, in a fraction of its time."""
    a = transform.reshape(-1, 3, 4)
    pixels = picture.flatten(2)
    return (pixels + a[:, :, 3:] + a[:, :, :3] @ pixels).view_as(picture)


def changed(composite: Tensor, transform: Tensor, mask: Tensor) -> Tensor:
    """The composite, B×3×H×W in −1…1, with its object changed as `apply_global` says."""
    return torch.lerp(composite, apply_global(composite, transform).clamp(-1, 1), mask)


def composed(outer: Tensor, inner: Tensor) -> Tensor:
    """Coefficients B×12×H×W of `inner` (B×12, the same for all pixels) and then `outer` (B×12×H×W), both as
    in `apply_affine`.
    """
    batch, _, height, width = outer.shape
    first = inner.reshape(-1, 3, 4)
    whole = F.pad(first, (0, 0, 0, 1)) + torch.eye(4, device=inner.device)
    # Rows of `outer` times the 4×4 matrix of `inner`, at each pixel: one product, for channels that lie last.
    rows = outer.permute(0, 2, 3, 1).reshape(batch, -1, 4)
    crossed = (rows @ whole).view(batch, height, width, 12) + inner[:, None, None]
    return crossed.permute(0, 3, 1, 2)


@torch.no_grad()
def draw_convolutions(network: HarmonizationNetwork, *, std: float, last: nn.Module) -> None:
    """Draw all convolutions with deviation `std` and biases 0; the weights of `last`, the output of an affine
    head, with 0.002, so that it starts near the identity.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.normal_(module.weight, std=std)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    if network.config.head is Head.AFFINE:
        nn.init.normal_(last.weight, std=0.002)  # type: ignore[arg-type]
