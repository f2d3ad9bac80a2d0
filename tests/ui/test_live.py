"""Live harmonizing as the window sees it: frames, status, notices, and an end that leaves nothing behind."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import numpy as np
import pytest
from live_examples import BACKGROUND, Watched, document_with_object, photo, settle, tiny_weights

from engine.harmonizer import Harmonizer
from engine.images import Picture
from engine.placement import Box
from engine.progress import Aborted, CancelToken
from engine.types import Direction, Method
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Trim, Variant
from rainharmonize_gui.document.render import composite, objects_mask
from rainharmonize_gui.document.view import View
from rainharmonize_gui.ui.live import Phase
from rainharmonize_gui.ui.messages import Level
from rainharmonize_gui.ui.worker import Analyst


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    return tiny_weights(tmp_path_factory.mktemp("weights") / "tiny.safetensors")


@pytest.fixture(autouse=True)
def default_weights(weights, monkeypatch):
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(weights))


@pytest.fixture
def analyses(monkeypatch) -> list[tuple[object, str]]:
    """Every analysis made: its key and the thread's name."""
    made: list[tuple[object, str]] = []
    original = Analyst.analyse

    def noted(self, asked, cancel):
        made.append((asked.job.key, threading.current_thread().name))
        return original(self, asked, cancel)

    monkeypatch.setattr(Analyst, "analyse", noted)
    return made


@pytest.fixture
def gate(monkeypatch) -> Iterator[threading.Event]:
    """Analyses wait until it is set."""
    gate, original = threading.Event(), Analyst.analyse

    def held(self, asked, cancel):
        gate.wait(20)
        return original(self, asked, cancel)

    monkeypatch.setattr(Analyst, "analyse", held)
    yield gate
    gate.set()


def outside(document: Document) -> np.ndarray:
    return objects_mask(document.scene) == 0


def test_an_object_is_harmonized_by_itself_and_nothing_else_changes(scene):
    watched, _ = scene
    away = outside(watched.document)
    assert np.array_equal(watched.before, composite(watched.document.scene))
    assert np.abs(watched.after[~away].astype(int) - watched.before[~away]).mean() > 1
    assert np.array_equal(watched.after[away], watched.document.scene.background.rgb[away])


def test_a_background_alone_is_shown_as_it_is(watch, qtbot):
    document = Document()
    watched = watch(document)
    document.open_background(Picture(photo(BACKGROUND)))
    settle(watched, qtbot)
    assert np.array_equal(watched.after, document.scene.background.rgb)


def test_analyses_are_made_on_the_network_thread(analyses, watch, qtbot):
    settle(watch(document_with_object()[0]), qtbot)
    assert {thread for _, thread in analyses} == {"network"}


def test_strength_and_trim_are_applied_without_another_analysis(scene, analyses, qtbot):
    watched, layer = scene
    full = watched.after
    watched.document.set_strength(layer, 0.0)
    settle(watched, qtbot)
    assert np.array_equal(watched.after, watched.before)
    watched.document.set_trim(layer, Trim(brightness=0.5))
    settle(watched, qtbot)
    assert not np.array_equal(watched.after, watched.before)
    watched.document.set_trim(layer, Trim())
    watched.document.set_strength(layer, 1.0)
    settle(watched, qtbot)
    assert np.array_equal(watched.after, full)
    assert not analyses


def test_another_view_needs_no_other_analysis(scene, analyses, qtbot):
    watched, _ = scene
    part = View(100.0, 60.0, 0.5, (80, 60))
    with qtbot.waitSignal(watched.live.frame_ready):
        watched.live.set_view(part)
    assert watched.frames[-1].view == part
    assert watched.frames[-1].exact
    assert watched.after.shape == (60, 80, 3)
    assert not analyses


def test_variants_once_seen_are_flipped_through_without_another_analysis(scene, analyses, qtbot):
    watched, layer = scene
    network = watched.after
    watched.document.set_variant(layer, Variant(Method.REINHARD))
    settle(watched, qtbot)
    assert not np.array_equal(watched.after, network)
    analyses.clear()
    watched.document.set_variant(layer, Variant())
    settle(watched, qtbot)
    assert np.array_equal(watched.after, network)
    assert not analyses


