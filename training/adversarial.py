"""What the adversary and the generator learn from each other.

Source: W. Cong et al., "DoveNet", CVPR 2020, eq. 3-8, and J. Ling et al., CVPR 2021, section 3.4; the form of
the losses from the code that both published: hinges for the discriminator, means for the generator, and a
penalty on the slope between real and harmonized pictures (I. Gulrajani et al., "Improved Training of
Wasserstein GANs", NeurIPS 2017).
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from training.discriminator import Verdict

Judge = Callable[[Tensor, Tensor], Verdict]
"""A discriminator, called with pictures B×3×H×W in −1…1 and masks B×1×H×W in 0…1."""


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


def slope_penalty(judge: Judge, real: Tensor, fake: Tensor, mask: Tensor) -> Tensor:
    """Mean square by which the slope of the judgement, halfway of both, differs from 1 somewhere between a
    real picture and its harmonized composite; where, is drawn from torch's random numbers.
    """
    blend = torch.rand(real.shape[0], 1, 1, 1, device=real.device)
    between = torch.lerp(fake, real, blend).detach().requires_grad_()
    verdict = judge(between, mask)
    # The mean over positions, of which there is one at the discriminator's own size.
    score = (verdict.whole + verdict.match).mean(dim=(1, 2, 3)).sum() / 2
    (slope,) = torch.autograd.grad(score, between, create_graph=True)
    steepness = (slope.flatten(1).square().sum(dim=1) + 1e-16).sqrt()
    return (steepness - 1).square().mean()
