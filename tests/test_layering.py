"""The packages that must do without Qt, and the parts that must do without torch, really do.

import-linter reads the same from the source text; this tries it, each time in a fresh interpreter.
"""

import subprocess
import sys

import pytest

IMPORT_ALL = """
import importlib, pkgutil, sys
package, *blocked = sys.argv[1:]
sys.modules.update(dict.fromkeys(blocked))  # None makes an import fail
root = importlib.import_module(package)
for module in pkgutil.walk_packages(root.__path__, package + "."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""
QT = ("PySide6", "shiboken6", "qimage2ndarray")


def failure(code: str, *arguments: str) -> str:
    """The traceback of `code` in a fresh interpreter; empty when it ran through."""
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=False, capture_output=True, text=True
    )
    return run.stderr if run.returncode else ""


@pytest.mark.parametrize("package", ["engine", "training", "rainharmonize_gui.document"])
def test_package_imports_without_qt(package: str) -> None:
    assert failure(IMPORT_ALL, package, *QT) == ""


def test_document_imports_without_torch() -> None:
    assert failure(IMPORT_ALL, "rainharmonize_gui.document", "torch", *QT) == ""


@pytest.mark.parametrize("module", ["engine", "resources", "rainharmonize_gui", "rainharmonize_gui.document"])
def test_import_does_not_load_torch(module: str) -> None:
    assert failure(f"import {module}, sys; assert 'torch' not in sys.modules") == ""
