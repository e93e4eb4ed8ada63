"""What differs between databases, and names as they are written there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from listerules.errors import Problem, RulesError

_PLAIN = re.compile(r"^[a-z_][a-z0-9_]*$")

# Words that PostgreSQL or DuckDB do not take as names unless they are quoted.
_WORDS = (
    "all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case cast "
    "check collate collation column columns concurrently create cross current_catalog current_date current_role "
    "current_schema current_time current_timestamp current_user default deferrable desc describe distinct do else "
    "end except false fetch for foreign freeze from full generated glob grant group having ilike in initially "
    "inner intersect into is isnull join lambda lateral leading left like limit localtime localtimestamp map "
    "natural not notnull null offset on only or order outer overlaps pivot pivot_longer pivot_wider placing "
    "positional primary qualify references returning right select semi session_user show similar some struct "
    "summarize symmetric table tablesample then to trailing true try_cast tuple union unique unpack unpivot user "
    "using variadic verbose when where window with"
)
_RESERVED = frozenset(_WORDS.split())


@dataclass(frozen=True)
class Dialect:
    """A database: its whole numbers, and how wide they and its names may be (None: without limit).

    `bits` are those of a whole number besides its sign. A number beyond them must be an error there, never a wrong
    number.
    """

    name: str
    title: str
    whole: str
    bits: int | None
    longest_name: int | None

    def fits(self, number: int) -> bool:
        """Whether a whole number of this size can be held."""
        return self.bits is None or number < 2**self.bits


DIALECTS: Mapping[str, Dialect] = {
    each.name: each
    for each in (
        Dialect("duckdb", "DuckDB", "HUGEINT", 127, None),
        Dialect("postgres", "PostgreSQL", "NUMERIC", None, 63),
    )
}


def quote(name: str) -> str:
    """A name as it is written in SQL: in quotes where it is a reserved word or has other signs than `a-z0-9_`."""
    if _PLAIN.match(name) and name not in _RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def quote_table(name: str) -> str:
    """The name of a table, which may stand in a schema: `schema.table`."""
    return ".".join(quote(part) for part in name.split("."))


@dataclass
class Names:
    """Names for what the query makes on its way, each given once, whatever the rules call their things."""

    dialect: Dialect
    taken: set[str] = field(default_factory=set)

    def make(self, wish: str) -> str:
        """The name that was wished for, or the same with a number where it is taken or too long."""
        longest = (self.dialect.longest_name or 120) - 4
        name, number = wish[:longest], 1
        while name in self.taken:
            number += 1
            name = f"{wish[:longest]}_{number}"
        self.taken.add(name)
        return quote(name)

    def keep(self, name: str) -> str:
        """A name that a reader of the result relies on. Raises `RulesError` where the database would cut it short."""
        longest = self.dialect.longest_name
        if longest is not None and len(name) > longest:
            what = f"{self.dialect.title} cuts names at {longest} letters, and this one has {len(name)}."
            raise RulesError(Problem(name, what, "Give the list or its conditions shorter names."))
        return quote(name)
