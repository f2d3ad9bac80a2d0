"""`rainharmonize doctor`: what is installed, what works, and what it is made of."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from importlib import import_module, metadata

import numpy as np
from PIL import features

import engine
from engine.cli.window import has_display
from engine.default_weights import default_path
from engine.folders import Own, own_folder
from engine.types import EngineError

_PACKAGES = {
    "torch": "torch",
    "PySide6": "PySide6.QtWidgets",
    "numpy": "numpy",
    "opencv-python": "cv2",
    "pillow": "PIL.Image",
    "qimage2ndarray": "qimage2ndarray",
    "safetensors": "safetensors",
    "platformdirs": "platformdirs",
    "tqdm": "tqdm",
}
"""What must be installed, and what of it must load."""

_OPENCV = {
    "opencv-python",
    "opencv-python-headless",
    "opencv-contrib-python",
    "opencv-contrib-python-headless",
}

Facts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """Facts by heading, and a sentence for whatever is broken."""

    versions: Facts = field(default_factory=dict)
    devices: Facts = field(default_factory=dict)
    weights: Facts = field(default_factory=dict)
    pictures: Facts = field(default_factory=dict)
    files: Facts = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def run(options: Namespace) -> int:
    """Print the report; 1 where something is broken."""
    report = examined()
    if options.json:
        print(json.dumps(asdict(report)))
    else:
        _print(report)
    return 1 if report.problems else 0


def examined() -> Report:
    """Look at everything; what raises becomes a problem."""
    report = Report()
    for look in (_versions, _devices, _weights, _pictures, _files):
        _looked(look, report)
    return report


def _looked(look: Callable[[Report], None], report: Report) -> None:
    try:
        look(report)
    except EngineError as error:
        report.problems.append(str(error))
    except Exception as error:
        report.problems.append(
            f"Looking at the {look.__name__.strip('_')} failed ({type(error).__name__}: {error})."
        )


def _versions(report: Report) -> None:
    report.versions["rainharmonize"] = _version("rainharmonize")
    report.versions["Python"] = f"{platform.python_version()}, {sys.executable}"
    report.versions["system"] = platform.platform()
    for package, module in _PACKAGES.items():
        report.versions[package] = _version(package)
        try:
            import_module(module)
        except ImportError as error:
            report.problems.append(f"{package} cannot be loaded ({error}); install RainHarmonize once more.")
    installed = {(dist.name or "").lower() for dist in metadata.distributions()} & _OPENCV
    if len(installed) > 1:
        report.problems.append(
            f"Several kinds of OpenCV get into each other's way: {', '.join(sorted(installed))}; keep one."
        )


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def _devices(report: Report) -> None:
    devices = import_module("engine.device")
    for name in devices.available():
        report.devices[name] = devices.describe(devices.choose(name))
    report.devices["chosen"] = str(devices.choose())


def _weights(report: Report) -> None:
    """Load the default weights and run them once."""
    path = default_path()
    report.weights["file"] = str(path)
    if not path.is_file():
        report.problems.append(
            f"The trained weights {path} are missing: colours are matched without a network."
        )
        return
    harmonizer = engine.Harmonizer.load()
    report.devices["precision"] = str(harmonizer.dtype).removeprefix("torch.")
    report.weights["file size"] = f"{path.stat().st_size / 1e6:.1f} MB"
    report.weights.update({name: _told(value) for name, value in harmonizer.card.config.to_json().items()})
    report.weights.update(harmonizer.card.facts)
    composite, mask = np.full((64, 64, 3), 90, np.uint8), np.zeros((64, 64), np.uint8)
    mask[20:40, 20:40] = 255
    image = harmonizer.harmonize(composite, mask).image
    if (image != composite)[mask == 0].any():
        report.problems.append("A trial run changed pixels outside the mask.")


def _told(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list() if value:
            return "; ".join(map(_told, value)) if isinstance(value[0], dict) else ", ".join(map(str, value))
        case dict():
            return ", ".join(f"{name} {_told(each)}" for name, each in value.items())
    return str(value)


def _pictures(report: Report) -> None:
    has_heif = importlib.util.find_spec("pi_heif") is not None
    report.pictures["HEIC"] = "yes" if has_heif else 'no; pip install "rainharmonize[heif]" adds it'
    for name, feature in {"AVIF": "avif", "WebP": "webp", "colour management": "littlecms2"}.items():
        report.pictures[name] = "yes" if features.check(feature) else "no"


def _files(report: Report) -> None:
    for name, kind in (("settings", Own.SETTINGS), ("autosaves", Own.RECOVERY), ("logs", Own.LOG)):
        report.files[name] = str(own_folder(kind) or "none: there is no home folder")
    report.files["display"] = (
        "yes" if has_display(os.environ, sys.platform) else "no; the command line works without"
    )


def _print(report: Report) -> None:
    for heading, content in asdict(report).items():
        if heading == "problems":
            continue
        print(heading.capitalize())
        width = max(map(len, content), default=0)
        for name, value in content.items():
            print(f"  {name:<{width}}  {value}")
    for problem in report.problems:
        print(f"rainharmonize: {problem}", file=sys.stderr)
    print("Something is broken." if report.problems else "All is well.")
