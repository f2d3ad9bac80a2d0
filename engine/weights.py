"""Weights files: found, checked, loaded, saved.

Ours are safetensors whose metadata holds the architecture and the model card; the authors' published
checkpoint is a pickle of tensors, loaded without running any code in it.
"""

from __future__ import annotations

import json
import pickle
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as safetensors_bytes
from torch import Tensor, nn

from engine.default_weights import path_of
from engine.errors import reason_of, shortened
from engine.files import write_atomic
from engine.nets import registry
from engine.nets.network import HarmonizationNetwork, Head, NetworkConfig
from engine.nets.rainnet import RainNetConfig
from engine.types import WeightsError
from engine.zips import open_zip

_ARCHITECTURE, _CONFIG, _CARD = "architecture", "config", "card"
_SHOWN = 5
_ZIP_START = b"PK"
_CHECKPOINT_STARTS = (_ZIP_START, b"\x80")
"""A zip archive, or a bare pickle of protocol 2 and later."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a weights file says of itself. facts: how it was trained, on what, under which licences, its
    scores.
    """

    config: NetworkConfig
    facts: Mapping[str, str] = field(default_factory=dict)


def load_network(path: Path | str | None = None, device: torch.device | str = "cpu") -> nn.Module:
    """The network of a weights file, in evaluation mode on `device`; None for the default weights.

    Its `forward(composite, mask)` takes B×3×H×W in −1…1 and B×1×H×W in 0…1 (1 = object), H and W multiples of
    the network's size (256 but for smaller networks), and gives the raw output B×3×H×W. Raises WeightsError
    with a sentence where the file cannot be used.
    """
    return read_network(path_of(path)).to(device).eval()


def read_network(path: Path) -> HarmonizationNetwork:
    """The network of a weights file, in training mode on the CPU, in float32."""
    config, tensors = _read(path)
    with torch.device("meta"):  # no memory before names and shapes are known to fit
        network = registry.build(config)
    expected = network.state_dict()
    _check_fit(path, expected, tensors)
    _check_kinds(path, expected, tensors)
    network.load_state_dict({name: _own(path, name, tensor) for name, tensor in tensors.items()}, assign=True)
    return network


def _own(path: Path, name: str, tensor: Tensor) -> Tensor:
    """A copy, floats in float32. What was read may be the file itself, mapped into memory: if another program
    cut it short, the next look at it would end the process.

    Raises WeightsError where a number is none in float32, which holds less than float64 does.
    """
    try:
        own = tensor.to(torch.float32 if tensor.is_floating_point() else tensor.dtype, copy=True)
    except NotImplementedError as error:  # PyTorch has kinds of numbers that it cannot convert
        raise _unfit(path, f"{name} is {tensor.dtype}") from error
    if not bool(torch.isfinite(own).all()):
        raise WeightsError(
            f"{path} is of a training that failed; choose an earlier one.",
            detail=f"{name} holds values that are not numbers",
        )
    return own


def save_network(network: HarmonizationNetwork, path: Path, facts: Mapping[str, str]) -> None:
    """Write safetensors with architecture and model card, whole or not at all: learned weights in float16,
    running statistics as they are.

    Raises FileError where the file cannot be written.
    """
    learned = {name for name, _ in network.named_parameters()}
    state = {n: t.detach().cpu() for n, t in network.state_dict().items()}
    tensors = {n: (t.half() if n in learned else t).contiguous() for n, t in state.items()}
    metadata = {
        _ARCHITECTURE: network.config.architecture,
        _CONFIG: json.dumps(network.config.to_json()),
        _CARD: json.dumps(dict(facts)),
    }
    content = safetensors_bytes(tensors, metadata)
    write_atomic(path, lambda file: file.write(content))


def read_card(path: Path) -> ModelCard:
    """Architecture and facts of a weights file; an upstream checkpoint has no facts."""
    _check_exists(path)
    if _is_safetensors(path):
        return _safetensors_card(path)
    return ModelCard(_read(path)[0])


def _check_exists(path: Path) -> None:
    if not path.is_file():
        raise WeightsError(f"{path} does not exist; check the name.")


def _read(path: Path) -> tuple[NetworkConfig, dict[str, Tensor]]:
    _check_exists(path)
    if _is_safetensors(path):
        return _safetensors_card(path).config, _safetensors_tensors(path)
    tensors = _pickled_tensors(path)
    return _upstream_config(path, tensors), tensors


def _is_safetensors(path: Path) -> bool:
    return path.suffix.lower() == ".safetensors"


def _safetensors_card(path: Path) -> ModelCard:
    try:
        with safe_open(path, framework="pt") as stored:
            metadata = stored.metadata() or {}
    except (SafetensorError, OSError) as error:
        raise _damaged(path, reason_of(error)) from error
    try:
        name = metadata.get(_ARCHITECTURE, registry.UNNAMED)
        config = registry.config_of(name, json.loads(metadata[_CONFIG]))
        facts = dict(json.loads(metadata.get(_CARD, "{}")))
    except KeyError as error:
        raise WeightsError(
            f"{path} does not say which network it belongs to: export it with `python -m training.export`."
        ) from error
    except (TypeError, ValueError, RecursionError) as error:
        raise WeightsError(
            f"{path} is damaged, or for a network that this version does not know; update the program.",
            detail=reason_of(error),
        ) from error
    return ModelCard(config, {str(k): str(v) for k, v in facts.items()})


