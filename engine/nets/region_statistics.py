"""Statistics of pictures over regions, such as the object and the background that its look is taken from.

Pictures are B×3×H×W in −1…1, regions weights B×K×H×W in 0…1; what is given back is B×N, float32, whatever
the precision around it: eight bits of mantissa would ruin a variance.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.types import LUMA

BINS = 12
CURVES = 6
"""What colour histograms are taken of: red, green, blue, luma, red − green, blue − green."""

LUMA_BINS = 32
_SCALES = (1, 2, 4)
"""What a picture is reduced by before its contrast is taken."""
_REACH = 8
_CELLS = 3
_STRIDE = 3
"""Every third pixel either way fills a histogram well enough."""
_EPS = 1e-4


def moments(features: Tensor, regions: Tensor) -> Tensor:
    """Means and deviations of B×C×H×W features: B×2KC."""
    with torch.autocast(features.device.type, enabled=False):
        shares, flat = _shares(regions), features.float().flatten(2).transpose(1, 2)
        mean = shares @ flat
        variance = shares @ flat.square() - mean.square()
        return torch.cat((mean, (variance.clamp_min(0) + _EPS).sqrt()), dim=2).flatten(1)


def _means(features: Tensor, regions: Tensor) -> Tensor:
    """Means of B×C×H×W features: B×KC."""
    with torch.autocast(features.device.type, enabled=False):
        return (_shares(regions) @ features.float().flatten(2).transpose(1, 2)).flatten(1)


def colour_histograms(picture: Tensor, regions: Tensor) -> Tensor:
    """Square roots of the shares of colours in soft bins: B×(K·6·12)."""
    coarse = (slice(None), slice(None), slice(1, None, _STRIDE), slice(1, None, _STRIDE))
    red, green, blue = ((picture[coarse].float() + 1) / 2).unbind(dim=1)
    opponent = (0.75 * (red - green) + 0.5, 0.75 * (blue - green) + 0.5)
    curves = torch.stack((red, green, blue, _luma((red, green, blue)), *opponent), dim=1)
    return _histograms(curves, regions[coarse], bins=BINS)


def luma_histogram(picture: Tensor, regions: Tensor) -> Tensor:
    """Square roots of the shares of luma in soft bins, finer than those of colours: B×(K·32)."""
    coarse = (slice(None), slice(None), slice(1, None, 2), slice(1, None, 2))
    return _histograms(_luma_of(picture[coarse]), regions[coarse], bins=LUMA_BINS)


def _luma_of(picture: Tensor) -> Tensor:
    """Luma, B×1×H×W in 0…1."""
    red, green, blue = ((picture.float() + 1) / 2).unbind(dim=1)
    return _luma((red, green, blue)).unsqueeze(1)


def contrasts(picture: Tensor, regions: Tensor) -> Tensor:
    """Logarithms of the means of the luma's slope and of its square, at three scales: B×6K."""
    luma, found = _luma_of(picture), []
    for scale in _SCALES:
        small, weights = F.avg_pool2d(luma, scale), F.avg_pool2d(regions.float(), scale)
        here, left, above = (
            (slice(1, None), slice(1, None)),
            (slice(1, None), slice(-1)),
            (slice(-1), slice(1, None)),
        )
        slope = sum((small[..., *here] - small[..., *there]).abs() for there in (left, above))
        inside = weights[..., *here] * weights[..., *left] * weights[..., *above]
        assert isinstance(slope, Tensor)
        found.append((_means(torch.cat((slope, slope.square()), dim=1), inside) + _EPS).log())
    return torch.cat(found, dim=1)


def tones(picture: Tensor, regions: Tensor) -> Tensor:
    """Means of what tells how a picture was developed, saturation, tone and clipped codes: B×14K."""
    codes = (picture.float() + 1) / 2
    luma, most, least = _luma_of(picture), codes.amax(1, keepdim=True), codes.amin(1, keepdim=True)
    saturation = (most - least) / (most + 0.02)
    clipped = (codes <= 3 / 255).float(), (codes >= 252 / 255).float()
    of_colour = (saturation, saturation.square(), saturation * luma, luma.square(), most, least)
    logarithms = (least + 0.01).log(), (luma + 0.01).log()
    return _means(torch.cat((*clipped, *of_colour, *logarithms), dim=1), regions)


def near(mask: Tensor) -> Tensor:
    """Whether a pixel is within some 8 pixels of the object, B×1×H×W."""
    side = 2 * _REACH + 1
    padded = F.pad(mask.float(), (_REACH,) * 4, mode="replicate")
    return F.avg_pool2d(F.avg_pool2d(padded, (side, 1), 1), (1, side), 1) > 0.02


def surroundings(picture: Tensor, mask: Tensor, look: Tensor, near: Tensor) -> Tensor:
    """What `look` is like `near` the object (moments of colours), and in each of 3×3 parts of the picture
    (mean colour, and how much of it is object): B×42.
    """
    weights = look.float()
    seen, amount, share = (
        F.adaptive_avg_pool2d(part, _CELLS) for part in (picture.float() * weights, weights, mask.float())
    )
    pooled = seen / amount.clamp_min(0.01)
    return torch.cat((moments(picture, near * weights), pooled.flatten(1), share.flatten(1)), dim=1)


def _luma(channels: tuple[Tensor, ...]) -> Tensor:
    red, green, blue = (weight * channel for weight, channel in zip(LUMA, channels, strict=True))
    return red + green + blue


def _histograms(curves: Tensor, regions: Tensor, *, bins: int) -> Tensor:
    """curves: B×C×H×W in 0…1; B×(K·C·bins)."""
    centres = torch.linspace(0, 1, bins, device=curves.device)
    soft = (1 - (curves.flatten(2).unsqueeze(3) - centres).abs() * (bins - 1)).clamp_min(0)  # B×C×P×bins
    with torch.autocast(curves.device.type, enabled=False):
        shares = torch.einsum("bcpn,bkp->bkcn", soft, _shares(regions))
    return shares.clamp_min(0).sqrt().flatten(1)


def _shares(regions: Tensor) -> Tensor:
    """Weights B×K×P of pixels that add up to one in every region, or are nothing in an empty one."""
    flat = regions.float().flatten(2)
    return flat / flat.sum(dim=2, keepdim=True).clamp_min(_EPS)
