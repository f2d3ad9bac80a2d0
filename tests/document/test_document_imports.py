from __future__ import annotations

import pkgutil
import subprocess
import sys

import rainharmonize_gui.document

BLOCKED = "import sys; sys.modules.update(PySide6=None, torch=None, qimage2ndarray=None, shiboken6=None); "


def test_the_document_works_with_qt_and_torch_blocked():
    modules = [name for _, name, _ in pkgutil.iter_modules(rainharmonize_gui.document.__path__)]
    assert "document" in modules
    imports = "; ".join(f"import rainharmonize_gui.document.{name}" for name in modules)
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED + imports], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
