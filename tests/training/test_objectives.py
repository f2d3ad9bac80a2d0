"""What networks are trained on: losses, presets, models by name, schedules, an adversary."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
import torch
from torch import Tensor
from training_runs import assert_same, read_checkpoint

from engine.nets.network import Head
from engine.nets.registry import MODELS, build, configuration
from engine.weights import read_card, read_network
from training import checkpoint, dropout, export, train
from training.adversarial import DISCRIMINATOR, AdversaryConfig, judging, persuading
from training.batch import Batch, Part
from training.config import Schedule, TrainConfig
from training.discriminator import Discriminator
from training.objective import Loss, Objective
from training.options import parse
from training.players import schedule as part_of_peak
from training.state import GENERATOR, Player, State

SIZE = 32


@pytest.fixture
def command(photos: Path, tmp_path: Path) -> list[str]:
    """Options of a run of four steps of a tiny network against a tiny adversary."""
    return [
        *("--data", str(photos), "--run", str(tmp_path / "run"), "--images", "8", "--batch", "2"),
        *("--save-every", "4", "--bank-size", "40", "--no-bfloat16", "--device", "cpu", "--ndf", "2"),
        *("--size", str(SIZE), "--ngf", "2", "--adversarial", "1", "--verification", "0.5"),
    ]


def batch() -> Batch:
    random = torch.Generator().manual_seed(0)
    real, composite = torch.rand(2, 2, 3, SIZE, SIZE, generator=random)
    mask = torch.zeros(2, 1, SIZE, SIZE)
    mask[..., 8:20, 8:16] = 1
    return Batch(torch.lerp(real, composite, mask), real, mask)


def players() -> dict[str, Player]:
    torch.manual_seed(0)
    networks = {
        DISCRIMINATOR: Discriminator(size=SIZE, ndf=2),
        GENERATOR: build(configuration("default", ngf=2, size=SIZE)),
    }
    for network in networks.values():
        dropout.seed(network, Part.whole(2))
    return {
        name: Player(network, torch.optim.SGD(network.parameters(), lr=0.1), 0.1)
        for name, network in networks.items()
    }


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        (Loss.FOREGROUND_L1, 0.2),
        (Loss.FOREGROUND_MSE, 0.04),
        (Loss.L1, 2 * 0.2 / 4),  # twice as large in −1…1; the object fills a quarter
    ],
)
def test_losses_are_errors_per_pixel_and_channel(loss: Loss, expected: float) -> None:
    real, mask = torch.full((1, 3, 4, 4), 0.5), torch.zeros(1, 1, 4, 4)
    mask[..., :2, :2] = 1
    output = real + 0.2 * mask + 0.1 * (1 - mask)  # outside the object nobody sees it
    value = Objective(loss, weight=3, least_part=0.0, decibels=0.0)(output, Batch(real, real, mask))
    assert float(value) == pytest.approx(3 * expected, rel=1e-5)


@pytest.mark.parametrize(("loss", "error"), [(Loss.FOREGROUND_L1, 0.5), (Loss.FOREGROUND_MSE, 0.25)])
def test_objects_that_fill_next_to_nothing_count_less(loss: Loss, error: float) -> None:
    real, mask = torch.zeros(1, 3, SIZE, SIZE), torch.zeros(1, 1, SIZE, SIZE)
    mask[..., :2, :2] = 1
    objective = Objective(loss, least_part=0.125, decibels=0)
    found = objective(real + 0.5, Batch(real, real, mask))
    assert float(found) == pytest.approx(error * 4 / (0.125 * SIZE * SIZE))


def test_discriminator_learns_in_its_turn_and_is_held_in_the_generators() -> None:
    both, config = players(), AdversaryConfig(whole=1, match=0.5, slope=10, ndf=2)
    judge, generator = both[DISCRIMINATOR].network, both[GENERATOR].network
    before = {name: t.clone() for name, t in judge.state_dict().items()}
    torch.stack(judging(config, bfloat16=False).losses(both, batch())).sum().backward()
    assert all(p.grad is None for p in generator.parameters())
    assert any(p.grad is not None and p.grad.any() for p in judge.parameters())
    assert any(not torch.equal(t, before[name]) for name, t in judge.state_dict().items())  # spectral norms

    judge.zero_grad(set_to_none=True)
    judge.requires_grad_(requires_grad=False)
    before = {name: t.clone() for name, t in judge.state_dict().items()}
    loss, whole, match = persuading(config, Objective(), bfloat16=False).losses(both, batch())
    (whole + match).backward()
    assert all(p.grad is None for p in judge.parameters())
    assert any(p.grad is not None and p.grad.any() for p in generator.parameters())
    assert all(torch.equal(t, before[name]) for name, t in judge.state_dict().items())
    assert loss > 0


def test_estimates_of_the_discriminator_change_in_its_own_turn_alone() -> None:
    both, adversary = players(), AdversaryConfig(ndf=2)
    judge = both[DISCRIMINATOR].network.train()

    def taken() -> dict[str, Tensor]:
        return {name: buffer.clone() for name, buffer in judge.named_buffers()}

    before = taken()
    persuading(adversary, Objective(), bfloat16=False).losses(both, batch())
    assert_same(taken(), before)
    judging(adversary, bfloat16=False).losses(both, batch())
    assert all(not torch.equal(buffer, before[name]) for name, buffer in taken().items())


def test_weights_scale_the_judgements() -> None:
    once, twice = (
        judging(AdversaryConfig(whole=w, match=2 * w, slope=0), bfloat16=False).losses(players(), batch())
        for w in (1, 2)
    )
    torch.testing.assert_close(twice[0], 2 * once[0])
    torch.testing.assert_close(twice[1], 2 * once[1])
    assert twice[2] == 0


def test_run_with_an_adversary_logs_all_losses_and_keeps_both_networks(command: list[str]) -> None:
    assert train.main(command) == 0
    run = parse(command).run
    with (run / "log.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 2
    terms = [
        "judging_whole",
        "judging_match",
        "judging_slope",
        "loss",
        "persuading_whole",
        "persuading_match",
    ]
    assert all(math.isfinite(float(row[term])) for row in rows for term in terms)
    assert set(read_checkpoint(run)["players"]) == {GENERATOR, DISCRIMINATOR}


def test_interrupted_run_with_an_adversary_goes_on_exactly(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert train.main(command) == 0
    broken = [*command, "--run", str(tmp_path / "broken")]
    step, steps = train.step, []

    def failing(run: train.Run) -> None:
        if len(steps) == 3:  # after a checkpoint, and a step of which none tells
            raise KeyboardInterrupt
        steps.append(run.state.step)
        step(run)

    monkeypatch.setattr(train, "step", failing)
    assert train.main(broken) == 130
    assert read_checkpoint(tmp_path / "broken")["step"] == 2
    monkeypatch.setattr(train, "step", step)
    assert train.main(broken) == 0
    assert_same(read_checkpoint(tmp_path / "broken"), read_checkpoint(parse(command).run))


def test_run_goes_on_only_with_the_same_objective(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert train.main(command) == 0
    without = [*command, "--images", "12", "--adversarial", "0", "--verification", "0"]
    assert train.main(without) == 1
    assert "another objective" in capsys.readouterr().err


@pytest.mark.parametrize("model", ["dih-rain", "s2am", "unet-bn"])
def test_models_are_trained_by_name(model: str, command: list[str], tmp_path: Path) -> None:
    size = ["--size", "256"] if model == "dih-rain" else []
    plain = [*command, "--adversarial", "0", "--verification", "0", "--images", "4", "--bank-size", "260"]
    assert train.main([*plain, *size, "--model", model, "--head", "affine"]) == 0
    expected = configuration(model, ngf=2, head=Head.AFFINE, size=None if size else SIZE)
    assert checkpoint.read_average(parse(command).run).network.config == expected
    assert export.main([str(parse(command).run), str(tmp_path / "w.safetensors")]) == 0
    assert read_network(tmp_path / "w.safetensors").config == expected
    assert read_card(tmp_path / "w.safetensors").facts["network"].startswith(expected.title)


def test_checkpoint_of_another_architecture_is_refused(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert train.main(command) == 0
    assert train.main([*command, "--model", "s2am", "--images", "12"]) == 1
    assert "RainNet instead of S²AM" in capsys.readouterr().err


def test_paper_s_settings_train(command: list[str]) -> None:
    paper = [*command, "--preset", "paper", "--images", "4"]
    assert train.main(paper) == 0
    state = read_checkpoint(parse(paper).run)
    for name, weight in state["players"][GENERATOR]["network"].items():
        assert torch.equal(weight, state["average"][name])  # nothing is averaged
    assert state["players"][GENERATOR]["optimizer"]["param_groups"][0]["lr"] == 2e-4


def test_network_options_change_the_model(photos: Path, tmp_path: Path) -> None:
    where = ["--data", str(photos), "--run", str(tmp_path)]
    assert parse(where).network() == MODELS["default"]
    changed = parse([*where, "--model", "dovenet", "--ngf", "8", "--head", "affine"]).network()
    assert changed == configuration("dovenet", ngf=8, head=Head.AFFINE)


def test_preset_gives_the_papers_values_where_no_option_does(photos: Path, tmp_path: Path) -> None:
    where = ["--data", str(photos), "--run", str(tmp_path), "--preset", "paper"]
    paper = parse(where)
    assert paper.network() == MODELS["rainnet-decoder"]
    assert paper.objective() == Objective(Loss.L1, weight=100, decibels=0)
    assert paper.adversary() == AdversaryConfig(whole=1, match=1, slope=10, ndf=64)
    assert (paper.batch, paper.learning_rate, paper.beta1, paper.weight_decay) == (11, 2e-4, 0.5, 0)
    assert (paper.schedule, paper.warm_up, paper.images) == (Schedule.CONSTANT, 0, 6_574_200)
    mine = parse([*where, "--batch", "4", "--ngf", "8", "--verification", "0"])
    assert (mine.batch, mine.network()) == (4, configuration("rainnet-decoder", ngf=8))
    assert mine.adversary() == AdversaryConfig(whole=1, match=0, slope=10, ndf=64)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--model", "resnet"], "invalid choice: 'resnet'"),
        (["--preset", "fast"], "invalid choice: 'fast'"),
        (["--model", "dih", "--dropout", "0.1"], "DIH has no dropout"),
        (["--verification", "-1"], "verification must be at least 0"),
        (["--beta1", "1"], "beta1"),
    ],
)
def test_an_objective_that_cannot_be_is_refused(
    options: list[str], said: str, photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse(["--data", str(photos), "--run", str(tmp_path), *options])
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [(Schedule.CONSTANT, [1, 1, 1, 1]), (Schedule.LINEAR, [1, 1, 1, 0.5])],
)
def test_schedules_of_the_learning_rate(schedule: Schedule, expected: list[float]) -> None:
    config = TrainConfig(data=Path(), run=Path(), images=80, batch=20, warm_up=0, schedule=schedule)
    network = build(configuration("default", ngf=2))
    state = State({GENERATOR: Player(network, torch.optim.SGD(network.parameters(), 1.0), 1.0)}, network)
    factors = []
    for state.step in range(4):
        state.seen = 20 * state.step
        factors.append(part_of_peak(state, config))
    assert factors == expected
