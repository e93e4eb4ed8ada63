"""What is written: the contract of each format, harmless cells, and a file that is there whole or not at all."""

import errno
import json
import re
import sys
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import fastexcel
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import listerules as lr
from listerules.errors import DataError
from listerules.result import write
from listerules.result.listing import make_listings
from listerules.result.sheet import Entry, Sheet, make_entry, name_sheets, render_workbook
from listerules.result.workbook import enter_figure
from listerules.result.write import check_target, make_harmless, write_frame, write_result
from listerules.verdict.evaluate import Verdict

ROOT = Path(__file__).parents[2]
MADE_UP = ROOT / "fixtures" / "made_up"
PUBLISHED = ROOT / "fixtures" / "published"

# Rates as printed: on the list by three criteria of five, off it, and undecided for want of residents.
SMALL = [
    {"area": "Ja", "year": 2017, "list_date": date(2017, 12, 1), "beboere": 1500, "ikke_vestlige_pct": 60.0,
     "uden_tilknytning_pct": 45.0, "doemte_pct": 1.0, "kun_grundskole_pct": 55.0, "bruttoindkomst_pct": 70.0},
    {"area": "Nej", "year": 2017, "list_date": date(2017, 12, 1), "beboere": 999, "ikke_vestlige_pct": 60.0,
     "uden_tilknytning_pct": 45.0, "doemte_pct": 1.0, "kun_grundskole_pct": 55.0, "bruttoindkomst_pct": 70.0},
    {"area": "Måske", "year": 2021, "list_date": date(2021, 12, 1), "beboere": None, "ikke_vestlige_pct": 20.0,
     "uden_tilknytning_pct": 45.0, "doemte_pct": 1.0, "kun_grundskole_pct": 65.0, "bruttoindkomst_pct": 70.0},
]  # fmt: skip
CHAINS = ["udsat_boligomraade", "parallelsamfund", "omdannelsesomraade", "forebyggelsesomraade", "udviklingsplan"]
BEFORE = "what was there before"


@pytest.fixture(scope="module")
def small():
    return lr.classify(pl.DataFrame(SMALL))


@pytest.fixture(scope="module")
def made_up():
    return lr.classify(MADE_UP / "areas.csv", reference=MADE_UP / "reference.csv")


@pytest.fixture(scope="module")
def published():
    return lr.classify(PUBLISHED / "areas.csv", history=PUBLISHED / "lists.csv")


# --- the contract of the table ------------------------------------------------------------------


def test_the_csv_has_the_columns_and_cells_of_the_contract(small, tmp_path):
    write_result(small, tmp_path / "lists.csv")
    assert (tmp_path / "lists.csv").read_text(encoding="utf-8").splitlines() == [
        f"area,year,regime,{','.join(CHAINS)},undecided,list_date",
        "Ja,2017,almenboligloven-2014,,true,,,,,2017-12-01",
        "Nej,2017,almenboligloven-2014,,false,,,,,2017-12-01",
        "Måske,2021,almenboligloven-2021,,false,false,false,,udsat_boligomraade;udviklingsplan,2021-12-01",
    ]


def test_without_list_dates_there_is_no_such_column(made_up, tmp_path):
    write_result(made_up, tmp_path / "lists.csv")
    heading = (tmp_path / "lists.csv").read_text(encoding="utf-8").splitlines()[0]
    assert heading.endswith(",undecided")


def test_parquet_comes_back_as_the_table(made_up, tmp_path):
    write_result(made_up, tmp_path / "lists.parquet")
    assert_frame_equal(pl.read_parquet(tmp_path / "lists.parquet"), made_up.table)


def test_json_has_manifest_table_certainty_and_findings(small, tmp_path):
    write_result(small, tmp_path / "lists.json", "en")
    written = json.loads((tmp_path / "lists.json").read_text(encoding="utf-8"))
    assert list(written) == ["manifest", "table", "certainty", "findings"]
    assert written["manifest"]["listerules"] == lr.__version__
    assert written["table"][0]["list_date"] == "2017-12-01"
    assert [row["parallelsamfund"] for row in written["table"]] == [True, False, False]
    assert_frame_equal(
        pl.DataFrame(written["findings"], schema_overrides=_dateless(small.findings)), _iso(small.findings)
    )


