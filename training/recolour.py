"""Ways an object's colours come to differ from those of its surroundings, as functions of colour alone.

Each takes B×N×3 colours in 0…1 (sRGB coded) and returns where they go. iHarmony4's large parts were made by
the four transfers here, between objects of the same kind (W. Cong et al., "DoveNet", CVPR 2020, section 3);
photographs that were merely developed differently differ by what `photographic` does.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Generator, Tensor

Range = tuple[float, float]

# Reinhard et al., "Color Transfer between Images", 2001: RGB → LMS, and log LMS → lαβ.
_LMS = ((0.3811, 0.5783, 0.0402), (0.1967, 0.7244, 0.0782), (0.0241, 0.1288, 0.8444))
_LAB = (
    (3**-0.5, 3**-0.5, 3**-0.5),
    (6**-0.5, 6**-0.5, -2 * 6**-0.5),
    (2**-0.5, -(2**-0.5), 0.0),
)
_DARKEST = 1 / 255
_LUMA = (0.299, 0.587, 0.114)
_GAMMA = 2.2


class Draw:
    """Random numbers for a batch, from one generator on one device: the same seed, the same composites."""

    def __init__(self, generator: Generator) -> None:
        self.generator = generator
        self.device = generator.device

    def uniform(self, *shape: int, between: Range = (0.0, 1.0)) -> Tensor:
        low, high = between
        return low + (high - low) * torch.rand(shape, generator=self.generator, device=self.device)

    def normal(self, *shape: int, deviation: float = 1.0) -> Tensor:
        return deviation * torch.randn(shape, generator=self.generator, device=self.device)

    def integers(self, *shape: int, below: int) -> Tensor:
        return torch.randint(below, shape, generator=self.generator, device=self.device)

    def chance(self, *shape: int, probability: float) -> Tensor:
        return self.uniform(*shape) < probability

    def choice(self, count: int, weights: Sequence[float]) -> Tensor:
        """`count` integers, each drawn with the given weights."""
        table = torch.tensor(weights, device=self.device)
        return torch.multinomial(table, count, replacement=True, generator=self.generator)


def reinhard(colours: Tensor, source: Tensor, target: Tensor) -> Tensor:
    """Mean and deviation of `source` to those of `target` (B×P×3) in lαβ, deviations by 0.4…2.5."""
    lms = colours.new_tensor(_LMS).T
    lab = colours.new_tensor(_LAB).T

    def to_lab(rgb: Tensor) -> Tensor:
        return ((rgb.clamp_min(_DARKEST) @ lms).log10()) @ lab

    s, t = to_lab(source), to_lab(target)
    ratio = (t.std(1, keepdim=True) / s.std(1, keepdim=True).clamp_min(1e-4)).clamp(0.4, 2.5)
    moved = (to_lab(colours) - s.mean(1, keepdim=True)) * ratio + t.mean(1, keepdim=True)
    linear: Tensor = torch.pow(10.0, (moved @ lab.T).clamp(max=1.0)) @ torch.linalg.inv(lms)
    return linear


def monge_kantorovich(colours: Tensor, source: Tensor, target: Tensor) -> Tensor:
    """The linear map between two covariances (F. Pitié, A. Kokaram, CVMP 2007), stretching by 0.35…2.8."""
    mean_s, mean_t = source.mean(1, keepdim=True), target.mean(1, keepdim=True)
    root, inverse_root = _roots(_covariance(source - mean_s))
    middle, _ = _roots(root @ _covariance(target - mean_t) @ root)
    values, vectors = torch.linalg.eigh(inverse_root @ middle @ inverse_root)
    mapping = (vectors * values.clamp(0.35, 2.8).unsqueeze(1)) @ vectors.transpose(1, 2)
    moved: Tensor = (colours - mean_s) @ mapping + mean_t
    return moved


def _covariance(centred: Tensor) -> Tensor:
    return centred.transpose(1, 2) @ centred / centred.shape[1] + 1e-5 * torch.eye(3, device=centred.device)


def _roots(covariance: Tensor) -> tuple[Tensor, Tensor]:
    """Square root and inverse square root of B×3×3 positive matrices."""
    values, vectors = torch.linalg.eigh(covariance)
    root = values.clamp_min(1e-8).sqrt().unsqueeze(1)
    return (vectors * root) @ vectors.transpose(1, 2), (vectors / root) @ vectors.transpose(1, 2)


def histogram(colours: Tensor, source: Tensor, target: Tensor, *, knots: int = 33) -> Tensor:
    """Each channel's distribution to that of `target`: linear between quantiles, a shift beyond them."""
    pick = torch.linspace(0, source.shape[1] - 1, knots, device=colours.device).round().long()
    low, high = source.sort(dim=1).values[:, pick], target.sort(dim=1).values[:, pick]
    # strictly rising, for the division
    low = low + torch.linspace(0, 1e-4, knots, device=colours.device)[:, None]
    xs, ys = low.transpose(1, 2).contiguous(), high.transpose(1, 2).contiguous()
    at = colours.transpose(1, 2).contiguous()
    right = torch.searchsorted(xs, at).clamp(1, knots - 1)
    x0, x1 = xs.gather(2, right - 1), xs.gather(2, right)
    y0, y1 = ys.gather(2, right - 1), ys.gather(2, right)
    slope = ((y1 - y0) / (x1 - x0).clamp_min(1e-4)).clamp(0.0, 4.0)
    inside = y0 + slope * (at - x0)
    outside = torch.where(
        at < xs[..., :1], ys[..., :1] + (at - xs[..., :1]), ys[..., -1:] + (at - xs[..., -1:])
    )
    beyond = (at < xs[..., :1]) | (at > xs[..., -1:])
    return torch.where(beyond, outside, inside).transpose(1, 2)


