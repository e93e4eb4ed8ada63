"""What a table of a database holds: which of its columns are known, and how their figures are written there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl

from listerules.areas.numbers import figure_columns
from listerules.areas.read import read_table
from listerules.errors import DataError, Problem
from listerules.law.columns import STRUCTURAL
from listerules.result.databases.values import quote, quote_table

if TYPE_CHECKING:
    from listerules.law.columns import Vocabulary
    from listerules.law.model import Column
    from listerules.result.databases.connection import Database

Kind: TypeAlias = Literal["whole", "decimal", "float", "text", "day", "other"]

# The types of DuckDB and PostgreSQL, by how their values are read.
_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"u?(tiny|small|big|huge)?int(eger)?", "whole"),
    (r"(decimal|numeric)(\(.*\))?", "decimal"),
    (r"float|real|double( precision)?", "float"),
    (r"varchar|text|bpchar|name|character( varying)?(\(\d+\))?|enum\(.*\)", "text"),
    (r"date", "day"),
)


@dataclass(frozen=True)
class Figure:
    """A column of figures: its name, its unit, and how it is written in the table."""

    name: str
    column: Column
    kind: Kind

    @property
    def is_rate(self) -> bool:
        """Whether it is a published rate, in per cent."""
        return self.column.unit == "percent"


@dataclass(frozen=True)
class Source:
    """A table with the headings of its known columns, those of figures apart, and notes of what was recognised."""

    table: str
    headings: Mapping[str, str]
    kinds: Mapping[str, Kind]
    figures: tuple[Figure, ...]
    notes: tuple[str, ...]

    @property
    def structure(self) -> tuple[str, ...]:
        """The columns that say which row it is."""
        return tuple(name for name in STRUCTURAL if name in self.headings)

    def select(self, *names: str) -> str:
        """A query that gives known columns under their own names, all of them where none is named."""
        columns = ", ".join(f"{quote(self.headings[name])} AS {quote(name)}" for name in names or self.headings)
        return f"SELECT {columns} FROM {quote_table(self.table)}"


def look_at(database: Database, table: str, vocabulary: Vocabulary) -> Source:
    """Recognise the columns of a table as those of a file are.

    Raises `DataError` where the table or a column is missing, and where a column of figures cannot hold any.
    """
    where = f"{database.address}"
    types = database.list_columns(table)
    empty = read_table(pl.DataFrame(schema=dict.fromkeys(types, pl.String)), vocabulary, name=where, may_be_empty=True)
    known = empty.frame.columns
    headings = {name: heading for heading in types if (name := vocabulary.find(heading)) in known}
    kinds = {name: find_kind(types[heading]) for name, heading in headings.items()}
    figures = tuple(
        Figure(name, column, kinds[name]) for name, column in figure_columns(headings, vocabulary.columns).items()
    )
    problems = [
        Problem(
            where,
            f"'{headings[figure.name]}' is of the type {types[headings[figure.name]]}, which holds no figures.",
            "Expected whole numbers, DECIMAL, DOUBLE or text.",
        )
        for figure in figures
        if figure.kind in ("day", "other")
    ]
    if problems:
        raise DataError(problems)
    return Source(table, headings, kinds, figures, empty.notes)


def find_kind(type_name: str) -> Kind:
    """How values of a type are read."""
    return next((kind for shape, kind in _KINDS if re.fullmatch(shape, type_name, re.IGNORECASE)), "other")
