"""What every method promises, with a network and without."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_networks import photo, soft_disc, tiny_harmonizer

from engine.analysis import EMPTY_MASK, Analysis, following
from engine.harmonizer import Harmonizer
from engine.methods import analyse, default_strength, harmonize
from engine.nets.network import Head
from engine.progress import Aborted, CancelToken
from engine.types import (
    U8,
    Direction,
    EngineError,
    HarmonizeRequest,
    HarmonizeResult,
    MaskError,
    Method,
    PictureError,
    WeightsError,
)

Run = Callable[[HarmonizeRequest], HarmonizeResult]
WAYS = [*((Method.RAINNET, head) for head in Head), *((m, None) for m in Method if m is not Method.RAINNET)]
SIZES = [(16, 16), (17, 300), (300, 18), (256, 256), (640, 427), (1500, 1000)]
SHAPES = st.tuples(st.integers(16, 90), st.integers(16, 90))


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> dict[Head, Harmonizer]:
    return {head: tiny_harmonizer(tmp_path_factory.mktemp("weights"), head=head) for head in Head}


@pytest.fixture(scope="module", params=WAYS, ids=[f"{m}-{h}" if h else str(m) for m, h in WAYS])
def run(request: pytest.FixtureRequest, networks: dict[Head, Harmonizer]) -> Run:
    """One method, whatever the request names."""
    method, head = request.param
    network = None if head is None else networks[head]
    return lambda asked: harmonize(replace(asked, method=method), harmonizer=network)


def scene(width: int, height: int) -> HarmonizeRequest:
    return HarmonizeRequest(photo(width, height), soft_disc(width, height))


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
def test_what_does_not_follow_stays_byte_for_byte_and_the_rest_changes(
    run: Run, size: tuple[int, int], direction: Direction
) -> None:
    asked = replace(scene(*size), direction=direction)
    image = run(asked).image
    follows = following(asked.mask, direction)
    changed = (image != asked.composite).any(2)
    assert image.dtype == np.uint8
    assert not changed[follows == 0].any()
    assert changed[follows == 255].any()


@settings(max_examples=12, deadline=None)
@given(st.data(), SHAPES, st.sampled_from(Direction), st.sampled_from([None, 0.3, 1.0, 1.5]))
def test_any_picture_and_mask_keep_what_is_outside(
    run: Run, data: st.DataObject, size: tuple[int, int], direction: Direction, strength: float | None
) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    levels = data.draw(st.sampled_from([(0, 256), (0, 2), (254, 256), (100, 101)]))
    composite = rng.integers(*levels, (*size[::-1], 3), np.uint8)
    mask = np.zeros(size[::-1], np.uint8)
    x, y = data.draw(st.integers(0, size[0] - 2)), data.draw(st.integers(1, size[1] - 1))
    mask[y : y + 30, x : x + 30] = rng.choice([0, 1, 127, 128, 255], mask[y : y + 30, x : x + 30].shape)
    mask[0, -1], mask[y, x] = 0, 255
    image = run(HarmonizeRequest(composite, mask, strength=strength, direction=direction)).image
    assert (image == composite)[following(mask, direction) == 0].all()


def test_strength_zero_changes_nothing(run: Run) -> None:
    asked = replace(scene(120, 80), strength=0.0)
    assert (run(asked).image == asked.composite).all()


def test_no_strength_is_the_default_of_the_method(networks: dict[Head, Harmonizer]) -> None:
    network = networks[Head.AFFINE]
    for method in Method:
        asked = replace(scene(60, 40), method=method)
        named = replace(asked, strength=default_strength(method))
        got, wanted = (harmonize(r, harmonizer=network).image for r in (asked, named))
        assert (got == wanted).all()


def test_strength_out_of_range_is_refused(run: Run) -> None:
    with pytest.raises(EngineError, match="strength"):
        run(replace(scene(60, 40), strength=1.6))


@pytest.mark.parametrize("strength", [-0.1, 1.6, float("nan")])
def test_strength_out_of_range_is_refused_of_an_empty_mask_too(run: Run, strength: float) -> None:
    asked = scene(60, 40)
    with pytest.raises(EngineError, match="strength"):
        run(replace(asked, mask=np.zeros_like(asked.mask), strength=strength))


def test_what_does_not_fit_is_refused_where_there_is_nothing_to_change() -> None:
    asked = scene(60, 40)
    nothing = Analysis.of_empty_mask(asked.composite)
    with pytest.raises(MaskError, match="same size"):
        nothing.apply(asked.composite, scene(90, 40).mask)
    with pytest.raises(PictureError, match="layer is 90×40"):
        nothing.apply(asked.composite, asked.mask, layer=scene(90, 40).composite)


@pytest.mark.parametrize("direction", Direction)
def test_empty_mask_changes_nothing_and_says_so(run: Run, direction: Direction) -> None:
    asked = scene(60, 40)
    result = run(replace(asked, mask=np.zeros_like(asked.mask), direction=direction))
    assert (result.image == asked.composite).all()
    assert result.image is not asked.composite
    assert result.notices == (EMPTY_MASK,)


@pytest.mark.parametrize("least", [128, 255])
def test_full_mask_is_refused(run: Run, least: int) -> None:
    asked = scene(60, 40)
    with pytest.raises(MaskError, match="covers the whole picture"):
        run(replace(asked, mask=np.maximum(asked.mask, np.uint8(least))))


def test_object_too_faint_to_lend_its_look_is_refused(run: Run) -> None:
    asked = scene(60, 40)
    with pytest.raises(MaskError, match="faint"):
        run(replace(asked, mask=asked.mask // 3, direction=Direction.BACKGROUND))


def test_mask_of_another_size_is_refused(run: Run) -> None:
    asked = scene(60, 40)
    with pytest.raises(MaskError, match="same size"):
        run(replace(asked, mask=asked.mask[:-1]))


@pytest.mark.parametrize("method", [m for m in Method if m is not Method.POISSON])
def test_reference_region_sets_the_look(method: Method, networks: dict[Head, Harmonizer]) -> None:
    asked = replace(scene(128, 96), method=method, strength=1.0)
    left, right = np.zeros_like(asked.mask), np.zeros_like(asked.mask)
    left[:, :12], right[:, -12:] = 255, 255
    first, second = (
        harmonize(replace(asked, reference=r), harmonizer=networks[Head.AFFINE]).image for r in (left, right)
    )
    assert (first == asked.composite)[asked.mask == 0].all()
    assert (first != second).any()


def test_reference_region_within_the_object_is_refused(run: Run) -> None:
    asked = scene(60, 40)
    with pytest.raises(MaskError, match="reference"):
        run(replace(asked, reference=asked.mask))


def test_clean_object_makes_soft_edges_exact(networks: dict[Head, Harmonizer]) -> None:
    """Each pixel of the edge is the blend of the recoloured object and the background, to rounding."""
    object_, background, mask = photo(96, 64, 1), photo(96, 64, 2), soft_disc(96, 64)
    part = mask[..., None] / 255
    composite = np.rint(part * object_ + (1 - part) * background).astype(np.uint8)
    for method in Method:
        asked = HarmonizeRequest(composite, mask, method, strength=1.0, layer=object_)
        analysis = analyse(asked, harmonizer=networks[Head.AFFINE])
        recoloured = analysis.apply(object_, np.full_like(mask, 255))
        expected = part * recoloured + (1 - part) * background
        image = harmonize(asked, harmonizer=networks[Head.AFFINE]).image
        assert np.abs(image - expected).max() <= 1.5


def test_network_is_asked_for_where_none_is_loaded() -> None:
    with pytest.raises(WeightsError, match="weights"):
        harmonize(scene(32, 32))


def test_progress_rises_to_one(networks: dict[Head, Harmonizer]) -> None:
    told: list[float] = []
    harmonize(
        scene(900, 700), harmonizer=networks[Head.AFFINE], progress=lambda done, _="": told.append(done)
    )
    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] == 1


def test_cancelled_work_stops(networks: dict[Head, Harmonizer]) -> None:
    cancel = CancelToken()
    cancel.cancel()
    for method in Method:
        with pytest.raises(Aborted):
            harmonize(replace(scene(60, 40), method=method), harmonizer=networks[Head.AFFINE], cancel=cancel)


def test_analysis_is_applied_to_a_view_of_the_picture(networks: dict[Head, Harmonizer]) -> None:
    for method in (Method.RAINNET, Method.REINHARD, Method.MKL, Method.HISTOGRAM):
        asked = replace(scene(320, 200), method=method)
        analysis = analyse(asked, harmonizer=networks[Head.AFFINE])
        whole = analysis.apply(asked.composite, asked.mask)
        part = np.s_[40:140, 90:250]
        seen = analysis.apply(
            np.ascontiguousarray(asked.composite[part]),
            np.ascontiguousarray(asked.mask[part]),
            frame=analysis.frame.of_view(90, 40, 1.0),
        )
        assert np.abs(seen.astype(int) - whole[part]).max() <= 1


def test_methods_without_weights_do_not_load_torch() -> None:
    code = (
        "import sys, numpy as np; from engine.methods import harmonize; from engine.types import *;"
        "mask = np.zeros((32, 32), np.uint8); mask[8:20, 8:20] = 255;"
        "harmonize(HarmonizeRequest(np.zeros((32, 32, 3), np.uint8), mask, Method.REINHARD));"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


@pytest.mark.parametrize("value", [0, 255], ids=["black", "white"])
@pytest.mark.parametrize(("method", "head"), WAYS)
def test_picture_without_any_colour_gives_finite_colours(
    networks: dict[Head, Harmonizer], method: Method, head: Head | None, value: int
) -> None:
    composite: U8 = np.full((48, 48, 3), value, np.uint8)
    network = None if head is None else networks[head]
    model = analyse(HarmonizeRequest(composite, soft_disc(48, 48), method), harmonizer=network).model
    assert model is not None
    colours, axis = np.full((3, 48, 48), value / 255, np.float32), np.linspace(0, 1, 48, dtype=np.float32)
    assert np.isfinite(model.transformed(colours, axis, axis)).all()
