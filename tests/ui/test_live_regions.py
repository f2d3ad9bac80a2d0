"""Regions and edges, harmonized live: what the canvas is handed."""

from __future__ import annotations

import numpy as np
import pytest
from live_examples import BACKGROUND, disc, document_with_object, photo, tiny_weights

from engine.images import Picture
from engine.masks.edge import EdgeSettings
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.render import composite, objects_mask


@pytest.fixture(autouse=True)
def default_weights(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(tiny_weights(tmp_path / "tiny.safetensors")))


def test_a_region_is_harmonized_and_the_rest_stays_the_photo(qtbot, watch) -> None:
    document = Document()
    document.open_background(Picture(photo(BACKGROUND, seed=1)))
    region = document.add_region(disc(BACKGROUND), name="Sky")
    watched = watch(document)
    qtbot.waitUntil(watched.is_exact, timeout=20_000)
    plain, mask = document.scene.background.rgb, disc(BACKGROUND)
    np.testing.assert_array_equal(watched.before, plain)
    np.testing.assert_array_equal(watched.after[mask == 0], plain[mask == 0])
    assert np.abs(watched.after[mask == 255].astype(int) - plain[mask == 255]).mean() > 5
    document.set_harmonize(region, on=False)
    qtbot.waitUntil(watched.is_exact, timeout=20_000)
    np.testing.assert_array_equal(watched.after, plain)


def test_pulling_at_the_edge_shows_at_once_and_ends_in_what_an_export_gives(qtbot, watch) -> None:
    document, layer = document_with_object()
    watched = watch(document)
    qtbot.waitUntil(watched.is_exact, timeout=20_000)
    with document.begin(Label.EDGE):
        for feather in (4, 8, 12):
            frames = len(watched.frames)
            document.set_edge(layer, EdgeSettings(feather=feather, remove_fringe=True))
            qtbot.waitUntil(lambda seen=frames: len(watched.frames) > seen, timeout=20_000)
    qtbot.waitUntil(watched.is_exact, timeout=20_000)
    findings = watched.live.at_hand(document.scene)
    exported = composite(document.scene, findings=findings)
    assert np.abs(watched.after.astype(int) - exported).max() <= 2
    outside = objects_mask(document.scene) == 0
    np.testing.assert_array_equal(watched.after[outside], document.scene.background.rgb[outside])
