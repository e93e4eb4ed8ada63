"""Hostile tables of areas, baselines, published lists and lineage, by kind. All figures are made up."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

import polars as pl
import xlsxwriter
from hostile import BITS, BYTES, CELLS, SCALARS, Hostile, Kind, damage, stray_lines

PIECES = [*BITS, *BYTES, *CELLS, b'"', b"\n\n", "æ".encode("cp1252")]
CSV = (
    "Boligområde;Listeår;Dato;Region;Antal beboere;Ikke-vestlige;Andel dømte;Indkomst\n"
    "Å-parken;2019;01-12-2019;Region Sjælland;1.234;500;1,52;201.345,5\n"
    "Å-parken;2018;01-12-2018;Region Sjælland;1.234;500;1,52;201.345,5\n"
    '"Skovvejen; ""Vest""";2019;1.12.2019;Hovedstaden;999;..;1,9 %;-\n'
).encode()
REFERENCE = (
    b"area,year,beboere_18_og_over,doemte,bruttoindkomst\n"
    b"Danmark,2019,4600000,28000,\n"
    b"Region Midtjylland,2019,,,344000.5\n"
)
HISTORY = "area,year,list,on,complete\nÅ-parken,2018,ghettoområde,ja,nej\nB,2019,Ghettoområde,,\n".encode()
LINEAGE = "area,from_year,was\nÅ-parken,2019,Gammel\nGammel,2012,Å-parken\n".encode()
TABLES = {"areas": CSV, "reference": REFERENCE, "history": HISTORY, "lineage": LINEAGE}
HEADINGS = ["area", "year", "list_date", "region", "municipality", "beboere", "doemte_pct", "ikke_vestlige", "doemte"]
FRAME = pl.DataFrame({"area": ["A", "B"], "year": [2019, 2019], "beboere": [1200, None], "doemte_pct": [1.52, 1.9]})
VALUES = [
    *SCALARS,
    *("NaN", "nan", "Infinity", "-Infinity", "inf", "1e5", "1E+400", "5e-324", "1.5e-7", "-0.0", "#N/A", "#DIV/0!"),
    *("1.234,5", "1,234.5", "1.23.4", "1'234", "1 234", "٣", "−5", "+5", "100,0000000000000000001", "0x1F", "TRUE"),
    *("Danmark", "Region Ukendt", "2019", "2019.0", "20190", "0000", "..", "-", "01-12-0000", "1.1.99999", "31.2.2019"),
    *('=HYPERLINK("http://x";"y")', "+1+1", "@SUM(A1)", "9" * 39, "0." + "3" * 40, "1e309", "1" * 1000),
]
GIGABYTE = 2**30


def csv_named(door: str, data: bytes, name: str = "table.csv") -> Hostile:
    """A file given as one of the tables."""
    return Hostile(door, {name: data})


def damaged(random: Random) -> Hostile:
    """A true table with a few bytes or lines otherwise."""
    door = random.choice(list(TABLES))
    change = random.choice([lambda data: damage(data, random, PIECES), lambda data: stray_lines(data, random)])
    data = change(TABLES[door])
    if random.random() < 0.15:
        data = gzip.compress(data)
        return csv_named(door, damage(data, random, PIECES) if random.random() < 0.5 else data, "table.csv.gz")
    return csv_named(door, data, random.choice(["table.csv", "table.tsv", "table.txt"]))


def random_bytes(random: Random) -> Hostile:
    """Bytes of no kind under every ending."""
    endings = ["csv", "tsv", "txt", "csv.gz", "parquet", "pq", "arrow", "feather", "ipc", "xlsx", "xlsm", "json", "ods"]
    start = random.choice(
        [b"", b"PAR1", b"PK\x03\x04", b"\x1f\x8b\x08", b"ARROW1\x00\x00", b"\xff\xfe", b"\xef\xbb\xbf"]
    )
    data = start + random.randbytes(random.choice([0, 1, 10, 500]))
    return csv_named(random.choice(list(TABLES)), data, f"table.{random.choice([*endings, ''])}")


def hostile_cells(random: Random) -> Hostile:
    """Known columns with figures, dates and names as they should not be."""
    door = random.choice(list(TABLES))
    heading = TABLES[door].decode().splitlines()[0]
    mark = ";" if ";" in heading else ","
    width = heading.count(mark) + 1
    true = TABLES[door].decode().splitlines()[1].split(mark)
    rows = []
    for _ in range(random.randint(1, 6)):
        cells = [random.choice(VALUES)[:5000] if random.random() < 0.25 else true[place] for place in range(width)]
        rows.append(mark.join('"' + cell.replace('"', '""') + '"' if random.random() < 0.5 else cell for cell in cells))
    text = "\n".join([heading, *rows]) + "\n"
    return csv_named(door, text.encode(random.choice(["utf-8", "utf-8", "utf-16", "cp1252"]), "replace"))


