"""Weights that are made in a moment, pictures, and a harmonizer to watch; for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Slot

from engine.images import Picture
from engine.types import U8
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.view import View
from rainharmonize_gui.ui.live import Frame, LiveHarmonizer, Status
from rainharmonize_gui.ui.messages import Level
from rainharmonize_gui.ui.qimage import from_qimage

BACKGROUND = (360, 240)
OBJECT = (120, 90)


def tiny_weights(path: Path, *, seed: int = 3, calm: bool = False) -> Path:
    """A random network that changes colours visibly; or, calm, nothing."""
    import torch

    from engine.nets.network import Head
    from engine.nets.rainnet import RainNet, RainNetConfig
    from engine.weights import save_network

    torch.manual_seed(seed)
    network = RainNet(RainNetConfig(ngf=2, head=Head.AFFINE))
    with torch.no_grad():
        network.model_out[1].weight.normal_(std=0.0 if calm else 0.05)
        network.model_out[1].bias.fill_(0.0 if calm else 0.1)
    save_network(network, path, {"trained on": "nothing"})
    return path


def photo(size: tuple[int, int], *, seed: int = 0, light: float = 110.0) -> U8:
    """A smooth random picture with some noise."""
    rng = np.random.default_rng(seed)
    x, y = np.linspace(0, 3, size[0]), np.linspace(0, 2, size[1])[:, None]
    planes = [
        np.sin(x * rng.uniform(0.5, 2) + y * rng.uniform(0.5, 2) + phase) for phase in rng.uniform(0, 6, 3)
    ]
    noise = rng.normal(0, 4, (size[1], size[0], 3))
    return np.clip(light + 50 * np.stack(planes, -1) + noise, 0, 255).astype(np.uint8)


def disc(size: tuple[int, int]) -> U8:
    """A soft alpha: 255 in the middle, 0 in the corners."""
    x, y = np.meshgrid(np.linspace(-1, 1, size[0]), np.linspace(-1, 1, size[1]))
    return np.clip((1.0 - np.hypot(x, y)) * 1500, 0, 255).astype(np.uint8)


def document_with_object() -> tuple[Document, int]:
    document = Document()
    document.open_background(Picture(photo(BACKGROUND, seed=1)))
    layer = document.add_object(Picture(photo(OBJECT, seed=2, light=150), disc(OBJECT)), name="Dog")
    return document, layer


class Watched(QObject):
    """A live harmonizer, and everything it said."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.live = LiveHarmonizer(document)
        self.document = document
        self.frames: list[Frame] = []
        self.statuses: list[Status] = []
        self.notices: list[tuple[str, Level]] = []
        self.live.frame_ready.connect(self._frame)
        self.live.status_changed.connect(self._status)
        self.live.notice.connect(self._notice)
        self.live.set_view(View.whole(BACKGROUND))

    @property
    def before(self) -> U8:
        return from_qimage(self.frames[-1].before)

    @property
    def after(self) -> U8:
        return from_qimage(self.frames[-1].after)

    def is_exact(self) -> bool:
        """Whether the latest frame is exact, and of the document as it is."""
        return bool(self.frames) and self.frames[-1].exact and self.frames[-1].scene is self.document.scene

    @Slot(object)
    def _frame(self, frame: Frame) -> None:
        self.frames.append(frame)

    @Slot(object)
    def _status(self, status: Status) -> None:
        self.statuses.append(status)

    @Slot(str, object)
    def _notice(self, text: str, level: Level) -> None:
        self.notices.append((text, level))


Watch = Callable[[Document], Watched]


def settle(watched: Watched, qtbot) -> None:
    """Wait for the exact frame."""
    qtbot.waitUntil(watched.is_exact, timeout=30_000)
