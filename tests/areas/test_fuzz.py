"""Whatever bytes a file holds, the answer is a panel or a DataError."""

from __future__ import annotations

import contextlib
import gzip
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
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


def told(folder, name, data, kind=None):
    """What a file that cannot be used is refused with."""
    with pytest.raises(DataError) as error:
        refuse(folder, name, data, kind)
    return str(error.value)


def refuse(folder, name, data, kind):
    (folder / name).write_bytes(data)
    known = [{"area": "Å-parken", "year": 2019, "beboere": 1200}]
    areas, more = (known, {kind: folder / name}) if kind else (folder / name, {})
    build_panel(areas, RULES, "omraadelister", **more)


def workbook(*parts):
    """A workbook of one small sheet, with some of its parts said otherwise."""
    buffer, repacked = io.BytesIO(), io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet().write_row(0, 0, ["area", "year"])
    book.close()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(repacked, "w", zipfile.ZIP_DEFLATED) as new:
        for part, content in ({name: old.read(name) for name in old.namelist()} | dict(parts)).items():
            new.writestr(part, content)
    return repacked.getvalue()


SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
MEGABYTE = 2**20


def test_a_packed_table_that_swells_beyond_measure_is_refused(folder):
    packed = gzip.compress(b"area,year\n") + gzip.compress(b"\n" * MEGABYTE) * 100
    assert "unpacks to more than 30 MB" in told(folder, "areas.csv.gz", packed)


def test_a_workbook_that_swells_beyond_measure_is_refused(folder):
    assert "unpacks to more than 30 MB" in told(folder, "areas.xlsx", workbook((SHEET, b" " * 40 * MEGABYTE)))


def test_a_part_of_a_workbook_larger_than_it_says_is_refused(folder):
    book = workbook((SHEET, b"<a>" + b" " * MEGABYTE + b"</a>"))
    small = book.replace((MEGABYTE + 7).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert small != book
    assert "damaged" in told(folder, "areas.xlsx", small)


@pytest.mark.parametrize(("row", "column"), [(1048576, "XFD"), (1, "ZZZZ"), (10_000_001, "A")])
def test_a_sheet_with_cells_in_far_corners_is_refused(folder, row, column):
    cells = f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>'
    sheet = f'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>{cells}</sheetData></worksheet>'
    assert f"as far away as row {row} and column" in told(folder, "areas.xlsx", workbook((SHEET, sheet)))


def test_a_sheet_whose_cells_say_no_place_is_measured_by_their_number(folder):
    sheet = f"<worksheet><sheetData><row>{'<c><v>1</v></c>' * 16_385}</row></sheetData></worksheet>"
    assert "column 16385" in told(folder, "areas.xlsx", workbook((SHEET, sheet)))


def test_a_long_text_in_very_many_cells_of_a_sheet_is_refused(folder):
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 300))
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    texts = f"<sst><si><t>{'x' * MEGABYTE}</t></si></sst>"
    assert "200 million letters" in told(folder, "areas.xlsx", workbook((SHEET, sheet), (TEXTS, texts)))


def test_a_workbook_with_a_document_type_is_refused(folder):
    texts = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>'
    assert "damaged" in told(folder, "areas.xlsx", workbook((TEXTS, texts)))


@pytest.mark.parametrize("word", ["count", "uniqueCount"])
def test_a_workbook_that_announces_billions_of_texts_is_refused(folder, word):
    assert "damaged" in told(folder, "areas.xlsx", workbook((TEXTS, f'<sst {word}="4294967295"></sst>')))


def test_a_workbook_of_ordinary_size_is_read_whole(folder):
    buffer = io.BytesIO()
    pl.DataFrame({"area": [f"A{row}" for row in range(2000)], "year": 2019, "beboere": 1000}).write_excel(buffer)
    (folder / "areas.xlsx").write_bytes(buffer.getvalue())
    assert build_panel(folder / "areas.xlsx", RULES, "omraadelister").rows.collect().height == 2000


