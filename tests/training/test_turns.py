"""The gradient of a step: whole, in pieces, and where the memory runs out."""

from __future__ import annotations

import itertools
import logging
import sys
from dataclasses import dataclass, field

import pytest
import torch
from several import in_two
from torch import Generator, Tensor, nn

from training import dropout
from training.batch import Batch, Part, Source
from training.dropout import PictureDropout, by_picture
from training.processes import Processes
from training.state import GENERATOR, Player
from training.turns import Pieces, Players, TooLargeError, Turn, gradient

CPU = torch.device("cpu")
WHOLE = Part.whole(8, seed=5)
JUDGE = "judge"


@dataclass
class Numbered(Source):
    """A source of 4×4 pictures that depend on seed and position. made: the parts it was asked for."""

    made: list[Part] = field(default_factory=list)

    def batch(self, part: Part) -> Batch:
        self.made.append(part)
        rows = torch.rand(part.of, 7, 4, 4, generator=Generator().manual_seed(part.seed))
        rows = rows[part.first : part.first + part.count]
        return Batch(rows[:, :3], rows[:, 3:6], rows[:, 6:])


def _player() -> Player:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.Dropout(0.5), nn.ReLU(), nn.Conv2d(8, 3, 1))
    by_picture(network)
    return Player(network, torch.optim.SGD(network.parameters()), 0.1)


@pytest.fixture
def players() -> Players:
    return {GENERATOR: _player(), JUDGE: _player()}


def _losses(players: Players, batch: Batch) -> tuple[Tensor, Tensor]:
    output = players[GENERATOR].network(batch.composite)
    return output.square().mean(), players[JUDGE].network(output).abs().mean()


TURN = Turn(GENERATOR, ("square", "judged"), _losses)


def _taken(players: Players, *, most: int, turn: Turn = TURN) -> tuple[dict[str, Tensor], list[Tensor]]:
    losses = gradient(turn, players, WHOLE, pieces=Pieces(Numbered(), most), processes=Processes(CPU))
    return losses, [
        weight.grad for weight in players[turn.player].network.parameters() if weight.grad is not None
    ]


@pytest.mark.parametrize("most", [1, 3, 4])
def test_pieces_give_the_losses_and_the_gradient_of_the_whole(players: Players, most: int) -> None:
    losses, slopes = _taken(players, most=8)
    in_pieces, slopes_in_pieces = _taken(players, most=most)
    assert list(losses) == ["square", "judged"]
    for name, loss in losses.items():
        assert torch.allclose(in_pieces[name], loss)
    for slope, like in zip(slopes, slopes_in_pieces, strict=True):
        assert slope.abs().max() > 0
        assert torch.allclose(slope, like, atol=1e-6)


def test_only_the_player_whose_turn_it_is_gets_a_gradient(players: Players) -> None:
    _taken(players, most=8)
    assert all(weight.grad is None for weight in players[JUDGE].network.parameters())
    _, slopes = _taken(players, most=8, turn=Turn(JUDGE, ("square", "judged"), _losses))
    assert len(slopes) == 4


def test_composites_are_made_once_for_all_turns_of_a_step(players: Players) -> None:
    source = Numbered()
    pieces = Pieces(source, 4)
    for turn in (TURN, Turn(JUDGE, ("square", "judged"), _losses)):
        gradient(turn, players, WHOLE, pieces=pieces, processes=Processes(CPU))
    assert source.made == WHOLE.split(4)
    gradient(TURN, players, Part.whole(8, seed=6), pieces=pieces, processes=Processes(CPU))
    assert len(source.made) == 4


def _with_room_for(most: int, error: RuntimeError) -> Turn:
    def losses(players: Players, batch: Batch) -> tuple[Tensor, Tensor]:
        if len(batch) > most:
            raise error
        return _losses(players, batch)

    return Turn(GENERATOR, ("square", "judged"), losses)


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
        RuntimeError(
            "[enforce fail at alloc_cpu.cpp:121] . DefaultCPUAllocator: can't allocate memory: 9 bytes"
        ),
    ],
)
def test_full_memory_halves_the_pieces_says_so_and_changes_nothing_else(
    players: Players, caplog: pytest.LogCaptureFixture, error: RuntimeError
) -> None:
    losses, slopes = _taken(players, most=8)
    pieces = Pieces(Numbered(), 8)
    with caplog.at_level(logging.WARNING):
        turn = _with_room_for(3, error)
        again = gradient(turn, players, WHOLE, pieces=pieces, processes=Processes(CPU))
    assert pieces.most == 2
    assert caplog.messages[-1] == (
        "Out of memory: on with 2 composites at a time, added up to the same steps; "
        "--micro-batch 2 does so from the start."
    )
    for name, loss in losses.items():
        assert torch.allclose(again[name], loss)
    for slope, weight in zip(slopes, players[GENERATOR].network.parameters(), strict=True):
        assert weight.grad is not None
        assert torch.allclose(weight.grad, slope, atol=1e-6)


