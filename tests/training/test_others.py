"""Transforms that have not seen the photo they speak of."""

from __future__ import annotations

import csv
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from several import in_two
from torch import Tensor, nn
from training_runs import elsewhere

from engine.nets.global_net import GlobalConfig
from engine.nets.global_transform import GlobalTransform
from engine.nets.network import Head
from engine.nets.rainnet import RainNet, RainNetConfig
from engine.nets.registry import build, configuration
from engine.weights import read_network, save_network
from training import checkpoint, train
from training.batch import Batch
from training.errors import SettingsError
from training.objective import harmonized
from training.others import ORIGIN, Others, parts_of, path_of


class Always(GlobalTransform):
    """Says the same of all objects, and remembers how many it was asked about."""

    def __init__(self, number: float) -> None:
        super().__init__()
        self.number, self.asked = number, 0

    def transform(self, composite: Tensor, mask: Tensor, reference: Tensor | None = None) -> Tensor:
        assert reference is not None
        assert len(reference) == len(mask) == len(composite)
        self.asked += len(composite)
        return torch.full((len(composite), 12), self.number)


def scene(photo: list[int]) -> Batch:
    picture, mask = torch.rand(len(photo), 3, 32, 32), torch.zeros(len(photo), 1, 32, 32)
    mask[:, :, 8:20, 8:20] = 1
    return Batch(picture, picture, mask, 1 - mask, torch.tensor(photo))


def test_each_object_is_spoken_of_by_the_one_that_has_not_seen_its_photo() -> None:
    networks = [Always(0.25), Always(0.5), Always(0.75)]
    found = Others(networks, torch.tensor([1, 0, 1, 1])).transform(scene([3, 0, 1, 2, 1]))
    assert found[:, 0].tolist() == [0.5, 0.5, 0.25, 0.5, 0.25]
    assert [network.asked for network in networks] == [2, 3, 0]


def test_a_photo_is_in_the_same_part_of_any_set() -> None:
    names = [f"{number:05d}" for number in range(300)]
    part = parts_of(names, 3)
    assert part[:8].tolist() == [2, 2, 2, 1, 1, 0, 1, 0]  # in every program that is ever started
    assert torch.bincount(part).min() > 60
    assert torch.equal(parts_of(names[::7], 3), part[::7])


def test_the_u_net_learns_behind_them_and_not_behind_its_own() -> None:
    torch.manual_seed(0)
    config = RainNetConfig(ngf=1, head=Head.AFFINE, input_channels=7, size=32, before=GlobalConfig(ngf=2))
    network, batch = RainNet(config).eval(), scene([0, 0])
    shifted = harmonized(network, batch, bfloat16=False, others=Others([Always(-0.1)], torch.tensor([0])))
    composite = batch.composite * 2 - 1
    expected = network.predict_after(torch.full((2, 12), -0.1), composite, batch.mask, batch.reference)
    torch.testing.assert_close(shifted, network.applied(composite, expected) / 2 + 0.5)
    assert not torch.allclose(shifted, harmonized(network, batch, bfloat16=False), atol=0.01)


def test_the_whole_background_is_the_look_where_there_is_no_other(transforms: Path) -> None:
    batch = replace(scene([0, 1, 2, 0]), reference=None)
    found = Others.read(transforms, ["a", "b", "c"], torch.device("cpu")).transform(batch)
    assert found.shape == (4, 12)


def test_half_precision_of_the_network_is_none_of_the_transforms(transforms: Path) -> None:
    config = RainNetConfig(ngf=1, head=Head.AFFINE, input_channels=7, size=32, before=GlobalConfig(ngf=2))
    others = Others.read(transforms, ["a", "b"], torch.device("cpu"))
    picture = harmonized(RainNet(config), scene([0, 1]), bfloat16=True, others=others)
    assert torch.isfinite(picture).all()


@pytest.fixture
def transforms(tmp_path: Path) -> Path:
    folder = tmp_path / "transforms"
    folder.mkdir()
    torch.manual_seed(0)
    for part in range(2):
        network = build(configuration("global", ngf=2))
        for parameter in network.parameters():
            nn.init.normal_(parameter, std=0.1)  # an untrained one changes nothing
        save_network(network, path_of(folder, part, 2), {})
    save_network(build(configuration("global", ngf=3)), folder / "all.safetensors", {})
    return folder


