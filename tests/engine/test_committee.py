"""Several regressions, and their mean."""

from __future__ import annotations

import pytest
import torch

from engine.nets.committee import Committee, regression


def committee(members: int) -> Committee:
    torch.manual_seed(0)
    made = Committee(regression(40, 8, dropout=0.5) for _ in range(members))
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return made.eval()


def test_a_regression_starts_at_the_identity() -> None:
    assert not regression(40, 8, dropout=0.0)(torch.randn(2, 40)).any()


@torch.inference_mode()
@pytest.mark.parametrize("members", [1, 3])
@pytest.mark.parametrize("pictures", [1, 5])
def test_merged_it_says_the_same(members: int, pictures: int) -> None:
    whole = committee(members)
    known = torch.randn(pictures, 40) * 3 + 1
    torch.testing.assert_close(whole.merged()(known), whole(known), atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(whole.merged().each(known), whole.each(known), atol=1e-5, rtol=1e-4)
    assert whole.each(known).shape == (members, pictures, 12)
