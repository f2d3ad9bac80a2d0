"""The tables of an evaluation and its HTML sheet."""

from __future__ import annotations

from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path

import torch

from training.compare import Comparison, Result
from training.contenders import Contender
from training.report import Row, Tile, spread, write_report
from training.scores import Scores, unmodified
from training.tables import Table, tables

RATIO = (0.02, 0.05, 0.149, 0.15, 0.3, 1.0)
SUBSETS = ("HFlickr", "HCOCO", "HCOCO", "mine", "HFlickr", "HCOCO")


def _comparison(*, subsets: tuple[str, ...] = SUBSETS) -> Comparison:
    """Six composites whose fMSE is 1, 10, 100, …; everything else is 0."""
    names = [f.name for f in fields(Scores)]
    rows = [[0.0] * len(names) for _ in RATIO]
    for number, row in enumerate(rows):
        row[names.index("foreground_mse")] = 10.0**number
        row[names.index("ratio")] = RATIO[number]
    scores = Scores.of_rows(rows)
    results = (
        Result(Contender("unmodified", unmodified), scores),
        Result(Contender("mine, network", unmodified, model="DIH"), scores),
    )
    numbers = tuple(range(len(RATIO)))
    return Comparison(results, numbers, tuple("abcdef"), subsets)


def _column(table: Table, heading: str, *, method: str) -> dict[str, str]:
    place = table.headings.index(heading)
    return {row[0]: row[place] for row in table.rows if row[1] == method}


def test_sub_sets_stand_in_the_order_of_the_paper_and_each_picture_counts_once() -> None:
    (table,) = (t for t in tables(_comparison()) if t.title.startswith("Table 1"))
    assert _column(table, "fMSE ↓", method="mine, network") == {
        "HCOCO (3)": "33370.00",
        "HFlickr (2)": "5000.50",
        "mine (1)": "1000.00",
        "all (6)": "18518.50",
    }


def test_classes_of_the_covered_part_take_their_lower_bound_in() -> None:
    (table,) = (t for t in tables(_comparison()) if t.title.startswith("Table 2"))
    assert _column(table, "fMSE ↓", method="unmodified") == {
        "0%–5% (1)": "1.00",
        "5%–15% (2)": "55.00",
        "15%–30% (1)": "1000.00",
        "15%–100% (3)": "37000.00",
        "30%–100% (2)": "55000.00",
        "all (6)": "18518.50",
    }


def test_networks_have_a_table_and_composites_without_sub_sets_none() -> None:
    titles = [table.title for table in tables(_comparison(subsets=("",) * len(RATIO)))]
    assert titles == [
        "All 6 composites",
        "Restraint",
        "Table 2. By the part covered by the object",
        "Table 3. By network",
    ]
    assert tables(_comparison())[-1].rows[0][:2] == ("DIH", "mine, network")


def test_markdown_is_a_table_of_as_many_cells_in_each_row() -> None:
    for table in tables(_comparison()):
        lines = [line for line in table.markdown().splitlines() if line.startswith("|")]
        assert {line.count("|") for line in lines} == {len(table.headings) + 1}


def test_spread_goes_from_the_worst_to_the_best() -> None:
    gain = torch.tensor([0.5, -1.0, 3.0, 1.0, 0.0])
    assert spread(gain, 3) == [1, 0, 2]
    assert spread(gain, 9) == [1, 4, 0, 3, 2]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "img"):
            self.open.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_sheet_needs_no_other_file_and_shows_names_as_they_are(tmp_path: Path) -> None:
    picture = torch.rand(3, 300, 200)
    tiles = [Tile("mask", picture[:1]), Tile("<b>mine</b>", picture, 20.0, -1.25)]
    path = tmp_path / "sheet.html"
    write_report(path, "A & B", tables(_comparison()), [Row("photo <1>", "HCOCO", tiles)], order="by gain")
    page = _Page()
    page.feed(path.read_text())
    assert page.open == []
    assert len(page.addresses) == 2
    assert all(address.startswith("data:image/jpeg;base64,") for address in page.addresses)
    assert {"A & B", "photo <1>", "<b>mine</b>", "-1.2", "Table 1. By sub-set"} <= set(page.texts)
