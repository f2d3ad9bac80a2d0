"""The losses of the adversary and of the generator against it."""

from __future__ import annotations

import pytest
import torch
from test_discriminator import scene, small
from torch import Tensor

from training.adversarial import hinges, pasted, persuasion, slope_penalty
from training.discriminator import Verdict


def verdict(whole: list[float], match: list[float]) -> Verdict:
    return Verdict(*(torch.tensor(v, dtype=torch.float32).reshape(-1, 1, 1, 1) for v in (whole, match)))


def half() -> Tensor:
    return torch.full((2, 1, 1, 1), 0.5)


def test_discriminator_is_content_beyond_a_margin_of_one() -> None:
    whole, match = hinges(verdict([2, 1], [0, -1]), verdict([-5, -1], [0, 3]))
    assert whole == 0
    assert match == pytest.approx((1 + 2) / 2 + (1 + 4) / 2)


def test_generator_wants_high_judgements() -> None:
    assert [float(x) for x in persuasion(verdict([2, 4], [-1, 0]))] == [-3, 0.5]


def test_judged_is_the_composite_with_the_output_in_it() -> None:
    picture, mask = scene()
    output = torch.randn_like(picture)
    judged = pasted(output, picture, mask)
    assert torch.equal(judged[:, :, 8:20, 8:16], output[:, :, 8:20, 8:16])
    assert torch.equal(judged[:, :, :8], picture[:, :, :8])


@pytest.mark.parametrize(("steepness", "penalty"), [(1.0, 0.0), (3.0, 4.0), (0.0, 1.0)])
def test_slopes_other_than_one_are_penalised(steepness: float, penalty: float) -> None:
    (real, mask), fake = scene(), torch.zeros(2, 3, 32, 32)
    direction = torch.zeros(3, 32, 32)
    direction[1, 4, 5] = 2 * steepness  # halfway of this judgement and of one that is always 0

    def judge(picture: Tensor, mask: Tensor) -> Verdict:
        whole = (picture * direction).sum(dim=(1, 2, 3), keepdim=True)
        return Verdict(whole, 0 * whole)

    assert float(slope_penalty(judge, real, fake, mask, at=half())) == pytest.approx(penalty, abs=1e-5)


def test_slope_is_taken_between_the_two_pictures() -> None:
    seen: list[Tensor] = []

    def judge(picture: Tensor, mask: Tensor) -> Verdict:
        seen.append(picture)
        whole = picture.square().sum(dim=(1, 2, 3), keepdim=True)
        return Verdict(whole, whole)

    at = torch.tensor([0.25, 1.0])[:, None, None, None]
    slope_penalty(judge, torch.ones(2, 3, 2, 2), torch.zeros(2, 3, 2, 2), torch.ones(2, 1, 2, 2), at=at)
    assert torch.equal(seen[0], at.expand(2, 3, 2, 2))


def test_penalty_teaches_every_weight_of_the_discriminator() -> None:
    judge, (real, mask) = small().train(), scene()
    slope_penalty(judge, real, -real, mask, at=half()).backward()
    without = [n for n, p in judge.named_parameters() if p.grad is None or not torch.isfinite(p.grad).all()]
    assert [name for name in without if not name.endswith("bias")] == []  # slopes do not depend on those


def test_discriminator_learns_to_tell_recoloured_objects() -> None:
    torch.manual_seed(0)
    judge, (real, mask) = small(ndf=4).train(), scene()
    fake = pasted(real * 0.3 + 0.6, real, mask)
    optimizer = torch.optim.Adam(judge.parameters(), lr=5e-3, betas=(0.5, 0.999))
    for _ in range(15):
        loss = sum(hinges(judge(real, mask), judge(fake, mask))) + 10 * slope_penalty(
            judge, real, fake, mask, at=half()
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        genuine, changed = judge(real, mask), judge(fake, mask)
    assert float((genuine.match - changed.match).mean()) > 0.1
    assert float((genuine.whole - changed.whole).mean()) > 0.1
