"""Whatever file an analyst has, the same table comes out."""

from __future__ import annotations

import gzip
import sys
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from listerules.areas.panel import build_panel
from listerules.areas.read import read_table
from listerules.errors import DataError
from listerules.law.rulebook import load_rules

RULES = load_rules()
TODAY = date(2026, 11, 23)
ROWS = [
    {"area": "Ærøgården", "year": 2019, "region": "Sjælland", "beboere": 1234, "bruttoindkomst": 201345.5},
    {"area": "Å-parken", "year": 2019, "region": "Hovedstaden", "beboere": 999, "bruttoindkomst": 180000.25},
]
DANISH = (
    "Boligområde;Listeår;Region;Antal beboere;Gennemsnitlig bruttoindkomst\r\n"
    "Ærøgården;2019;Region Sjælland;1.234;201.345,5\r\n"
    "Å-parken;2019;HOVEDSTADEN;999;180.000,25\r\n"
)
ENGLISH = (
    "area,year,region,beboere,bruttoindkomst\n"
    'Ærøgården,2019,Sjælland,"1,234","201,345.5"\n'
    "Å-parken,2019,Region Hovedstaden,999,180000.25\n"
)


def panel(source, **options):
    return build_panel(source, RULES, "omraadelister", today=TODAY, **options)


def rows(source, **options):
    return panel(source, **options).rows.collect().drop("row")


def write(folder, name, data, encoding="utf-8"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode(encoding))
    return path


