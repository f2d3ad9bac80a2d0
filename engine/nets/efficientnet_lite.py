"""EfficientNet-Lite0 without its classifier and with its batch norms folded into the convolutions.

M. Tan, Q. Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", ICML 2019; the Lite
variants (github.com/tensorflow/tpu, models/official/efficientnet/lite, Apache License 2.0) do without
squeeze-and-excitation and have ReLU6. Its weights, trained on ImageNet, come from a package: see
`training.pretrained`.
"""

from __future__ import annotations

from torch import Tensor, nn

WIDTHS = (16, 24, 40, 80, 112, 192, 320)
"""Channels after each stage."""

_STEM = 32
_KERNELS = (3, 3, 5, 3, 5, 5, 3)
_STRIDES = (1, 2, 2, 2, 1, 2, 1)
_EXPANSIONS = (1, 6, 6, 6, 6, 6, 6)
_BLOCKS = (1, 2, 2, 3, 3, 4, 1)


def _convolution(
    before: int, after: int, kernel: int, *, stride: int = 1, groups: int = 1
) -> list[nn.Module]:
    """Padded as TensorFlow pads an even size ("SAME"): where the stride is 2, less before than after."""
    if stride == 1:
        return [nn.Conv2d(before, after, kernel, padding=kernel // 2, groups=groups)]
    less, more = (kernel - stride) // 2, (kernel - stride + 1) // 2
    padding = nn.ZeroPad2d((less, more, less, more))
    return [padding, nn.Conv2d(before, after, kernel, stride, groups=groups)]


class InvertedResidual(nn.Module):
    """Wider, each channel by itself, narrower again (M. Sandler et al., "MobileNetV2", CVPR 2018)."""

    def __init__(self, before: int, after: int, *, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = before * expansion
        widen = [*_convolution(before, wide, 1), nn.ReLU6()] if expansion > 1 else []
        filtered = [*_convolution(wide, wide, kernel, stride=stride, groups=wide), nn.ReLU6()]
        self.body = nn.Sequential(*widen, *filtered, *_convolution(wide, after, 1))
        self._residual = stride == 1 and before == after

    def forward(self, features: Tensor) -> Tensor:
        changed: Tensor = self.body(features)
        return features + changed if self._residual else changed


class EfficientNetLite0(nn.Module):
    """Features of pictures B×3×H×W (−1…1; H and W multiples of 32) after each of the seven stages, at 1/2,
    1/4, 1/8, 1/16, 1/16, 1/32 and 1/32 of their size.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(*_convolution(3, _STEM, 3, stride=2), nn.ReLU6())
        befores = (_STEM, *WIDTHS[:-1])
        shapes = zip(befores, WIDTHS, _KERNELS, _STRIDES, _EXPANSIONS, _BLOCKS, strict=True)
        self.stages = nn.ModuleList(
            nn.Sequential(
                *(
                    InvertedResidual(
                        before if block == 0 else after,
                        after,
                        kernel=kernel,
                        stride=stride if block == 0 else 1,
                        expansion=expansion,
                    )
                    for block in range(blocks)
                )
            )
            for before, after, kernel, stride, expansion, blocks in shapes
        )

    def forward(self, pictures: Tensor) -> tuple[Tensor, ...]:
        features = self.stem(pictures)
        stages = []
        for stage in self.stages:
            features = stage(features)
            stages.append(features)
        return tuple(stages)
