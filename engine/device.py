"""Where the network runs, and in what precision: the fastest that is still right."""

from __future__ import annotations

import json
import logging
import platform
import time
import zlib
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from engine.files import FileError, write_atomic
from engine.folders import Own, own_folder
from engine.nets.inference import prepared
from engine.nets.network import HarmonizationNetwork
from engine.types import DeviceError

log = logging.getLogger(__name__)

MEMORY = "speed.json"
_ACCELERATORS = ("cuda", "xpu", "mps")
_AGREES = 1 / 255
_WORTHWHILE = 0.9
"""Half precision must take less than this part of float32's time."""
_RUNS = 4


class Precision(StrEnum):
    """What the network computes in."""

    AUTO = "auto"
    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"
    FLOAT16 = "float16"


_HALVES = {Precision.BFLOAT16: torch.bfloat16, Precision.FLOAT16: torch.float16}


def available() -> tuple[str, ...]:
    """Names of the devices that can be used, best first; "cpu" is always the last."""
    names = [name for name in _ACCELERATORS if _backend(name).is_available()]
    if "cuda" in names:
        names += [f"cuda:{i}" for i in range(1, torch.cuda.device_count())]
    return (*names, "cpu")


def choose(name: str = "auto") -> torch.device:
    """The device of that name ("cpu", "cuda", "cuda:1", "mps", "xpu"); "auto" is the best one there is.

    Raises DeviceError for a name that is not known, or a device that is not here.
    """
    here = available()
    wanted = name.strip().lower()
    if wanted == "auto":
        return torch.device(here[0])
    kind, colon, number = wanted.partition(":")
    if kind not in (*_ACCELERATORS, "cpu") or (colon and not number.isdecimal()):
        raise DeviceError(f"There is no device “{name}”; choose auto, {', '.join(here)}.")
    count = 1 if kind in ("cpu", "mps") else _backend(kind).device_count()
    if kind not in here or int(number or 0) >= count:
        raise DeviceError(
            f"The device “{name}” is not available on this computer; choose auto, {', '.join(here)}."
        )
    return torch.device(wanted)


def describe(device: torch.device) -> str:
    """A name for a status bar: "NVIDIA H200", "CPU, 2 threads"."""
    match device.type:
        case "cuda" | "xpu":
            return str(_backend(device.type).get_device_name(device))
        case "mps":
            return "Apple GPU"
        case _:
            threads = torch.get_num_threads()
            return "CPU, 1 thread" if threads == 1 else f"CPU, {threads} threads"


def is_out_of_memory(error: RuntimeError) -> bool:
    """Whether a device's memory is full. Only some backends, and only in some places, have a class for it."""
    told = ("out of memory", "defaultcpuallocator")
    return isinstance(error, torch.OutOfMemoryError) or any(sign in str(error).lower() for sign in told)


def half_precision(device: torch.device) -> Precision | None:
    """A half precision that the network's layers exist in on `device`, if any."""
    return next((precision for precision, dtype in _HALVES.items() if _works(device, dtype)), None)


def compute_dtype(
    device: torch.device, precision: Precision | str, network: HarmonizationNetwork
) -> torch.dtype:
    """What to run `network`, which is on `device`, in: float32, bfloat16 or float16 for `prepared`.

    "auto" is bfloat16 where that is faster with this very network at 256×256 and its output stays within
    1/255 of float32's; both are measured once and remembered. Raises DeviceError where a named precision does
    not work.
    """
    precision = Precision(precision)
    if precision is Precision.FLOAT32:
        return torch.float32
    if precision is Precision.AUTO:
        return torch.bfloat16 if _bfloat16_pays(device, network) else torch.float32
    dtype = _HALVES[precision]
    if not _works(device, dtype):
        raise DeviceError(
            f"{describe(device)} cannot compute in {precision}; choose the precision float32 or auto."
        )
    return dtype


def _backend(kind: str) -> Any:
    return torch.backends.mps if kind == "mps" else getattr(torch, kind)


