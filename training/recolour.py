"""Ways an object's colours come to differ from those of its surroundings, as functions of colour alone.

Each takes B×N×3 colours in 0…1 (sRGB coded) and returns where they go. iHarmony4's large parts were made by
the four transfers here, between objects of the same kind (W. Cong et al., "DoveNet", CVPR 2020, section 3);
photographs that were merely developed differently differ by what `photographic` does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Self

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from engine.types import LUMA
from training.batch import Part

Range = tuple[float, float]

# Reinhard et al., "Color Transfer between Images", 2001: RGB → LMS, and log LMS → lαβ.
_LMS = ((0.3811, 0.5783, 0.0402), (0.1967, 0.7244, 0.0782), (0.0241, 0.1288, 0.8444))
_LAB = (
    (3**-0.5, 3**-0.5, 3**-0.5),
    (6**-0.5, 6**-0.5, -2 * 6**-0.5),
    (2**-0.5, -(2**-0.5), 0.0),
)
_DARKEST = 1 / 255
_GAMMA = 2.2


class Draw:
    """Random numbers for a batch, a row each picture, on one device.

    For a part of a step the numbers of the whole step are drawn and those of its rows kept, which costs next
    to nothing: however a step is split, a picture gets the same numbers. So it does where parts of several
    steps are made together, each from a generator of its own.
    """

    def __init__(self, *generators: Generator, parts: Sequence[Part] = ()) -> None:
        """One generator for each of the parts, or one alone."""
        self.device = generators[0].device
        self._generators = generators
        self._parts = parts

    @classmethod
    def of(cls, *parts: Part, device: torch.device) -> Self:
        """The numbers of parts of steps, one after the other; the same seed, the same numbers."""
        return cls(*(Generator(device).manual_seed(part.seed) for part in parts), parts=parts)

    def uniform(self, count: int, *shape: int, between: Range = (0.0, 1.0)) -> Tensor:
        low, high = between
        numbers = self._drawn(count, lambda n, g: torch.rand(n, *shape, generator=g, device=self.device))
        return low + (high - low) * numbers

    def normal(self, count: int, *shape: int, deviation: float = 1.0) -> Tensor:
        numbers = self._drawn(count, lambda n, g: torch.randn(n, *shape, generator=g, device=self.device))
        return deviation * numbers

    def integers(self, count: int, *, below: int) -> Tensor:
        return self._drawn(count, lambda n, g: torch.randint(below, (n,), generator=g, device=self.device))

    def chance(self, count: int, *shape: int, probability: float) -> Tensor:
        return self.uniform(count, *shape) < probability

    def choice(self, count: int, weights: Sequence[float]) -> Tensor:
        """`count` integers, each drawn with the given weights."""
        table = torch.tensor(weights, device=self.device)
        return self._drawn(count, lambda n, g: torch.multinomial(table, n, replacement=True, generator=g))

    def once(self, *, probability: float) -> list[bool]:
        """For each part one decision for all pictures of its step."""
        drawn = [torch.rand((), generator=g, device=self.device) for g in self._generators]
        return [bool(number < probability) for number in drawn]

    def _drawn(self, count: int, draw: Callable[[int, Generator], Tensor]) -> Tensor:
        """Those of the parts. draw: gives so many numbers of a generator."""
        if not self._parts:
            return draw(count, *self._generators)
        wanted = sum(part.count for part in self._parts)
        if count != wanted:
            raise ValueError(f"numbers for {count} pictures of a part of {wanted}")
        own = [
            draw(part.of, generator)[part.first :][: part.count]
            for part, generator in zip(self._parts, self._generators, strict=True)
        ]
        return own[0] if len(own) == 1 else torch.cat(own)


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
    low, high = (each.sort(dim=1).values[:, pick].transpose(1, 2) for each in (source, target))
    low = low + torch.linspace(0, 1e-4, knots, device=colours.device)  # strictly rising, for the division
    slope = (high.diff() / low.diff().clamp_min(1e-4)).clamp(0.0, 4.0)
    slope = F.pad(slope, (1, 1), value=1.0)
    low, high = (torch.cat((each[..., :1], each), dim=2) for each in (low, high))
    offset = high - slope * low
    at = colours.transpose(1, 2).contiguous()
    piece = torch.searchsorted(low[..., 1:].contiguous(), at)
    return torch.addcmul(offset.gather(2, piece), slope.gather(2, piece), at).transpose(1, 2)


def distribution_transfer(colours: Tensor, source: Tensor, target: Tensor, *, axes: Tensor) -> Tensor:
    """Iterative distribution transfer: histograms matched along random axes (F. Pitié et al., ICCV 2005).

    axes: B×R×3×3, normally distributed: the columns of the orthogonal part of each are the axes of a round.
    """
    count = colours.shape[1]
    moving = torch.cat((colours, source), dim=1)
    for turn in torch.linalg.qr(axes).Q.unbind(dim=1):
        turned = moving @ turn
        matched = histogram(turned, turned[:, count:], target @ turn, knots=17)
        moving = matched @ turn.transpose(1, 2)
    return moving[:, :count]


@dataclass(frozen=True, slots=True)
class Development:
    """How B photographs are developed, B numbers each.

    exposure: stops. warmth: of red against blue, tint: of green, as logarithms of factors. shoulder: whether
    lights are compressed. gamma, contrast, saturation: logarithms of the exponent and of the factors. pivot:
    code that contrast leaves as it is. turn: of the hue, radians.
    """

    exposure: Tensor
    warmth: Tensor
    tint: Tensor
    shoulder: Tensor
    gamma: Tensor
    pivot: Tensor
    contrast: Tensor
    saturation: Tensor
    turn: Tensor

    @classmethod
    def drawn(cls, count: int, draw: Draw, *, degree: float = 1.0) -> Self:
        """At random. degree: of the changes, 1 for those of an object."""

        def normal(deviation: float) -> Tensor:
            return draw.normal(count, deviation=degree * deviation)

        return cls(
            exposure=normal(0.9).clamp(-2.2, 2.2),
            warmth=normal(0.22),
            tint=normal(0.08),
            shoulder=draw.chance(count, probability=0.5 * degree),
            gamma=torch.where(draw.chance(count, probability=0.5), normal(0.25), 0.0),
            pivot=draw.uniform(count, between=(0.3, 0.6)),
            contrast=normal(0.25),
            saturation=normal(0.35),
            turn=normal(0.08),
        )

    def __getitem__(self, rows: Tensor) -> Self:
        return type(self)(*(getattr(self, f.name)[rows] for f in fields(self)))


def photographic(colours: Tensor, development: Development) -> Tensor:
    """Another exposure and white balance in linear light; tone curve, contrast, saturation, hue on codes."""
    d = _broad(development)
    return _tinted(_toned(colours, d), d)


def developed(photos: Tensor, development: Development) -> Tensor:
    """`photographic` for whole photos B×3×H×W, a few times as fast: tones by a table of 256 codes for each
    channel, tints by a matrix.
    """
    d = _broad(development)
    codes = torch.linspace(0, 1, 256, device=photos.device)[:, None].expand(len(photos), 256, 3)
    curves = _toned(codes, d).transpose(1, 2).contiguous()
    basis = torch.eye(3, device=photos.device).expand(len(photos), 3, 3)
    matrices = _tinted(basis, d).transpose(1, 2)
    # All curves as one and places in int32: working places out takes most of the time.
    curve = torch.arange(3 * len(photos), dtype=torch.int32, device=photos.device).view(-1, 3, 1)
    places = photos.flatten(2).mul(255).round_().int().add_(256 * curve)
    toned = curves.flatten().index_select(0, places.flatten()).view(places.shape)
    return (matrices @ toned).reshape(photos.shape)


def _broad(development: Development) -> Development:
    """B×1×1 instead of B numbers, to go with colours B×N×3."""
    return type(development)(*(getattr(development, f.name)[:, None, None] for f in fields(development)))


def _toned(colours: Tensor, d: Development) -> Tensor:
    """What is done to each channel by itself."""
    light = colours.clamp(0, 1).pow(_GAMMA)
    balance = torch.cat((d.warmth, d.tint, -d.warmth), dim=2).exp()
    light = light * torch.exp2(d.exposure) * balance / balance.mean(dim=2, keepdim=True)
    light = torch.where(d.shoulder, light / (1 + light) * 1.6, light)
    coded = light.clamp(1e-6, 4).pow(1 / _GAMMA).pow(d.gamma.exp())
    return d.pivot + (coded - d.pivot) * d.contrast.exp()


def _tinted(coded: Tensor, d: Development) -> Tensor:
    """What mixes channels; linear."""
    luma = (coded * coded.new_tensor(LUMA)).sum(dim=2, keepdim=True)
    chroma = (coded - luma) * d.saturation.exp()
    return luma + _turned(chroma, d.turn)


def _turned(chroma: Tensor, angle: Tensor) -> Tensor:
    """Hue turned by `angle` radians: a rotation of chroma about the grey axis (Rodrigues)."""
    r, g, b = chroma.unbind(dim=2)
    across = torch.stack((b - g, r - b, g - r), dim=2) / 3**0.5
    grey = chroma.mean(dim=2, keepdim=True)
    return chroma * angle.cos() + across * angle.sin() + grey * (1 - angle.cos())
