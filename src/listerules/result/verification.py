"""Making a written result again from its manifest, and what differs."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from listerules._version import __version__
from listerules.errors import DataError, ListerulesError, Problem
from listerules.law.model import Text
from listerules.law.rulebook import VOCABULARY_FILE, Rulebook, find_shipped_rules, load_rules
from listerules.result.classify import classify
from listerules.result.manifest import ENDING, SHIPPED, Manifest, Written, hash_csv, read_manifest
from listerules.result.result import FINDING_TYPES, Result
from listerules.result.verdicts import KEYS, list_verdicts
from listerules.result.write import make_csv, make_harmless
from listerules.result.written import read_result

if TYPE_CHECKING:
    from listerules.law.rulebook import Series


@dataclass(frozen=True)
class Difference:
    """One thing that is not as the manifest says, or is worth knowing: of what kind, about what, was and is.

    The kinds are the words of `wording_of_certainty`. `was` and `now` are short texts, hashes, versions, verdicts or
    counts, None where there is no such thing.
    """

    kind: str
    subject: str
    was: Any = None
    now: Any = None
    day: str | None = None
    list: str | None = None
    title: Text | None = None


@dataclass(frozen=True)
class Verification:
    """What came of making a result again. `result` is None where it could not be made."""

    name: str
    manifest: Manifest
    differences: tuple[Difference, ...]
    notes: tuple[Difference, ...]
    result: Result | None

    @property
    def is_same(self) -> bool:
        """Whether it came out the same, from the same rules and tables."""
        return not self.differences


def verify_result(path: str | Path) -> Verification:
    """Make a result again from its manifest, or from a written file that has one, and compare.

    Rules and tables are looked for where the manifest says, seen from its folder, and else beside it. Everything that
    differs is named: rules, tables, the written file, the table and its verdicts, the counts. Raises `DataError` where
    there is no manifest, where it cannot be read, and where the result was made from tables in memory.
    """
    path = Path(path)
    manifest = read_manifest(path)
    in_memory = [each.option for each in manifest.inputs if each.path is None]
    if in_memory:
        what = f"This was made from tables in memory ({', '.join(in_memory)}), so it cannot be made again from here."
        raise DataError(Problem(str(path), what, "Only what was made from files can be verified."))
    folder = path.absolute().parent
    found: dict[str, Path | None] = {
        each.option: _find_file(folder, each.path or each.name, each.name) for each in manifest.inputs
    }
    changes = [*_compare_rules(manifest, folder), *_compare_inputs(manifest, found)]
    result, failures = _make_again(manifest, folder, found, changes)
    compared = [] if result is None else list(_compare_result(path, manifest, result))
    differences = [each for each in (*changes, *failures, *compared) if each.kind not in NOTES]
    notes = [*_compare_versions(manifest), *(each for each in compared if each.kind in NOTES)]
    return Verification(path.name, manifest, tuple(differences), tuple(notes), result)


NOTES = ("no file", "no comparison")


# --- what went in -----------------------------------------------------------------------------


def _find_file(folder: Path, place: str, name: str) -> Path | None:
    """Where a file is: as told from the folder, or else in it; None where it is neither."""
    places = (Path(os.path.normpath(folder / place)), folder / place, folder / name)
    return next((each for each in places if each.exists()), None)


def _find_rules(manifest: Manifest, folder: Path) -> Path | None:
    """The folder or file of the rules; that of the rules that ship where those were used. None where it is gone."""
    if manifest.rules_from == SHIPPED:
        return find_shipped_rules()
    return _find_file(folder, manifest.rules_from, Path(manifest.rules_from).name)


def _compare_rules(manifest: Manifest, folder: Path) -> Iterator[Difference]:
    top = _find_rules(manifest, folder)
    if top is None:
        yield Difference("missing rules", manifest.rules_from)
        return
    within = top if top.is_dir() else top.parent
    for each in manifest.rules:
        now = _hash_file(within / each.name)
        if now is None and each.name == VOCABULARY_FILE:
            now = _hash_file(find_shipped_rules() / VOCABULARY_FILE)
        if now is None:
            yield Difference("missing rule", each.name)
        elif now != each.sha256:
            yield Difference("changed rule", each.name, each.sha256, now)


def _compare_inputs(manifest: Manifest, found: Mapping[str, Path | None]) -> Iterator[Difference]:
    for each in manifest.inputs:
        file = found[each.option]
        now = None if file is None else _hash_file(file)
        if now is None:
            yield Difference("missing table", each.path or each.name, each.option)
        elif now != each.sha256:
            yield Difference("changed table", each.name, each.sha256, now)


def _hash_file(path: Path) -> str | None:
    """The SHA-256 of a file; None where there is none that can be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _compare_versions(manifest: Manifest) -> Iterator[Difference]:
    versions = {
        "listerules": (manifest.listerules, __version__),
        "Polars": (manifest.polars, pl.__version__),
        "Python": (manifest.python, platform.python_version()),
    }
    for name, (was, now) in versions.items():
        if was != now:
            yield Difference("version", name, was, now)


# --- what comes out ---------------------------------------------------------------------------