def _works(device: torch.device, dtype: torch.dtype) -> bool:
    """Whether the network's layers exist in `dtype`."""
    layers = nn.Sequential(nn.Conv2d(1, 1, 4, 2, 1), nn.ConvTranspose2d(1, 1, 4, 2, 1)).to(device)
    try:
        with torch.inference_mode(), torch.autocast(device.type, dtype):
            return layers(torch.zeros(1, 1, 4, 4, device=device)).dtype is dtype
    except (RuntimeError, TypeError):
        return False


def _bfloat16_pays(device: torch.device, network: HarmonizationNetwork) -> bool:
    key = _key(device, network)
    remembered = _recall()
    if key not in remembered:
        remembered[key] = _works(device, torch.bfloat16) and _measured(device, network)
        _remember(remembered)
    return remembered[key]


@torch.inference_mode()
def _measured(device: torch.device, network: HarmonizationNetwork) -> bool:
    """Whether bfloat16 is worth its while and agrees, on one fixed picture."""
    full, half = (_Contender(prepared(network, dtype)) for dtype in (torch.float32, torch.bfloat16))
    picture, mask = (t.to(device) for t in _fixed_picture(network.config.size))
    for _ in range(_RUNS):
        full.run(picture, mask)
        half.run(picture, mask)
    apart = float((full.output - half.output).abs().max()) / 2
    pays = half.seconds < _WORTHWHILE * full.seconds and apart <= _AGREES
    log.info(
        "%s: float32 %.1f ms, bfloat16 %.1f ms, apart by %.2f/255: %s",
        describe(device),
        full.seconds * 1e3,
        half.seconds * 1e3,
        apart * 255,
        "bfloat16" if pays else "float32",
    )
    return pays


@dataclass(slots=True)
class _Contender:
    """A network, its fastest time so far, and its last output."""

    network: nn.Module
    seconds: float = float("inf")
    output: Tensor = field(default_factory=lambda: torch.empty(0))

    def run(self, picture: Tensor, mask: Tensor) -> None:
        start = time.perf_counter()
        self.output = self.network(picture, mask).float().cpu()  # waits for the device
        self.seconds = min(self.seconds, time.perf_counter() - start)


def _fixed_picture(size: int) -> tuple[Tensor, Tensor]:
    """A picture (1×3×size×size, −1…1) with gradients, edges and noise, and a disc as its mask."""
    axis = torch.linspace(-1, 1, size)
    x, y = axis[None, :], axis[:, None]
    noise = torch.randn(3, size, size, generator=torch.Generator().manual_seed(0))
    planes = torch.stack(
        (0.6 * x + 0 * y, 0.5 * torch.sin(9 * x) * y, torch.sign(torch.sin(7 * y)) * 0.4 + 0 * x)
    )
    mask = (x.square() + y.square() < 0.3).float()
    picture = (planes + 0.1 * noise + 0.3 * mask).clamp(-1, 1)
    return picture.unsqueeze(0), mask[None, None]


def _key(device: torch.device, network: HarmonizationNetwork) -> str:
    """What the measurement depends on: processor, library, threads, architecture and weights."""
    processor = _cpu_name() if device.type == "cpu" else describe(device)
    size = checksum = 0
    for tensor in network.state_dict().values():
        some = tensor.detach().flatten()[:64].float().cpu()
        size, checksum = size + tensor.numel(), zlib.crc32(some.numpy().tobytes(), checksum)
    threads = torch.get_num_threads()
    return f"{processor}, {threads} threads, torch {torch.__version__}, {size} weights {checksum:08x}"


def _cpu_name() -> str:
    """The processor's name; the last resort is its architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()


def _memory() -> Path | None:
    """The file of remembered measurements, or None where there is no home for it."""
    folder = own_folder(Own.MEASUREMENTS)
    return folder and folder / MEMORY


def _recall() -> dict[str, bool]:
    path = _memory()
    if path is None:
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {str(key): value for key, value in content.items() if isinstance(value, bool)}


def _remember(measurements: dict[str, bool]) -> None:
    path = _memory()
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(measurements, indent=1)
        write_atomic(path, lambda file: file.write(text.encode()))
    except (OSError, FileError) as error:
        log.info("the measurement is not remembered: %s", error)
