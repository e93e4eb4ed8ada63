"""Results and frames as files: CSV, Parquet, JSON and Excel workbooks.

A file is there whole or not at all: its bytes are made first, written beside the target under a hidden name, and
only then given the target's name. No file that was read is ever written to. What comes of a result has its manifest
beside it, as `NAME.manifest.json`; a .json result has it within, and a .parquet file in both places.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable, Collection, Mapping
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from secrets import token_hex
from typing import IO, TYPE_CHECKING, Any, Literal

import polars as pl

from listerules.errors import DataError, Problem
from listerules.result.manifest import (
    IN_PARQUET,
    MOST_HASHED,
    Manifest,
    Written,
    hash_csv,
    make_manifest,
    name_manifest,
)

if TYPE_CHECKING:
    from listerules.result.result import Result
    from listerules.result.wording import Language

ROW_GROUP = 2**18  # rows
ENDINGS = (".csv", ".parquet", ".json", ".xlsx")
_EXPECTED = "Expected .csv, .parquet, .json or .xlsx."

# What a spreadsheet runs as a formula when it opens a CSV file: at the start of a cell, or after what it may take
# for the end of one (a Danish Excel parts cells at semicolons), with or without spaces and quotes in front. The wide
# forms of the signs are run in some languages.
_FORMULA = r'(^|[;\t\r\n])([\s"]*[=+\-@＝＋－＠])'
_CONTROL = r"^[\t\r\n]"


def write_result(
    result: Result, path: str | Path, language: Language = "da", inputs: Collection[str | Path] = ()
) -> None:
    """Write a result by the ending of `path`: the table to .csv or .parquet, all of it to .json or .xlsx.

    JSON holds `manifest`, `table`, `certainty` and `findings`, dates as `2019-12-01`; the first two where the figures
    stayed in a database. The workbook has a sheet for
    each list, the counts, what is undecided and why, the table, and a codebook. `language` is that of the workbook,
    and of titles and reasons in the findings. Beside any file but .json its manifest is written. Raises `DataError`
    for another ending, for a target that was read (one of `inputs`, or a file of the same content as a table of the
    result), and where the file cannot be written.
    """
    target = check_target(path, inputs)
    _check_unread(path, target, [each.sha256 for each in result.panel.inputs])
    manifest = _describe(result, path, "table", language, result.table)
    writers: Mapping[str, Callable[[], bytes]] = {
        ".csv": lambda: make_csv(result.table),
        ".parquet": lambda: _make_parquet(result.table, manifest),
        ".json": lambda: _make_json(result, manifest, language),
        ".xlsx": lambda: _make_workbook(result, path, language),
    }
    ending = target.suffix.lower()
    _replace(path, {target: writers[ending], **({} if ending == ".json" else _beside(path, manifest))})


def write_findings(
    result: Result, path: str | Path, language: Language = "da", inputs: Collection[str | Path] = ()
) -> None:
    """Write the findings of a result as `write_frame` would, with the manifest beside them."""
    target = check_target(path, inputs)
    _check_unread(path, target, [each.sha256 for each in result.panel.inputs])
    findings = result.list_findings(language)
    manifest = _describe(result, path, "findings", language, findings)
    make = _frame_writers(findings, path, language)[target.suffix.lower()]
    _replace(path, {target: make, **_beside(path, manifest)})


def write_frame(
    frame: pl.DataFrame, path: str | Path, inputs: Collection[str | Path] = (), language: Language = "da"
) -> None:
    """Write any frame by the ending of `path`: .csv, .parquet, .json (a list of rows) or .xlsx (one sheet).

    Raises `DataError` for another ending, for a target that is one of `inputs`, and where it cannot be written.
    """
    target = check_target(path, inputs)
    _replace(path, {target: _frame_writers(frame, path, language)[target.suffix.lower()]})


def _frame_writers(frame: pl.DataFrame, path: str | Path, language: Language) -> Mapping[str, Callable[[], bytes]]:
    return {
        ".csv": lambda: make_csv(frame),
        ".parquet": lambda: _make_parquet(frame),
        ".json": lambda: _list_rows(frame).encode(),
        ".xlsx": lambda: _make_sheet(frame, path, language),
    }


def _describe(
    result: Result, path: str | Path, holds: Literal["table", "findings"], language: Language, frame: pl.DataFrame
) -> Manifest:
    """The manifest of what is about to be written."""
    digest = hash_csv(make_csv(frame)) if frame.height <= MOST_HASHED else None
    written = Written(name=Path(path).name, holds=holds, language=language, sha256=digest)
    return make_manifest(result, Path(path).absolute().parent, written)


def _beside(path: str | Path, manifest: Manifest) -> Mapping[Path, Callable[[], bytes]]:
    place = name_manifest(path)
    if place.exists() and not place.is_file():
        raise DataError(Problem(str(place), "The manifest belongs here, and this is no file.", "Move it away."))
    return {place: lambda: manifest.render().encode()}


def make_harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as it is written to CSV: text that a spreadsheet would run gets an apostrophe in front.

    Empty text becomes null, so that its cell is empty and not a pair of quotes. Numbers stay as they are.
    """
    text = pl.col(pl.String, pl.Categorical, pl.Enum).cast(pl.String)
    harmless = text.str.replace_all(_FORMULA, "${1}'${2}").str.replace(_CONTROL, "'${0}").replace("", None)
    headings = pl.Series(frame.columns, dtype=pl.String)
    renamed = headings.str.replace_all(_FORMULA, "${1}'${2}").str.replace(_CONTROL, "'${0}")
    return frame.with_columns(harmless).rename(dict(zip(headings, renamed, strict=True)))


