"""What differs between databases: their whole numbers, their truth, their dates, and names as they are written there.

The query is one and the same for all; a dialect only says how its few odd words are spelled. Everything else that the
query uses (WITH, CASE, COALESCE, COUNT and ROW_NUMBER over windows) is written alike in each of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from listerules.errors import Problem, RulesError

_PLAIN = re.compile(r"^[a-z][a-z0-9_]*$")

# Words that some database does not take as names unless they are quoted.
_WORDS = (
    "access account add all alter analyse analyze and anti any array as asc asof asymmetric at audit authorization "
    "backup begin between binary both break browse bulk by cascade case cast char check checkpoint close cluster "
    "clustered coalesce collate collation column column_value columns comment commit compress compute concurrently "
    "connect connection constraint contains containstable continue convert create cross current current_catalog "
    "current_date current_role current_schema current_time current_timestamp current_user cursor database date dbcc "
    "deallocate decimal declare default deferrable delete deny desc describe disk distinct distributed do double "
    "drop dump else end errlvl escape except exclusive exec execute exists exit external false fetch file "
    "fillfactor float following for foreign freetext freetexttable freeze from full function generated glob goto "
    "grant group gscluster having holdlock identified identity identity_insert identitycol if ilike immediate in "
    "increment index initial initially inner insert integer intersect into is isnull issue join key kill lambda "
    "lateral leading left level like limit lineno load localtime localtimestamp lock long map maxextents merge "
    "minus mlslabel mode modify national natural nested_table_id noaudit nocheck nocompress nonclustered not "
    "nothing notnull nowait null nullif number of off offline offset offsets on online only open opendatasource "
    "openquery openrowset openxml option or order organization outer over overlaps pctfree percent pivot "
    "pivot_longer pivot_wider placing plan positional precision primary print prior proc procedure public qualify "
    "raiserror raw read readtext reconfigure references regexp rename replication resource restore restrict return "
    "returning revert revoke right rlike rollback row rowcount rowguidcol rowid rownum rows rule sample save schema "
    "securityaudit select semantickeyphrasetable semanticsimilaritydetailstable semanticsimilaritytable semi "
    "session session_user set setuser share show shutdown similar size smallint some start statistics struct "
    "successful summarize symmetric synonym sysdate system_user table tablesample textsize then to top trailing "
    "tran transaction trigger true truncate try_cast try_convert tsequal tuple uid union unique unpack unpivot "
    "update updatetext use user using validate values varchar varchar2 variadic varying verbose view waitfor when "
    "whenever where while window with within writetext"
)
_RESERVED = frozenset(_WORDS.split())


@dataclass(frozen=True)
class Dialect:
    """A database, and how it spells what databases spell differently.

    `whole` is its type of whole numbers, which are exact below `beyond` (None: without limit); wider products are
    made of parts below `base`, of which two products and what is carried stay below `beyond`. Names have up to
    `longest_name` letters. Without `truth` there are no true and false, and conditions are 1 and 0; with `guards` a
    figure above the largest is made an error, since the database itself might round, cut or blank what becomes of it.
    With `flat`, earlier years are looked up by windows over all rows instead of by joins of steps, for a database that
    works out a step anew wherever it is named.
    Texts with braces are filled in: `{a}` and `{b}` are numbers, `{text}` is a text.
    """

    name: str
    title: str
    whole: str
    beyond: int | None
    base: int = 10**18
    longest_name: int | None = None
    quotes: tuple[str, str] = ('"', '"')
    folds_up: bool = False
    truth: bool = True
    guards: bool = True
    materializes: bool = False
    flat: bool = False
    reading: Literal["shifted", "cast", "rounded"] = "cast"
    decimal: str = "DECIMAL"
    remainder: str = "{a} % {b}"
    quotient: str = "CAST(({a} - {a} % {b}) / {b} AS DECIMAL(38, 0))"
    failure: str = "CAST(CONCAT('{text} ', {column}) AS DECIMAL(38, 0))"
    year_end: str = "MAKE_DATE({year}, 12, 31)"
    day: str = "DATE '{day}'"
    alias: str = "{table} AS {name}"
    empty_line: str = ""

    def fits(self, number: int) -> bool:
        """Whether a whole number of this size can be held."""
        return self.beyond is None or number < self.beyond

    @property
    def widest(self) -> int:
        """What each side of a product in parts must be below."""
        return self.base**2

    # --- names ----------------------------------------------------------------------------------

    def quote(self, name: str) -> str:
        """A name as it is written: in quotes where it is a reserved word or has other signs than `a-z0-9_`.

        Where names without quotes are folded to capitals, a reserved word is quoted in capitals: it is the same name.
        """
        if _PLAIN.match(name):
            if name not in _RESERVED:
                return name
            name = name.upper() if self.folds_up else name
        opened, closed = self.quotes
        return opened + name.replace(closed, closed * 2) + closed

    def quote_table(self, name: str) -> str:
        """The name of a table, which may stand in a schema: `schema.table`."""
        return ".".join(map(self.quote, name.split(".")))

    def call(self, table: str, name: str) -> str:
        """A table in FROM or JOIN under another name."""
        return self.alias.format(table=table, name=name)

    # --- truth ----------------------------------------------------------------------------------

    @property
    def yes(self) -> str:
        """True, as a value."""
        return "TRUE" if self.truth else "1"

    @property
    def no(self) -> str:
        """False, as a value."""
        return "FALSE" if self.truth else "0"

    @property
    def unknown(self) -> str:
        """Neither, as a value."""
        return "CAST(NULL AS BOOLEAN)" if self.truth else "CAST(NULL AS INTEGER)"

    @property
    def never(self) -> str:
        """A condition that does not hold."""
        return "FALSE" if self.truth else "1 = 0"

    def holds(self, value: str) -> str:
        """A value as a condition."""
        return value if self.truth else f"{value} = 1"

    def fails(self, value: str) -> str:
        """The condition that a value is false."""
        return f"NOT {value}" if self.truth else f"{value} = 0"

    def value(self, condition: str) -> str:
        """A condition as a value: true, false, or null where it is unknown."""
        if self.truth:
            return condition
        return f"CASE\n  WHEN {_indent(condition)} THEN 1\n  WHEN NOT ({_indent(condition)}) THEN 0\nEND"

    # --- numbers and days -----------------------------------------------------------------------

    def divide(self, number: str, by: int) -> str:
        """How often a whole number goes into another, cut towards zero."""
        return self.quotient.format(a=_enclose(number), b=by)

    def remain(self, number: str, by: int) -> str:
        """What is left of a whole number then."""
        return self.remainder.format(a=_enclose(number), b=by)

    def fail(self, text: str, column: str) -> str:
        """An expression that makes the query fail with this text and the figure."""
        return self.failure.format(text=text, column=column)

    def write_day(self, day: date) -> str:
        """A day."""
        return self.day.format(day=day)


def _enclose(number: str) -> str:
    return f"({number})" if " " in number else number


def _indent(text: str) -> str:
    return text.replace("\n", "\n  ")


DIALECTS: Mapping[str, Dialect] = {
    each.name: each
    for each in (
        Dialect(
            "duckdb",
            "DuckDB",
            "HUGEINT",
            2**127,
            base=9 * 10**18,
            guards=False,  # a number that is too wide is an error there
            materializes=True,
            reading="shifted",
            quotient="{a} // {b}",
        ),
        Dialect(
            "postgres",
            "PostgreSQL",
            "NUMERIC",
            None,
            longest_name=63,
            guards=False,
            materializes=True,
            reading="shifted",
        ),
        Dialect(
            "sqlite",
            "SQLite",
            "INTEGER",
            2**63,
            base=2 * 10**9,
            materializes=True,
            reading="rounded",
            quotient="{a} / {b}",
            failure="JSON('{text} ' || {column})",
            year_end="{year} || '-12-31'",
            day="'{day}'",
        ),
        Dialect(
            "spark",
            "Spark",
            "DECIMAL(38, 0)",
            10**38,
            quotes=("`", "`"),
            flat=True,
            failure="RAISE_ERROR(CONCAT('{text} ', {column}))",
        ),
        Dialect(
            "snowflake",
            "Snowflake",
            "NUMBER(38, 0)",
            10**38,
            longest_name=255,
            folds_up=True,
            decimal="NUMBER",
            year_end="DATE_FROM_PARTS({year}, 12, 31)",
        ),
        Dialect(
            "tsql",
            "SQL Server",
            "DECIMAL(38, 0)",
            10**38,
            longest_name=128,
            quotes=("[", "]"),
            truth=False,
            year_end="DATEFROMPARTS({year}, 12, 31)",
            day="CAST('{day}' AS DATE)",
        ),
        Dialect(
            "oracle",
            "Oracle",
            "NUMBER(38, 0)",
            10**38,
            longest_name=128,
            folds_up=True,
            truth=False,
            decimal="NUMBER",
            remainder="MOD({a}, {b})",
            quotient="({a} - MOD({a}, {b})) / {b}",
            failure="TO_NUMBER(CONCAT('{text} ', {column}))",
            year_end="TO_DATE({year} || '-12-31', 'YYYY-MM-DD')",
            alias="{table} {name}",
            empty_line="--",  # its own shell takes an empty line for the end
        ),
    )
}


@dataclass
class Names:
    """Names for what the query makes on its way, each given once, whatever the rules call their things."""

    dialect: Dialect
    taken: set[str] = field(default_factory=set)
    ending: str = ""

    def make(self, wish: str) -> str:
        """The name that was wished for, or the same with a number where it is taken or too long."""
        wish += self.ending
        longest = (self.dialect.longest_name or 120) - 4
        name, number = wish[:longest], 1
        while name in self.taken:
            number += 1
            name = f"{wish[:longest]}_{number}"
        self.taken.add(name)
        return self.dialect.quote(name)

    def keep(self, name: str) -> str:
        """A name that a reader of the result relies on. Raises `RulesError` where the database would cut it short."""
        longest = self.dialect.longest_name
        if longest is not None and len(name) > longest:
            what = f"{self.dialect.title} takes names of up to {longest} letters, and this one has {len(name)}."
            raise RulesError(Problem(name, what, "Give the list or its conditions shorter names."))
        return self.dialect.quote(name)
