"""One broken file per message, with the message beside it."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from listerules.areas.panel import build_panel
from listerules.errors import DataError
from listerules.law.rulebook import load_rules

FOLDER = Path(__file__).parents[1] / "bad_data"
BROKEN = sorted(path for path in FOLDER.iterdir() if path.suffix != ".txt")
AREAS = [{"area": area, "year": year, "beboere": 1200} for area in ("A", "B") for year in (2018, 2019, 2020)]


def message_of(path):
    kind = path.name.partition("_")[0]
    sources = {kind: path} if kind in ("reference", "history", "lineage") else {}
    with pytest.raises(DataError) as caught:
        build_panel(AREAS if sources else path, load_rules(), "omraadelister", today=date(2026, 11, 23), **sources)
    return str(caught.value) + "\n"


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.name)
def test_a_broken_file_gets_the_message_beside_it(path):
    beside = path.with_name(f"{path.name}.txt")
    message = message_of(path)
    if "WRITE_MESSAGES" in os.environ:
        beside.write_text(message, encoding="utf-8")
    assert message == beside.read_text(encoding="utf-8")


def test_every_message_belongs_to_a_file():
    assert sorted(FOLDER.glob("*.txt")) == sorted(path.with_name(f"{path.name}.txt") for path in BROKEN)