def _safetensors_tensors(path: Path) -> dict[str, Tensor]:
    try:
        with safe_open(path, framework="pt") as stored:
            return {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118  not a dict
    except (SafetensorError, OSError) as error:
        raise _damaged(path, reason_of(error)) from error


def _damaged(path: Path, detail: str) -> WeightsError:
    return WeightsError(
        f"{path} is damaged or no weights file; get it once more from where it came.", detail=detail
    )


def _too_large_inside(path: Path, detail: str) -> WeightsError:
    return WeightsError(
        f"{path} is refused: it is packed in a way that could fill the memory.", detail=detail
    )


def _unfit(path: Path, detail: str) -> WeightsError:
    return WeightsError(
        f"{path} does not fit the network; choose weights that were made for this version of the program.",
        detail=detail,
    )


def _pickled_tensors(path: Path) -> dict[str, Tensor]:
    try:
        with path.open("rb") as file:
            start = file.read(2)
        if not start.startswith(_CHECKPOINT_STARTS):
            raise _damaged(path, "it does not begin like a checkpoint of PyTorch")
        zipped = start == _ZIP_START
        if zipped:
            _check_stored(path)
        with warnings.catch_warnings(action="ignore"):  # they tell of pickle protocols
            content: Any = torch.load(path, map_location="cpu", weights_only=True, mmap=zipped)
    except (pickle.UnpicklingError, AttributeError) as error:
        raise WeightsError(
            f"{path} is refused: it is damaged, or could run code when loaded; ask for a safetensors file.",
            detail="it is no pickle of tensors alone; a plain state dict is",
        ) from error
    except WeightsError:
        raise
    # PyTorch raises almost anything on damaged bytes: AssertionError, IndexError, struct.error …
    except Exception as error:
        raise _damaged(path, reason_of(error).partition(". ")[0] or "it ends too early") from error
    content = content.get("state_dict", content) if isinstance(content, dict) else content
    if not isinstance(content, dict) or not all(isinstance(t, Tensor) for t in content.values()):
        raise _damaged(path, "it does not map names to tensors")
    _check_size(path, content.values())
    return {str(name).removeprefix("module."): tensor for name, tensor in content.items()}


def _check_stored(path: Path) -> None:
    """Raise WeightsError where the archive would grow: PyTorch stores, never compresses."""
    with path.open("rb") as file, open_zip(file) as archive:
        if any(info.compress_type != zipfile.ZIP_STORED for info in archive.infolist()):
            raise _too_large_inside(path, "it is compressed, as no checkpoint of PyTorch is")


def _check_size(path: Path, tensors: Iterable[Tensor]) -> None:
    """Raise WeightsError where tensors show the same few numbers over and over, as if they were billions."""
    if sum(tensor.numel() * tensor.element_size() for tensor in tensors) > path.stat().st_size:
        raise _too_large_inside(path, "it claims more numbers than it holds")


def _upstream_config(path: Path, tensors: Mapping[str, Tensor]) -> RainNetConfig:
    """The architecture of a checkpoint without metadata, from its shapes."""
    first, last = tensors.get("model_layer0.weight"), tensors.get("model_out.1.weight")
    if first is None or last is None or first.ndim != 4 or last.ndim != 4:
        raise _unfit(path, _held(tensors))
    try:
        return RainNetConfig(
            ngf=first.shape[0],
            input_channels=first.shape[1],
            head=Head.RGB if last.shape[1] == 3 else Head.AFFINE,
            attention="model_layer11att.0.weight" in tensors,
        )
    except ValueError as error:
        raise _unfit(path, reason_of(error)) from error


def _held(tensors: Mapping[str, Tensor]) -> str:
    if not tensors:
        return "it is empty"
    named = ", ".join(f"{shortened(n)} {tuple(t.shape)}" for n, t in list(tensors.items())[:_SHOWN])
    return f"it should hold model_layer0.weight and model_out.1.weight, but begins with {named}"


def _check_kinds(path: Path, expected: Mapping[str, Tensor], found: Mapping[str, Tensor]) -> None:
    for name, tensor in found.items():
        alike = tensor.is_floating_point() == expected[name].is_floating_point()
        if not alike or tensor.layout is not torch.strided:
            raise _unfit(path, f"{name} is {tensor.dtype}, {tensor.layout}")


def _check_fit(path: Path, expected: Mapping[str, Tensor], found: Mapping[str, Tensor]) -> None:
    differences = [f"{n} is missing" for n in expected if n not in found]
    differences += [f"{shortened(n)} is not known" for n in found if n not in expected]
    differences += [
        f"{n} is {tuple(found[n].shape)}, not {tuple(t.shape)}"
        for n, t in expected.items()
        if n in found and found[n].shape != t.shape
    ]
    if differences:
        more = f", and {len(differences) - _SHOWN} more" if len(differences) > _SHOWN else ""
        raise _unfit(path, f"{'; '.join(differences[:_SHOWN])}{more}")
