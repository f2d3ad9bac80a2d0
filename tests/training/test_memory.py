"""Memory that is freed stays with the process."""

from __future__ import annotations

import ctypes
import os
import platform
import subprocess
import sys

import pytest

from training import memory

COUNT_FAULTS = """
import resource, sys
import torch
from training.batch import Part
from training.bench import generated_photos
from training.memory import keep_freed
from training.synthesis import Synthesizer
torch.set_num_threads(1)
if sys.argv[1] == "kept":
    keep_freed()
synthesizer = Synthesizer(generated_photos())
for seed in range(6):
    if seed == 2:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    synthesizer.batch(Part.whole(16, seed=seed))
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


DEFAULTS = {"MALLOC_MMAP_THRESHOLD_": str(128 << 10), "MALLOC_TRIM_THRESHOLD_": str(128 << 10)}
"""glibc's own. Said, they stay: else it adapts them to what is freed, and may do well by chance."""


def faults(how: str) -> int:
    command = [sys.executable, "-c", COUNT_FAULTS, how]
    environment = os.environ | DEFAULTS
    return int(subprocess.run(command, capture_output=True, check=True, text=True, env=environment).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told")
def test_what_is_freed_is_not_asked_for_again() -> None:
    assert faults("kept") < faults("as ever") / 4


@pytest.mark.parametrize("lacking", [AttributeError, OSError, TypeError])
def test_where_there_is_no_glibc_nothing_happens(
    lacking: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_name: None) -> object:
        raise lacking

    monkeypatch.setattr(ctypes, "CDLL", none)
    memory.keep_freed()
