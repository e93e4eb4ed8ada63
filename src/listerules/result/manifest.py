"""What made a result: version, rules and tables with their hashes, options, readings and counts.

A manifest says all it takes to make the result again, and nothing of the clock or of where the machine keeps its
files: places are told from the folder the manifest lies in.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import polars as pl
from pydantic import ConfigDict, ValidationError

from listerules._version import __version__
from listerules.errors import DataError, Problem
from listerules.law.model import Model, Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from listerules.areas.panel import Input, Panel
    from listerules.law.model import Regime
    from listerules.law.rulebook import Rulebook

ENDING = ".manifest.json"
SHIPPED = "shipped"
IN_PARQUET = "listerules"  # the key of a Parquet file's metadata
MOST_HASHED = 2_000_000  # rows of a table whose hash is taken, as that takes longer than judging it


class RuleSource(Model):
    """A rule file: its name within the folder of rules, and the SHA-256 of its bytes."""

    name: str
    sha256: str


class TableSource(Model):
    """A table that went in: as which option, where it was from the manifest's folder, the SHA-256, and the rows.

    `path` and `sha256` are None for what was no file but a frame in memory.
    """

    option: Literal["areas", "reference", "history", "lineage"]
    name: str
    path: str | None
    sha256: str | None
    rows: int


class Options(Model):
    """What was asked for besides the tables and the rules."""

    model_config = ConfigDict(frozen=True, extra="allow")

    series: str
    years: tuple[int, ...] | None
    as_printed: bool
    decimal: Literal[",", "."] | None


class ChosenReading(Model):
    """A choice the rules make where the law leaves room."""

    regime: str
    node: str
    reading: str
    choice: str


class Written(Model):
    """The file that was written: its name, what it holds, its language, and the SHA-256 of what it holds as CSV.

    A table of more than `MOST_HASHED` rows has no SHA-256.
    """

    name: str
    holds: Literal["table", "findings"]
    language: Literal["da", "en"]
    sha256: str | None


class Manifest(Model):
    """All it takes to make a result again. `rules_from` is `shipped`, or a path like those of the inputs."""

    listerules: str
    python: str
    polars: str
    options: Options
    rules_from: str
    rules: tuple[RuleSource, ...]
    scenarios: tuple[Scenario, ...]
    inputs: tuple[TableSource, ...]
    regimes: tuple[str, ...]
    readings: tuple[ChosenReading, ...]
    counts: dict[str, dict[str, dict[str, int]]]
    notes: tuple[str, ...]
    written: Written | None = None

    def to_mapping(self) -> dict[str, Any]:
        """The manifest as plain lists, mappings, texts and numbers."""
        told = self.model_dump(mode="json", exclude={"scenarios"})
        told["scenarios"] = [each.model_dump(mode="json", exclude_defaults=True) for each in self.scenarios]
        return {name: told[name] for name in type(self).model_fields}

    def render(self) -> str:
        """The manifest as it is written to a file."""
        return json.dumps(self.to_mapping(), ensure_ascii=False, indent=1) + "\n"


class Described(Protocol):
    """What a manifest tells of a result: of `Result`, or of one that went from file to file."""

    @property
    def rulebook(self) -> Rulebook:
        """The rules it was judged by."""
        ...

    @property
    def regimes(self) -> Sequence[Regime]:
        """Those in force in its rows."""
        ...

    @property
    def panel(self) -> Panel:
        """What was read."""
        ...

    @property
    def options(self) -> Mapping[str, Any]:
        """What was asked for."""
        ...

    @property
    def counts(self) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
        """By list date and list."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What was recognised and assumed."""
        ...