def check_target(path: str | Path, inputs: Collection[str | Path] = ()) -> Path:
    """The place `path` names, links followed. Raises `DataError` where no file could or should be written there."""
    where = str(path)
    ending = Path(path).suffix
    if ending.lower() not in ENDINGS:
        raise DataError(Problem(where, *_explain_ending(ending)))
    try:
        target = Path(path).resolve()
        if target.is_dir():
            raise DataError(Problem(where, "This is a folder.", "Name a file in it."))
        if not target.parent.is_dir():
            raise DataError(Problem(where, f"There is no folder '{Path(path).parent}'.", "Make it first."))
        if not target.exists():
            return target
        if not target.is_file():
            raise DataError(Problem(where, "This is no ordinary file.", "Write under another name."))
        if not os.access(target, os.W_OK):
            raise DataError(Problem(where, "This file may not be changed.", "Write under another name."))
        if any(Path(each).exists() and target.samefile(each) for each in inputs):
            raise DataError(Problem(where, "This is one of the tables to be read.", "Write under another name."))
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError is a link that leads to itself
        what = f"Nothing can be written here: {_tell(error)}."
        raise DataError(Problem(where, what, "Write elsewhere.")) from error
    return target


def _explain_ending(ending: str) -> tuple[str, str]:
    near = get_close_matches(ending.lower(), ENDINGS, n=1)
    what = f"The ending '{ending}' is not one we write." if ending else "The name has no ending."
    return what, f"Did you mean '{near[0]}'? {_EXPECTED}" if near else _EXPECTED


def _check_unread(path: str | Path, target: Path, hashes: Collection[str | None]) -> None:
    """Refuse to write over what the result was made from, known by its content: a frame has no file to lose."""
    try:
        if not target.exists():
            return
        with target.open("rb") as file:
            there = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        what = f"The file there cannot be looked into: {_tell(error)}."
        raise DataError(Problem(str(path), what, "Write elsewhere.")) from error
    if there in hashes:
        raise DataError(Problem(str(path), "This is one of the tables that were read.", "Write under another name."))


