"""The random player of `benchmarks` plays, and sees what it is there to see."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

PLAYS = """
from benchmarks import monkey, monkey_hands
options = "--minutes 0.001 --seed 1 --acts 4 --looks 1".split()
assert monkey.main(options) == 0
seen = monkey_hands.fresh
monkey_hands.fresh = lambda *asked: 255 - seen(*asked)
assert monkey.main(options) == 1
"""
"""Once as it is, and once where what is shown differs from what is found afresh."""


def test_it_plays_and_sees_what_is_shown_otherwise_than_it_is() -> None:
    play = subprocess.run(
        [sys.executable, "-c", PLAYS], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert play.returncode == 0, play.stdout + play.stderr
    assert play.stdout.startswith("1 rounds, 0 failed\nseed 1:\n  ")
    assert "what is shown, and a fresh harmonizing: up to" in play.stdout