def test_a_small_parquet_file_of_very_many_rows_is_refused(folder):
    frame = pl.DataFrame({"year": [2019]}).cast(pl.Int16).select(pl.all().repeat_by(11_000_000).explode())
    assert "more than 10,000,000 rows" in told(folder, "areas.parquet", in_memory(frame, "write_parquet"))


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical])
def test_a_long_text_in_very_many_cells_of_a_frame_is_refused(folder, kind):
    text = pl.Series("area", ["x" * MEGABYTE]).cast(kind).new_from_index(0, 250)
    assert "200 million letters" in told(folder, "areas.parquet", in_memory(pl.DataFrame(text), "write_parquet"))


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_of_more_columns_than_a_spreadsheet_is_refused(folder, ending):
    frame = pl.DataFrame({f"x{column}": [1] for column in range(16_385)})
    data = in_memory(frame, "write_csv" if ending == "csv" else "write_parquet")
    assert "16,385 columns; it may have 16,384" in told(folder, f"areas.{ending}", data)


def test_a_million_headings_without_a_name_are_refused(folder):
    assert "1,000,002 columns" in told(folder, "areas.csv", b"area,year" + b"," * 1_000_000 + b"\n")


def test_of_many_mistakes_in_headings_the_first_are_told(folder):
    data = ",".join(["area", "year", *(f"beboere{number}" for number in range(500))]).encode() + b"\n"
    message = told(folder, "areas.csv", data)
    assert len(message.splitlines()) == 21
    assert "more mistakes in the headings" in message


def test_a_missing_column_is_told_with_the_first_of_many_headings(folder):
    message = told(folder, "areas.csv", ",".join(f"x{number}" for number in range(5000)).encode() + b"\n")
    assert "and 4950 more" in message
    assert len(message) < 3000


@pytest.mark.parametrize("kind", [None, "reference", "history", "lineage"])
def test_names_and_cells_of_any_length_and_signs_are_cut_and_cleaned(folder, kind):
    long = "\x1b[2J" + "e\u0301" * 5000
    names = {"area": [long, "Å-parken"], "year": [2019, 2019], "beboere": [long, "x"], "list": long, "region": long}
    frame = pl.DataFrame(names | {"from_year": [long, "2019"], "was": [long, "Å-parken"]})
    message = told(folder, "table.parquet", in_memory(frame, "write_parquet"), kind)
    assert all(letter.isprintable() or letter == "\n" for letter in message)
    assert max(map(len, message.splitlines())) < 1500


def test_the_cells_that_prove_two_decimal_marks_are_cut(folder):
    data = f"area;year;doemte_pct\nA;2019;1,5\nB;2019;0.{'0' * 5000}1\n".encode()
    assert len(told(folder, "areas.csv", data)) < 500


STRANGE = {
    "durations": pl.Series([1, -(2**62)]).cast(pl.Duration("ms")),
    "dates before the first year": pl.Series([-800_000, 0], dtype=pl.Int32).cast(pl.Date),
    "dates after the last year": pl.Series([35_804_721, 0], dtype=pl.Int32).cast(pl.Date),
    "lists": pl.Series([[1], [2]]),
    "records of dates before the first year": pl.Series([-800_000, 0], dtype=pl.Int32)
    .cast(pl.Date)
    .alias("x")
    .to_frame()
    .to_struct(),
}


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("kind", [None, "reference", "history", "lineage"])
def test_columns_of_a_strange_type_are_told(folder, strange, kind):
    names = {"area": ["A", "Å-parken"], "year": [2019, 2018], "list": "ghettoomraade"}
    frame = pl.DataFrame(names | {"from_year": [2019, 2018], "was": ["B", "C"]})
    for column in ("area", "year", "list_date", "region", "beboere", "doemte_pct", "list", "was", "from_year"):
        odd = frame.with_columns(STRANGE[strange].alias(column))
        answer(folder, "table.parquet", in_memory(odd, "write_parquet"), kind)


def test_a_column_of_lists_is_not_read_but_told(folder):
    frame = pl.DataFrame({"area": ["A"], "year": [2019], "beboere": [[0] * 1_000_000]})
    assert "'List(Int64)'" in told(folder, "areas.parquet", in_memory(frame, "write_parquet"))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a file without an end is a thing of Unix")
def test_a_file_without_an_end_is_refused():
    with pytest.raises(DataError, match="This is a device"):
        build_panel("/dev/zero", RULES, "omraadelister")