def hostile_headings(random: Random) -> Hostile:
    """Headings twice, empty, nearly right, very long, or in another writing."""
    names = [
        *HEADINGS,
        *SCALARS,
        "Beboere",
        "beboer",
        "BEBOERE ",
        "b\u0435boere",
        "årr",
        "Andel dømte (%)",
        "bebo\u00adere",
    ]
    chosen = ["area", "year", *random.choices(names, k=random.randint(1, 12))]
    if random.random() < 0.3:
        random.shuffle(chosen)
    mark = random.choice([",", ";", "\t", "|", " "])
    cells = ["A", "2019", *("1" for _ in chosen[2:])]
    quoted = ['"' + name.replace('"', '""') + '"' for name in chosen]
    return csv_named(random.choice(list(TABLES)), f"{mark.join(quoted)}\n{mark.join(cells)}\n".encode())


def mixed_encodings(random: Random) -> Hostile:
    """One line in UTF-8, another in Windows-1252, a third in UTF-16, with nul bytes and marks of byte order."""
    encodings = ["utf-8", "cp1252", "utf-16", "utf-16-be", "latin-1", "utf-8-sig", "utf-32", "cp850"]
    lines = [line.encode(random.choice(encodings), "replace") for line in CSV.decode().splitlines()]
    return csv_named("areas", random.choice([b"\n", b"\r\n", b"\r", b"\x00\n", b"\x85", b"\x1a"]).join(lines))


def wide(random: Random) -> Hostile:
    """A hundred thousand columns, or a million headings without a name."""
    count = random.choice([1000, 20_000, 100_000, 1_000_000])
    name = random.choice(["", "x{}", "beboere{}", "antal beboere i alt {}", "beboere"])
    mark = random.choice([",", ";", "\t"])
    headings = mark.join(name.format(number) for number in range(count))
    return csv_named("areas", f"area{mark}year{mark}{headings}\nA{mark}2019{mark}{mark.join(['1'] * count)}\n".encode())


def open_quotes(random: Random) -> Hostile:
    """Quotation marks that never close, or close again and again."""
    unit = random.choice([b'"', b'""', b'"\n', b'",', b'";"', b'a"b', b'"a', b'\n"', b'"\r'])
    before = random.choice([b"", b"area,year\n", b'area,"year\n', b'area;year\nA;"'])
    return csv_named(random.choice(list(TABLES)), before + unit * random.choice([1, 1000, 1_000_000]))


