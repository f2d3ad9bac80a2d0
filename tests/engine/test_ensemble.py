"""The mean of several transforms."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
import torch
from torch import nn

from engine.nets.ensemble import EnsembleConfig, EnsembleNet
from engine.nets.global_net import GlobalConfig
from engine.nets.network import Head
from engine.nets.rainnet import RainNetConfig
from engine.nets.registry import build, config_of
from engine.nets.semantic_net import SemanticConfig

SMALL = EnsembleConfig(members=(GlobalConfig(ngf=2), SemanticConfig(ngf=4, components=2)))


@torch.inference_mode()
def test_it_says_the_mean_of_what_its_members_say() -> None:
    torch.manual_seed(0)
    network = EnsembleNet(SMALL).eval()
    for linear in (network.members[0].regression[-1], network.members[1].regression.members[0][-1]):  # type: ignore[union-attr, index]
        nn.init.normal_(linear.bias, std=0.1)  # type: ignore[union-attr, arg-type]
    composite, mask = torch.rand(2, 3, 160, 160) * 2 - 1, torch.zeros(2, 1, 160, 160)
    mask[..., 40:90, 50:120] = 1
    first, second = (member.predict(composite, mask)[..., 0, 0] for member in network.members)  # type: ignore[operator]
    assert not torch.allclose(first, second)
    torch.testing.assert_close(network.transform(composite, mask), (first + second) / 2)
    uneven = EnsembleNet(replace(SMALL, shares=(1.0, 3.0))).eval()
    uneven.load_state_dict(network.state_dict())
    torch.testing.assert_close(uneven.transform(composite, mask), (first + 3 * second) / 4)


@torch.inference_mode()
def test_each_member_has_its_own_doubts() -> None:
    torch.manual_seed(0)
    network = EnsembleNet(SMALL).eval()
    convolutional, semantic = network.members
    nn.init.normal_(convolutional.regression[-1].bias, std=0.1)  # type: ignore[union-attr, arg-type]
    nn.init.constant_(semantic.regression.members[0][-1].bias, 1.2)  # type: ignore[union-attr, index, arg-type]
    composite, mask = torch.rand(2, 3, 160, 160) * 2 - 1, torch.ones(2, 1, 160, 160)
    said, doubtful = semantic.judged(composite, mask)  # type: ignore[operator]
    assert (doubtful < 0.3).all()  # one of its regressions alone says anything
    transform, strength = network.judged(composite, mask)
    assert (strength == 1).all()
    own = convolutional.transform(composite, mask)  # type: ignore[operator]
    torch.testing.assert_close(transform, (own + said * doubtful) / 2)


BEFORE = RainNetConfig(ngf=2, head=Head.AFFINE, input_channels=4, before=SMALL)


@pytest.mark.parametrize("config", [SMALL, BEFORE])
def test_a_configuration_comes_back_from_text(config: EnsembleConfig | RainNetConfig) -> None:
    again = config_of(config.architecture, json.loads(json.dumps(config.to_json())))
    assert again == config
    assert build(again).config == config


def test_a_transform_without_a_name_is_a_global_one() -> None:
    values = RainNetConfig(ngf=2, head=Head.AFFINE, input_channels=4).to_json()
    again = config_of("rainnet", {**values, "before": {"ngf": 3}})
    assert isinstance(again, RainNetConfig)
    assert again.before == GlobalConfig(ngf=3)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"members": [{"architecture": "ensemble", "members": [{}]}]},
            "no transform “ensemble”",
        ),
        ({"members": [{"architecture": "dih"}]}, "no transform “dih”"),
        ({"members": []}, "1 to 8 members"),
        ({"members": [{}] * 9}, "1 to 8 members"),
        ({"members": [{}], "shares": [1, 2]}, "1 members cannot have 2 shares"),
        ({"members": [{}], "shares": [0]}, "shares must be positive"),
        ({"members": [{}], "shares": [math.nan]}, "shares must be positive"),
        ({"members": [{}], "head": "rgb"}, "affine head"),
    ],
)
def test_a_configuration_that_cannot_be_is_refused(values: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        config_of("ensemble", values)