def test_a_run_learns_behind_others_and_keeps_its_own(
    command: list[str], run: Path, transforms: Path
) -> None:
    before = transforms / "all.safetensors"
    options = ["--before", str(before), "--others", str(transforms), "--input-channels", "7"]
    assert train.main([*command, *options, "--images", "2"]) == 0
    first = checkpoint.read_average(run / checkpoint.FILE).network.state_dict()
    assert train.main([*command, *options, "--images", "4"]) == 0
    last = checkpoint.read_average(run / checkpoint.FILE).network.state_dict()
    own = read_network(before).state_dict()
    assert all(torch.equal(last[f"overall.{name}"], weight) for name, weight in own.items())
    assert not torch.equal(first["model_layer0.weight"], last["model_layer0.weight"])
    assert last["model_layer0.weight"].shape[1] == 7


def losses(run: Path) -> list[float]:
    with (run / "log.csv").open(newline="") as stream:
        return [float(row["loss"]) for row in csv.DictReader(stream)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")
def test_two_processes_learn_behind_others_as_one_does_and_one_goes_on(
    command: list[str], transforms: Path, tmp_path: Path
) -> None:
    before = ["--before", str(transforms / "all.safetensors")]
    told = [*command, *before, "--input-channels", "7", "--save-every", "2", "--batch", "2"]
    plain, alone, shared = (elsewhere(told, tmp_path / name) for name in ("plain", "alone", "shared"))
    for each in (alone, shared):
        each += ["--others", str(transforms)]
    assert train.main([*plain, "--images", "8"]) == 0
    assert train.main([*alone, "--images", "8"]) == 0
    assert [result for result, _ in in_two(lambda _: train.main([*shared, "--images", "4"]))] == [0, 0]
    assert train.main([*shared, "--images", "8"]) == 0
    assert len(losses(tmp_path / "alone")) == 4
    assert losses(tmp_path / "shared") == pytest.approx(losses(tmp_path / "alone"), rel=1e-3)
    assert losses(tmp_path / "plain") != pytest.approx(losses(tmp_path / "alone"), rel=1e-2)


def marked(folder: Path, name: str, origin: str) -> None:
    save_network(read_network(folder / name), folder / name, {ORIGIN: origin})


@pytest.mark.parametrize("other", ["without-2-of-2.safetensors", "all.safetensors"])
def test_transforms_of_different_trainings_do_not_go_together(transforms: Path, other: str) -> None:
    def read() -> Others:
        cpu = torch.device("cpu")
        return Others.read(transforms, ["a", "b"], cpu, before=transforms / "all.safetensors")

    marked(transforms, "without-1-of-2.safetensors", "seed 0")
    read()  # the others are of before anybody wrote down what they are of
    marked(transforms, other, "seed 1")
    with pytest.raises(
        SettingsError, match=rf"without-1-of-2.* and .*{other} are of different trainings \(seed 0; seed 1\)"
    ):
        read()
    marked(transforms, other, "seed 0")
    read()


def test_a_run_notices_that_its_transform_is_of_another_training(
    command: list[str], transforms: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    marked(transforms, "without-1-of-2.safetensors", "seed 0")
    marked(transforms, "all.safetensors", "seed 1")
    options = ["--before", str(transforms / "all.safetensors"), "--others", str(transforms)]
    assert train.main([*command, *options, "--input-channels", "7"]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "different trainings" in error


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--others", "{transforms}"], "give --before as well"),
        (["--others", "{transforms}", "--before", "{before}", "--adversarial", "1"], "discriminator"),
        (["--others", "{empty}", "--before", "{before}"], "train them first"),
        (["--others", "{mixed}", "--before", "{before}"], "no transforms of the whole object"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    options: list[str],
    said: str,
    command: list[str],
    transforms: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    places = {"transforms": transforms, "before": transforms / "all.safetensors"}
    for name in ("empty", "mixed"):
        places[name] = tmp_path / name
        places[name].mkdir()
    save_network(build(configuration("default", ngf=1)), path_of(tmp_path / "mixed", 0, 1), {})
    given = [option.format(**places) for option in options]
    assert train.main([*elsewhere(command, tmp_path / "run"), *given]) == 1
    assert said in capsys.readouterr().err
