"""Pictures on their way to other programs: the clipboard and drags."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage, QImageWriter

from engine.types import U8
from rainharmonize_gui.ui.mime import WINDOWS_PNG
from rainharmonize_gui.ui.qimage import to_qimage


def picture_mime(picture: U8, *, png: bytes | None = None, file: Path | None = None) -> QMimeData:
    """`picture` (RGB or straight RGBA) for the clipboard or a drag, as PNG bytes, as an image, and as `file`.

    png: its PNG bytes, where the caller has them already. file: a PNG of it, for programs that take files.
    """
    image = to_qimage(picture)
    data = QByteArray(png) if png is not None else _png(image)
    mime = QMimeData()
    mime.setData("image/png", data)
    mime.setData(WINDOWS_PNG, data)
    mime.setImageData(image)
    if file is not None:
        mime.setUrls([QUrl.fromLocalFile(str(file))])
    return mime


def _png(image: QImage) -> QByteArray:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    buffer.close()
    return data
