"""What becomes of objects and of the reference region when another background is opened."""

from __future__ import annotations

import numpy as np
import pytest
from document_examples import BACKGROUND, disc, document_with_object, picture

from engine.placement import Box
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.geometry import middle
from rainharmonize_gui.document.labels import Label


def numbers(document: Document, layer_id: int) -> tuple[float, float, float, float]:
    """Middle and sides."""
    layer, geometry = document.scene.layer(layer_id), document.geometry(layer_id)
    return *middle(layer.boxed, layer.box.size), geometry.width, geometry.height


def test_another_background_keeps_the_objects_and_drops_a_reference_of_another_size():
    document, dog = document_with_object()
    document.set_reference(disc(BACKGROUND))
    document.open_background(picture((50, 40)), path="/photos/b.png")
    assert document.scene.has(dog)
    assert document.scene.reference is None
    document.undo()
    assert document.scene.reference is not None


def test_objects_keep_their_place_and_size_in_relation_to_another_background():
    document = Document()
    document.open_background(picture((400, 100)))
    large = document.add_object(picture((20, 10)), name="Large", center=(300.0, 50.0))
    small = document.add_object(picture((20, 10)), name="Small", center=(100.0, 25.0))
    document.scale(small, 0.4)
    before = {layer.id: layer.placement for layer in document.scene.layers}

    document.open_background(picture((200, 60)))
    assert numbers(document, large) == pytest.approx((150, 30, 10, 5))
    assert numbers(document, small) == pytest.approx((50, 15, 4, 2))
    document.undo()
    assert {layer.id: layer.placement for layer in document.scene.layers} == before

    document.open_background(picture((1600, 400)))
    assert numbers(document, large) == pytest.approx((1200, 200, 20, 10))  # not beyond its own pixels
    assert numbers(document, small) == pytest.approx((400, 100, 20, 10))


@pytest.mark.parametrize(
    ("center", "edge"),
    [((700, 50), (400, 50)), ((150, 480), (150, 300)), ((700, 480), (400, 300)), ((-40, -30), (0, 0))],
)
def test_an_object_beside_another_background_comes_to_the_edge_it_lies_beyond(center, edge):
    document = Document()
    document.open_background(picture((400, 300)))
    far = document.add_object(picture((20, 10)), name="Far", center=center)
    before = document.scene.layer(far).placement
    document.open_background(picture((400, 300)))
    assert numbers(document, far) == pytest.approx((*edge, 20, 10))
    document.undo()
    assert document.scene.layer(far).placement == before


def test_a_background_that_comes_during_a_stroke_is_a_step_of_its_own():
    document, dog = document_with_object()
    stroke = document.begin(Label.ERASE_MASK)
    document.paint_mask(dog, Box(0, 0, 4, 4), np.zeros((4, 4), np.uint8))
    document.open_background(picture((50, 40)))
    assert not stroke.active
    assert document.history.labels == (Label.ERASE_MASK, Label.OPEN)
    document.undo()
    assert document.scene.size == BACKGROUND


def test_a_background_of_the_same_size_keeps_the_reference():
    document, _ = document_with_object()
    document.set_reference(disc(BACKGROUND))
    document.open_background(picture(BACKGROUND, seed=9))
    assert document.scene.reference is not None


def test_a_cut_out_whose_margins_alone_show_comes_to_the_edge_as_well():
    document = Document()
    document.open_background(picture((200, 100)))
    wide = document.add_object(picture((200, 10)), name="Wide")
    mask = np.zeros((10, 200), np.uint8)
    mask[:, 180:] = 255
    document.set_mask(wide, mask)
    document.move(wide, 60, 0)
    document.open_background(picture((200, 100)))
    layer = document.scene.layer(wide)
    assert middle(layer.boxed, layer.box.size) == pytest.approx((200, 50))
