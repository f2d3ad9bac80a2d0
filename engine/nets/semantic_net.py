"""A global harmonizer that knows what it sees.

Grass is green and skin is not: what a network learned from ImageNet tells objects apart that a few thousand
photos with masks cannot teach it. That features of a network trained for classification serve
harmonization is known from J. Liang et al., "Spatial-Separated Curve Rendering Network", ECCV 2022. It takes
a close look at the object. Of the statistics of such features over object and background the regression is
given no more than the first principal components and what linear models forecast: all of them name the photo,
and it would learn photos by heart. What the object's rim gives away (`engine.nets.rim`) it is given whole.
Once the object is changed, its colours and its rim say whether that was enough: it looks at them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.nets import region_statistics as statistics
from engine.nets import restraint
from engine.nets.close_up import close_up
from engine.nets.committee import Committee, regression, zeroed
from engine.nets.efficientnet_lite import WIDTHS, EfficientNetLite0
from engine.nets.global_transform import GlobalTransform, GlobalTransformConfig, shrunk
from engine.nets.network import changed, check_whole, composed
from engine.nets.rim import STATISTICS as RIM_STATISTICS
from engine.nets.rim import Rim

SIZE = 256
"""What it is made for; it takes pictures of any size."""
_BACKBONE_SIZE = 160
"""What the backbone sees of the object and what is around it."""

_STATISTICS_SIZE = 96
"""What the statistics of colours are taken of."""
COLOUR_STATISTICS = 303 + RIM_STATISTICS
"""Histograms 144, moments 12, the object's area, luma 64, contrasts 12, tones 28, surroundings 42, rim."""
SEMANTIC_STATISTICS = 4 * sum(WIDTHS[1:])
FORECASTS = 18
"""Linear forecasts of how the object's colours should change; which ones, training decides."""
_MOST = 6.0
"""Deviations from the mean beyond which a statistic is not believed."""
_LEAST = 1e-3
_ENOUGH = 0.01
"""Part of a close-up below which statistics of a region say nothing."""
_MOST_COMPONENTS = 1024
_MOST_REGRESSIONS = 64
_MOST_LOOKS = 16


@dataclass(frozen=True, slots=True)
class SemanticConfig(GlobalTransformConfig):
    """Architecture of a semantic harmonizer. ngf: units of the regression's second layer. backbone: whether
    it knows what it sees, or colours alone. components: of the backbone's statistics. committee: regressions
    whose mean is taken. dropout: probability in them while training. looks: how often the object is looked
    at and changed.
    """

    architecture: ClassVar[str] = "semantic"
    title: ClassVar[str] = "Semantic transform"
    sizes: ClassVar[tuple[int, ...]] = (SIZE,)

    ngf: int = 256
    size: int = SIZE
    backbone: bool = True
    components: int = 16
    committee: int = 6
    dropout: float = 0.1
    looks: int = 3

    def __post_init__(self) -> None:
        GlobalTransformConfig.__post_init__(self)
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout must be at least 0 and below 1, not {self.dropout}")
        check_whole(self, "components", "committee", "looks")
        if type(self.backbone) is not bool:
            raise ValueError(f"backbone must be true or false, not {self.backbone}")
        if not 1 <= self.committee <= _MOST_REGRESSIONS:
            raise ValueError(f"committee must be in 1…{_MOST_REGRESSIONS}, not {self.committee}")
        if not 1 <= self.looks <= _MOST_LOOKS:
            raise ValueError(f"looks must be in 1…{_MOST_LOOKS}, not {self.looks}")
        if not 1 <= self.components <= _MOST_COMPONENTS:
            raise ValueError(f"components must be in 1…{_MOST_COMPONENTS}, not {self.components}")