def _replace(path: str | Path, makers: Mapping[Path, Callable[[], bytes]]) -> None:
    """Write beside each target and take its place, so that the targets are what they were or what they should be."""
    try:
        made = {target: make() for target, make in makers.items()}
    except pl.exceptions.PolarsError as error:
        what = f"This format cannot hold the table: {str(error).splitlines()[0].rstrip('.')}."
        raise DataError(Problem(str(path), what, "Try .parquet, which holds everything.")) from error
    hidden = {target: target.with_name(f".listerules-{token_hex(8)}.tmp") for target in made}
    try:
        for target, beside in hidden.items():
            with beside.open("xb") as file:
                file.write(made[target])
                file.flush()
                os.fsync(file.fileno())  # a full disk says so here, not after the old file is gone
            if target.exists():
                shutil.copymode(target, beside)
        for target, beside in hidden.items():
            beside.replace(target)
    except OSError as error:
        what_to_do = "Make room or write elsewhere; what was there before is untouched."
        raise DataError(Problem(str(path), f"The file cannot be written: {_tell(error)}.", what_to_do)) from error
    finally:
        for beside in hidden.values():
            _remove(beside)


def _remove(beside: Path) -> None:
    try:
        beside.unlink(missing_ok=True)
    except OSError:  # the disk is gone, and the user is already told so
        return


def _tell(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


# --- formats ----------------------------------------------------------------------------------


def make_csv(frame: pl.DataFrame) -> bytes:
    """The frame as CSV, which is also what its hash is taken of."""
    return make_harmless(frame).write_csv().encode()


def _make_parquet(frame: pl.DataFrame, manifest: Manifest | None = None) -> bytes:
    data = io.BytesIO()
    sink_parquet(frame.lazy(), data, manifest.render if manifest else None)
    return data.getvalue()


def sink_parquet(frame: pl.LazyFrame, file: Path | IO[bytes], tell: Callable[[], str] | None = None) -> None:
    """Write Parquet, the same bytes for the same rows however they come; `tell` gives the manifest at the end."""
    metadata = None if tell is None else lambda _: {IN_PARQUET: tell()}
    frame.sink_parquet(file, compression="zstd", row_group_size=ROW_GROUP, metadata=metadata)


def _make_json(result: Result, manifest: Manifest, language: Language) -> bytes:
    frames = {"table": result.table}
    if result.has_figures:
        frames |= {"certainty": result.certainty, "findings": result.list_findings(language)}
    parts = {"manifest": manifest.render(), **{name: _list_rows(frame) for name, frame in frames.items()}}
    return ("{" + ",".join(f'"{name}": {part}' for name, part in parts.items()) + "}").encode()


def _list_rows(frame: pl.DataFrame) -> str:
    """A JSON list with a row on each line, so that two files can be compared line by line."""
    floats = pl.col(pl.Float32, pl.Float64)
    finite = frame.with_columns(pl.when(floats.is_finite()).then(floats))  # JSON knows neither NaN nor infinity
    rows = (json.dumps(row, ensure_ascii=False, default=_write_value) for row in finite.iter_rows(named=True))
    return "[\n" + ",\n".join(rows) + "\n]\n"


def _write_value(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _make_workbook(result: Result, path: str | Path, language: Language) -> bytes:
    from listerules.result.sheet import check_library, render_workbook  # noqa: PLC0415 - few results are workbooks
    from listerules.result.workbook import make_sheets  # noqa: PLC0415

    check_library(str(path))
    undecided = int(result.table["undecided"].str.count_matches("[^;]+").sum())
    _check_rows(path, max(result.table.height, undecided))
    return render_workbook(make_sheets(result, language), language)


def _make_sheet(frame: pl.DataFrame, path: str | Path, language: Language) -> bytes:
    from listerules.result.sheet import Sheet, check_library, make_entry, render_workbook  # noqa: PLC0415
    from listerules.result.wording import say  # noqa: PLC0415

    check_library(str(path))
    _check_rows(path, frame.height)
    rows = [[make_entry(value) for value in row] for row in frame.iter_rows()]
    return render_workbook([Sheet(say("table_sheet", language), [frame.columns], rows)], language)


def _check_rows(path: str | Path, rows: int) -> None:
    from listerules.result.sheet import MOST_ROWS  # noqa: PLC0415

    if rows > MOST_ROWS:
        what = f"The table has {rows:,} rows, and a sheet of a workbook holds {MOST_ROWS:,}."
        raise DataError(Problem(str(path), what, "Write .csv or .parquet, or ask for fewer years."))
