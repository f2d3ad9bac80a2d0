"""The random player of `benchmarks` plays, and sees what it is there to see."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

PLAY = """
import sys
from benchmarks import monkey, monkey_hands
seen = monkey_hands.fresh
looks = []
def stale(*asked):
    looks.append(seen(*asked))
    return looks[-1] if len(looks) < 2 else 255 - looks[-1]
monkey_hands.fresh = stale
sys.exit(monkey.main("--minutes 0.001 --seed 1 --acts 2 --looks 2".split()))
"""
"""At the first look all is as it is, at the second what is shown differs from what is found afresh."""


def test_it_plays_and_sees_what_is_shown_otherwise_than_it_is() -> None:
    play = subprocess.run([sys.executable, "-c", PLAY], cwd=ROOT, capture_output=True, text=True, check=False)

    assert play.returncode == 1, play.stdout + play.stderr
    assert play.stdout.startswith("seed 1:\n  ")
    assert play.stdout.count("undid and redid") == 1
    assert "what is shown, and a fresh harmonizing: up to" in play.stdout