def _make_again(
    manifest: Manifest, folder: Path, found: Mapping[str, Path | None], changes: Sequence[Difference]
) -> tuple[Result | None, list[Difference]]:
    """The result of the same options, or why there is none. Raises where nothing that went in has changed."""
    rules = _find_rules(manifest, folder)
    if rules is None or any(each.kind == "missing table" for each in changes):
        return None, []
    options = manifest.options
    try:
        rulebook = load_rules(None if manifest.rules_from == SHIPPED else rules)
        for scenario in manifest.scenarios:
            rulebook = rulebook.with_scenario(scenario)
        result = classify(
            found["areas"],
            rulebook,
            series=options.series,
            years=options.years,
            reference=found.get("reference"),
            history=found.get("history"),
            lineage=found.get("lineage"),
            decimal=options.decimal,
            as_printed=options.as_printed,
        )
    except ListerulesError as error:
        if not changes:
            raise
        return None, [Difference("failed", str(error))]
    return result, []


def _compare_result(path: Path, manifest: Manifest, result: Result) -> Iterator[Difference]:
    """Rule files that have come since, and what differs in the table or findings, the verdicts and the counts."""
    known = {each.name for each in manifest.rules}
    yield from (Difference("new rule", file.name) for file in result.rulebook.files if file.name not in known)
    written = manifest.written
    if written is not None:
        again = result.table if written.holds == "table" else result.list_findings(written.language)
        is_same = written.sha256 is None or hash_csv(make_csv(again)) == written.sha256
        file = path.with_name(written.name) if path.name.endswith(ENDING) else path
        yield from _compare_file(file, written, again, result, is_same=is_same)
    yield from _compare_counts(manifest, result)


def _compare_file(
    file: Path, written: Written, again: pl.DataFrame, result: Result, *, is_same: bool
) -> Iterator[Difference]:
    """Whether the file still holds what was written, and what is now made otherwise."""
    was: pl.DataFrame | None = None
    is_untouched = True
    if not file.exists():
        yield Difference("no file", file.name)
    else:
        try:
            was = _read_written(file, written, result.rulebook)
        except (ListerulesError, pl.exceptions.PolarsError, OSError, ValueError, KeyError, TypeError):
            yield Difference("unreadable", file.name)
        else:
            # A workbook rounds the last of seventeen digits, so its findings are known by their verdicts alone.
            is_known = written.holds == "table" or file.suffix.lower() != ".xlsx"
            is_untouched = not is_known or written.sha256 is None or hash_csv(make_csv(was)) == written.sha256
    if not is_untouched:
        yield Difference("edited", file.name)
    if not is_same:
        yield Difference(f"other {written.holds}", file.name, written.sha256, hash_csv(make_csv(again)))
    if was is None and not is_same:
        yield Difference("no comparison", file.name)
    if was is not None:
        before, after = (_tell_verdicts(frame, result.series) for frame in (was, again))
        yield from _compare_verdicts(before, after, result)


def _read_written(file: Path, written: Written, rulebook: Rulebook) -> pl.DataFrame:
    """What a file holds, in the shape it was written in."""
    if written.holds == "table":
        table = read_result(file, rulebook).table
        return table.drop("list_date") if table["list_date"].is_null().all() else table
    ending = file.suffix.lower()
    if ending == ".csv":
        return pl.read_csv(file, schema_overrides=dict(FINDING_TYPES))
    if ending == ".parquet":
        return pl.read_parquet(file)
    texts = {name: kind for name, kind in FINDING_TYPES.items() if name != "list_date"}
    if ending == ".xlsx":
        return pl.read_excel(file, schema_overrides=texts).with_columns(pl.col("list_date").cast(pl.Date))
    rows = json.loads(file.read_text(encoding="utf-8"))
    frame = pl.DataFrame(rows, schema={**texts, "list_date": pl.String}, orient="row")
    return frame.with_columns(pl.col("list_date").cast(pl.Date))


def _tell_verdicts(frame: pl.DataFrame, series: Series) -> pl.DataFrame:
    """The verdicts of lists in a table or in findings, lists under their newest names."""
    if "path" in frame.columns:
        lists = frame.filter(~pl.col("path").str.contains(".", literal=True))
        long = lists.select("area", "year", pl.col("path").alias("list"), "verdict", "list_date")
    else:
        long = list_verdicts(frame)
    names = {name: series.newest_name(name) for regime in series.regimes for name in regime.lists}
    return make_harmless(long.with_columns(pl.col("list").replace(names)))


def _compare_verdicts(was: pl.DataFrame, now: pl.DataFrame, result: Result) -> Iterator[Difference]:
    keys = [*KEYS, "list"]
    both = was.join(now, on=keys, how="full", coalesce=True, nulls_equal=True, suffix=" now", maintain_order="left")
    regimes = result.series.regimes
    titles = {result.series.newest_name(name): rule.title for each in regimes for name, rule in each.lists.items()}
    for row in both.filter(pl.col("verdict").ne_missing(pl.col("verdict now"))).iter_rows(named=True):
        day = row["list_date"].isoformat() if row["list_date"] else str(row["year"])
        name = row["list"]
        yield Difference("verdict", row["area"], row["verdict"], row["verdict now"], day, name, titles.get(name))


def _compare_counts(manifest: Manifest, result: Result) -> Iterator[Difference]:
    was = {(day, name): dict(tally) for day, lists in manifest.counts.items() for name, tally in lists.items()}
    now = {(day, name): dict(tally) for day, lists in result.counts.items() for name, tally in lists.items()}
    titles = {name: rule.title for regime in result.series.regimes for name, rule in regime.lists.items()}
    for day, name in sorted({**was, **now}):
        before, after = was.get((day, name)), now.get((day, name))
        if before != after:
            yield Difference("counts", name, before, after, day, name, titles.get(name))