def test_undoing_a_move_needs_no_other_analysis(scene, analyses, qtbot):
    watched, layer = scene
    watched.document.move(layer, 40, 10)
    settle(watched, qtbot)
    assert analyses
    analyses.clear()
    watched.document.undo()
    settle(watched, qtbot)
    assert not analyses


def test_a_drag_shows_the_last_finding_until_the_next_is_there(scene, gate, qtbot):
    watched, layer = scene
    with watched.document.begin(Label.MOVE):
        with qtbot.waitSignal(watched.live.frame_ready):
            watched.document.move(layer, 40, 10)
        frame = watched.frames[-1]
        assert not frame.exact
        assert not np.array_equal(watched.after, watched.before)
    gate.set()
    settle(watched, qtbot)


def test_a_colour_match_is_analysed_once_more_when_the_drag_ends(scene, analyses, qtbot):
    watched, layer = scene
    watched.document.set_variant(layer, Variant(Method.REINHARD))
    settle(watched, qtbot)
    analyses.clear()
    drag = watched.document.begin(Label.MOVE)
    watched.document.move(layer, 40, 10)
    qtbot.waitUntil(lambda: len(analyses) == 1, timeout=10_000)
    drag.commit()
    settle(watched, qtbot)
    assert len(analyses) == 2
    assert analyses[0][0] == analyses[1][0]


def test_strokes_show_at_once(scene, qtbot):
    watched, layer = scene
    size = watched.document.scene.layer(layer).size
    with watched.document.begin(Label.PAINT_MASK), qtbot.waitSignal(watched.live.frame_ready):
        watched.document.paint_mask(layer, Box(0, 0, *size), np.zeros(size[::-1], np.uint8))
    settle(watched, qtbot)
    assert np.array_equal(watched.after, watched.document.scene.background.rgb)
    assert not watched.notices  # a message would move the picture


def test_every_object_is_harmonized(scene, qtbot):
    watched, layer = scene
    other = watched.document.duplicate(layer, offset=(90, 40))
    settle(watched, qtbot)
    watched.document.set_visible(layer, visible=False)
    settle(watched, qtbot)
    away = outside(watched.document)
    assert watched.document.scene.layer(other).visible
    assert np.abs(watched.after[~away].astype(int) - watched.before[~away]).mean() > 1


def test_the_background_can_follow_the_objects(scene, qtbot):
    watched, _ = scene
    watched.document.set_direction(Direction.BACKGROUND)
    settle(watched, qtbot)
    inside = objects_mask(watched.document.scene) == 255
    assert np.array_equal(watched.after[inside], watched.before[inside])
    assert not np.array_equal(watched.after, watched.before)


def test_without_auto_preview_it_waits_until_told(scene, analyses, qtbot):
    watched, layer = scene
    watched.live.set_auto_preview(False)
    watched.document.move(layer, 40, 10)
    qtbot.waitUntil(lambda: watched.live.status.phase is Phase.PAUSED)
    assert "Ctrl+Return" in watched.live.status.text
    assert not analyses
    watched.live.run_now()
    settle(watched, qtbot)
    assert watched.live.status.phase is Phase.READY
    analyses.clear()
    watched.document.move(layer, 40, 10)
    qtbot.waitUntil(lambda: watched.live.status.phase is Phase.PAUSED)
    assert not analyses


def test_cancelling_shows_the_object_as_it_was_until_the_next_change(scene, gate, qtbot):
    watched, layer = scene
    watched.document.move(layer, 40, 10)
    qtbot.waitUntil(lambda: watched.frames[-1].scene is watched.document.scene)
    watched.live.cancel()
    qtbot.waitUntil(lambda: watched.live.status.phase is Phase.CANCELLED)
    gate.set()
    qtbot.waitUntil(lambda: np.array_equal(watched.after, watched.before))
    watched.document.move(layer, 1, 0)
    settle(watched, qtbot)
    assert watched.live.status.phase is Phase.READY


