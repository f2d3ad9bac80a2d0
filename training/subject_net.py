"""The network that finds a picture's subject: a small U-Net on residual blocks.

U-Net: O. Ronneberger, P. Fischer, T. Brox, MICCAI 2015. Residual blocks: K. He, X. Zhang, S. Ren, J. Sun,
"Deep Residual Learning for Image Recognition", CVPR 2016. It is wide where
pictures are small: there a convolution costs little, and what the subject is, is decided there.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

STRIDE = 32
"""Sides of the input must be multiples of it."""

_STEM = 16
_WIDTHS = (32, 64, 128, 192)
"""Channels at a quarter, an eighth, a sixteenth and a thirty-second of the input's size."""
_BLOCKS = (1, 2, 3, 2)
_DROPOUT = 0.1


class SubjectNet(nn.Module):
    """Pictures, float B×3×H×W sRGB 0 … 1, to logits, B×1×H/4×W/4, that a pixel is of the subject."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = _convolution(3, _STEM, stride=2)
        inner = (_STEM, *_WIDTHS[:-1])
        self.down = nn.ModuleList(
            nn.Sequential(_convolution(before, width, stride=2), *(_Residual(width) for _ in range(blocks)))
            for before, width, blocks in zip(inner, _WIDTHS, _BLOCKS, strict=True)
        )
        # What all of the picture shows, at each place: a subject is one only beside what surrounds it.
        self.everywhere = nn.Sequential(nn.Conv2d(_WIDTHS[-1], _WIDTHS[-1], 1), nn.AdaptiveAvgPool2d(1))
        self.dropout = nn.Dropout2d(_DROPOUT)
        self.up = nn.ModuleList(
            _convolution(below, width) for below, width in zip(_WIDTHS[1:], _WIDTHS[:-1], strict=True)
        )
        self.mix = nn.ModuleList(_convolution(width, width) for width in _WIDTHS[:-1])
        self.head = nn.Conv2d(_WIDTHS[0], 1, 3, padding=1)

    def forward(self, rgb: Tensor) -> Tensor:
        """Logits; sides of `rgb` must be multiples of STRIDE."""
        features = [self.stem(rgb * 4 - 2)]
        for stage in self.down:
            features.append(stage(features[-1]))
        found = features[-1]
        found = self.dropout(F.relu(found + self.everywhere(found)))
        for level in (2, 1, 0):
            wider = F.interpolate(self.up[level](found), scale_factor=2.0, mode="bilinear")
            found = self.mix[level](wider + features[level + 1])
        logits: Tensor = self.head(found)
        return logits


def _convolution(before: int, after: int, *, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True)
    )


class _Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = _convolution(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))
        nn.init.zeros_(self.second[1].weight)  # type: ignore[arg-type]  # begin as identity: trains at once

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.second(self.first(x)))
