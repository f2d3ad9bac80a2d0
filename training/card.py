"""The model card of a weights file: what it says of its network, its training, its data and its scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from engine.nets.ensemble import EnsembleConfig, TransformConfig
from training.checkpoint import Averaged
from training.compare import Result
from training.errors import DataError
from training.others import ORIGIN
from training.scores import CLEARLY
from training.tables import Table


def trained_facts(averaged: Averaged, *, today: date, version: str) -> dict[str, str]:
    """How the weights came about."""
    config = averaged.network.config
    parts = [
        config.title,
        f"ngf {config.ngf}",
        f"{config.head} head",
        f"{config.input_channels} input channels",
    ]
    if before := getattr(config, "before", None):
        parts.append(f"after: {_described(before)}")
    parameters = sum(p.numel() for p in averaged.network.parameters())
    settings = {name: value for name, value in sorted(averaged.settings.items()) if value != str(None)}
    origin = {ORIGIN: settings.pop(ORIGIN)} if ORIGIN in settings else {}
    return {
        "network": f"{', '.join(parts)}, {parameters / 1e6:.1f} M parameters, float16",
        "trained on": (
            f"{averaged.seen:,} composites, {config.size}×{config.size}, made on the fly from photographs"
        ),
        "settings": ", ".join(f"{name} {value}" for name, value in settings.items()),
        **origin,
        "torch": version,
        "exported": today.isoformat(),
    }


def _described(transform: TransformConfig) -> str:
    """What goes before a network, in words."""
    if isinstance(transform, EnsembleConfig):
        members = [_described(member) for member in transform.members]
        shares = (
            f", shares {' : '.join(f'{share:g}' for share in transform.shares)}" if transform.shares else ""
        )
        return f"mean of {' and '.join(members)}{shares}"
    return f"{transform.title.lower()} of ngf {transform.ngf}"


def score_facts(results: Sequence[Result]) -> dict[str, str]:
    """Validation scores. The first result is of the unmodified composites, the last of the weights."""
    unmodified, *others, own = results
    means, before = own.scores.means(), unmodified.scores.means()
    reached = {result.contender.name: result.scores.means()["foreground_psnr"] for result in others}
    best = max(reached, key=reached.__getitem__)
    return {
        "validation": (
            f"{len(own.scores)} held-out composites at 256×256: "
            f"foreground PSNR {means['foreground_psnr']:.2f} dB "
            f"(unmodified {before['foreground_psnr']:.2f}), "
            f"foreground MSE {means['foreground_mse']:.0f} (unmodified {before['foreground_mse']:.0f}), "
            f"{means['worse']:.1%} end worse than they came, {means['clearly_worse']:.1%} by more than "
            f"{CLEARLY:g} dB; unaltered photos change by {means['unaltered_photo']:.1f} levels, "
            f"their objects by {means['unaltered']:.1f}"
        ),
        "best without weights": f"{best}: {reached[best]:.2f} dB",
    }


def read_sections(path: Path) -> dict[str, str]:
    """The sections of a Markdown file, each as one line of text by its heading; tables are left out.

    Raises DataError where the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"The file of sources {path} cannot be read: {error}.") from error
    sections: dict[str, list[str]] = {}
    heading = ""
    for line in lines:
        if line.startswith("#"):
            heading = line.lstrip("# ").strip().lower() if line.startswith("## ") else ""
        elif heading and line.strip() and not line.startswith("|"):
            sections.setdefault(heading, []).append(line.strip())
    return {name: " ".join(text) for name, text in sections.items()}


def markdown(name: str, facts: Mapping[str, str], *, tables: Sequence[Table]) -> str:
    """The card as a page."""
    parts = [f"# {name}", *(f"**{key.capitalize()}.** {value}" for key, value in facts.items())]
    parts += [table.markdown().strip() for table in tables]
    return "\n\n".join(parts) + "\n"