def _dateless(frame):
    return {**frame.schema, "list_date": pl.String}


def _iso(frame):
    return frame.with_columns(pl.col("list_date").cast(pl.String))


def test_result_write_is_the_same(small, tmp_path):
    small.write(tmp_path / "a.csv")
    write_result(small, tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx"])
def test_any_frame_can_be_written(ending, tmp_path):
    frame = pl.DataFrame({"area": ["A", "B"], "value": [1.5, None], "met": [True, False]})
    path = tmp_path / f"frame{ending}"
    write_frame(frame, path)
    readers = {".csv": pl.read_csv, ".parquet": pl.read_parquet, ".xlsx": pl.read_excel}
    assert_frame_equal(readers[ending](path), frame)


def test_a_frame_as_json_is_a_list_of_rows_and_knows_no_nan(tmp_path):
    write_frame(pl.DataFrame({"area": ["A"], "value": [float("nan")], "day": [date(2020, 1, 2)]}), tmp_path / "f.json")
    text = (tmp_path / "f.json").read_text(encoding="utf-8")
    assert json.loads(text) == [{"area": "A", "value": None, "day": "2020-01-02"}]


def test_endings_may_be_in_capitals(small, tmp_path):
    write_result(small, tmp_path / "LISTS.CSV")
    assert (tmp_path / "LISTS.CSV").read_text(encoding="utf-8").startswith("area,")


# --- cells a spreadsheet would run --------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tA", "'\tA"),
        ("\rA", "'\rA"),
        ("  =1+1", "'  =1+1"),
        ('"=1+1"', '\'"=1+1"'),
        ("＝1+1", "'＝1+1"),
        ("Nord;=1+1", "Nord;'=1+1"),
        ("Nord-Syd", "Nord-Syd"),
        ("A = B", "A = B"),
        ("'=1", "'=1"),
        ("Gellerup/Toveshøj", "Gellerup/Toveshøj"),
    ],
)
def test_text_a_spreadsheet_would_run_gets_an_apostrophe(given, written):
    assert make_harmless(pl.DataFrame({"area": [given]}))["area"].to_list() == [written]


def test_numbers_and_headings_are_harmless_too(tmp_path):
    write_frame(pl.DataFrame({"=cmd": [-1.5, 2.0]}), tmp_path / "frame.csv")
    assert (tmp_path / "frame.csv").read_text(encoding="utf-8").splitlines() == ["'=cmd", "-1.5", "2.0"]