@pytest.fixture
def expected():
    return rows(ROWS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize(
    "text",
    [DANISH, ENGLISH, DANISH.replace(";", "\t"), DANISH.replace("\r\n", "\r")],
    ids=["danish", "english", "tabs", "returns"],
)
def test_text_reads_alike_however_it_was_saved(tmp_path, expected, encoding, text):
    assert rows(write(tmp_path, "areas.csv", text, encoding)).equals(expected)


def test_packed_text_reads_alike(tmp_path, expected):
    assert rows(write(tmp_path, "areas.csv.gz", gzip.compress(DANISH.encode()))).equals(expected)


@pytest.mark.parametrize("write_to", ["write_parquet", "write_ipc", "write_ipc_stream"])
def test_columnar_files_read_alike(tmp_path, expected, write_to):
    path = tmp_path / ("areas.parquet" if write_to == "write_parquet" else "areas.arrow")
    getattr(pl.DataFrame(ROWS), write_to)(path)
    assert rows(path).equals(expected)


@pytest.mark.parametrize(
    "make",
    [
        pl.DataFrame,
        pl.LazyFrame,
        pd.DataFrame,
        pa.Table.from_pylist,
        lambda given: pd.DataFrame(given).set_index("area"),
    ],
    ids=["polars", "lazy", "pandas", "arrow", "pandas_with_index"],
)
def test_frames_of_any_library_read_alike(expected, make):
    assert rows(make(ROWS)).equals(expected)


def test_a_pandas_column_of_text_and_numbers_is_read(expected):
    mixed = pd.DataFrame(ROWS).astype(object)
    mixed.loc[0, "bruttoindkomst"] = "201345.5"
    assert rows(mixed).equals(expected)


def test_decimals_of_python_are_exact():
    given = [{**ROWS[0], "bruttoindkomst": Decimal("201345.123456789012345678")}]
    assert rows(given)["bruttoindkomst"][0] == 201345123456789012345678


def write_workbook(path, sheets):
    with xlsxwriter.Workbook(path) as workbook:
        for title, cells in sheets.items():
            sheet = workbook.add_worksheet(title)
            for number, row in enumerate(cells):
                sheet.write_row(number, 0, row)
    return path


def test_a_workbook_reads_alike_below_a_title_and_on_its_second_sheet(tmp_path, expected):
    table = [list(ROWS[0]), *(list(row.values()) for row in ROWS)]
    path = write_workbook(
        tmp_path / "areas.xlsx", {"Læs mig": [["Om tallene"]], "Tal": [["Boligområder 2019"], [], *table, [], ["", ""]]}
    )
    read = panel(path)
    assert read.rows.collect().drop("row").equals(expected)
    assert read.rows.collect()["row"].to_list() == [4, 5]
    assert "areas.xlsx: read from the sheet 'Tal'" in read.notes
    assert "areas.xlsx: the sheet 'Læs mig' is not used" in read.notes


def test_numbers_of_a_workbook_are_not_rounded(tmp_path):
    path = write_workbook(
        tmp_path / "areas.xlsx", {"Ark1": [["area", "year", "bruttoindkomst"], ["A", 2019, 123456.78125]]}
    )
    assert rows(path)["bruttoindkomst"][0] == 12345678125 * 10**13


@pytest.mark.parametrize("number", [54.321, 54.32, 1234.5, 60.0, 1e-7, 123456.78125, 0])
@pytest.mark.parametrize(
    ("text", "decimal"), [("61,2", None), ("61.2", None), ("1.234,5", None), ("..", None), ("..", ","), ("..", ".")]
)
def test_numbers_of_a_workbook_stay_what_they_are_beside_text(tmp_path, number, text, decimal):
    cells = [["area", "year", "bruttoindkomst"], ["A", 2019, number], ["B", 2019, text]]
    path = write_workbook(tmp_path / "areas.xlsx", {"Ark1": cells})
    assert rows(path, decimal=decimal)["bruttoindkomst"][0] == Decimal(repr(number)) * 10**18


def test_a_rate_of_a_workbook_beside_text_has_the_decimals_it_shows(tmp_path):
    cells = [["area", "year", "kun_grundskole_pct"], ["A", 2019, 54.321], ["B", 2019, "61,2 %"], ["C", 2019, 60]]
    table = rows(write_workbook(tmp_path / "areas.xlsx", {"Ark1": cells}))
    assert table["kun_grundskole_pct.low"].to_list() == [543205 * 10**14, 6115 * 10**16, 595 * 10**17]


def test_a_part_of_a_person_in_a_workbook_asks_for_no_other_decimal_mark(tmp_path):
    cells = [["area", "year", "beboere"], ["A", 2019, 12.5], ["B", 2019, ".."]]
    with pytest.raises(DataError, match=r"row 2 \(A 2019\): '12·5'\. Persons are counted whole\."):
        panel(write_workbook(tmp_path / "areas.xlsx", {"Ark1": cells}))


def test_years_and_names_of_a_workbook_may_be_numbers_beside_text(tmp_path):
    cells = [["area", "year", "beboere"], ["A", 2019, "1.200"], [17, "2019", 1300], ["true", 2020, 1400]]
    table = rows(write_workbook(tmp_path / "areas.xlsx", {"Ark1": cells}), decimal=",")
    assert table.select("area", "year", "beboere").rows() == [
        ("A", 2019, 1200),
        ("17", 2019, 1300),
        ("true", 2020, 1400),
    ]


def test_withheld_cells_of_a_workbook_keep_their_reason(tmp_path):
    cells = [["area", "year", "beboere", "doemte"], ["A", 2019, 1200, ".."], ["B", 2019, 1300, 17]]
    table = rows(write_workbook(tmp_path / "areas.xlsx", {"Ark1": cells}))
    assert table["doemte"].to_list() == [None, 17]
    assert table["doemte.blank"].to_list() == ["withheld", None]


def test_a_late_word_in_a_column_of_numbers_is_not_lost(tmp_path):
    cells = [["area", "year", "beboere"], *([f"O{number}", 2019, 1200] for number in range(1200)), ["Z", 2019, "x"]]
    with pytest.raises(DataError, match=r"row 1202 \(Z 2019\): 'x'"):
        panel(write_workbook(tmp_path / "areas.xlsx", {"Ark1": cells}))


def test_dates_of_a_workbook_are_dates(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "areas.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["area", "list_date", "beboere"])
        sheet.write_row(1, 0, ["A", 43800, 1200])
        sheet.write_datetime(1, 1, datetime(2019, 12, 1), workbook.add_format({"num_format": "d/m/yyyy"}))  # noqa: DTZ001
    assert rows(tmp_path / "areas.xlsx")["list_date"].to_list() == [date(2019, 12, 1)]


def test_a_heading_like_one_that_is_there_is_said_and_not_used():
    read = panel([{"area": "A", "year": 2019, "beboere_18_64": 700, "beboere_18_65": 710}])
    assert "areas: not used: 'beboere_18_65' (not taken for 'beboere_18_64')" in read.notes
    with pytest.raises(DataError, match=r"no column 'beboere_18_65'. Did you mean 'beboere_18_64'\?"):
        panel([{"area": "A", "year": 2019, "beboere_18_65": 710}])


def test_without_the_library_the_extra_is_named(tmp_path, monkeypatch):
    path = write_workbook(tmp_path / "areas.xlsx", {"Ark1": [["area", "year"], ["A", 2019]]})
    monkeypatch.setitem(sys.modules, "fastexcel", None)
    with pytest.raises(DataError, match=r'pip install "listerules\[excel\]"'):
        panel(path)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    write(tmp_path, "areas.csv", DANISH)
    with pytest.raises(DataError, match=r"araes.csv: No such file. Did you mean 'areas.csv'\?"):
        panel(tmp_path / "araes.csv")
    with pytest.raises(DataError, match="This is a folder"):
        panel(tmp_path)


@pytest.mark.parametrize("source", [5, None, [1, 2], {"area": "A"}, b"area,year"], ids=repr)
def test_what_is_no_table_is_said(source):
    with pytest.raises(DataError, match="cannot be read as a table"):
        panel(source)


def test_headings_below_a_title_are_found_and_said(tmp_path, expected):
    read = panel(write(tmp_path, "areas.csv", "Liste over områder;;;;\n;;;;\n\n" + DANISH))
    assert read.rows.collect().drop("row").equals(expected)
    assert read.rows.collect()["row"].to_list() == [5, 6]
    assert "areas.csv: the headings are on line 4; what stands above them is not used" in read.notes


def test_what_was_recognised_is_said(tmp_path):
    text = "Boligområde;år;Antal beboere;doemte_pct;Postnr;\nA;2019;1.234;1,52;8000;\n;;;;;\nB;2019;999;..;9000;\n"
    notes = panel(write(tmp_path, "areas.csv", text, "cp1252")).notes
    for note in (
        "read as Windows-1252, separated by semicolons",
        "read 'Boligområde' as area, 'år' as year, 'Antal beboere' as beboere",
        "not used: 'Postnr', column 6, which is empty",
        "1 wholly empty row is skipped, line 3",
        "decimal comma, as in '1,52' (line 2, doemte_pct)",
    ):
        assert f"areas.csv: {note}" in notes


def test_an_assumed_decimal_mark_is_said_and_can_be_told(tmp_path):
    path = write(tmp_path, "areas.csv", "area;year;bruttoindkomst\nA;2019;201.345\n")
    assert any("a comma is assumed" in note for note in panel(path).notes)
    assert rows(path)["bruttoindkomst"][0] == 201345 * 10**18
    assert rows(path, decimal=".")["bruttoindkomst"][0] == 201345 * 10**15
    with pytest.raises(DataError, match="'x' is not a decimal mark"):
        panel(path, decimal="x")


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("area,year,beboere\nA,2019,2.000\n", ","),
        ("area,year,beboere,doemte_pct\nA,2019,2.000,1.52\n", ","),
        ("area;year;beboere\nA;2019;2,000\n", "."),
        ("area;year;beboere;doemte_pct\nA;2019;2,000;1,52\n", "."),
    ],
)
def test_thousands_of_persons_are_not_read_as_three_decimals(tmp_path, text, mark):
    path = write(tmp_path, "areas.csv", text)
    name = {",": "point", ".": "comma"}[mark]
    asks = rf"Is the {name} in it a thousands mark\? Then leave it out, or read the table so \(--decimal {mark}\)"
    with pytest.raises(DataError, match=asks):
        panel(path)
    if "doemte" not in text:
        assert rows(path, decimal=mark)["beboere"].to_list() == [2000]


