"""The document: everything a person can do to a picture, each as one method and one undo step."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.masks.edge import EdgeSettings
from engine.methods import default_strength
from engine.placement import Box, Placement, Point
from engine.types import MAX_STRENGTH, U8, Direction, check_mask

from .another_background import opened
from .commands import EditLayer, EditScene, InsertLayer, MoveLayer, RemoveLayer
from .core import DocumentCore
from .geometry import Geometry, geometry_of, mirrored, moved, scaled, turned, with_numbers, within_reach
from .labels import EDGE_LABELS, GEOMETRY_LABELS, TRIM_LABELS, Label, differing, label_of
from .layer import (
    DEFAULT_LOOK,
    PLAIN_EDGE,
    Layer,
    Look,
    Mask,
    Trim,
    Variant,
    blank_region,
    original_mask,
)
from .limits import check_room, free_name, named
from .scene import Scene, Target

if TYPE_CHECKING:
    from engine.images import Picture


class Document(DocumentCore):
    """The methods of the window. Layers go by id; where a `Target` is asked for, None is the background.

    An edit that changes nothing leaves no step. Those repeated within a moment (nudges, keys on a slider)
    become one step; drags and strokes are wrapped in `begin` … `commit`. Unknown ids raise KeyError, one
    layer more than a project can hold LimitError, a placement beyond all use PictureError.
    """

    def __init__(self, scene: Scene | None = None, **limits: Any) -> None:
        super().__init__(scene, **limits)
        self.new_look = DEFAULT_LOOK
        """What objects to come are harmonized with."""
        self._last_id = max((layer.id for layer in self.scene.layers), default=0)

    def replace_scene(self, scene: Scene) -> None:
        super().replace_scene(scene)
        self._last_id = max((layer.id for layer in scene.layers), default=0)

    # Background and objects

    def open_background(self, picture: Picture, *, path: str | None = None) -> None:
        """Show another background. Objects keep place and size in relation to it; regions and a reference
        region of another size go. A step of its own, whenever it comes: an edit under way is committed.
        """
        self.finish_interaction()
        self._do(Label.OPEN, opened(self.scene, picture, path=path))

    def add_object(
        self, picture: Picture, *, name: str, center: Point | None = None, label: Label = Label.ADD
    ) -> int:
        """Put a picture on top, its alpha as the mask, and return the new layer's id.

        What shows of it is centred at a point (default: the background's middle), and scaled down to fit,
        never up. Raises ValueError without a background.
        """
        if self.scene.background is None:
            raise ValueError("An object needs a background.")
        layer = Layer(
            id=self._new_id(),
            name=self._free_name(name),
            rgb=picture.rgb,
            alpha=picture.alpha,
            mask=Mask(original_mask(picture.rgb, picture.alpha)),
            placement=Placement(),
            look=self.new_look,
        ).fitted(self.scene.size, center=center)
        return self._insert(label, layer, len(self.scene.layers))

    @property
    def blank_region(self) -> Layer | None:
        """A region with nothing selected yet, not in the scene; None without a background."""
        background = self.scene.background
        return None if background is None else blank_region(background.rgb)

    def add_region(self, mask: U8, *, name: str) -> int:
        """Make a part of the background an entry of its own, to harmonize it; below every object.

        mask: H×W of the background; kept. Returns the layer's id. Raises MaskError where the size is wrong.
        """
        blank = self.blank_region
        if blank is None:
            raise ValueError("A region needs a background.")
        name = self._free_name(name)
        layer = replace(blank, id=self._new_id(), name=name, mask=Mask(mask), look=self.new_look)
        return self._insert(Label.REGION, layer, len(self.scene.regions))

    def duplicate(self, layer_id: int, *, offset: Point = (20.0, 20.0)) -> int:
        """Put a copy right above, moved by `offset`, sharing the pixels. Returns its id."""
        layer = self.scene.layer(layer_id)
        placement = layer.placement if layer.region else moved(layer.placement, *offset)
        copy = replace(
            layer,
            id=self._new_id(),
            name=self._free_name(layer.name),
            placement=placement,
        )
        return self._insert(Label.DUPLICATE, copy, self.scene.index(layer_id) + 1)

    def delete(self, layer_id: int) -> None:
        index = self.scene.index(layer_id)
        self._do(Label.DELETE, RemoveLayer(self.scene.layers[index], index))

    def reorder(self, layer_id: int, index: int) -> None:
        """Move to a position counted from the bottom; past either end means that end.

        Regions stay below objects, as they would cover them with the background.
        """
        source, regions = self.scene.index(layer_id), len(self.scene.regions)
        low, high = (0, regions) if source < regions else (regions, len(self.scene.layers))
        destination = min(max(index, low), high - 1)
        if source != destination:
            self._do(Label.REORDER, MoveLayer(source, destination))

    def rename(self, layer_id: int, name: str) -> None:
        """Cut off where it is longer than a layer's name can be."""
        self._edit_layer(layer_id, Label.RENAME, name=named(name))

    # Placement; regions stay where they are, and what is neither scaled nor turned lies on whole pixels

    def place(self, layer_id: int, placement: Placement, *, label: Label = Label.TRANSFORM) -> None:
        """Set the placement; what a drag calls with every move of the mouse."""
        self._edit_placement(layer_id, label, placement)

    def move(self, layer_id: int, dx: float, dy: float) -> None:
        """In background pixels."""
        self.place(layer_id, moved(self.scene.layer(layer_id).placement, dx, dy), label=Label.MOVE)

    def nudge(self, layer_id: int, dx: float, dy: float) -> None:
        """Like `move`; a run of nudges is one step."""
        placement = moved(self.scene.layer(layer_id).placement, dx, dy)
        self._edit_placement(layer_id, Label.MOVE, placement, merge="nudge")

    def scale(self, layer_id: int, factor: float) -> None:
        """About the object's middle; the factor is positive."""
        self._transform(layer_id, Label.SCALE, lambda it: scaled(it.boxed, it.box.size, factor))

    def rotate(self, layer_id: int, degrees: float) -> None:
        """About the object's middle, clockwise on screen."""
        self._transform(layer_id, Label.ROTATE, lambda it: turned(it.boxed, it.box.size, degrees))

    def flip(self, layer_id: int, *, vertically: bool = False) -> None:
        """As seen on screen."""
        label = Label.FLIP_VERTICAL if vertically else Label.FLIP_HORIZONTAL
        self._transform(layer_id, label, lambda it: mirrored(it.boxed, it.box.size, vertically=vertically))

    def geometry(self, layer_id: int) -> Geometry:
        """The placement in numbers."""
        layer = self.scene.layer(layer_id)
        return geometry_of(layer.boxed, layer.box.size)

    def set_geometry(
        self,
        layer_id: int,
        *,
        x: float | None = None,
        y: float | None = None,
        width: float | None = None,
        height: float | None = None,
        angle: float | None = None,
    ) -> None:
        """Set some numbers of `geometry`. Sides leave x and y as they are; an angle acts about the middle."""
        layer = self.scene.layer(layer_id)
        old = self.geometry(layer_id)
        wanted = {"x": x, "y": y, "width": width, "height": height, "angle": angle}
        changed = {name: value for name, value in wanted.items() if value not in (None, getattr(old, name))}
        if changed:
            placement = layer.unboxed(with_numbers(layer.boxed, layer.box.size, **changed))
            label = label_of(changed, GEOMETRY_LABELS, Label.TRANSFORM)
            self._edit_placement(layer_id, label, placement, merge=f"geometry: {label}")

    # Appearance and harmonizing

    def set_visible(self, layer_id: int, *, visible: bool) -> None:
        self._edit_layer(layer_id, Label.SHOW if visible else Label.HIDE, visible=visible)

    def set_opacity(self, layer_id: int, opacity: float) -> None:
        """0 … 1; held to that range."""
        self._edit_layer(layer_id, Label.OPACITY, merge="opacity", opacity=min(max(opacity, 0.0), 1.0))

    def set_harmonize(self, target: Target, *, on: bool) -> None:
        self._edit_look(target, Label.HARMONIZE_ON if on else Label.HARMONIZE_OFF, harmonize=on)

    def set_variant(self, target: Target, variant: Variant) -> None:
        """The strength becomes the one it had with such a method, or that suits it."""
        self._give_look(target, Label.VARIANT, self.scene.look(target).with_variant(variant))

    def set_strength(self, target: Target, strength: float) -> None:
        """0 … 1.5; held to that range."""
        self._edit_look(
            target, Label.STRENGTH, merge="strength", strength=min(max(strength, 0.0), MAX_STRENGTH)
        )

    def set_trim(self, target: Target, trim: Trim) -> None:
        """Held to −1 … 1."""
        trim = trim.clamped()
        label = label_of(differing(self.scene.look(target).trim, trim), TRIM_LABELS, Label.TRIM)
        self._edit_look(target, label, merge=f"trim: {label}", trim=trim)

    def reset_look(self, target: Target) -> None:
        """The strength that suits the method, and no trim."""
        look = self.scene.look(target)
        fresh = replace(look, strength=default_strength(look.variant.method), trim=Trim())
        self._give_look(target, Label.RESET_LOOK, fresh)

    def set_direction(self, direction: Direction, *, variant: Variant | None = None) -> None:
        """variant: for the background, where that is to change and nobody has set how."""
        if direction is Direction.OBJECT:
            self._edit_scene(Label.OBJECT_FOLLOWS, direction=direction)
            return
        look = self.scene.background_look
        if look == DEFAULT_LOOK and variant is not None:
            look = look.with_variant(variant)
        self._edit_scene(Label.BACKGROUND_FOLLOWS, direction=direction, background_look=look)

    # Masks and the reference region

    def paint_mask(self, target: Target, box: Box, pixels: U8) -> None:
        """Replace the mask inside `box`, in mask pixels, by `pixels`, uint8 of the box's height and width.

        Only between `begin` and `commit`, which make the stroke one step. Raises ValueError where the box
        reaches outside the mask or the pixels do not fill it.
        """
        shape = self._mask_shape(target)
        if box != box.clip(shape[::-1]) or pixels.shape != (box.height, box.width):
            raise ValueError(f"A patch of {pixels.shape} does not fit {box} in a mask of {shape}.")
        self._paint_mask(target, box, pixels, shape=shape)

    def set_mask(self, target: Target, pixels: U8, *, label: Label = Label.SELECT_MASK) -> None:
        """Replace a whole mask, H×W; the array is kept. Raises MaskError where the size is wrong."""
        check_mask(pixels, self._mask_shape(target))
        empty_reference = target is None and not pixels.any()
        self._change_mask(label, target, None if empty_reference else Mask(pixels))

    def invert_mask(self, target: Target) -> None:
        mask = self.scene.mask(target)
        shape = self._mask_shape(target)
        inverted = np.full(shape, 255, np.uint8) if mask is None else ~mask.pixels
        self.set_mask(target, inverted, label=Label.INVERT_MASK)

    def fill_mask(self, target: Target) -> None:
        """All of it shows."""
        self.set_mask(target, np.full(self._mask_shape(target), 255, np.uint8), label=Label.FILL_MASK)

    def clear_mask(self, target: Target) -> None:
        """Nothing of it shows."""
        self.set_mask(target, np.zeros(self._mask_shape(target), np.uint8), label=Label.CLEAR_MASK)

    def reset_mask(self, layer_id: int) -> None:
        """Back to the original's alpha."""
        layer = self.scene.layer(layer_id)
        self.set_mask(layer_id, original_mask(layer.rgb, layer.alpha), label=Label.RESET_MASK)

    def set_edge(self, layer_id: int, edge: EdgeSettings) -> None:
        """What is done to the edge of the mask; a run of changes of the same kind is one step."""
        label = label_of(differing(self.scene.layer(layer_id).edge, edge), EDGE_LABELS, Label.EDGE)
        self._edit_layer(layer_id, label, merge=f"edge: {label}", edge=edge)

    def reset_edge(self, layer_id: int) -> None:
        """The mask as it is painted; a step of its own."""
        self._edit_layer(layer_id, Label.RESET_EDGE, edge=PLAIN_EDGE)

    def set_remove_fringe(self, layer_id: int, *, on: bool) -> None:
        """Whether soft edges lose what their colours have of the old background."""
        edge = replace(self.scene.layer(layer_id).edge, remove_fringe=on)
        self._edit_layer(layer_id, Label.FRINGE_OFF if on else Label.FRINGE_ON, edge=edge)

    def set_reference(self, pixels: U8) -> None:
        """Take the look from where `pixels`, H×W of the background, is over 127 alone."""
        self.set_mask(None, pixels, label=Label.SET_REFERENCE)

    def clear_reference(self) -> None:
        """Take the look from the whole background."""
        self._change_mask(Label.CLEAR_REFERENCE, None, None)

    # Helpers

    def _new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _free_name(self, name: str) -> str:
        return free_name(name, {layer.name for layer in self.scene.layers})

    def _insert(self, label: Label, layer: Layer, index: int) -> int:
        """Put a layer in and return its id."""
        check_room(len(self.scene.layers))
        placed = replace(layer, placement=within_reach(layer.placement, layer.box))
        self._do(label, InsertLayer(placed, index))
        return layer.id

    def _mask_shape(self, target: Target) -> tuple[int, int]:
        """(height, width). Raises ValueError for the reference region without a background."""
        if target is None and self.scene.background is None:
            raise ValueError("A reference region needs a background.")
        width, height = self.scene.size if target is None else self.scene.layer(target).size
        return height, width

    def _transform(self, layer_id: int, label: Label, change: Callable[[Layer], Placement]) -> None:
        """change: gives the placement of the layer's box."""
        layer = self.scene.layer(layer_id)
        self._edit_placement(layer_id, label, layer.unboxed(change(layer)))

    def _edit_placement(
        self, layer_id: int, label: Label, placement: Placement, *, merge: str | None = None
    ) -> None:
        layer = self.scene.layer(layer_id)
        if not layer.region:
            placement.check()
            placement = within_reach(placement.on_whole_pixels(), layer.box)
            self._edit_layer(layer_id, label, merge=merge, placement=placement)

    def _edit_layer(self, layer_id: int, label: Label, *, merge: str | None = None, **after: Any) -> None:
        layer = self.scene.layer(layer_id)
        before = {name: getattr(layer, name) for name in after}
        self._edit(label, EditLayer(layer_id, before, after), merge and (merge, layer_id))

    def _edit_look(self, target: Target, label: Label, *, merge: str | None = None, **fields: Any) -> None:
        self._give_look(target, label, replace(self.scene.look(target), **fields), merge=merge)

    def _give_look(self, target: Target, label: Label, look: Look, *, merge: str | None = None) -> None:
        if target is None:
            self._edit_scene(label, merge=merge, background_look=look)
        else:
            self._edit_layer(target, label, merge=merge, look=look)

    def _edit_scene(self, label: Label, *, merge: str | None = None, **after: Any) -> None:
        before = {name: getattr(self.scene, name) for name in after}
        self._edit(label, EditScene(before, after), merge and (merge, None))

    def _edit(self, label: Label, command: EditLayer | EditScene, merge_key: Hashable) -> None:
        if command.before != command.after:
            self._do(label, command, merge_key)
