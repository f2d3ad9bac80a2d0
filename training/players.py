"""The networks of a run, what trains them, and from what they learn."""

from __future__ import annotations

import copy
import math

import torch
from torch import nn

from engine.nets import registry
from engine.nets.rainnet import RainNet
from engine.weights import read_network
from training.adversarial import DISCRIMINATOR, judging, persuading
from training.batch import Source
from training.config import Schedule, TrainConfig
from training.discriminator import Discriminator
from training.dropout import by_picture
from training.errors import SettingsError
from training.join import joined
from training.objective import reconstruction
from training.others import Others
from training.state import GENERATOR, Player, State
from training.synthesis import Synthesizer
from training.turns import Turn


def initial_state(config: TrainConfig, device: torch.device) -> State:
    """A run before its first step."""
    torch.manual_seed(config.seed)
    network = read_network(config.init) if config.init else registry.build(config.network())
    if config.before:
        network = joined(read_network(config.before), network)
    network = network.to(device).train()
    by_picture(network)
    average = copy.deepcopy(network).eval().requires_grad_(requires_grad=False)
    players = {GENERATOR: _player(network, config, frozen=config.frozen)}
    if adversary := config.adversary():
        judge = Discriminator(size=network.config.size, ndf=adversary.ndf)
        players[DISCRIMINATOR] = _player(judge.to(device).train(), config)
    return State(players, average, settings=config.settings())


def _player(network: nn.Module, config: TrainConfig, *, frozen: str | None = None) -> Player:
    learning = [p for name, p in network.named_parameters() if frozen is None or not name.startswith(frozen)]
    if frozen is not None and len(learning) in (0, len(list(network.parameters()))):
        raise SettingsError(f"--frozen {frozen} names all of the network's weights, or none of them.")
    optimizer = torch.optim.AdamW(
        learning,
        lr=config.learning_rate,
        betas=(config.beta1, 0.999),
        weight_decay=config.weight_decay,
        fused=True,
    )
    return Player(network, optimizer, config.learning_rate)


def turns_of(config: TrainConfig, others: Others | None) -> tuple[Turn, ...]:
    """Who learns in a step, in this order: the discriminator, if there is one, then the generator."""
    objective, adversary = config.objective(), config.adversary()
    if adversary is None:
        return (reconstruction(objective, bfloat16=config.bfloat16, others=others),)
    return (
        judging(adversary, bfloat16=config.bfloat16),
        persuading(adversary, objective, bfloat16=config.bfloat16),
    )


def others_of(config: TrainConfig, network: nn.Module, source: Source) -> Others | None:
    """Whose transforms come before the U-Net while it learns; None for its own.

    Raises SettingsError where there cannot be any.
    """
    if config.others is None:
        return None
    if not isinstance(network, RainNet) or network.overall is None:
        raise SettingsError("--others are for a RainNet with a transform before it: give --before as well.")
    if not isinstance(source, Synthesizer):
        raise SettingsError("--others know photos, not triplets: give --data alone.")
    if config.adversary() is not None:
        raise SettingsError("--others do not go with a discriminator.")
    return Others.read(config.others, source.bank.ids, network.device, before=config.before)


def cosine(done: float) -> float:
    """Part of its peak that a falling learning rate has when that part (0…1) of a run is done: 1 to 0.01."""
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done))


def schedule(state: State, config: TrainConfig) -> float:
    """Part of its peak that a learning rate has: linear warm-up, then what the settings say; half as much
    after each rewind.
    """
    peak: float = 0.5**state.rewinds
    if state.step < config.warm_up:
        return peak * (state.step + 1) / config.warm_up
    before = config.warm_up * config.batch
    done = min(max((state.seen - before) / max(config.images - before, 1), 0.0), 1.0)
    match config.schedule:
        case Schedule.COSINE:
            return peak * cosine(done)
        case Schedule.LINEAR:
            return peak * min(1.0, 2 * (1 - done))
        case Schedule.CONSTANT:
            return peak