def test_thousands_of_persons_in_text_of_a_frame_are_not_read_as_three_decimals():
    with pytest.raises(DataError, match=r"row 1 \(A 2019\): '2\.000'\. Is the point in it a thousands mark"):
        panel([{"area": "A", "year": 2019, "beboere": "2.000"}])
    assert rows([{"area": "A", "year": 2019, "beboere": 2.0}])["beboere"].to_list() == [2]


def test_quoted_cells_may_hold_separators_quotes_and_line_breaks(tmp_path):
    text = 'area,year,"Antal\nbeboere"\n"Skovvejen, ""Vest""",2019,1200\n"To\nlinjer",2019,1300\n"C",2019,5\n'
    read = panel(write(tmp_path, "areas.csv", text)).rows.collect()
    assert read["area"].to_list() == ['Skovvejen, "Vest"', "To linjer", "C"]
    assert read["row"].to_list() == [3, 4, 6]


def test_the_manifest_names_each_input(tmp_path):
    path = write(tmp_path, "areas.csv", DANISH)
    before = path.stat().st_mtime_ns, path.read_bytes()
    (read,) = panel(path).inputs
    assert (read.name, len(read.sha256), read.rows) == ("areas.csv", 64, 2)
    assert panel(ROWS).inputs[0].sha256 is None
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before