def test_cancelling_when_all_is_done_changes_nothing(scene, qtbot):
    watched, _ = scene
    watched.live.cancel()
    with qtbot.waitSignal(watched.live.frame_ready):
        watched.live.set_view(View.whole(BACKGROUND, longest=100))
    assert watched.frames[-1].exact


def test_longer_work_is_announced(scene, gate, qtbot):
    watched, layer = scene
    watched.document.move(layer, 40, 10)
    qtbot.waitUntil(lambda: watched.live.status.phase is Phase.WORKING)
    assert watched.live.status.text == "Harmonizing…"
    gate.set()
    settle(watched, qtbot)
    assert watched.live.status.phase is Phase.READY


def test_an_object_that_cannot_be_analysed_stays_as_it_is(watch, qtbot, monkeypatch):
    def fail(*_args: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(Analyst, "analyse", fail)
    watched = watch(document_with_object()[0])
    settle(watched, qtbot)
    assert np.array_equal(watched.after, watched.before)
    [(said, level)] = watched.notices
    assert said.startswith("This object cannot be harmonized: There is not enough memory;")
    assert level is Level.WARNING


def test_the_findings_of_a_scene_are_completed_for_an_export(scene, gate, qtbot):
    watched, layer = scene
    watched.document.move(layer, 30, 0)
    gate.set()
    complete = watched.live.completion(watched.document.scene)
    findings = complete(lambda *_: None, CancelToken())
    settle(watched, qtbot)
    assert np.array_equal(composite(watched.document.scene, findings=findings), watched.after)


def test_completing_ends_when_cancelled(scene, gate):
    watched, layer = scene
    watched.document.move(layer, 30, 0)
    token = CancelToken()
    token.cancel()
    with pytest.raises(Aborted):
        watched.live.completion(watched.document.scene)(lambda *_: None, token)


def test_shutting_down_during_work_ends_both_threads(qapp, qtbot):
    document, layer = document_with_object()
    threads = set(threading.enumerate())
    watched = Watched(document)
    qtbot.waitUntil(lambda: watched.live._request is not None)
    document.move(layer, 5, 5)
    assert watched.live.shutdown()
    assert set(threading.enumerate()) <= threads
    seen = len(watched.frames), len(watched.statuses)
    document.move(layer, 5, 5)
    qapp.processEvents()
    assert (len(watched.frames), len(watched.statuses)) == seen


def test_after_the_end_no_network_is_kept(watch, qtbot):
    """A window that was closed may live on in Python for long."""
    document, _ = document_with_object()
    others = _networks()
    watched = watch(document)
    settle(watched, qtbot)
    [own] = _networks() - others
    assert watched.live.shutdown()
    kept = weakref.ref(own)
    del own, others
    gc.collect()
    assert kept() is None


def _networks() -> set[Harmonizer]:
    return {each for each in gc.get_objects() if type(each) is Harmonizer}  # no proxies, which warn


def test_a_closed_document_shows_nothing_and_starts_nothing(scene, analyses, qapp):
    watched, _ = scene
    frames = len(watched.frames)
    watched.document.replace_scene(Document().scene)
    qapp.processEvents()
    assert len(watched.frames) == frames
    assert watched.live.status.phase is Phase.READY
    assert not analyses


def test_what_is_said_of_an_object_is_said_of_another_document_s_too(watch, qtbot):
    def covered() -> Document:
        document = Document()
        document.open_background(Picture(photo(BACKGROUND)))
        document.add_object(Picture(photo(BACKGROUND, seed=2)), name="All")
        return document

    watched = watch(covered())
    for _ in range(2):
        settle(watched, qtbot)
        [(said, _level)] = watched.notices
        assert "covers the whole picture" in said
        watched.notices.clear()
        watched.live.forget()
        watched.document.replace_scene(covered().scene)