def long_cells(random: Random) -> Hostile:
    """A number of a million digits, a name of a million letters, a date, a year, a heading as long."""
    unit = random.choice(["9", "0", "a", "æ", " ", "-", ".", ",", "1.000", "1 ", "%", "e1", "\u0301", "="])
    cell = unit * (random.choice([1000, 1_000_000]) // len(unit))
    row = ["A", "2019", "1", "1,5", "Sjælland"]
    row[random.randrange(5)] = cell
    heading = ["area", "year", "beboere", "doemte_pct", random.choice(["region", "list_date", cell])]
    return csv_named(random.choice(["areas", "reference"]), f"{';'.join(heading)}\n{';'.join(row)}\n".encode())


def long_tables(random: Random) -> Hostile:
    """Many rows: of one area, of nothing, of names nearly alike, of mistakes."""
    count = random.choice([1000, 20_000])
    door = random.choice(list(TABLES))
    first = {
        "areas": "area,year,beboere",
        "reference": "area,year,beboere",
        "history": "area,year,list",
        "lineage": "area,from_year,was",
    }[door]
    last = {"areas": "1000", "reference": "1000", "history": "ghettoområde", "lineage": "O {}"}[door]
    row = random.choice(
        [f"A {{}},2019,{last}", f"A,2019,{last}", f"A {{}},x,{last}", ",,", "A {},2019,B{}", "A {},2019,A 1"]
    )
    rows = "\n".join(row.replace("{}", str(number)) for number in range(count))
    return csv_named(door, f"{first}\n{rows}\n".encode())


def chains_of_names(random: Random) -> Hostile:
    """Areas that were each other in circles, in chains, and all of them all."""
    count = random.choice([2, 30, 300])
    names = ["Å-parken", *(f"N{number}" for number in range(count))]
    pairs = random.choice(
        [
            list(zip(names, [*names[1:], names[0]], strict=True)),
            [(names[0], other) for other in names[1:]],
            [(other, names[0]) for other in names[1:]],
            [(one, other) for one in names[:30] for other in names[:30] if one != other],
        ]
    )
    rows = [f"{one},{random.randint(2011, 2019)},{other}" for one, other in pairs]
    return csv_named("lineage", "\n".join(["area,from_year,was", *rows]).encode())


def write_frame(frame: pl.DataFrame, ending: str, **options: Any) -> bytes:
    """A frame as Parquet or Arrow."""
    buffer = io.BytesIO()
    (frame.write_parquet if ending == "parquet" else frame.write_ipc)(buffer, **options)
    return buffer.getvalue()


def columnar(random: Random) -> Hostile:
    """Damaged Parquet and Arrow."""
    ending = random.choice(["parquet", "arrow"])
    return csv_named(
        random.choice(list(TABLES)), damage(write_frame(FRAME, ending), random, BYTES, 8), f"table.{ending}"
    )


def strange_types(random: Random) -> Hostile:
    """Parquet and Arrow of lists, structs, decimals, categories, binaries, durations, dates of year 0 and 99999."""
    days = pl.Series([-719_528, 35_804_721]).cast(pl.Int32).cast(pl.Date)
    columns = [
        pl.Series([[1], [2, 3]]),
        pl.Series([{"a": 1}, {"a": 2}]),
        pl.Series(["1.5", "1e3"]).cast(pl.Float64).cast(pl.Decimal(38, 20)),
        pl.Series(["x", "y"]).cast(pl.Categorical),
        pl.Series([b"\x00\xff", b""]),
        pl.Series([1, 2]).cast(pl.Duration("ms")),
        pl.Series([1, 2]).cast(pl.Time),
        days,
        days.cast(pl.Datetime("ms")),
        pl.Series([float("nan"), float("-inf")]),
        pl.Series([2**63 - 1, -(2**63)]),
        pl.Series([2**64 - 1, 0], dtype=pl.UInt64),
        pl.Series([10**37, -(10**37)], dtype=pl.Int128),
        pl.Series([None, None]),
        pl.Series([True, False]),
        pl.Series(["\x00", "\x1b[2J\u202e"]),
        pl.Series(["2019", "2018"]),
        pl.Series([2019, 2018]),
        pl.Series([2019.0, 2018.5]),
        pl.Series([1e300, 5e-324]),
    ]
    names = ["area", "year", *random.sample(HEADINGS[2:], random.randint(1, 5))]
    chosen = [pl.Series(["A", "B"]), pl.Series([2019, 2018]), *(random.choice(columns) for _ in names[2:])]
    if random.random() < 0.5:
        chosen[random.randint(0, 1)] = random.choice(columns)
    frame = pl.DataFrame([series.alias(name) for name, series in zip(names, chosen, strict=True)])
    ending = random.choice(["parquet", "arrow"])
    return csv_named(random.choice(list(TABLES)), write_frame(frame, ending), f"table.{ending}")


def parquet_bomb(random: Random) -> Hostile:
    """A small Parquet or Arrow file of very many equal rows, or of one long text many times."""
    rows = random.choice([3_000_000, 10_000_000, 100_000_000])
    lines = pl.LazyFrame({"n": [0]}).select(pl.lit(0, pl.Int8).repeat_by(rows).explode().alias("beboere"))
    frame = lines.select(area=pl.lit("A"), year=pl.lit(2019, pl.Int16), beboere="beboere").collect()
    return csv_named("areas", write_frame(frame, "parquet", compression="zstd"), "table.parquet")


def text_bomb(random: Random) -> Hostile:
    """A text of a megabyte in each of very many cells, stored once."""
    text = "x" * 1_000_000
    rows = random.choice([1000, 20_000])
    column = pl.Series([text]).cast(pl.Categorical).new_from_index(0, rows)
    frame = pl.DataFrame({"area": column, "year": [2019] * rows, "beboere": [1] * rows})
    ending = random.choice(["parquet", "arrow"])
    return csv_named("areas", write_frame(frame, ending, compression="zstd"), f"table.{ending}")


@cache
def _packed_unit(unit: bytes) -> tuple[bytes, bytes, int]:
    """A megabyte of a unit, alone and as blocks of deflate that can stand one after another; and the size."""
    megabyte = unit * (2**20 // len(unit))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return megabyte, packer.compress(megabyte) + packer.flush(zlib.Z_FULL_FLUSH), len(megabyte)


def gzip_bomb(random: Random) -> Hostile:
    """A few megabytes that unpack to gigabytes."""
    unit = random.choice([b"\x00", b"a", b"A;2019;1000\n", b"\n", b";", b'"', b'"a";', b"\xff", b","])
    member = gzip.compress(_packed_unit(unit)[0], 9)
    head = gzip.compress(random.choice([b"", b"area;year;beboere\n"]))
    data = head + member * random.choice([25, 90, 1024, 4096])
    if random.random() < 0.2:
        data = gzip.compress(data)
    return csv_named(random.choice(list(TABLES)), data, random.choice(["table.csv.gz", "table.csv", "table.tsv.gz"]))


def _workbook(cells: Mapping[str, Any] | None = None, sheets: int = 1) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_urls": False, "nan_inf_to_errors": True})
    for number in range(sheets):
        sheet = book.add_worksheet(f"S{number}")
        for place, row in enumerate((["area", "year", "beboere"], ["A", 2019, 1000])):
            sheet.write_row(place, 0, row)
        for name, value in (cells or {}).items():
            sheet.write(name, value)
    book.close()
    return buffer.getvalue()


def _with_part(book: bytes, part: str, content: bytes) -> bytes:
    """A workbook with one of its parts said otherwise."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), part]):
            new.writestr(name, content if name == part else old.read(name))
    return buffer.getvalue()


@cache
def _huge_part(part: str, start: bytes, unit: bytes, megabytes: int, *, honest: bool) -> bytes:
    """A workbook with a part that unpacks to gigabytes; it says so in its directory, or says that it is small."""
    megabyte, packed, size = _packed_unit(unit)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH) + packed * megabytes + b"\x03\x00"
    check = zlib.crc32(start)
    for _ in range(megabytes):
        check = zlib.crc32(megabyte, check)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, body)  # as it is; that it is packed is said below
        offset = new.getinfo(part).header_offset
    data = bytearray(buffer.getvalue())
    total = len(start) + megabytes * size if honest else 1000
    for header, way in ((offset, 8), (data.rindex(b"PK\x01\x02"), 10)):
        data[header + way : header + way + 2] = zipfile.ZIP_DEFLATED.to_bytes(2, "little")
        data[header + way + 6 : header + way + 10] = check.to_bytes(4, "little")
        data[header + way + 14 : header + way + 18] = total.to_bytes(4, "little")
    return bytes(data)


SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
XML = b'<?xml version="1.0" encoding="UTF-8"?>'
WORKSHEET = XML + b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def workbook_bomb(random: Random) -> Hostile:
    """A workbook of a few megabytes whose sheet or texts unpack to gigabytes."""
    part, start, unit = random.choice(
        [
            (SHEET, WORKSHEET, b" "),
            (SHEET, WORKSHEET + b"<row><c><v>1", b"1"),
            (SHEET, WORKSHEET + b"<row>", b"<c><v>1</v></c>"),
            (SHEET, WORKSHEET, b"<row><c><v>1</v></c></row>"),
            (STRINGS, XML + b"<sst><si><t>", b"x"),
            (STRINGS, XML + b"<sst>", b"<si><t>x</t></si>"),
            ("xl/workbook.xml", XML + b"<workbook><sheets>", b" "),
            ("xl/styles.xml", XML + b"<styleSheet>", b"<xf/>"),
            ("xl/media/image1.png", b"", b"\x00"),
        ]
    )
    book = _huge_part(part, start, unit, random.choice([300, 2000]), honest=random.random() < 0.5)
    return csv_named(random.choice(list(TABLES)), book, "table.xlsx")


def workbook_corners(random: Random) -> Hostile:
    """A small workbook whose cells lie in far corners, or whose texts are long and used many times."""
    cell = b'<c r="%s" t="%s"><v>%s</v></c>'
    text = b"<sst><si><t>" + b"x" * 1_000_000 + b"</t></si></sst>"
    corners = WORKSHEET + b'<row r="1">' + cell % (b"A1", b"n", b"1") + b"</row>"
    far = random.choice([(1048576, b"XFD"), (1048576, b"A"), (1, b"XFD"), (300_000, b"CV"), (2**32 - 1, b"ZZZZZZ")])
    corners += b'<row r="%d">' % far[0] + cell % (far[1] + str(far[0]).encode(), b"n", b"1") + b"</row>"
    rows = random.choice([100, 10_000])
    repeated = WORKSHEET + b"".join(
        b'<row r="%d">' % n + cell % (b"A%d" % n, b"s", b"0") + b"</row>" for n in range(1, rows)
    )
    end = b"</sheetData></worksheet>"
    if random.random() < 0.5:
        return csv_named("areas", _with_part(_workbook(), SHEET, corners + end), "table.xlsx")
    book = _with_part(_workbook(), STRINGS, XML + text)
    return csv_named("areas", _with_part(book, SHEET, repeated + end), "table.xlsx")


def workbooks(random: Random) -> Hostile:
    """Damaged workbooks, and workbooks with strange parts, cells and very many sheets."""
    laughs = (
        b"<!DOCTYPE x [" + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 30)) + b"]>"
    )
    parts = [SHEET, STRINGS, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml"]
    contents = [
        b"",
        b"<",
        XML + laughs + b"<x>&a29;</x>",
        XML + b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>',
        XML + b'<sst count="4294967295" uniqueCount="4294967295"></sst>',
        WORKSHEET + b"<row>" * 10_000,
        WORKSHEET.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>') + b"</sheetData></worksheet>",
        WORKSHEET + b'<row r="1"><c r="A1" t="s"><v>4294967295</v></c></row></sheetData></worksheet>',
        WORKSHEET
        + b'<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="A1"><v>1e999</v></c></row></sheetData></worksheet>',
        XML + b'<Relationships><Relationship Id="rId1" Target="../../../../etc/passwd"/></Relationships>',
        random.randbytes(200),
    ]
    values = {
        "A3": random.choice(VALUES)[:30_000],
        "B3": random.choice(VALUES)[:30_000],
        "C3": random.choice([1e300, -5, 0.1, True]),
    }
    book = random.choice([_workbook(), _workbook(values), _workbook(sheets=random.choice([1, 60]))])
    change = random.choice(["damage", "part", "none"])
    if change == "damage":
        book = damage(book, random, BYTES, 8)
    elif change == "part":
        book = _with_part(book, random.choice(parts), random.choice(contents))
    return csv_named(random.choice(list(TABLES)), book, random.choice(["table.xlsx", "table.xlsx", "table.xlsm"]))


def records(random: Random) -> Hostile:
    """Lists of dicts, as read from JSON: cells and keys of every kind."""
    cells = [
        *(None, True, 0, -1, 10**40, 1e308, 1.5, float("nan"), float("inf"), -0.0, [], {}, [1, [2]], {"a": 1}),
        *("\ud800", "\x00", "\x1b[2J", *VALUES),
    ]
    rows = []
    for _ in range(random.randint(0, 4)):
        row = {"area": "A", "year": 2019, **{random.choice(HEADINGS): random.choice(cells) for _ in range(3)}}
        rows.append(
            {**row, random.choice([*SCALARS, "\ud800", ""]): random.choice(cells)} if random.random() < 0.2 else row
        )
    tree = random.choice([rows, rows, rows, rows, {"rows": rows}, rows[:1] * 3, [1], "x", None])
    return Hostile("records", {"records.json": json.dumps(tree).encode()})


KINDS: Mapping[str, Kind] = {
    "tables: damaged": Kind(damaged, 4),
    "tables: random bytes": Kind(random_bytes),
    "tables: hostile cells": Kind(hostile_cells, 4),
    "tables: hostile headings": Kind(hostile_headings, 2),
    "tables: mixed encodings": Kind(mixed_encodings, 0.5),
    "tables: a million columns": Kind(wide, 0.03),
    "tables: open quotes": Kind(open_quotes, 0.2),
    "tables: a million digits": Kind(long_cells, 0.1),
    "tables: many rows": Kind(long_tables, 0.1),
    "tables: chains of names": Kind(chains_of_names, 0.2),
    "tables: gzip bomb": Kind(gzip_bomb, 0.03),
    "columnar: damaged": Kind(columnar),
    "columnar: strange types": Kind(strange_types),
    "columnar: very many rows": Kind(parquet_bomb, 0.02),
    "columnar: one long text": Kind(text_bomb, 0.02),
    "workbooks: damaged": Kind(workbooks),
    "workbooks: bomb": Kind(workbook_bomb, 0.03),
    "workbooks: far corners": Kind(workbook_corners, 0.05),
    "records": Kind(records),
}
