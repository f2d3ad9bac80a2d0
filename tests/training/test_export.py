"""From a run to a weights file with a card, and what is refused on the way."""

from __future__ import annotations

import signal
from datetime import date
from pathlib import Path

import pytest
import torch
from training_triplets import write_iharmony4

from engine.nets.network import Head
from engine.nets.rainnet import RainNetConfig
from engine.weights import load_network, read_card, save_network
from training import checkpoint, export, players
from training.card import markdown, read_sections, trained_facts
from training.config import TrainConfig
from training.data import load_photos
from training.errors import DataError
from training.frozen import OWN_EDITS, SIZE, freeze
from training.prepare import prepare

SOURCES = Path(export.__file__).with_name("sources.md")


@pytest.fixture(scope="module")
def run(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder as training leaves it, of a tiny network and a split of its own."""
    folder = tmp_path_factory.mktemp("run")
    config = TrainConfig(data=photos, run=folder, batch=8, ngf=2, device="cpu")
    state = players.initial_state(config, torch.device("cpu"))
    state.seen = 1234
    checkpoint.save_average(state, folder / checkpoint.BEST, {"foreground_psnr": 20.0})
    freeze(load_photos(photos, size=SIZE, only={"c", "d"}), folder / OWN_EDITS)
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "mine.safetensors"


def _export(run: Path, out: Path, *options: str) -> int:
    return export.main([str(run), str(out), *options])


def test_weights_file_loads_and_is_the_averaged_network(run: Path, out: Path) -> None:
    assert _export(run, out) == 0
    network = load_network(out)
    assert network.config == RainNetConfig(ngf=2, head=Head.AFFINE, input_channels=4, dropout=0.0)
    averaged = checkpoint.read_average(run).network
    for name, tensor in network.state_dict().items():
        assert torch.allclose(tensor, averaged.state_dict()[name], atol=1e-3), name


def test_card_tells_training_scores_sources_and_limits(run: Path, out: Path, photos: Path) -> None:
    options = ("--data", str(photos), "--sources", str(SOURCES), "--fact", "author=a test")
    assert _export(run, out, *options) == 0
    facts = read_card(out).facts
    assert facts["trained on"].startswith("1,234 composites")
    assert "batch 8" in facts["settings"]
    assert facts["torch"] == torch.__version__
    assert facts["validation"].startswith("2 held-out composites at 256×256: foreground PSNR ")
    assert " dB" in facts["best without weights"]
    assert "research only" in facts["limits of use"]
    assert facts["author"] == "a test"
    page = out.with_suffix(".md").read_text()
    assert all(value in page for value in facts.values())
    assert "| unmodified |" in page


def test_ctrl_c_while_the_files_are_written_waits_until_both_are(
    run: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*arguments: object) -> None:
        save_network(*arguments)  # type: ignore[arg-type]
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(export, "save_network", stopped)
    assert _export(run, out) == 0
    assert out.exists()
    assert out.with_suffix(".md").exists()


def test_existing_file_stays_unless_the_new_one_is_clearly_better(
    run: Path, out: Path, photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _export(run, out, "--data", str(photos)) == 0
    before = out.read_bytes()
    assert _export(run, out, "--data", str(photos)) == 1
    assert "must be better by 0.2 dB, or --force" in capsys.readouterr().err
    assert _export(run, out) == 1
    assert "give one of them, or --force" in capsys.readouterr().err
    assert out.read_bytes() == before
    assert _export(run, out, "--force") == 0


def test_better_weights_replace_worse_ones(run: Path, out: Path, photos: Path) -> None:
    averaged = checkpoint.read_average(run)
    with torch.no_grad():
        averaged.network.model_out[1].bias.fill_(0.5)  # type: ignore[union-attr]
    export.save_network(averaged.network, out, {})
    assert _export(run, out, "--data", str(photos)) == 0
    assert read_card(out).facts["trained on"].startswith("1,234")


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("mine.pt", "must end in .safetensors"),
        ("no/mine.safetensors", "does not exist; create it first"),
    ],
)
def test_bad_place_is_one_sentence(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str, sentence: str
) -> None:
    assert _export(run, tmp_path / place) == 1
    assert sentence in capsys.readouterr().err


def test_edits_that_a_checkpoint_alone_does_not_name_are_asked_for(
    run: Path, out: Path, photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = out.parent / checkpoint.BEST
    alone.write_bytes((run / checkpoint.BEST).read_bytes())
    assert _export(alone, out, "--data", str(photos)) == 1
    assert "give --edits RUN/validation_edits.npz." in capsys.readouterr().err
    assert _export(alone, out, "--data", str(photos), "--edits", str(run / OWN_EDITS)) == 0


def test_folder_without_a_checkpoint_is_one_sentence(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _export(tmp_path, out) == 1
    assert "There is no checkpoint" in capsys.readouterr().err
    assert not out.exists()


def test_sections_become_facts_without_their_tables(tmp_path: Path) -> None:
    path = tmp_path / "sources.md"
    path.write_text("# Title\nnot this\n## Photos\none\ntwo\n\n## Table\n| a | b |\n## Limits\nthree\n")
    assert read_sections(path) == {"photos": "one two", "limits": "three"}
    with pytest.raises(DataError, match="cannot be read"):
        read_sections(tmp_path / "nowhere.md")


def test_settings_on_the_card_name_files_without_their_folders(photos: Path, tmp_path: Path) -> None:
    config = TrainConfig(data=photos, run=tmp_path, validation_ids=tmp_path / "ids.txt", ngf=2)
    assert config.settings()["validation_ids"] == "ids.txt"
    assert str(tmp_path) not in str(config.settings())


def test_card_is_a_page_with_every_fact(run: Path) -> None:
    facts = trained_facts(checkpoint.read_average(run), today=date(2030, 1, 2), version="9.9")
    page = markdown("mine", facts, tables=[])
    assert page.startswith("# mine\n")
    assert "**Exported.** 2030-01-02" in page
    assert "ngf 2, affine head, 4 input channels" in page


def test_run_on_triplets_is_scored_on_those_held_out(
    run: Path, out: Path, tmp_path: Path, photos: Path
) -> None:
    folder, ids = tmp_path / "prepared", tmp_path / "ids.txt"
    prepare(write_iharmony4(tmp_path / "iHarmony4"), folder, size=256)
    ids.write_text("c1\n")
    assert _export(run, out, "--triplets", str(folder), "--validation-ids", str(ids)) == 0
    assert read_card(out).facts["validation"].startswith("3 held-out composites")
    assert _export(run, out, "--triplets", str(folder), "--data", str(photos), "--force") == 0
    assert read_card(out).facts["validation"].startswith("8 held-out composites")
