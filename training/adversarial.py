"""What the adversary and the generator learn from each other.

Source: W. Cong et al., "DoveNet", CVPR 2020, eq. 3-8, and J. Ling et al., CVPR 2021, section 3.4; the form of
the losses from the code that both published: hinges for the discriminator, means for the generator, and a
penalty on the slope between real and harmonized pictures (I. Gulrajani et al., "Improved Training of
Wasserstein GANs", NeurIPS 2017).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.nets.network import HarmonizationNetwork
from training.batch import Batch
from training.discriminator import Discriminator, Verdict
from training.objective import Objective, harmonized
from training.state import GENERATOR
from training.turns import Players, Turn

DISCRIMINATOR = "discriminator"
"""Name of the player that judges."""

Judge = Callable[[Tensor, Tensor], Verdict]
"""A discriminator, called with pictures B×3×H×W in −1…1 and masks B×1×H×W in 0…1."""


@dataclass(frozen=True, slots=True)
class AdversaryConfig:
    """whole, match: weights of the two judgements. slope: weight of the penalty on the discriminator's slope.
    ndf: its width.
    """

    whole: float = 1.0
    match: float = 1.0
    slope: float = 10.0
    ndf: int = 64


def judging(config: AdversaryConfig, *, bfloat16: bool) -> Turn:
    """The discriminator learns to tell real pictures from harmonized ones."""

    def losses(players: Players, batch: Batch) -> tuple[Tensor, ...]:
        generator, judge = _networks(players)
        judge.train()
        with torch.no_grad():
            fake = _judged(harmonized(generator, batch, bfloat16=bfloat16), batch)
        real = batch.real * 2 - 1
        whole, match = hinges(judge(real, batch.mask), judge(fake, batch.mask))
        slope = slope_penalty(judge, real, fake, batch.mask, at=judge.between.uniform(real, 1, 1, 1))
        return config.whole * whole, config.match * match, config.slope * slope

    return Turn(DISCRIMINATOR, ("judging_whole", "judging_match", "judging_slope"), losses)


def persuading(config: AdversaryConfig, objective: Objective, *, bfloat16: bool) -> Turn:
    """The generator learns to give the real picture back, and to persuade the discriminator."""

    def losses(players: Players, batch: Batch) -> tuple[Tensor, ...]:
        generator, judge = _networks(players)
        judge.eval()  # its estimates of spectral norms stay: they are of its own turn
        output = harmonized(generator, batch, bfloat16=bfloat16)
        whole, match = persuasion(judge(_judged(output, batch), batch.mask))
        return objective(output, batch), config.whole * whole, config.match * match

    return Turn(GENERATOR, ("loss", "persuading_whole", "persuading_match"), losses)


def _networks(players: Players) -> tuple[HarmonizationNetwork, Discriminator]:
    generator, judge = players[GENERATOR].network, players[DISCRIMINATOR].network
    assert isinstance(generator, HarmonizationNetwork)
    assert isinstance(judge, Discriminator)
    return generator, judge


def _judged(output: Tensor, batch: Batch) -> Tensor:
    return pasted(output, batch.composite, batch.mask) * 2 - 1


def pasted(output: Tensor, composite: Tensor, mask: Tensor) -> Tensor:
    """The picture that is judged: the generator's output in the mask, the composite round it."""
    return torch.lerp(composite, output, mask)


def hinges(real: Verdict, fake: Verdict) -> tuple[Tensor, Tensor]:
    """What the discriminator minimises of whole pictures, and of how object and background match."""
    whole, match = ((1 - r).relu().mean() + (1 + f).relu().mean() for r, f in zip(real, fake, strict=True))
    return whole, match


def persuasion(fake: Verdict) -> tuple[Tensor, Tensor]:
    """What the generator minimises of the same two."""
    return -fake.whole.mean(), -fake.match.mean()


def slope_penalty(judge: Judge, real: Tensor, fake: Tensor, mask: Tensor, *, at: Tensor) -> Tensor:
    """Mean square by which the slope of the judgement, the mean of both, differs from 1 somewhere between a
    real picture and its harmonized composite. at: B×1×1×1, where: from 0, harmonized, to 1, real.
    """
    between = torch.lerp(fake, real, at).detach().requires_grad_()
    verdict = judge(between, mask)
    # The mean over positions, of which there is one at the discriminator's own size.
    score = (verdict.whole + verdict.match).mean(dim=(1, 2, 3)).sum() / 2
    (slope,) = torch.autograd.grad(score, between, create_graph=True)
    steepness = (slope.flatten(1).square().sum(dim=1) + 1e-16).sqrt()
    return (steepness - 1).square().mean()
