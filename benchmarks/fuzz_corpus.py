"""A corpus of small files of every format that is read: pictures, projects, texts and weights."""

from __future__ import annotations

import io
import json
import pickle
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from PIL import Image, features

from engine.images import Picture, srgb_profile
from engine.nets.rainnet import RainNet, RainNetConfig
from engine.types import U8
from engine.weights import save_network
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.project import save
from rainharmonize_gui.document.settings import Settings

STATE = "rainharmonize/project.json"
_SIZE = (60, 40)
_TESTS = Path(__file__).parents[1] / "tests"
_REAL = ("engine/data/turned.heic", "document/data/krita.ora", "document/data/gimp.ora")


def corpus() -> dict[str, bytes]:
    """Files by name; the name says how they are opened."""
    rgb: U8 = np.random.default_rng(0).integers(0, 256, (_SIZE[1], _SIZE[0], 3), np.uint8)
    files = _pictures(rgb) | _projects(rgb) | _weights()
    for name in _REAL:
        if (_TESTS / name).exists():
            files[Path(name).name] = (_TESTS / name).read_bytes()
    entries = entries_of(files["ours.ora"])
    files["project.json"], files["stack.xml"] = entries[STATE], entries["stack.xml"]
    files["settings.json"] = json.dumps({"version": 1, **asdict(Settings(recent=("/a.png",)))}).encode()
    about = {"project": "/a.ora", "stamp": [1, 2, 3], "background": "/a.jpg"}
    files["session.json"] = json.dumps(about).encode()
    return files


def entries_of(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(entries: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name), data)  # always of the same time
    return buffer.getvalue()


def _pictures(rgb: U8) -> dict[str, bytes]:
    rgba = np.dstack((rgb, rgb[..., 0]))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    extras: dict[str, object] = {"icc_profile": srgb_profile(), "exif": exif.tobytes()}
    frames: dict[str, object] = {"save_all": True, "append_images": [Image.fromarray(rgb[::-1])]}
    images: dict[str, tuple[object, dict[str, object]]] = {
        "rgb.png": (rgb, extras),
        "rgba.png": (rgba, {}),
        "deep.png": (rgb[..., 0].astype(np.uint16) * 257, {}),
        "palette.png": (Image.fromarray(rgb).quantize(16), {"transparency": bytes(range(16))}),
        "moving.png": (rgb, frames),
        "photo.jpg": (rgb, extras),
        "progressive.jpg": (rgb, {"progressive": True, "subsampling": 0}),
        "ink.jpg": (Image.fromarray(rgb).convert("CMYK"), {}),
        "rgb.webp": (rgb, extras),
        "rgba.webp": (rgba, {"lossless": True}),
        "moving.webp": (rgb, frames),
        "raw.tif": (rgb, {"icc_profile": srgb_profile()}),
        "lzw.tif": (rgba, {"compression": "tiff_lzw"}),
        "deflate.tif": (rgb, {"compression": "tiff_adobe_deflate"}),
        "jpeg.tif": (rgb, {"compression": "jpeg"}),
        "pages.tif": (rgb, frames),
        "plain.bmp": (rgb, {}),
        "plain.gif": (rgb, {}),
        "moving.gif": (rgb, frames),
        **({"plain.avif": (rgba, {}), "photo.avif": (rgb, extras)} if features.check("avif") else {}),
    }
    return {name: _encoded(name, *image) for name, image in images.items()}


def _encoded(name: str, pixels: object, how: dict[str, object]) -> bytes:
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)  # type: ignore[arg-type]
    buffer = io.BytesIO()
    image.save(buffer, Image.registered_extensions()[Path(name).suffix], **how)
    return buffer.getvalue()


def _projects(rgb: U8) -> dict[str, bytes]:
    """A project of ours, and one as another program leaves it."""
    alpha = rgb[..., 0].copy()
    document = Document()
    document.open_background(Picture(rgb, icc_profile=srgb_profile()), path="/photo.jpg")
    first = document.add_object(Picture(rgb[:20, :30].copy(), alpha[:20, :30].copy()), name="Ä <b>")
    document.rotate(first, 30)
    document.duplicate(first)
    document.set_reference(alpha)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ours.ora")
        save(document.scene, path)
        ours = path.read_bytes()
    kept = {name: data for name, data in entries_of(ours).items() if not name.startswith("rainharmonize/")}
    return {"ours.ora": ours, "foreign.ora": zipped(kept)}


def _weights() -> dict[str, bytes]:
    """Ours, and the two ways in which PyTorch writes checkpoints; one that would run code."""
    network = RainNet(RainNetConfig(ngf=1))
    buffers = {"new.pth": io.BytesIO(), "old.pth": io.BytesIO()}
    for name, buffer in buffers.items():
        torch.save(network.state_dict(), buffer, _use_new_zipfile_serialization=name == "new.pth")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "w.safetensors")
        save_network(network, path, {"licence": "CC0"})
        ours = path.read_bytes()
    files = {name: buffer.getvalue() for name, buffer in buffers.items()}
    files["new.pt"] = files["new.pth"]
    return {**files, "ours.safetensors": ours, "code.pth": pickle.dumps({"state_dict": _RunsCode()})}


class _RunsCode:
    """Unpickled, it makes a folder, which the fuzzer would find."""

    def __reduce__(self) -> tuple[object, ...]:
        return Path.mkdir, (Path("made-by-a-pickle"),)
