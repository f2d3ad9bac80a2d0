"""stack.xml of OpenRaster 0.0.5: which layers there are, from top to bottom, and where they lie.

https://www.freedesktop.org/wiki/Specifications/OpenRaster/Draft/LayersStack/
"""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.errors import shortened
from engine.placement import Size

from .errors import Damage

NORMAL = "svg:src-over"
_VERSION = "0.0.5"
_FAR = 1 << 24
_DEEPEST = 64
_MOST_NAMED = 8
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0, 2.2, cannot hold."""


@dataclass(frozen=True, slots=True)
class StackLayer:
    """One layer. source: its entry. x, y: where its top left corner lies. operation: how it is blended.

    group: whether it lay in a group, whose opacity and visibility it has taken over.
    """

    source: str
    name: str = ""
    x: int = 0
    y: int = 0
    opacity: float = 1.0
    visible: bool = True
    operation: str = NORMAL
    group: bool = False


@dataclass(frozen=True, slots=True)
class Stack:
    """size: (width, height) of the canvas. layers: bottom to top."""

    size: Size
    layers: tuple[StackLayer, ...]


def to_xml(stack: Stack) -> bytes:
    width, height = stack.size
    image = ET.Element("image", version=_VERSION, w=str(width), h=str(height))
    parent = ET.SubElement(image, "stack")
    for layer in reversed(stack.layers):
        attributes = {
            "name": _UNSPEAKABLE.sub("\ufffd", layer.name),
            "src": layer.source,
            "x": str(layer.x),
            "y": str(layer.y),
            "opacity": f"{layer.opacity:.6g}",
            "visibility": "visible" if layer.visible else "hidden",
            "composite-op": layer.operation,
        }
        ET.SubElement(parent, "layer", attributes)
    text: bytes = ET.tostring(image, encoding="UTF-8", xml_declaration=True)
    return text


def from_xml(data: bytes) -> Stack:
    """Raises Damage for what is not the stack of an OpenRaster file.

    A document type is refused before any parsing: without one there are no entities, neither nested nor
    external. The text is parsed as the UTF-8 it was searched as, whatever encoding it declares.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Damage("stack.xml is not UTF-8") from error
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise Damage("stack.xml declares a document type, which no drawing program does")
    try:
        image = ET.fromstring(text)
    except (ET.ParseError, ValueError, RecursionError) as error:
        raise Damage(f"stack.xml is not well-formed ({error})") from error
    root = image.find("stack")
    if image.tag != "image" or root is None:
        raise Damage("stack.xml describes no layers")
    size = _whole(image, "w", least=1), _whole(image, "h", least=1)
    return Stack(size, tuple(_layers(root, _Group())))


@dataclass(frozen=True, slots=True)
class _Group:
    """What the groups around a layer do to it."""

    opacity: float = 1.0
    visible: bool = True
    depth: int = 0
    operation: str = NORMAL

    def inside(self, element: ET.Element) -> _Group:
        if self.depth >= _DEEPEST:
            raise Damage("stack.xml has groups in groups without end")
        operation = element.get("composite-op", NORMAL)
        return _Group(
            self.opacity * _opacity(element),
            self.visible and _is_visible(element),
            self.depth + 1,
            self.operation if operation == NORMAL else operation,
        )


def _layers(stack: ET.Element, group: _Group) -> Iterator[StackLayer]:
    """Bottom to top, groups opened up. Offsets of groups are not counted, as GIMP and Krita do not."""
    for element in reversed(stack):
        if element.tag == "stack":
            yield from _layers(element, group.inside(element))
        elif element.tag == "layer":
            operation = element.get("composite-op", NORMAL)
            yield StackLayer(
                source=element.get("src", ""),
                name=element.get("name", ""),
                x=_whole(element, "x"),
                y=_whole(element, "y"),
                opacity=group.opacity * _opacity(element),
                visible=group.visible and _is_visible(element),
                operation=group.operation if operation == NORMAL else operation,
                group=group.depth > 0,
            )


def _is_visible(element: ET.Element) -> bool:
    return element.get("visibility", "visible") != "hidden"


def _opacity(element: ET.Element) -> float:
    return min(max(_number(element, "opacity", default=1.0), 0.0), 1.0)


def _whole(element: ET.Element, name: str, *, least: int = -_FAR) -> int:
    """A whole number, at most some millions; without `least`, 0 where it is missing."""
    value = round(_number(element, name, default=0.0))
    if not least <= value <= _FAR:
        raise Damage(f"stack.xml gives {value} for {name}")
    return value


def _number(element: ET.Element, name: str, *, default: float) -> float:
    text = element.get(name)
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Damage(f"stack.xml gives {text[:40]!r} for {name}, not a number")
    return value


def names_of(layers: Iterable[StackLayer]) -> str:
    """The layers' names, quoted, as a list for a sentence; of many only the first."""
    names = [f"“{shortened(layer.name or layer.source)}”" for layer in layers]
    return ", ".join(names if len(names) <= _MOST_NAMED else [*names[:_MOST_NAMED], "…"])
