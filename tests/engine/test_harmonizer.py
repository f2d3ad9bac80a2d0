"""The predictor agrees with its network, and gets along with whatever it is given."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from tiny_networks import photo, soft_disc, tiny_harmonizer, tiny_weights

from engine import device as devices
from engine import harmonizer as module
from engine.analysis import FITS
from engine.device import Precision
from engine.harmonizer import Harmonizer
from engine.nets.network import Head
from engine.nets.rainnet import RainNet, RainNetConfig
from engine.types import U8, DeviceError, Direction, MaskError, WeightsError
from engine.weights import load_network, read_card, read_network, save_network

SIZE = 256


def tensor(picture: U8) -> torch.Tensor:
    return torch.from_numpy(np.atleast_3d(picture).transpose(2, 0, 1)[None].astype(np.float32))


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("size", [256, 128])
def test_affine_result_at_the_networks_size_is_close_to_the_networks_own(
    tmp_path: Path, direction: Direction, size: int
) -> None:
    weights = tiny_weights(tmp_path / "w.safetensors", size=size)
    composite, mask = photo(size, size), soft_disc(size, size)
    follows = mask if direction is Direction.OBJECT else 255 - mask
    with torch.no_grad():
        raw = load_network(weights)(tensor(composite) / 127.5 - 1, tensor(follows) / 255)
    colours = ((raw[0].numpy().transpose(1, 2, 0) + 1) * 127.5).clip(0, 255)
    part = follows[..., None] / 255
    expected = part * colours + (1 - part) * composite
    got = Harmonizer.load(weights, "cpu", "float32").harmonize(composite, mask, direction=direction)
    assert np.abs(got.image - expected)[follows == 255].mean() < 1.0


def test_change_of_colours_is_the_same_at_every_resolution(tmp_path: Path) -> None:
    harmonizer = tiny_harmonizer(tmp_path)
    composite, mask = cv2.GaussianBlur(photo(1024, 1024), (0, 0), 8), soft_disc(1024, 1024)
    small = cv2.resize(composite, (256, 256), interpolation=cv2.INTER_AREA)
    small_mask = cv2.resize(mask, (256, 256), interpolation=cv2.INTER_AREA)
    analysis = harmonizer.analyse(composite, mask)
    full = cv2.resize(analysis.apply(composite, mask), (256, 256), interpolation=cv2.INTER_AREA)
    frame = analysis.frame.of_view(0, 0, 0.25)
    shown = analysis.apply(small.astype(np.uint8), small_mask.astype(np.uint8), frame=frame)
    assert np.abs(full.astype(int) - shown).mean() < 0.5


def test_small_object_is_shown_from_near_where_context_is_limited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CONTEXT", 3.0)
    composite, mask = photo(600, 400), np.zeros((400, 600), np.uint8)
    mask[300:320, 500:530] = 255
    harmonizer = tiny_harmonizer(tmp_path)
    frame = harmonizer.analyse(composite, mask).frame
    assert 1 / frame.scale_x < 120
    image = harmonizer.harmonize(composite, mask).image
    assert ((image != composite).any(2) <= (mask > 0)).all()


def test_far_reference_is_within_what_the_network_sees(tmp_path: Path) -> None:
    composite, mask, reference = (
        photo(600, 400),
        np.zeros((400, 600), np.uint8),
        np.zeros((400, 600), np.uint8),
    )
    mask[300:320, 20:50], reference[20:80, 520:590] = 255, 255
    frame = tiny_harmonizer(tmp_path).analyse(composite, mask, reference=reference).frame
    left, right = (frame.offset_x + frame.scale_x * x for x in (20, 590))
    assert 0 <= left < right <= 1


def test_what_fits_as_it_is_stays_and_that_is_said(tmp_path: Path) -> None:
    network = RainNet(RainNetConfig(ngf=2, head=Head.AFFINE))
    for parameter in network.model_out.parameters():
        torch.nn.init.zeros_(parameter)
    save_network(network, tmp_path / "calm.safetensors", {})
    composite, mask = photo(120, 90), soft_disc(120, 90)
    result = Harmonizer.load(tmp_path / "calm.safetensors", device="cpu").harmonize(composite, mask)
    assert result.notices == (FITS,)
    assert np.array_equal(result.image, composite)
    assert result.image is not composite


def test_picture_that_no_change_of_colours_follows_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harmonizer = tiny_harmonizer(tmp_path, head=Head.RGB)
    noise = np.random.default_rng(0).uniform(-1, 1, (3, SIZE, SIZE)).astype(np.float32)
    monkeypatch.setattr(Harmonizer, "_run", lambda *_: noise)
    assert harmonizer.harmonize(photo(300, 200), soft_disc(300, 200)).notices == (module.NOT_FOLLOWED,)


@pytest.mark.parametrize(("agreement", "said"), [(25, True), (31, False)])
def test_user_is_told_from_where_a_change_of_colours_follows_badly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, agreement: float, said: bool
) -> None:
    harmonizer = tiny_harmonizer(tmp_path, head=Head.RGB)
    noise = np.random.default_rng(0).normal(0, 2 * 10 ** (-agreement / 20), (3, SIZE, SIZE))
    monkeypatch.setattr(Harmonizer, "_run", lambda *_: noise.astype(np.float32))
    notices = harmonizer.harmonize(photo(300, 200), soft_disc(300, 200)).notices
    assert (module.NOT_FOLLOWED in notices) is said


def test_full_memory_of_the_processor_is_an_error_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harmonizer = tiny_harmonizer(tmp_path)
    tried: list[torch.dtype] = []

    def full(self: Harmonizer, *_: object) -> None:
        tried.append(self.dtype)
        raise torch.OutOfMemoryError("full")

    monkeypatch.setattr(Harmonizer, "_run", full)
    monkeypatch.setattr(devices, "half_precision", lambda _: Precision.BFLOAT16)
    with pytest.raises(torch.OutOfMemoryError):
        harmonizer.harmonize(photo(64, 64), soft_disc(64, 64))
    assert tried == [torch.float32]


@pytest.mark.parametrize(
    "error",
    [torch.OutOfMemoryError("full"), RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)")],
    ids=["CUDA", "MPS"],
)
def test_device_out_of_memory_is_left_for_the_processor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: RuntimeError
) -> None:
    harmonizer = tiny_harmonizer(tmp_path)
    composite, mask = photo(64, 64), soft_disc(64, 64)
    expected = harmonizer.harmonize(composite, mask).image
    run = Harmonizer._run

    def short_of_memory(self: Harmonizer, *arguments: object) -> object:
        if self.device.type != "cpu":
            raise error
        return run(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Harmonizer, "_run", short_of_memory)
    monkeypatch.setattr(harmonizer, "_device", torch.device("meta"))
    result = harmonizer.harmonize(composite, mask)
    assert "out of memory" in result.notices[0]
    assert harmonizer.device.type == "cpu"
    assert np.abs(result.image.astype(int) - expected).max() <= 1
    assert harmonizer.harmonize(composite, mask).notices == ()


def test_full_memory_halves_the_precision_before_the_device_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harmonizer = tiny_harmonizer(tmp_path)
    tried: list[tuple[str, torch.dtype]] = []

    def short_of_memory(self: Harmonizer, composite: U8, _part: object) -> object:
        tried.append((self.device.type, self.dtype))
        if self.device.type != "cpu":
            raise torch.OutOfMemoryError("full")
        return np.full((12, *composite.shape[:2]), 0.01, np.float32)

    def settle(self: Harmonizer, device: torch.device, precision: Precision) -> None:
        self._device = device
        self._dtype = torch.bfloat16 if precision is Precision.BFLOAT16 else torch.float32

    monkeypatch.setattr(Harmonizer, "_run", short_of_memory)
    monkeypatch.setattr(Harmonizer, "_settle", settle)
    monkeypatch.setattr(devices, "half_precision", lambda _: Precision.BFLOAT16)
    monkeypatch.setattr(harmonizer, "_device", torch.device("meta"))
    composite = photo(64, 64)
    result = harmonizer.harmonize(composite, soft_disc(64, 64))
    assert tried == [("meta", torch.float32), ("meta", torch.bfloat16), ("cpu", torch.float32)]
    assert len(result.notices) == 1  # only where it ended
    assert "the processor is used" in result.notices[0]


def test_device_that_is_full_from_the_start_is_left_for_the_processor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = tiny_weights(tmp_path / "w.safetensors")
    move = RainNet.to

    def short_of_memory(self: RainNet, device: torch.device) -> RainNet:
        if device.type != "cpu":
            raise RuntimeError("CUDA error: out of memory")
        return move(self, device)

    monkeypatch.setattr(RainNet, "to", short_of_memory)
    monkeypatch.setattr(devices, "describe", str)
    full = torch.device("cuda")
    harmonizer = Harmonizer(read_network(weights), card=read_card(weights), device=full, precision="auto")
    assert harmonizer.device.type == "cpu"
    composite, mask = photo(64, 64), soft_disc(64, 64)
    assert "cuda ran out of memory" in harmonizer.harmonize(composite, mask).notices[0]
    assert harmonizer.harmonize(composite, mask).notices == ()


def test_another_failure_of_a_device_is_not_taken_for_full_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harmonizer = tiny_harmonizer(tmp_path)

    def broken(*_: object) -> None:
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    monkeypatch.setattr(Harmonizer, "_run", broken)
    monkeypatch.setattr(harmonizer, "_device", torch.device("meta"))
    with pytest.raises(RuntimeError, match="illegal"):
        harmonizer.harmonize(photo(64, 64), soft_disc(64, 64))


def test_reference_too_small_for_the_network_is_refused(tmp_path: Path) -> None:
    harmonizer = tiny_harmonizer(tmp_path)
    composite, mask = np.zeros((9000, 9000, 3), np.uint8), np.zeros((9000, 9000), np.uint8)
    mask[100:7000, 100:7000] = 255
    reference = np.zeros_like(mask)
    reference[8000, 8000] = 255
    with pytest.raises(MaskError, match="reference"):
        harmonizer.analyse(composite, mask, reference=reference)


def test_half_precision_reaches_the_network(tmp_path: Path) -> None:
    weights = tiny_weights(tmp_path / "w.safetensors")
    composite, mask = photo(200, 150), soft_disc(200, 150)
    try:
        half = Harmonizer.load(weights, "cpu", "bfloat16")
    except DeviceError:
        pytest.skip("this processor has no bfloat16")
    assert half.dtype is torch.bfloat16
    rounded = half.harmonize(composite, mask).image.astype(int)
    exact = Harmonizer.load(weights, "cpu", "float32").harmonize(composite, mask).image
    assert 0 < np.abs(rounded - exact).max() < 12


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"none\.safetensors"):
        Harmonizer.load(tmp_path / "none.safetensors")


@pytest.mark.parametrize("device", ["abacus", "cuda:99"])
def test_device_that_is_not_there_is_refused(tmp_path: Path, device: str) -> None:
    with pytest.raises(DeviceError):
        Harmonizer.load(tiny_weights(tmp_path / "w.safetensors"), device=device)


def test_default_weights_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(tiny_weights(tmp_path / "w.safetensors")))
    harmonizer = Harmonizer.load(device="cpu", precision="float32")
    assert harmonizer.card.facts["trained on"] == "nothing"
    assert harmonizer.dtype is torch.float32