def test_a_workbook_holds_text_as_text(tmp_path):
    names = ["=1+1", "https://example.org", "007", "{=1}"]
    write_frame(pl.DataFrame({"area": names}), tmp_path / "frame.xlsx")
    assert pl.read_excel(tmp_path / "frame.xlsx", schema_overrides={"area": pl.String})["area"].to_list() == names
    sheet = zipfile.ZipFile(tmp_path / "frame.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_an_area_with_a_formula_for_a_name_stays_text_in_every_sheet(tmp_path):
    areas = [{**row, "area": f"=HYPERLINK({row['area']})"} for row in SMALL]
    write_result(lr.classify(pl.DataFrame(areas)), tmp_path / "lists.xlsx")
    book = zipfile.ZipFile(tmp_path / "lists.xlsx")
    assert not any("<f>" in book.read(name).decode() for name in book.namelist() if "worksheets" in name)


# --- whole or not at all ------------------------------------------------------------------------


def _fail_to_replace(monkeypatch):
    def fail(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "replace", fail)


def _fail_to_sync(monkeypatch):
    def fail(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(write.os, "fsync", fail)


@pytest.mark.parametrize("fail", [_fail_to_replace, _fail_to_sync])
@pytest.mark.parametrize("ending", [".csv", ".parquet", ".json", ".xlsx"])
def test_a_failure_leaves_the_old_file_and_nothing_else(fail, ending, small, tmp_path, monkeypatch):
    target = tmp_path / f"lists{ending}"
    target.write_text(BEFORE, encoding="utf-8")
    fail(monkeypatch)
    with pytest.raises(DataError, match=r"cannot be written: (Input/output error|No space left on device)\.") as caught:
        write_result(small, target)
    assert len(str(caught.value).splitlines()) == 1
    assert target.read_text(encoding="utf-8") == BEFORE
    assert [each.name for each in tmp_path.iterdir()] == [target.name]


def test_an_interruption_leaves_nothing_behind(small, tmp_path, monkeypatch):
    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(write.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_result(small, tmp_path / "lists.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_writer_that_fails_leaves_the_old_file(tmp_path):
    target = tmp_path / "frame.csv"
    target.write_text(BEFORE, encoding="utf-8")
    with pytest.raises(DataError, match="cannot hold the table"):
        write_frame(pl.DataFrame({"nested": [[1, 2]]}), target)
    assert target.read_text(encoding="utf-8") == BEFORE
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_written_again_keeps_its_permissions(small, tmp_path):
    target = tmp_path / "lists.csv"
    target.write_text(BEFORE, encoding="utf-8")
    target.chmod(0o640)
    write_result(small, target)
    assert target.stat().st_mode & 0o777 == 0o640
    assert target.read_text(encoding="utf-8").startswith("area,")


def test_a_link_stays_a_link(small, tmp_path):
    (tmp_path / "real.csv").write_text(BEFORE, encoding="utf-8")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_result(small, tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text(encoding="utf-8").startswith("area,")


# --- targets that are refused -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lists.pdf", "The ending '.pdf' is not one we write. Expected .csv, .parquet, .json or .xlsx."),
        ("lists.xls", "The ending '.xls' is not one we write. Did you mean '.xlsx'? Expected"),
        ("lists", "The name has no ending. Expected .csv, .parquet, .json or .xlsx."),
        ("folder.csv", "This is a folder. Name a file in it."),
        ("nowhere/lists.csv", "Make it first."),
        ("file.csv/lists.csv", "There is no folder"),
        ("loop.csv", "Nothing can be written here:"),
        ("nul\0.csv", "Nothing can be written here:"),
        (f"{'long' * 100}.csv", "Nothing can be written here:"),
    ],
)
def test_a_target_that_cannot_be_is_refused_in_one_line(name, said, small, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file.csv").write_text(BEFORE, encoding="utf-8")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    with pytest.raises(DataError) as caught:
        write_result(small, tmp_path / name)
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert {each.name for each in tmp_path.iterdir()} == {"folder.csv", "file.csv", "loop.csv"}


def test_a_file_that_may_not_be_changed_is_refused(small, tmp_path, monkeypatch):
    target = tmp_path / "lists.csv"
    target.write_text(BEFORE, encoding="utf-8")
    monkeypatch.setattr(write.os, "access", lambda *_: False)  # the tests may run as one who may do everything
    with pytest.raises(DataError, match="may not be changed"):
        write_result(small, target)
    assert target.read_text(encoding="utf-8") == BEFORE


@pytest.fixture
def table_of_areas(tmp_path):
    path = tmp_path / "areas.csv"
    path.write_text("area,year,beboere\nA,2024,1500\n", encoding="utf-8")
    return path


def test_what_was_read_is_not_written_over(table_of_areas):
    before = table_of_areas.read_bytes()
    with pytest.raises(DataError, match="one of the tables that were read"):
        lr.classify(table_of_areas).write(table_of_areas)
    assert table_of_areas.read_bytes() == before


def test_neither_is_what_will_be_read_by_whatever_name(table_of_areas, tmp_path):
    (tmp_path / "link.csv").symlink_to("areas.csv")
    for name in ("areas.csv", "./areas.csv", "link.csv"):
        with pytest.raises(DataError, match="one of the tables to be read"):
            check_target(tmp_path / name, [table_of_areas, tmp_path / "no such file.csv"])
    with pytest.raises(DataError, match="one of the tables to be read"):
        write_frame(pl.DataFrame({"a": [1]}), table_of_areas, [table_of_areas])


def test_without_the_library_workbooks_say_how_to_get_it(small, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(DataError, match=re.escape('pip install "listerules[excel]"')):
        write_result(small, tmp_path / "lists.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_a_sheet_holds_are_refused_at_once(tmp_path):
    frame = pl.DataFrame({"a": pl.int_range(1_048_575, eager=True)})
    with pytest.raises(DataError, match=r"1,048,575 rows.*holds 1,048,574.*Write \.csv or \.parquet"):
        write_frame(frame, tmp_path / "frame.xlsx")
    assert list(tmp_path.iterdir()) == []


# --- the workbook -------------------------------------------------------------------------------

NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


class Workbook:
    """A workbook as it is in the file: which cells are bold, and what stays in sight."""

    def __init__(self, path):
        self.parts = zipfile.ZipFile(path)
        self.names = [each.get("name") for each in self._tree("xl/workbook.xml").iterfind(".//m:sheet", NAMES)]
        fonts = self._tree("xl/styles.xml").findall("m:fonts/m:font", NAMES)
        styles = self._tree("xl/styles.xml").findall("m:cellXfs/m:xf", NAMES)
        self.is_bold = [fonts[int(each.get("fontId"))].find("m:b", NAMES) is not None for each in styles]

    def _tree(self, name):
        return ET.fromstring(self.parts.read(name))  # noqa: S314 - written by ourselves

    def sheet(self, name):
        return self._tree(f"xl/worksheets/sheet{self.names.index(name) + 1}.xml")

    def bold_figures(self, name):
        """The numbers in bold below the headings, row by row."""
        rows = self.sheet(name).findall("m:sheetData/m:row", NAMES)
        cells = [row.findall("m:c", NAMES) for row in rows if int(row.get("r")) > 2]
        return [[float(c.findtext("m:v", "", NAMES)) for c in row if self.is_bold[int(c.get("s"))]] for row in cells]


@pytest.fixture(scope="module")
def made_up_path(made_up, tmp_path_factory):
    path = tmp_path_factory.mktemp("made_up") / "lists.xlsx"
    write_result(made_up, path, "da")
    return path


@pytest.fixture(scope="module")
def published_path(published, tmp_path_factory):
    path = tmp_path_factory.mktemp("published") / "lists.xlsx"
    write_result(published, path, "da")
    return path


def _read(path, sheet, headings=1):
    rows = fastexcel.read_excel(path).load_sheet(sheet, header_row=None, dtypes="string").to_polars().rows()
    return rows[:headings], rows[headings:]


LISTS = [
    "Udsat boligområde",
    "Parallelsamfund",
    "Omdannelsesområde",
    "Forebyggelsesområde",
    "Område med udviklingsplan",
]


def test_there_is_a_sheet_for_each_list_and_the_four_others(made_up_path, made_up, tmp_path):
    assert Workbook(made_up_path).names == ["Oversigt", *LISTS, "Kan ikke afgøres", "Tabel", "Kodebog"]
    write_result(made_up, tmp_path / "lists.xlsx", "en")
    names = Workbook(tmp_path / "lists.xlsx").names
    assert names[:2] == ["Overview", "Vulnerable housing area"]
    assert names[-3:] == ["Undecided", "Table", "Codebook"]


def test_bold_are_exactly_the_criteria_met(made_up, made_up_path):
    listings = sorted(make_listings(made_up), key=lambda listing: listing.day, reverse=True)
    for title in LISTS:
        met = [
            pytest.approx(
                sorted(float(c.value) for c in row.cells.values() if c.verdict is Verdict.YES and c.value is not None)
            )
            for listing in listings
            if made_up.series.newest_name(listing.name) == _chain_titled(made_up, title)
            for row in listing.with_verdict(Verdict.YES)
        ]
        assert [sorted(row) for row in Workbook(made_up_path).bold_figures(title)] == met


def _chain_titled(result, title):
    newest = result.series.regimes[-1]
    return next(name for name, rule in newest.lists.items() if rule.title.da == title)


def test_a_list_has_its_areas_newest_first_under_the_name_of_the_time(published, published_path):
    (heading, lines), rows = _read(published_path, "Parallelsamfund", 2)
    assert heading[:4] == ("Boligområde", "Kommune", "Listens dato", "Listens navn dengang")
    days = [row[2] for row in rows]
    assert days == sorted(days, reverse=True)
    assert next(row[3] for row in rows if row[2].startswith("2020")) == "Ghettoområde"
    assert next(row[3] for row in rows if row[2].startswith("2021")) == "Parallelsamfund"
    assert len(rows) == published.table["parallelsamfund"].sum()
    assert lines[heading.index("18-64-årige uden tilknytning til job eller uddannelse (%)")] == "over 40 %"
    schooled = next(line for title, line in zip(heading, lines, strict=True) if title.startswith("30-59-årige"))
    assert schooled == "2018–2024: over 60 %\n2014–2017: over 50 %"


def test_figures_are_numbers_with_the_decimals_printed(tmp_path):
    printed = {**SMALL[0], "ikke_vestlige_pct": "60,25", "uden_tilknytning_pct": "45,0"}
    write_result(lr.classify([printed], decimal=","), tmp_path / "lists.xlsx")
    (heading, _), (row,) = _read(tmp_path / "lists.xlsx", "Ghettoområde", 2)
    assert row[next(n for n, title in enumerate(heading) if title.startswith("Ikke-vestlige"))] == "60.25"
    styles = Workbook(tmp_path / "lists.xlsx").parts.read("xl/styles.xml").decode()
    assert {'formatCode="#,##0.0"', 'formatCode="dd-mm-yyyy"'} <= set(re.findall(r'formatCode="[^"]*"', styles))


def test_a_line_that_differs_from_area_to_area_stands_beside_the_figure(made_up_path):
    (heading, lines), rows = _read(made_up_path, "Udsat boligområde", 2)
    income = next(n for n, title in enumerate(heading) if title.startswith("Gennemsnitlig bruttoindkomst"))
    assert lines[income] == "under 55 % af regionens gennemsnit"
    assert heading[income + 1] == "Grænse: Indkomst"
    assert len({row[income + 1] for row in rows}) > 1


def test_headings_stay_and_rows_can_be_filtered(made_up_path):
    book = Workbook(made_up_path)
    for name in book.names[:-1]:
        pane = book.sheet(name).find(".//m:pane", NAMES)
        assert (pane.get("state"), pane.get("ySplit")) == ("frozen", "2" if name in LISTS else "1"), name
        assert book.sheet(name).find("m:autoFilter", NAMES) is not None, name


def test_the_overview_counts_what_the_manifest_counts(published, published_path):
    _, rows = _read(published_path, "Oversigt")
    counted = [tuple(int(cell) for cell in (row[2], row[4], row[5])) for row in rows]
    counts = [tuple(tally.values()) for lists in published.counts.values() for tally in lists.values()]
    assert sorted(counted) == sorted(counts)
    # The published lists say who is on them, but for the plans, which no one has published.
    assert {row[1] for row in rows if row[3] != row[2]} == {"Område med udviklingsplan"}


def test_areas_on_a_list_by_history_are_marked(published_path, made_up_path, tmp_path):
    (heading, _), rows = _read(published_path, "Udsat boligområde", 2)
    assert heading[-1] == "Grundlag"
    assert {row[-1] for row in rows} == {"offentliggjort liste"}
    published_against = lr.classify(SMALL[1:2], history=[{"area": "Nej", "year": 2017, "list": "ghettoomraade"}])
    write_result(published_against, tmp_path / "lists.xlsx")
    _, rows = _read(tmp_path / "lists.xlsx", "Ghettoområde", 2)
    assert rows[0][-1] == "offentliggjort liste; tallene her siger det modsatte"
    assert "Grundlag" not in _read(made_up_path, "Udsat boligområde", 2)[0][0]


def test_each_undecided_area_has_its_reason(made_up, made_up_path):
    _, rows = _read(made_up_path, "Kan ikke afgøres")
    assert len(rows) == made_up.table["undecided"].str.count_matches("[^;]+").sum()
    # A plan undecided only because of the same year's list does not say why by itself; that list does.
    assert {row[3] for row in rows if not row[-1]} <= {"Område med udviklingsplan"}


def test_reasons_say_what_is_missing_each_kind_once(small, tmp_path):
    write_result(small, tmp_path / "lists.xlsx")
    _, rows = _read(tmp_path / "lists.xlsx", "Kan ikke afgøres")
    assert [(row[0], row[-2], row[-1]) for row in rows] == [
        ("Måske", "Udsat boligområde", "beboere ikke oplyst for 2021"),
        ("Måske", "Område med udviklingsplan", "tabellen har ingen række for 2018, 2019, 2020"),
    ]


def test_the_sheet_of_the_table_is_the_table(small, tmp_path):
    write_result(small, tmp_path / "lists.xlsx")
    read = pl.read_excel(tmp_path / "lists.xlsx", sheet_name="Tabel", schema_overrides={"undecided": pl.String})
    table = small.table.with_columns(pl.col("undecided").replace("", None))
    assert_frame_equal(read.cast(dict(table.schema)), table)


def test_the_codebook_says_what_things_are_and_what_they_were_made_from(made_up, made_up_path):
    _, rows = _read(made_up_path, "Kodebog", 0)
    cells = {cell for row in rows for cell in row if cell}
    assert set(made_up.table.columns) <= cells
    assert {each.sha256 for each in made_up.panel.inputs} <= cells
    assert {each["sha256"] for each in made_up.manifest["rules"]} <= cells
    assert {each["reading"] for each in made_up.manifest["readings"]} <= cells
    assert {lr.__version__, *made_up.notes} <= cells
    assert {"§ 61 a, stk. 1, nr. 1", "mindst 3 gange landets andel", "Fed: kriteriet er opfyldt"} <= cells


def test_writing_twice_gives_the_same_bytes_and_no_day_of_the_clock(made_up, made_up_path, tmp_path):
    write_result(made_up, tmp_path / "again.xlsx", "da")
    assert (tmp_path / "again.xlsx").read_bytes() == made_up_path.read_bytes()
    book = zipfile.ZipFile(made_up_path)
    assert {each.date_time[0] for each in book.infolist()} == {1980}
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", book.read("docProps/core.xml").decode())) == {"1980-01-01T"}


def test_a_result_without_lists_is_still_a_workbook(tmp_path):
    result = lr.classify([{"area": "A", "year": 2019, "beboere": 1200}], series="infrastruktur")
    write_result(result, tmp_path / "lists.xlsx")
    assert Workbook(tmp_path / "lists.xlsx").names == ["Oversigt", "Kan ikke afgøres", "Tabel", "Kodebog"]


# --- sheets -------------------------------------------------------------------------------------


def test_names_of_sheets_are_such_as_excel_takes():
    names = name_sheets(["Tabel", "tabel", "a/b: [c]*?", "'x'", "History", "", "o" * 40, "o" * 40])
    assert names == ["Tabel", "tabel (2)", "a b c", "x", "History (2)", "-", "o" * 31, "o" * 27 + " (2)"]


@pytest.mark.parametrize(
    ("value", "entered"),
    [
        (float("nan"), None),
        (float("inf"), "inf"),
        (10**17, "100000000000000000"),
        (date(1850, 1, 1), "1850-01-01"),
        ([1, 2], "[1, 2]"),
        (True, True),
        (2024, 2024),
    ],
)
def test_what_excel_cannot_hold_is_entered_as_text(value, entered):
    assert make_entry(value).value == entered


def test_control_characters_do_not_break_a_workbook():
    data = render_workbook([Sheet("S", [["a"]], [[Entry("x\x01\x0by")]])], "en")
    assert fastexcel.read_excel(data).load_sheet("S").to_polars().height == 1


def test_a_figure_midway_shows_one_decimal_more():
    from fractions import Fraction  # noqa: PLC0415

    from listerules.result.listing import Cell  # noqa: PLC0415

    # Rounded half to even 0.25 is 0.2, yet a spreadsheet shows 0.3.
    assert enter_figure(Cell(Fraction(1, 4), 1, Verdict.NO)).decimals == 2
    assert enter_figure(Cell(Fraction(1, 3), 1, Verdict.NO)).decimals == 1
    assert enter_figure(Cell(Fraction(5), 1, Verdict.NO)).decimals == 1
