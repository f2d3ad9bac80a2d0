"""Devices by name, and the precision that is measured once."""

from __future__ import annotations

import json
import types
from pathlib import Path

import pytest
import torch

from engine import device as devices
from engine.device import Precision
from engine.folders import FOLDER_VARIABLE
from engine.nets.rainnet import RainNet, RainNetConfig
from engine.types import DeviceError

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "ours"))
    return tmp_path / "ours" / devices.MEMORY


@pytest.fixture(scope="module")
def network() -> RainNet:
    torch.manual_seed(0)
    return RainNet(RainNetConfig(ngf=1))


@pytest.fixture
def two_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were two NVIDIA cards."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: f"NVIDIA {device.index or 0}")


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[torch.device]:
    """Devices that were measured; each of them found bfloat16 worth its while."""
    asked: list[torch.device] = []

    def measure(device: torch.device, _: object) -> bool:
        asked.append(device)
        return True

    monkeypatch.setattr(devices, "_measured", measure)
    return asked


def test_the_cpu_is_always_there() -> None:
    assert devices.available()[-1] == "cpu"
    assert devices.choose("cpu") == CPU


def test_auto_is_the_best_that_is_there() -> None:
    assert str(devices.choose()) == devices.available()[0]


@pytest.mark.usefixtures("two_gpus")
def test_auto_prefers_a_gpu() -> None:
    assert devices.available()[:2] == ("cuda", "cuda:1")
    assert devices.choose() == torch.device("cuda")


@pytest.mark.usefixtures("two_gpus")
@pytest.mark.parametrize("name", ["cuda:1", " CUDA:1 "])
def test_a_device_is_chosen_by_number(name: str) -> None:
    assert devices.choose(name) == torch.device("cuda", 1)


@pytest.mark.usefixtures("two_gpus")
@pytest.mark.parametrize("name", ["cuda:2", "xpu", "mps", "cpu:1", "cuda:99"])
def test_a_device_that_is_not_here_is_refused_naming_those_that_are(name: str) -> None:
    with pytest.raises(DeviceError, match=rf"“{name}” is not available .* auto, cuda, cuda:1, cpu\."):
        devices.choose(name)


@pytest.mark.usefixtures("two_gpus")
@pytest.mark.parametrize("name", ["gpu", "", "cuda:x", "cuda:", "cuda:-1", "cpu:²", "cuda:1:2", "meta"])
def test_an_unknown_name_is_refused_naming_those_that_are_known(name: str) -> None:
    with pytest.raises(DeviceError, match=r"There is no device .* choose auto, .*cpu"):
        devices.choose(name)


def test_a_device_is_described_for_a_status_bar(two_gpus: None) -> None:
    assert devices.describe(torch.device("cuda:1")) == "NVIDIA 1"
    assert devices.describe(CPU).startswith("CPU, ")
    assert "thread" in devices.describe(CPU)


def test_one_thread_is_no_plural(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: 1)
    assert devices.describe(CPU) == "CPU, 1 thread"


@pytest.mark.parametrize(
    ("name", "dtype"), [("float32", torch.float32), ("bfloat16", torch.bfloat16), ("float16", torch.float16)]
)
def test_a_named_precision_is_taken_without_measuring(
    name: str, dtype: torch.dtype, network: RainNet, measured: list[torch.device]
) -> None:
    assert devices.compute_dtype(CPU, name, network) is dtype
    assert measured == []


def test_a_precision_that_does_not_work_is_refused(network: RainNet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "_works", lambda *_: False)
    with pytest.raises(DeviceError, match="cannot compute in float16; choose the precision float32 or auto"):
        devices.compute_dtype(CPU, Precision.FLOAT16, network)


def test_auto_does_not_measure_a_precision_that_does_not_work(
    network: RainNet, measured: list[torch.device], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "_works", lambda *_: False)
    assert devices.compute_dtype(CPU, "auto", network) is torch.float32
    assert measured == []


def test_auto_measures_once_and_remembers(
    network: RainNet, measured: list[torch.device], memory: Path
) -> None:
    assert devices.compute_dtype(CPU, "auto", network) is torch.bfloat16
    assert devices.compute_dtype(CPU, "auto", network) is torch.bfloat16
    assert measured == [CPU]
    (key,) = json.loads(memory.read_text())
    assert torch.__version__ in key


def test_other_weights_are_measured_again(network: RainNet, measured: list[torch.device]) -> None:
    torch.manual_seed(1)
    devices.compute_dtype(CPU, "auto", network)
    devices.compute_dtype(CPU, "auto", RainNet(RainNetConfig(ngf=1)))
    devices.compute_dtype(CPU, "auto", RainNet(RainNetConfig(ngf=2)))
    assert len(measured) == 3


def test_another_number_of_threads_is_measured_again(
    network: RainNet, measured: list[torch.device], monkeypatch: pytest.MonkeyPatch
) -> None:
    for threads in (1, 7, 7):
        monkeypatch.setattr(torch, "get_num_threads", lambda threads=threads: threads)
        devices.compute_dtype(CPU, "auto", network)
    assert len(measured) == 2


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"a": 1}', "\x00", "[" * 100_000])
def test_a_damaged_memory_is_measured_anew(
    content: str, network: RainNet, measured: list[torch.device], memory: Path
) -> None:
    memory.parent.mkdir()
    memory.write_text(content)
    devices.compute_dtype(CPU, "auto", network)
    devices.compute_dtype(CPU, "auto", network)
    assert measured == [CPU]


def test_where_nothing_can_be_remembered_it_is_measured_each_time(
    network: RainNet, measured: list[torch.device], memory: Path
) -> None:
    memory.parent.write_text("a file where the folder should be")
    assert devices.compute_dtype(CPU, "auto", network) is torch.bfloat16
    assert devices.compute_dtype(CPU, "auto", network) is torch.bfloat16
    assert len(measured) == 2


@pytest.mark.usefixtures("_homeless")
def test_without_a_home_folder_it_is_measured_each_time(
    network: RainNet, measured: list[torch.device]
) -> None:
    assert devices.compute_dtype(CPU, "auto", network) is torch.bfloat16
    assert len(measured) == 1


@pytest.mark.parametrize(
    ("seconds", "apart", "dtype"),
    [(0.5, 0.0, torch.bfloat16), (0.5, 0.02, torch.float32), (0.99, 0.0, torch.float32)],
    ids=["faster and agreeing", "faster but apart", "hardly faster"],
)
def test_auto_is_bfloat16_only_where_it_is_faster_and_agrees(
    seconds: float, apart: float, dtype: torch.dtype, network: RainNet, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = types.SimpleNamespace(now=0.0)

    def fake(_: RainNet, dtype: torch.dtype) -> object:
        half = dtype is torch.bfloat16

        def run(picture: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            clock.now += seconds if half else 1.0
            return picture + apart * half

        return run

    monkeypatch.setattr(devices, "prepared", fake)
    monkeypatch.setattr(devices.time, "perf_counter", lambda: clock.now)
    assert devices.compute_dtype(CPU, "auto", network) is dtype


def test_a_real_measurement_gives_one_of_the_two(network: RainNet) -> None:
    assert devices.compute_dtype(CPU, "auto", network) in (torch.float32, torch.bfloat16)
