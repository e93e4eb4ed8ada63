"""Whatever bytes a file holds, the answer is a panel or a DataError."""

from __future__ import annotations

import contextlib
import io

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listerules.areas.panel import Panel, build_panel
from listerules.errors import DataError
from listerules.law.rulebook import load_rules

RULES = load_rules()
CSV = (
    "Boligområde;Listeår;Dato;Region;Antal beboere;Ikke-vestlige;Andel dømte;Indkomst\n"
    "Å-parken;2019;01-12-2019;Region Sjælland;1.234;500;1,52;201.345,5\n"
    '"Skovvejen; ""Vest""";2019;1.12.2019;Hovedstaden;999;..;1,9 %;-\n'
).encode()
HISTORY = "area,year,list,on,complete\nÅ-parken,2018,ghettoomraade,ja,nej\nB,2019,Ghettoområde,,\n".encode()
LINEAGE = "area,from_year,was\nÅ-parken,2015,Gammel\nGammel,2012,Ældre\n".encode()
PIECES = [
    b'"',
    b";",
    b",",
    b"\t",
    b"\n",
    b"\r",
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"9" * 40,
    b"-",
    b"%",
    b"nan",
    b"\xc3",
    b"1e5",
]


def in_memory(frame, write):
    buffer = io.BytesIO()
    getattr(frame, write)(buffer)
    return buffer.getvalue()


FRAME = pl.DataFrame({"area": ["A", "B"], "year": [2019, 2019], "beboere": [1200, None], "doemte_pct": [1.52, 1.9]})
PARQUET, ARROW = in_memory(FRAME, "write_parquet"), in_memory(FRAME, "write_ipc")


@st.composite
def mutated(draw, original):
    data = bytearray(original)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        cut = draw(st.integers(0, 12))
        data[at : at + cut] = draw(st.sampled_from(PIECES) | st.binary(max_size=4))
    return bytes(data)


def answer(folder, name, data, kind=None):
    path = folder / name
    path.write_bytes(data)
    known = [{"area": "Å-parken", "year": 2019, "beboere": 1200}]
    areas, more = (known, {kind: path}) if kind else (path, {})
    with contextlib.suppress(DataError):
        panel = build_panel(areas, RULES, "omraadelister", **more)
        assert isinstance(panel, Panel)
        assert panel.rows.collect().height


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


@given(st.binary(max_size=200), st.sampled_from(["csv", "tsv", "txt", "csv.gz", "parquet", "arrow", "xlsx"]))
@settings(max_examples=200)
def test_random_bytes(folder, data, ending):
    answer(folder, f"areas.{ending}", data)


@given(mutated(CSV))
@settings(max_examples=300)
def test_a_damaged_csv(folder, data):
    answer(folder, "areas.csv", data)


@given(mutated(HISTORY))
@settings(max_examples=150)
def test_a_damaged_history(folder, data):
    answer(folder, "history.csv", data, "history")


@given(mutated(LINEAGE))
@settings(max_examples=150)
def test_a_damaged_lineage(folder, data):
    answer(folder, "lineage.csv", data, "lineage")


@given(mutated(PARQUET))
@settings(max_examples=100)
def test_a_damaged_parquet(folder, data):
    answer(folder, "areas.parquet", data)


@given(mutated(ARROW))
@settings(max_examples=100)
def test_a_damaged_arrow(folder, data):
    answer(folder, "areas.arrow", data)


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.decimals(),
    st.text(max_size=6),
    st.dates(),
    st.binary(max_size=3),
    st.lists(st.integers(), max_size=2),
)


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["area", "year", "list_date", "region", "beboere", "doemte_pct", "x"]), CELLS),
        max_size=4,
    )
)
@settings(max_examples=300)
def test_records_of_anything(rows):
    with contextlib.suppress(DataError):
        assert build_panel(rows, RULES, "omraadelister").rows.collect().height == len(rows)