def make_manifest(result: Described, folder: Path | None = None, written: Written | None = None) -> Manifest:
    """The manifest of a result, with places told from `folder`; only the names of files where none is given."""
    rulebook = result.rulebook
    in_force = {regime.regime for regime in result.regimes}
    return Manifest(
        listerules=__version__,
        python=platform.python_version(),
        polars=pl.__version__,
        options=Options.model_validate(dict(result.options)),
        rules_from=SHIPPED if rulebook.place is None else _tell_place(rulebook.place, folder),
        rules=tuple(RuleSource(name=file.name, sha256=file.sha256) for file in rulebook.files),
        scenarios=rulebook.scenarios,
        inputs=tuple(_tell_input(each, folder) for each in result.panel.inputs),
        regimes=tuple(regime.regime for regime in result.regimes),
        readings=tuple(
            ChosenReading(regime=regime.regime, node=path, reading=reading.name, choice=reading.choice.en)
            for regime, path, reading in rulebook.readings()
            if regime.regime in in_force
        ),
        counts={day: {name: dict(tally) for name, tally in lists.items()} for day, lists in result.counts.items()},
        notes=result.notes,
        written=written,
    )


def name_manifest(path: str | Path) -> Path:
    """Where the manifest of a written file lies: beside it, under its whole name."""
    return Path(path).with_name(f"{Path(path).name}{ENDING}")


def hash_csv(csv: bytes) -> str:
    """The SHA-256 of a table, taken of its CSV whatever format it is written in."""
    return hashlib.sha256(csv).hexdigest()


def read_manifest(path: str | Path) -> Manifest:
    """Read a manifest, or that of a written result: in the .json file, beside it, or in the Parquet file itself.

    Raises `DataError` where there is none, and where it cannot be read.
    """
    path = Path(path)
    where = str(path)
    is_json = path.suffix.lower() == ".json"
    beside = name_manifest(path)
    try:
        if is_json and not beside.exists():
            text = path.read_text(encoding="utf-8")
        elif beside.exists():
            where, text = str(beside), beside.read_text(encoding="utf-8")
        else:
            text = _read_metadata(path)
    except FileNotFoundError:
        raise DataError(Problem(where, "No such file.", "Name a manifest, or a result that has one.")) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise DataError(Problem(where, f"The file cannot be read: {reason}.")) from error
    return _parse_manifest(text, where)


def _read_metadata(path: Path) -> str:
    """The manifest within a Parquet file. Raises `DataError` for any other file, which then has none."""
    with path.open("rb") as file:
        try:
            metadata = pl.read_parquet_metadata(file) if path.suffix.lower() == ".parquet" else {}
        except pl.exceptions.PolarsError:
            metadata = {}
    if IN_PARQUET not in metadata:
        what_to_do = f"Expected '{name_manifest(path).name}' in the same folder."
        raise DataError(Problem(str(path), "This file has no manifest.", what_to_do))
    return metadata[IN_PARQUET]


def _parse_manifest(text: str, where: str) -> Manifest:
    no_manifest = "This is no manifest of listerules"
    way_out = "Name a file that 'listerules classify -o' wrote."
    try:
        told = json.loads(text)
    except ValueError:
        raise DataError(Problem(where, f"{no_manifest}: it is not JSON.", way_out)) from None
    told = told.get("manifest", told) if isinstance(told, dict) else told
    if not isinstance(told, dict) or "listerules" not in told:
        raise DataError(Problem(where, f"{no_manifest}.", way_out))
    try:
        return Manifest.model_validate(told)
    except ValidationError as error:
        wrong = ".".join(str(part) for part in error.errors()[0]["loc"])
        version = told["listerules"]
        if version == __version__:
            raise DataError(Problem(where, f"{no_manifest} as they are: '{wrong}' does not fit.", way_out)) from None
        what = f"Its '{wrong}' is not such as listerules {__version__} writes."
        raise DataError(Problem(where, what, f"It was written by listerules {version}: use that.")) from None


def _tell_input(table: Input, folder: Path | None) -> TableSource:
    place = None if table.path is None else _tell_place(table.path, folder)
    return TableSource.model_validate(
        {"option": table.option, "name": table.name, "path": place, "sha256": table.sha256, "rows": table.rows}
    )


def _tell_place(path: Path, folder: Path | None) -> str:
    """Where a file is, told from a folder with forward slashes; its name alone where no way leads there."""
    if folder is None:
        return path.name
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return path.name
