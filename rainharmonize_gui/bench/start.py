"""From the start of the process until the window is drawn, against a window of PySide6 with nothing in it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from engine.bench.row import Row
from engine.folders import FOLDER_VARIABLE
from rainharmonize_gui import bench

RUNS = 5
_LIMIT = 2.5

_BARE = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1280, 820)
"""
_OURS = """
import sys
from rainharmonize_gui.app import create_application
from rainharmonize_gui.document.settings import load_settings
from rainharmonize_gui.ui.window import MainWindow
app = create_application()
window = MainWindow(load_settings().settings)
"""
_SHOW = """
window.show()
app.processEvents()
window.grab()
assert "torch" not in sys.modules
print("drawn", flush=True)
sys.stdin.readline()
window.close()
"""


def rows() -> list[Row]:
    """The windows take turns; the shortest time of each counts."""
    with tempfile.TemporaryDirectory() as folder:
        times = [(_seconds(_OURS, folder), _seconds(_BARE, folder)) for _ in range(RUNS)]
    ours, bare = (min(column) * 1e3 for column in zip(*times, strict=True))
    return [Row("start until the window is drawn, against a bare one", ours, "ms", _LIMIT, bare)]


def _seconds(code: str, folder: str) -> float:
    """Settings are kept in `folder`, so that those of the user do not count."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code + _SHOW],
        env={**os.environ, FOLDER_VARIABLE: folder},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        line = process.stdout.readline()
        taken = time.perf_counter() - start
        process.stdin.write("\n")
    if line != "drawn\n" or process.returncode != 0:
        raise RuntimeError("a window did not start")
    return taken


if __name__ == "__main__":
    bench.print_rows(rows())
