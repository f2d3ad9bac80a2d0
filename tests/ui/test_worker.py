"""Analyses for the window, and all that can be in the way of a network."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from live_examples import BACKGROUND, document_with_object, photo, tiny_weights

from engine.images import Picture
from engine.progress import Aborted, CancelToken
from engine.types import Direction, Method
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.jobs import jobs
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.document.render import composite, objects_mask
from rainharmonize_gui.ui import worker
from rainharmonize_gui.ui.models import Models, Trouble
from rainharmonize_gui.ui.status import engine_text, trouble_text
from rainharmonize_gui.ui.worker import FALLBACK, AnalysisRequest, Analyst


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    return tiny_weights(tmp_path_factory.mktemp("weights") / "tiny.safetensors")


@pytest.fixture
def analyst(weights, monkeypatch):
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(weights))
    analyst = Analyst()
    analyst.configure(weights="", device="cpu")
    return analyst


def asked(document: Document, **fields: object) -> AnalysisRequest:
    return AnalysisRequest(document.scene, jobs(document.scene)[0], {}, **fields)


def found(analyst: Analyst, document: Document, **fields: object) -> worker.Found:
    return analyst.analyse(asked(document, **fields), CancelToken())


def test_the_window_starts_without_torch():
    code = "import sys, rainharmonize_gui.ui.live; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_network_names_its_weights_and_device(analyst):
    engine = found(analyst, document_with_object()[0]).engine
    assert engine.method is Method.RAINNET
    assert engine_text(engine, Variant()).startswith("RainNet · tiny · CPU, ")
    assert trouble_text(engine) == ""


def test_a_finding_recolours_the_object_and_nothing_else(analyst):
    document, layer = document_with_object()
    known = found(analyst, document).known
    before = composite(document.scene)
    after = composite(document.scene, findings={layer: known.finding})
    outside = objects_mask(document.scene) == 0
    assert np.abs(before[~outside].astype(int) - after[~outside]).mean() > 1
    assert np.array_equal(before[outside], after[outside])


@pytest.mark.parametrize("method", [Method.RAINNET, Method.REINHARD])
def test_a_draft_is_to_be_bettered(analyst, method):
    document, layer = document_with_object()
    document.set_variant(layer, Variant(method))
    assert not found(analyst, document, draft=True).known.exact
    assert found(analyst, document).known.exact


def test_at_rest_a_network_sees_every_pixel(analyst, monkeypatch):
    """The reduced view is for drags: its size makes no difference afterwards."""
    document = Document()
    document.open_background(Picture(photo((1800, 1200), seed=4)))
    layer = document.add_object(Picture(photo((300, 200), seed=5, light=150)), name="Dog")
    pictures = []
    for longest in (256, 1800):
        monkeypatch.setattr(worker, "LONGEST", longest)
        finding = found(analyst, document).known.finding
        pictures.append(composite(document.scene, findings={layer: finding}))
    assert np.array_equal(*pictures)


def test_a_variant_s_own_weights_are_used(analyst, tmp_path):
    document, layer = document_with_object()
    own = tiny_weights(tmp_path / "mine.safetensors", seed=8)
    document.set_variant(layer, Variant(weights=str(own)))
    assert found(analyst, document).engine.weights == "mine"


def test_the_chosen_default_weights_are_used(analyst, tmp_path):
    own = tiny_weights(tmp_path / "mine.safetensors", seed=8)
    analyst.configure(weights=str(own), device="cpu")
    assert found(analyst, document_with_object()[0]).engine.weights == "mine"


def test_a_fault_of_the_device_is_not_taken_for_a_lack_of_memory(analyst, monkeypatch):
    from engine.harmonizer import Harmonizer

    def analyse(*_args: object, **_options: object) -> None:
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    monkeypatch.setattr(Harmonizer, "analyse", analyse)
    assert found(analyst, document_with_object()[0]).engine.trouble is Trouble.BAD_WEIGHTS


@pytest.mark.parametrize("content", [None, b"no weights at all"], ids=["missing", "broken"])
def test_the_program_s_own_network_stands_in_for_weights_that_cannot_be_used(analyst, tmp_path, content):
    own = tmp_path / "own.safetensors"
    if content is not None:
        own.write_bytes(content)
    document, layer = document_with_object()
    usual = found(analyst, document).known.finding
    document.set_variant(layer, Variant(weights=str(own)))
    answer = found(analyst, document)
    assert engine_text(answer.engine, Variant(weights=str(own))).startswith("RainNet · tiny · CPU, ")
    assert "own.safetensors" in trouble_text(answer.engine)
    assert trouble_text(answer.engine).endswith("RainNet's own weights are used instead.")
    pictures = [composite(document.scene, findings={layer: f}) for f in (usual, answer.known.finding)]
    assert np.array_equal(*pictures)
    assert analyst.try_out(str(own)).trouble is not None


def test_without_weights_a_colour_match_stands_in(analyst, tmp_path, monkeypatch):
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(tmp_path / "none.safetensors"))
    answer = found(analyst, document_with_object()[0])
    assert answer.engine.method is FALLBACK
    assert engine_text(answer.engine, Variant()) == "Colour match (no weights found)"
    assert "none.safetensors" in trouble_text(answer.engine)


def test_broken_weights_are_named_and_a_colour_match_stands_in(analyst, tmp_path, monkeypatch):
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"no weights at all")
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(broken))
    answer = found(analyst, document_with_object()[0])
    assert answer.engine.trouble is Trouble.BAD_WEIGHTS
    assert "broken.safetensors" in trouble_text(answer.engine)


def test_a_colour_match_that_stands_in_goes_only_as_far_as_suits_it(analyst, tmp_path, monkeypatch):
    document, layer = document_with_object()
    document.set_variant(layer, Variant(FALLBACK))
    chosen = found(analyst, document).known.finding
    document.set_variant(layer, Variant())
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(tmp_path / "none.safetensors"))
    stand_in = found(analyst, document).known.finding
    assert chosen.full == 1
    assert 0 < stand_in.full < 1


def test_without_the_device_another_is_used_and_named(analyst, weights):
    analyst.configure(weights=str(weights), device="cuda:99")
    answer = found(analyst, document_with_object()[0])
    assert answer.engine.method is Method.RAINNET
    assert any("cuda:99" in notice for notice in answer.notices)


def test_when_memory_runs_out_a_colour_match_stands_in_from_then_on(analyst, monkeypatch):
    from engine.harmonizer import Harmonizer

    def analyse(*_args: object, **_options: object) -> None:
        raise RuntimeError("[enforce fail at alloc_cpu.cpp:114] DefaultCPUAllocator: can't allocate memory")

    document, _ = document_with_object()
    with monkeypatch.context() as patch:
        patch.setattr(Harmonizer, "analyse", analyse)
        assert found(analyst, document).engine.trouble is Trouble.NO_MEMORY
    assert found(analyst, document).engine.trouble is Trouble.NO_MEMORY


def test_a_lack_of_memory_is_not_answered_with_another_network(analyst, tmp_path, monkeypatch):
    from engine.harmonizer import Harmonizer

    def analyse(*_args: object, **_options: object) -> None:
        patch.undo()
        raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB.")

    document, layer = document_with_object()
    own = tiny_weights(tmp_path / "mine.safetensors", seed=8)
    document.set_variant(layer, Variant(weights=str(own)))
    with monkeypatch.context() as patch:
        patch.setattr(Harmonizer, "analyse", analyse)
        engine = found(analyst, document).engine
    assert (engine.method, engine.trouble) == (FALLBACK, Trouble.NO_MEMORY)


def test_a_network_that_went_on_on_another_device_names_that_one(analyst, monkeypatch):
    from engine import device
    from engine.harmonizer import Harmonizer

    original = Harmonizer.analyse

    def analyse(self, *args: object, **options: object) -> object:
        monkeypatch.setattr(device, "describe", lambda _device: "the processor")
        return original(self, *args, **options)

    monkeypatch.setattr(device, "describe", lambda _device: "a card")
    monkeypatch.setattr(Harmonizer, "analyse", analyse)
    assert analyst.warm_up(Variant()).device == "a card"
    assert found(analyst, document_with_object()[0]).engine.device == "the processor"


def test_of_the_networks_only_the_two_used_last_stay_loaded(tmp_path):
    models = Models(device="cpu")
    first, second, third = (
        Variant(weights=str(tiny_weights(tmp_path / f"{name}.safetensors"))) for name in ("a", "b", "c")
    )
    loaded = [models.model(each) for each in (first, second, first, third)]
    assert models.model(first) is loaded[0]
    assert models.model(third) is loaded[3]
    assert models.model(second) is not loaded[1]


@pytest.mark.parametrize("error", [RuntimeError("no such operator"), IndexError("out of range"), KeyError(7)])
def test_a_network_that_fails_otherwise_is_replaced_too(analyst, monkeypatch, error):
    from engine.harmonizer import Harmonizer

    def analyse(*_args: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(Harmonizer, "analyse", analyse)
    assert found(analyst, document_with_object()[0]).engine.trouble is Trouble.BAD_WEIGHTS


def test_an_object_that_covers_everything_stays_as_it_is_and_that_is_said(analyst):
    document = Document()
    document.open_background(Picture(photo(BACKGROUND)))
    layer = document.add_object(Picture(photo(BACKGROUND, seed=2)), name="All")
    answer = found(analyst, document)
    assert "covers the whole picture" in answer.notices[0]
    findings = {layer: answer.known.finding}
    assert np.array_equal(composite(document.scene, findings=findings), composite(document.scene))


def test_a_cancelled_analysis_is_aborted(analyst):
    token = CancelToken()
    token.cancel()
    with pytest.raises(Aborted):
        analyst.analyse(asked(document_with_object()[0]), token)


def test_a_scene_is_completed_bottom_to_top_with_what_is_known(analyst, monkeypatch):
    document, layer = document_with_object()
    other = document.duplicate(layer, offset=(60, 20))
    first, second = jobs(document.scene)
    known = found(analyst, document).known.finding
    analysed = []
    monkeypatch.setattr(
        analyst,
        "analyse",
        lambda asked, cancel: analysed.append(asked) or Analyst.analyse(analyst, asked, cancel),
    )
    findings = analyst.complete(document.scene, {first.key: known}, cancel=CancelToken())
    assert list(findings) == [layer, other]
    assert findings[layer] is known
    assert [each.job for each in analysed] == [second]
    assert analysed[0].findings == {layer: known}


def test_the_background_can_follow(analyst):
    document, _ = document_with_object()
    document.set_direction(Direction.BACKGROUND)
    known = found(analyst, document).known
    assert known.target is None
    after = composite(document.scene, findings={None: known.finding})
    assert (after != composite(document.scene)).any()


def test_strokes_reach_the_reduced_cut_out(analyst):
    document, layer = document_with_object()
    document.observe(analyst.mask_changes.note)
    before = found(analyst, document).known.finding
    scene = document.scene
    size = scene.layer(layer).size
    document.set_mask(layer, np.full(size[::-1], 255, np.uint8))
    painted = found(analyst, document).known.finding
    fresh = Analyst()
    fresh.configure(weights="", device="cpu")
    expected = found(fresh, document).known.finding
    pictures = [composite(document.scene, findings={layer: each}) for each in (before, painted, expected)]
    assert np.array_equal(pictures[1], pictures[2])
    assert not np.array_equal(pictures[0], pictures[1])
