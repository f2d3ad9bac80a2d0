"""OpenRaster files of other programs: layers become a background and objects."""

from __future__ import annotations

import numpy as np
import pytest
from document_examples import disc, picture
from project_examples import png_of, write_archive

from engine.placement import Placement
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.project import ProjectError, load, save
from rainharmonize_gui.document.render import composite

SIZE = (60, 40)
PHOTO = picture(SIZE, seed=1)
DOG = picture((20, 10), seed=2, alpha=disc((20, 10)))
PICTURES = {"data/photo.png": png_of(PHOTO.rgb), "data/dog.png": png_of(DOG)}
PHOTO_LAYER = '<layer name="Photo" src="data/photo.png"/>'


def opened(folder, layers: str, *, size=SIZE, **more: bytes):
    """What `load` makes of a file with these layers, top to bottom."""
    xml = f'<?xml version="1.0"?><image w="{size[0]}" h="{size[1]}"><stack>{layers}</stack></image>'
    entries = {"mimetype": b"image/openraster", "stack.xml": xml.encode(), **PICTURES}
    return load(write_archive(folder / "foreign.ora", {**entries, **more}))


def test_the_bottom_layer_is_the_background_and_the_others_are_objects(tmp_path):
    dog = '<layer name="Dog" src="data/dog.png" x="-3" y="7" opacity="0.5" visibility="hidden"/>'
    loaded = opened(tmp_path, dog + PHOTO_LAYER)
    assert np.array_equal(loaded.scene.background.rgb, PHOTO.rgb)
    (layer,) = loaded.scene.layers
    assert (layer.name, layer.opacity, layer.visible) == ("Dog", 0.5, False)
    assert layer.placement == Placement.translation(-3, 7)
    assert np.array_equal(layer.mask.pixels, DOG.alpha)
    assert np.array_equal(layer.alpha, DOG.alpha)
    assert loaded.notices == ()


def test_it_is_not_ours_so_that_saving_asks_for_a_name(tmp_path):
    assert not opened(tmp_path, PHOTO_LAYER).ours


def test_the_order_stays(tmp_path):
    dogs = "".join(f'<layer name="{name}" src="data/dog.png"/>' for name in "CBA")
    assert [layer.name for layer in opened(tmp_path, dogs + PHOTO_LAYER).scene.layers] == ["A", "B", "C"]


def test_it_can_be_edited_and_saved_as_ours(tmp_path):
    loaded = opened(tmp_path, '<layer name="Dog" src="data/dog.png"/>' + PHOTO_LAYER)
    document = Document()
    document.replace_scene(loaded.scene)
    document.add_object(DOG, name="Another")
    save(document.scene, tmp_path / "ours.ora")
    assert [layer.id for layer in load(tmp_path / "ours.ora").scene.layers] == [1, 2]


def test_groups_are_opened_up_with_their_opacity_and_visibility(tmp_path):
    group = '<stack opacity="0.5" visibility="hidden"><layer src="data/dog.png" opacity="0.5"/></stack>'
    loaded = opened(tmp_path, group + PHOTO_LAYER)
    (layer,) = loaded.scene.layers
    assert (layer.opacity, layer.visible) == (0.25, False)
    assert "Groups" in loaded.notices[0]


def test_blend_modes_that_are_lost_are_said(tmp_path):
    dog = '<layer name="Dog" src="data/dog.png" composite-op="svg:multiply"/>'
    assert "“Dog”" in opened(tmp_path, dog + PHOTO_LAYER).notices[0]


def test_layers_without_a_picture_are_left_out_and_said(tmp_path):
    lost = '<layer name="Text" src="data/text.svg"/><layer name="Gone" src="data/gone.png"/>'
    loaded = opened(tmp_path, lost + PHOTO_LAYER, **{"data/text.svg": b"<svg/>"})
    assert loaded.scene.layers == ()
    assert "“Gone”, “Text”" in loaded.notices[0]


def test_a_hidden_layer_at_the_bottom_is_not_taken_for_the_background(tmp_path):
    sketch = '<layer name="Sketch" src="data/dog.png" visibility="hidden"/>'
    scene = opened(tmp_path, PHOTO_LAYER + sketch).scene
    assert np.array_equal(scene.background.rgb, PHOTO.rgb)
    assert [layer.name for layer in scene.layers] == ["Sketch"]


@pytest.mark.parametrize(
    "layer", ['<layer src="data/dog.png" x="5" y="5"/>', '<layer src="data/photo.png" y="1"/>']
)
def test_a_bottom_layer_that_does_not_fill_the_picture_lies_on_white(tmp_path, layer):
    loaded = opened(tmp_path, layer)
    assert loaded.scene.size == SIZE
    assert loaded.scene.background.rgb[0, 0].tolist() == [255, 255, 255]
    assert "white" in loaded.notices[0]


def test_a_bottom_layer_larger_than_the_picture_is_cut_to_it(tmp_path):
    scene = opened(tmp_path, '<layer src="data/photo.png" x="-10" y="-5"/>', size=(30, 20)).scene
    assert np.array_equal(scene.background.rgb, PHOTO.rgb[5:25, 10:40])


def test_without_a_layer_that_can_be_read_the_merged_picture_is_the_background(tmp_path):
    loaded = opened(tmp_path, '<layer src="a.svg"/>', **{"mergedimage.png": png_of(PHOTO.rgb)})
    assert np.array_equal(loaded.scene.background.rgb, PHOTO.rgb)
    assert loaded.notices


def test_nothing_that_can_be_read_is_a_sentence(tmp_path):
    with pytest.raises(ProjectError, match="no layers that can be read"):
        opened(tmp_path, "")


def test_a_picture_that_is_damaged_is_a_sentence(tmp_path):
    with pytest.raises(ProjectError, match=r"data/dog\.png"):
        opened(
            tmp_path,
            '<layer src="data/dog.png"/>' + PHOTO_LAYER,
            **{"data/dog.png": PICTURES["data/dog.png"][:-60]},
        )


def test_a_file_of_the_gimp_plug_in_opens_as_it_looks(tmp_path):
    """Its way to write: no version, opacities of groups on stacks, an own numbering."""
    layers = (
        '<stack name="Gruppe" opacity="1.0" visibility="visible" composite-op="svg:src-over">'
        '<layer src="data/000-000.png" name="Hund" x="12" y="9" opacity="0.4" visibility="visible"'
        ' composite-op="svg:src-over" /></stack>'
        '<layer src="data/001.png" name="Hintergrund" x="0" y="0" opacity="1.0" visibility="visible"'
        ' composite-op="svg:src-over" />'
    )
    more = {"data/000-000.png": PICTURES["data/dog.png"], "data/001.png": PICTURES["data/photo.png"]}
    scene = opened(tmp_path, layers, **more).scene
    ours = Document()
    ours.open_background(PHOTO)
    layer_id = ours.add_object(DOG, name="Hund")
    ours.place(layer_id, Placement.translation(12, 9))
    ours.set_opacity(layer_id, 0.4)
    assert np.array_equal(composite(scene), composite(ours.scene))
