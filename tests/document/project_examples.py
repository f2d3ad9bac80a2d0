"""Scenes and archives for the tests of projects."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from document_examples import BACKGROUND, disc, picture

from engine.images import Picture, srgb_profile
from engine.masks.edge import EdgeSettings
from engine.placement import Placement
from engine.types import U8, Direction, Method
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.layer import Layer, Mask, Trim, Variant
from rainharmonize_gui.document.project import save
from rainharmonize_gui.document.render import layer_image
from rainharmonize_gui.document.scene import Scene
from rainharmonize_gui.document.view import View

STATE = "rainharmonize/project.json"


def rich_scene() -> Scene:
    """A bit of everything a scene can be."""
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\0"
    photo = replace(picture(BACKGROUND, seed=1), icc_profile=srgb_profile(), exif=exif)
    document = Document()
    document.open_background(photo, path="/somewhere/secret/photo.jpg")
    dog = document.add_object(picture((30, 20), seed=2, alpha=disc((30, 20))), name="Dog <&> 犬 \x07")
    document.set_geometry(dog, angle=33.3)
    document.set_opacity(dog, 0.37)
    document.set_strength(dog, 1.234)
    document.set_trim(dog, Trim(0.1, -0.2, 0.3, -1.0))
    document.set_variant(dog, Variant(Method.REINHARD, "/weights/own.safetensors"))
    document.set_edge(dog, EdgeSettings(smooth=1.5, shift=-3, feather=4.25, contrast=0.3, remove_fringe=True))
    copy = document.duplicate(dog, offset=(-90.5, 0.25))
    document.set_visible(copy, visible=False)
    box = document.add_object(picture((25, 25), seed=3), name="")
    document.set_mask(box, np.random.default_rng(4).integers(0, 256, (25, 25), np.uint8))
    document.set_harmonize(box, on=False)
    document.add_region(disc(BACKGROUND), name="Sky")
    document.set_reference(disc(BACKGROUND))
    document.set_direction(Direction.BACKGROUND)
    document.set_strength(None, 0.5)
    document.reorder(box, 0)
    return document.scene


def plain_scene() -> Scene:
    """A background and one object, whole pixels away from its corner."""
    dog = picture((30, 20), seed=2, alpha=disc((30, 20)))
    layer = Layer(7, "Dog", dog.rgb, Mask(dog.alpha), Placement.translation(10, 15), alpha=dog.alpha)
    document = Document()
    document.open_background(picture(BACKGROUND, seed=1))
    return replace(document.scene, layers=(layer,))


def scene_for_programs() -> Scene:
    """Objects that are turned, hidden, half transparent and partly outside, for GIMP and Krita to show."""
    document = Document()
    document.open_background(picture((300, 200), seed=1))
    dog = document.add_object(picture((60, 40), seed=2, alpha=disc((60, 40))), name="Dog <ä>")
    document.set_geometry(dog, angle=30)
    document.set_visible(document.duplicate(dog), visible=False)
    cat = document.add_object(picture((60, 40), seed=3, alpha=disc((60, 40))), name="Cat")
    document.move(cat, -150, -90)
    document.set_opacity(cat, 0.5)
    return document.scene


def blended_in_linear_light(scene: Scene) -> U8:
    """The scene as GIMP shows it: what is soft or half transparent is blended there in linear light."""

    def linear(levels: np.ndarray) -> np.ndarray:
        values = levels / 255
        return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)

    canvas = linear(scene.background.rgb)
    for layer in scene.layers:
        if layer.visible:
            image = layer_image(layer, View.whole(scene.size))
            rows, columns = image.box.slices
            alpha = image.rgba[..., 3:] / 255 * layer.opacity
            under = canvas[rows, columns]
            canvas[rows, columns] = alpha * linear(image.rgba[..., :3]) + (1 - alpha) * under
    encoded = np.where(canvas <= 0.0031308, canvas * 12.92, 1.055 * canvas ** (1 / 2.4) - 0.055)
    return np.round(encoded * 255).astype(np.uint8)


def saved(folder: Path, scene: Scene | None = None) -> Path:
    path = folder / "project.ora"
    save(scene or plain_scene(), path)
    return path


def entries_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_archive(path: Path, entries: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def with_entries(path: Path, **changed: bytes | None) -> Path:
    """The archive with entries replaced, or left out where None; names as in `stack.xml` → `stack`."""
    names = {"stack": "stack.xml", "state": STATE, "background": "data/background.png"}
    entries = entries_of(path)
    for key, data in changed.items():
        entries.pop(names[key], None)
        if data is not None:
            entries[names[key]] = data
    return write_archive(path, entries)


def with_state(path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The project after `change` has had its way with project.json."""
    data = json.loads(entries_of(path)[STATE])
    change(data)
    return with_entries(path, state=json.dumps(data).encode())


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_claiming(width: int, height: int, *, colour_type: int = 2, data: bytes = b"") -> bytes:
    """A PNG whose header claims a size; its pixels are what you give it."""
    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return start + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def png_of(rgb_or_picture: Picture | np.ndarray) -> bytes:
    from PIL import Image

    pixels = rgb_or_picture.rgba if isinstance(rgb_or_picture, Picture) else rgb_or_picture
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()