class SemanticNet(GlobalTransform):
    """See SemanticConfig. The look is taken from the reference region. `calibrate` it before training. It
    forecasts nothing before `training.forecasts` has solved for that.
    """

    config: SemanticConfig

    def __init__(self, config: SemanticConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or SemanticConfig()
        self.backbone = EfficientNetLite0() if config.backbone else None
        semantic, components = (SEMANTIC_STATISTICS, config.components) if config.backbone else (0, 0)
        self.colours = Standardized(COLOUR_STATISTICS)
        self.semantics = Standardized(semantic)
        self.components: Tensor
        self.register_buffer("components", torch.zeros(semantic, components))
        self.forecast = zeroed(nn.Linear(COLOUR_STATISTICS + semantic, FORECASTS))
        seen = COLOUR_STATISTICS + components + FORECASTS
        self.regression = Committee(
            regression(seen, config.ngf, dropout=config.dropout) for _ in range(config.committee)
        )

    def transform(self, composite: Tensor, mask: Tensor, reference: Tensor | None = None) -> Tensor:
        return self.judged(composite, mask, reference)[0]

    def judged(
        self, composite: Tensor, mask: Tensor, reference: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        where = Where.of(mask, reference)
        colours, semantics = self.statistics(composite, mask, reference, where)
        with torch.autocast(composite.device.type, enabled=False):
            said = self.regression.each(self._known(colours, semantics))
            transform = said.mean(dim=0)
            for _ in range(self.config.looks - 1):
                with torch.no_grad():  # what is seen is taken as it is, as the composite was
                    so_far = changed(composite.float(), transform, mask.float())
                    colours = self.colour_statistics(so_far, mask, reference, where)
                further = self.regression(self._known(colours, semantics))
                transform = composed(further[:, :, None, None], transform).flatten(1)
            return transform, self._strength(said, transform, composite, where)

    def _strength(self, said: Tensor, transform: Tensor, composite: Tensor, where: Where) -> Tensor:
        if self.training:  # what changes nothing yet would never learn to
            return said.new_ones(len(composite), 1)
        return restraint.strength(said, transform, shrunk(composite, _STATISTICS_SIZE), where.coarse[:, :1])

    def _known(self, colours: Tensor, semantics: Tensor) -> Tensor:
        standard = self.standardized(colours, semantics)
        with torch.no_grad():  # solved for, not trained: it would learn photos by heart
            forecast = self.forecast(standard)
        return self.known(standard, forecast)

    def standardized(self, colours: Tensor, semantics: Tensor) -> Tensor:
        """All `statistics`, in deviations from their mean, B×N."""
        return torch.cat((self.colours(colours), self.semantics(semantics)), dim=1)

    def known(self, standard: Tensor, forecast: Tensor) -> Tensor:
        """What the regression is given: colours, components, and forecasts B×18 from the same statistics."""
        colours, semantics = standard[:, :COLOUR_STATISTICS], standard[:, COLOUR_STATISTICS:]
        return torch.cat((colours, semantics @ self.components, forecast), dim=1)

    def statistics(
        self, composite: Tensor, mask: Tensor, reference: Tensor | None, where: Where | None = None
    ) -> tuple[Tensor, Tensor]:
        """What is known of colours (B×759) and of the backbone's features (B×3072, or B×0 without one).
        Arguments: see `predict`; where: of mask and reference, if it is known already.
        """
        colours = self.colour_statistics(composite, mask, reference, where)
        if self.backbone is None:
            return colours, colours[:, :0]
        near = close_up(_seen(composite, mask, reference), mask, _BACKBONE_SIZE)
        return colours, self._of_features(self.backbone, near)

    def colour_statistics(
        self, composite: Tensor, mask: Tensor, reference: Tensor | None, where: Where | None = None
    ) -> Tensor:
        """The first of the `statistics`, B×759. Arguments: see there."""
        where = where or Where.of(mask, reference)
        coarse = self._of_colours(shrunk(composite, _STATISTICS_SIZE), where)
        return torch.cat((coarse, where.rim.of(shrunk(composite, SIZE))), dim=1)

    def _of_colours(self, picture: Tensor, where: Where) -> Tensor:
        regions = where.coarse
        found = (
            statistics.colour_histograms(picture, regions),
            statistics.moments(picture, regions),
            regions[:, :1].mean(dim=(2, 3)),
            statistics.luma_histogram(picture, regions),
            statistics.contrasts(picture, regions),
            statistics.tones(picture, regions),
            statistics.surroundings(picture, regions[:, :1], regions[:, 1:], where.near),
        )
        return torch.cat(found, dim=1)

    def _of_features(self, backbone: EfficientNetLite0, seen: Tensor) -> Tensor:
        regions = _with_surroundings(seen[:, 3:])
        with torch.no_grad():  # it stays as ImageNet made it
            stages = backbone(seen[:, :3])[1:]
        pooled = (F.adaptive_avg_pool2d(regions, (s.shape[2], s.shape[3])) for s in stages)
        return torch.cat([statistics.moments(s, r) for s, r in zip(stages, pooled, strict=True)], dim=1)

    @torch.no_grad()
    def calibrate(self, colours: Tensor, semantics: Tensor) -> None:
        """Take means, deviations and principal components from the `statistics` of composites, more of them
        than there are components.
        """
        self.colours.measure(colours)
        if self.backbone is None:
            return
        self.semantics.measure(semantics)
        known = self.semantics(semantics)
        directions = torch.linalg.svd(known, full_matrices=False).Vh[: self.config.components].T
        # Which way a component points is chance: the same on all machines, its largest part is positive.
        largest = directions.gather(0, directions.abs().argmax(dim=0, keepdim=True))
        directions = directions * largest.sign()
        self.components.copy_(directions / (known @ directions).std(dim=0).clamp_min(_LEAST))


def _seen(composite: Tensor, mask: Tensor, reference: Tensor | None) -> Tensor:
    """Picture, object and look, B×5×H×W."""
    return torch.cat((composite, _regions(mask, reference)), dim=1)


def _regions(mask: Tensor, reference: Tensor | None) -> Tensor:
    """Object and look, B×2×H×W."""
    return torch.cat((mask, 1 - mask if reference is None else reference), dim=1)


@dataclass(frozen=True, slots=True)
class Where:
    """Where object and look are, to be looked at in several pictures. coarse: B×2×96×96. near: to the object,
    B×1×96×96.
    """

    rim: Rim
    coarse: Tensor
    near: Tensor

    @classmethod
    def of(cls, mask: Tensor, reference: Tensor | None) -> Where:
        regions = _regions(mask, reference)
        coarse = shrunk(regions, _STATISTICS_SIZE)
        return cls(Rim(shrunk(regions, SIZE)), coarse, statistics.near(coarse[:, :1]))


def _with_surroundings(regions: Tensor) -> Tensor:
    """Object and look, B×2×H×W; all around the object where hardly any of the look is to be seen: a region of
    the user's may lie far off.
    """
    mask, look = regions[:, :1], regions[:, 1:]
    enough = look.mean(dim=(2, 3), keepdim=True) >= _ENOUGH
    return torch.cat((mask, torch.where(enough, look, 1 - mask)), dim=1)


class Standardized(nn.Module):
    """Numbers B×N less their mean, in deviations."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.mean: Tensor
        self.deviation: Tensor
        self.register_buffer("mean", torch.zeros(count))
        self.register_buffer("deviation", torch.ones(count))

    def measure(self, numbers: Tensor) -> None:
        """Mean and deviation from now on are those of these numbers."""
        self.mean.copy_(numbers.mean(dim=0))
        self.deviation.copy_(numbers.std(dim=0) + _LEAST)

    def forward(self, numbers: Tensor) -> Tensor:
        return ((numbers.float() - self.mean) / self.deviation).clamp(-_MOST, _MOST)