def distribution_transfer(
    colours: Tensor, source: Tensor, target: Tensor, *, draw: Draw, rounds: int = 4
) -> Tensor:
    """Iterative distribution transfer: histograms matched along random axes (F. Pitié et al., ICCV 2005)."""
    count = colours.shape[1]
    moving = torch.cat((colours, source), dim=1)
    for _ in range(rounds):
        axes = torch.linalg.qr(draw.normal(colours.shape[0], 3, 3)).Q
        turned = moving @ axes
        matched = histogram(turned, turned[:, count:], target @ axes, knots=17)
        moving = matched @ axes.transpose(1, 2)
    return moving[:, :count]


def photographic(colours: Tensor, *, draw: Draw) -> Tensor:
    """Another exposure and white balance in linear light; tone curve, contrast, saturation, hue on codes."""
    b = colours.shape[0]
    light = colours.clamp(0, 1).pow(_GAMMA)
    exposure = draw.normal(b, 1, 1, deviation=0.9).clamp(-2.2, 2.2)
    warmth, tint = draw.normal(b, 1, deviation=0.22), draw.normal(b, 1, deviation=0.08)
    balance = torch.stack((warmth, tint, -warmth), dim=2).exp()
    light = light * torch.pow(2.0, exposure) * balance / balance.mean(dim=2, keepdim=True)
    shoulder = draw.chance(b, 1, 1, probability=0.5)
    light = torch.where(shoulder, light / (1 + light) * 1.6, light)
    coded = light.clamp(1e-6, 4).pow(1 / _GAMMA)
    gamma = torch.where(
        draw.chance(b, 1, 1, probability=0.5), draw.normal(b, 1, 1, deviation=0.25), 0.0
    ).exp()
    coded = coded.pow(gamma)
    pivot = draw.uniform(b, 1, 1, between=(0.3, 0.6))
    coded = pivot + (coded - pivot) * draw.normal(b, 1, 1, deviation=0.25).exp()
    luma = (coded * colours.new_tensor(_LUMA)).sum(dim=2, keepdim=True)
    chroma = (coded - luma) * draw.normal(b, 1, 1, deviation=0.35).exp()
    turn = draw.normal(b, 1, 1, deviation=0.08)
    return luma + _turned(chroma, turn)


def _turned(chroma: Tensor, angle: Tensor) -> Tensor:
    """Hue turned by `angle` radians: a rotation of chroma about the grey axis (Rodrigues)."""
    r, g, b = chroma.unbind(dim=2)
    across = torch.stack((b - g, r - b, g - r), dim=2) / 3**0.5
    grey = chroma.mean(dim=2, keepdim=True)
    return chroma * angle.cos() + across * angle.sin() + grey * (1 - angle.cos())
