"""Small tables written into a query: they need no right to write, and no table that must be cleared away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Value: TypeAlias = str | int | bool | Decimal | date | None


def write_table(name: str, types: Mapping[str, str], rows: Iterable[Sequence[Value]]) -> str:
    """A named query (`name AS (...)`) that gives these rows, with columns of these types."""
    written = [f"({', '.join(write_value(value) for value in row)})" for row in rows]
    columns = ", ".join(f"CAST({quote(column)} AS {kind}) AS {quote(column)}" for column, kind in types.items())
    if not written:
        nothing = ", ".join(f"CAST(NULL AS {kind}) AS {quote(column)}" for column, kind in types.items())
        return f"{name} AS (SELECT {nothing} WHERE FALSE)"
    given = "(VALUES\n  " + ",\n  ".join(written) + "\n)"
    return f"{name} AS (\n  SELECT {columns}\n  FROM {given} AS given ({', '.join(map(quote, types))})\n)"


def write_value(value: Value) -> str:
    """A value as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    return f"DATE '{value}'" if isinstance(value, date) else write_text(value)


def write_text(text: str) -> str:
    """A text as SQL, whatever signs it has."""
    return "'" + text.replace("'", "''") + "'"


def quote(name: str) -> str:
    """A name as SQL, whatever signs it has."""
    return '"' + name.replace('"', '""') + '"'


def quote_table(name: str) -> str:
    """The name of a table, which may stand in a schema: `schema.table`."""
    return ".".join(quote(part) for part in name.split("."))