def test_statistics_that_an_attempt_without_room_left_are_forgotten() -> None:
    def normed() -> Players:
        torch.manual_seed(0)
        network = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4), nn.Conv2d(4, 3, 1))
        return {GENERATOR: Player(network, torch.optim.SGD(network.parameters()), 0.1), JUDGE: _player()}

    plain, short = normed(), normed()
    _taken(plain, most=2)
    turn = _without_room_at(2, torch.OutOfMemoryError("out of memory"))
    _taken(short, most=4, turn=turn)
    for name, value in plain[GENERATOR].network.state_dict().items():
        assert torch.equal(short[GENERATOR].network.state_dict()[name], value), name


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")
def test_running_statistics_are_the_mean_of_those_of_the_processes() -> None:
    def learned(part: Part, processes: Processes) -> list[float]:
        network = nn.Sequential(nn.BatchNorm2d(3), nn.Conv2d(3, 3, 1))
        players = {GENERATOR: Player(network, torch.optim.SGD(network.parameters()), 0.1), JUDGE: _player()}
        gradient(TURN, players, part, pieces=Pieces(Numbered(), 8), processes=processes)
        return [*network[0].running_mean.tolist(), *network[0].running_var.tolist()]

    def action(_: int) -> list[float]:
        with Processes.joined("cpu") as processes:
            return learned(processes.share(WHOLE), processes)

    apart = [learned(Processes(CPU, rank, 2).share(WHOLE), Processes(CPU)) for rank in range(2)]
    mean = [sum(values) / 2 for values in zip(*apart, strict=True)]
    assert [found for found, _ in in_two(action)] == [pytest.approx(mean)] * 2


def _without_room_at(call: int, error: RuntimeError) -> Turn:
    """One that fails once."""
    calls = itertools.count(1)

    def losses(players: Players, batch: Batch) -> tuple[Tensor, Tensor]:
        found = _losses(players, batch)
        if next(calls) == call:
            raise error
        return found

    return Turn(GENERATOR, ("square", "judged"), losses)


def test_memory_too_small_for_one_composite_is_one_sentence(players: Players) -> None:
    turn = _with_room_for(0, torch.OutOfMemoryError("out of memory"))
    with pytest.raises(TooLargeError, match="Not even one composite at a time fits into the memory of CPU"):
        gradient(turn, players, WHOLE, pieces=Pieces(Numbered(), 8), processes=Processes(CPU))


def test_other_errors_go_through(players: Players) -> None:
    turn = _with_room_for(0, RuntimeError("shapes differ"))
    with pytest.raises(RuntimeError, match="shapes differ"):
        gradient(turn, players, WHOLE, pieces=Pieces(Numbered(), 8), processes=Processes(CPU))


def test_dropout_leaves_out_its_part_and_something_else_in_every_picture_layer_and_step() -> None:
    network = nn.Sequential(nn.Dropout(0.25), nn.Sequential(nn.Dropout(0.25)))
    by_picture(network)
    names = [type(module) for module in network.modules()]
    assert names.count(PictureDropout) == 2
    ones = torch.ones(2, 1, 64, 64)
    dropout.seed(network, Part.whole(2, seed=1))
    first, second = network[0](ones), network[1](ones)
    assert (first == 0).float().mean().item() == pytest.approx(0.25, abs=0.03)
    assert first[first > 0].unique().tolist() == pytest.approx([4 / 3])
    assert not torch.equal(first[0], first[1])
    assert not torch.equal(first, second)
    dropout.seed(network, Part.whole(2, seed=2))
    assert not torch.equal(network[0](ones), first)
    network.eval()
    assert torch.equal(network(ones), ones)


def test_neighbouring_steps_are_made_together_and_once() -> None:
    source = Numbered()
    steps = [Part.whole(2, seed=seed) for seed in range(4)]
    pieces = Pieces(source, 2, around=lambda part: steps[part.seed // 2 * 2 :][:2])
    made = [batch.composite for _, batch in pieces.of(steps[0])]
    assert source.made == steps[:2]
    made += [batch.composite for step in steps[1:] for _, batch in pieces.of(step)]
    assert source.made == steps
    for step, composite in zip(steps, made, strict=True):
        assert torch.equal(composite, Numbered().batch(step).composite)


def test_where_memory_runs_out_steps_are_made_one_by_one() -> None:
    source = Numbered()
    steps = [Part.whole(2, seed=seed) for seed in range(2)]
    pieces = Pieces(source, 2, around=lambda _: steps)
    pieces.halve(CPU)
    list(pieces.of(steps[0]))
    assert source.made == steps[0].split(1)