@pytest.mark.parametrize(
    "written",
    [
        "2019-12-01",
        "01-12-2019",
        "1.12.2019",
        "2019-12-01 00:00:00",
        date(2019, 12, 1),
        datetime(2019, 12, 1),  # noqa: DTZ001 - as a spreadsheet has it
    ],
    ids=repr,
)
def test_a_list_date_is_read_and_gives_the_year(written):
    read = rows([{"area": "A", "list_date": written, "beboere": 1}])
    assert read.select("year", "list_date").rows() == [(2019, date(2019, 12, 1))]


def danish(number):
    return f"{number:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.decimals(0, 10**6, places=2), st.decimals("2.1", 100, places=1)),
        min_size=1,
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
def test_danish_excel_and_english_csv_of_the_same_numbers_read_alike(tmp_path_factory, figures, random):
    folder = tmp_path_factory.mktemp("pair")
    headings = ["area", "year", "beboere", "bruttoindkomst", "ikke_vestlige_pct"]
    kroner = [("Boligområde", "Listeår", "Antal beboere", "Indkomst", "Andel ikke-vestlige")]
    kroner += [(f"O{n}", "2019", danish(a), danish(b), f"{danish(c)} %") for n, (a, b, c) in enumerate(figures)]
    points = [tuple(headings)] + [(f"O{n}", "2019", f"{a}", f"{b}", f"{c}") for n, (a, b, c) in enumerate(figures)]
    order = random.sample(range(5), 5)
    one = write(folder, "one.csv", "\r\n".join(";".join(row[place] for place in order) for row in kroner), "cp1252")
    two = write(folder, "two.csv", "\n".join(",".join(row) for row in points))
    assert rows(one).select(sorted(rows(two).columns)).equals(rows(two).select(sorted(rows(two).columns)))


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(random):
    table = pl.DataFrame(
        {
            "area": ["A", "B", "C", "D"],
            "year": [2018, 2019, 2018, 2019],
            "beboere": ["1200", "..", "1300", ""],
            "doemte_pct": ["1.52", "1.9", "2", "."],
        }
    )
    mixed = table.select(random.sample(table.columns, 4)).sample(fraction=1, shuffle=True, seed=random.randrange(99))
    plain, shuffled = rows(table), rows(mixed)
    assert shuffled.select(plain.columns).sort("area").equals(plain)


def test_a_table_is_named_in_messages():
    with pytest.raises(DataError, match=r"^the lists: There is no column 'area'"):
        read_table([{"x": 1, "year": 2019}], RULES.vocabulary, name="the lists")


@pytest.mark.parametrize(
    ("heading", "meant"),
    [("Antal bebboere pr. 1. januar 2024", "beboere"), ("andel uden tilknyttning pct.", "uden_tilknytning_pct")],
)
def test_a_year_in_a_heading_and_a_rate_do_not_lead_to_another_column(tmp_path, heading, meant):
    with pytest.raises(DataError, match=f"Did you mean '{meant}'"):
        panel(write(tmp_path, "areas.csv", f"area,year,{heading}\nA,2019,12\n"))
