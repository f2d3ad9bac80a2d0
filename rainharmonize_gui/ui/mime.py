"""What a drop or the clipboard holds, in the order in which we would rather have it.

Nothing here downloads: a web address is returned as such, and the window asks first. The order: from a
browser (recognised by its HTML or http address) the picture's bytes, a local file, a `data:` address, an
`<img src>`; from everywhere else local files first, then bytes. Bytes come before `imageData()`, which loses
alpha on Windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import TypeGuard
from urllib.parse import unquote_to_bytes, urlsplit

from PySide6.QtCore import QByteArray, QMimeData, QMimeDatabase, QUrl
from PySide6.QtGui import QImage

from engine.suffixes import SUFFIXES_READ

PROJECT_SUFFIX = ".ora"
WEIGHTS_SUFFIXES = (".safetensors", ".pth", ".pt")
LARGEST_DATA_ADDRESS = 64 * 1024 * 1024

WINDOWS_PNG = 'application/x-qt-windows-mime;value="PNG"'
_ENCODED = (
    "image/png",
    WINDOWS_PNG,
    "image/tiff",
    "image/bmp",
    "image/webp",
    "image/avif",
    "image/jpeg",
    "image/gif",
)
_WEB = ("http", "https")


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file on this computer; not opened yet, perhaps not even a picture."""

    path: Path


@dataclass(frozen=True, slots=True)
class EncodedImage:
    """The bytes of a picture file. name: what to call it, "" if unknown."""

    data: bytes
    name: str = ""


@dataclass(frozen=True, slots=True)
class DecodedImage:
    """A picture that Qt has already decoded."""

    image: QImage


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A picture on the web: to be fetched only after the user said yes."""

    url: str


Item = LocalFile | EncodedImage | DecodedImage | WebAddress


def contents(mime: QMimeData | None) -> list[Item]:
    """Every picture in `mime`: several for several files, otherwise the one form that we would rather have.

    Empty where there is nothing for us. Files are all returned, so that what is no picture can be named.
    """
    if mime is None:
        return []
    files = _local_files(mime)
    encoded = _encoded(mime)
    if _from_browser(mime):
        found: list[Item] = [*(encoded or files)]
        found = found or _page_picture(mime) or _web_addresses(mime)
    else:
        found = [*(files or encoded)]
    return found or _decoded(mime)


def accepts(mime: QMimeData | None) -> bool:
    """Whether to take a drop: something in it may be a picture or a project. Fetches no picture's bytes."""
    if mime is None:
        return False
    if mime.hasImage() or not set(_ENCODED).isdisjoint(mime.formats()):
        return True
    return any(not isinstance(item, LocalFile) or is_openable(item.path) for item in contents(mime))


def is_project(item: Item) -> TypeGuard[LocalFile]:
    """Whether it is to be opened as a project."""
    return isinstance(item, LocalFile) and item.path.suffix.lower() == PROJECT_SUFFIX


def is_weights(item: Item) -> TypeGuard[LocalFile]:
    """Whether it is to be taken for weights of a network."""
    return isinstance(item, LocalFile) and item.path.suffix.lower() in WEIGHTS_SUFFIXES


def holds_weights(mime: QMimeData | None) -> bool:
    """Whether there are weights among what is dropped."""
    return mime is not None and any(map(is_weights, _local_files(mime)))


def is_openable(path: Path) -> bool:
    """Whether `path` looks like a picture or a project, by its suffix, else by its first bytes."""
    suffix = path.suffix.lower()
    if suffix in SUFFIXES_READ or suffix == PROJECT_SUFFIX:
        return True
    if suffix or not path.is_file():
        return False
    return QMimeDatabase().mimeTypeForFile(str(path)).name().startswith("image/")


def _from_browser(mime: QMimeData) -> bool:
    return mime.hasHtml() or any(url.scheme() in _WEB for url in mime.urls())


def _local_files(mime: QMimeData) -> list[LocalFile]:
    return [LocalFile(Path(url.toLocalFile())) for url in mime.urls() if url.isLocalFile()]


def _encoded(mime: QMimeData) -> list[EncodedImage]:
    offered = mime.formats()
    for kind in _ENCODED:
        if kind in offered and (data := mime.data(kind).data()):
            return [EncodedImage(bytes(data))]
    return []


def _decoded(mime: QMimeData) -> list[Item]:
    image = mime.imageData() if mime.hasImage() else None
    return [DecodedImage(image)] if isinstance(image, QImage) and not image.isNull() else []


def _web_addresses(mime: QMimeData) -> list[Item]:
    """Links that name a picture file; the page itself is none of our business."""
    return [WebAddress(url.toString()) for url in mime.urls() if url.scheme() in _WEB and _names_picture(url)]


def _names_picture(url: QUrl) -> bool:
    return PurePosixPath(url.path()).suffix.lower() in SUFFIXES_READ


def _page_picture(mime: QMimeData) -> list[Item]:
    addresses = [url.toString() for url in mime.urls() if url.scheme() == "data"]
    finder = _FirstImage()
    finder.feed(mime.html())
    addresses.append(finder.source)
    for address in addresses:
        item = _item_for_address(address)
        if item is not None:
            return [item]
    return []


def _item_for_address(address: str) -> Item | None:
    scheme = address.split(":", 1)[0].lower() if ":" in address else ""
    if scheme == "data":
        return _data_address(address)
    if address.startswith("//"):
        return WebAddress(f"https:{address}")
    if scheme in _WEB:
        return WebAddress(address)
    if scheme == "file":
        return LocalFile(Path(QUrl(address).toLocalFile()))
    return None


def _data_address(address: str) -> EncodedImage | None:
    """`data:image/…[;base64],…` (RFC 2397) as bytes; None if it is no picture or too long."""
    head, comma, body = address.partition(",")
    if not comma or len(body) > LARGEST_DATA_ADDRESS or not head.lower().startswith("data:image/"):
        return None
    raw = unquote_to_bytes(body)
    if head.lower().endswith(";base64"):
        raw = bytes(QByteArray.fromBase64(QByteArray(raw)).data())
    return EncodedImage(raw) if raw else None


def web_name(url: str) -> str:
    """The file name in a web address, for a message or a layer; its host if there is none."""
    parts = urlsplit(url)
    return PurePosixPath(parts.path).name or parts.netloc


class _FirstImage(HTMLParser):
    """Finds the `src` of the first `<img>`."""

    def __init__(self) -> None:
        super().__init__()
        self.source = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img" and not self.source:
            self.source = (dict(attrs).get("src") or "").strip()
