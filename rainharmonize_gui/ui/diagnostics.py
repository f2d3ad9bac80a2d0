"""The text of *Help ▸ Copy diagnostic info*: what a bug report needs, without the user's own paths."""

from __future__ import annotations

import locale
import platform
import sys
from importlib import metadata

from PySide6.QtCore import QSysInfo, qVersion
from PySide6.QtGui import QGuiApplication

from engine.folders import home
from rainharmonize_gui import logs
from rainharmonize_gui.ui.theme import theme

_PACKAGES = ("rainharmonize", "PySide6", "numpy", "opencv-python", "pillow", "torch", "safetensors")


def text(*, facts: dict[str, str] | None = None) -> str:
    """The report. facts: further lines from the window, such as the weights and the device at work."""
    lines = {
        **{name: _version(name) for name in _PACKAGES},
        "Python": f"{platform.python_version()} ({platform.machine()})",
        "Qt": f"{qVersion()}, {QGuiApplication.platformName()}",
        "System": f"{QSysInfo.prettyProductName()}, {platform.system()} {platform.release()}",
        "Screens": "; ".join(_screens()),
        "Theme": f"{theme().scheme}, {'dark' if theme().is_dark else 'light'}",
        "Language": locale.getlocale()[0] or "C",
        "Device": _device(),
        **(facts or {}),
        "Log": str(logs.log_path() or "none: there is no home folder"),
    }
    width = max(map(len, lines))
    head = "\n".join(f"{name:<{width}}  {value}" for name, value in lines.items())
    return f"{head}\n\n{_without_home(logs.tail())}\n"


def version() -> str:
    """The program's own version."""
    return _version("rainharmonize")


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed as a package"


def _screens() -> list[str]:
    return [
        f"{screen.size().width()}×{screen.size().height()} at {screen.devicePixelRatio():g}×"
        for screen in QGuiApplication.screens()
    ]


def _device() -> str:
    """What torch sees, if the worker has loaded it; loading it here would hold the window up."""
    torch = sys.modules.get("torch")
    if torch is None:
        return "torch not loaded yet"
    if torch.cuda.is_available():
        return f"CUDA, {torch.cuda.get_device_name()}"
    return f"CPU, {torch.get_num_threads()} threads"


def _without_home(log_tail: str) -> str:
    folder = home()
    return log_tail.replace(str(folder), "~") if folder else log_tail
