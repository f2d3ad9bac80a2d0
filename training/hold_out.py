"""Choose photos to hold out from training: `python -m training.hold_out DATA held-out.txt --photos 100`.

DATA is what training is given or what it is prepared from. Only photos with masks or composites are chosen:
those that can be validated on. The file names one a line.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.files import FileError, write_atomic
from training.ending import exit_code
from training.errors import DataError
from training.prepared import is_prepared, open_shards
from training.scenes import read_scenes


def main(arguments: Sequence[str] | None = None) -> int:
    """Choose as the command line says; 0 when done, else an exit code and one sentence on stderr."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    options = _parse(arguments)
    return exit_code(lambda: _write(options))


def _write(options: argparse.Namespace) -> None:
    if options.file.exists():
        raise FileError(f"{options.file} exists; delete it, or give another name.")
    chosen = choose(options.data, options.photos, seed=options.seed)
    write_atomic(options.file, lambda stream: stream.write("".join(f"{n}\n" for n in chosen).encode()))
    sys.stdout.write(f"Wrote {options.file}: {len(chosen)} photos.\n")


def choose(data: Path, count: int, *, seed: int = 0) -> list[str]:
    """Names of `count` photos of `data`, in order. Raises DataError where it has no more than that."""
    names = _prepared(data) if is_prepared(data) else _listed(data)
    if count >= len(names):
        raise DataError(f"{data} has {len(names)} photos with masks, so {count} cannot be held out.")
    return sorted(random.Random(seed).sample(sorted(names), count))


def _prepared(folder: Path) -> set[str]:
    shards = open_shards(folder)
    return {shard.names.photos[owner] for shard in shards for owner in shard.owner.tolist()}


def _listed(data: Path) -> set[str]:
    scenes, _ = read_scenes(data, "train")
    return {scene.photo for scene in scenes if scene.masks}


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.hold_out", description=__doc__)
    parser.add_argument("data", type=Path, help="photos, triplets or iHarmony4, prepared or not")
    parser.add_argument("file", type=Path, help="file to write")
    parser.add_argument("--photos", type=int, default=100, help="how many (default 100)")
    parser.add_argument("--seed", type=int, default=0, help="another one chooses others (default 0)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
