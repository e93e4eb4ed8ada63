"""The address of a table in a database: `duckdb:///file.db?table=areas`, `postgresql://user@host/database?table=areas`.

A password in it is given to the database and to nobody else: no text of an address has it, and `hide` takes it out of
what a driver says.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NoReturn, TypeAlias
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from listerules.errors import DataError, Problem
from listerules.law.mistakes import suggest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from urllib.parse import SplitResult

System: TypeAlias = Literal["duckdb", "postgresql"]

_SCHEMES: Mapping[str, System] = {"duckdb": "duckdb", "postgresql": "postgresql", "postgres": "postgresql"}
_EXAMPLES: Mapping[System, str] = {
    "duckdb": "duckdb:///file.db?table=areas",
    "postgresql": "postgresql://user@host:5432/database?table=areas",
}
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+):/")
_OWN = ("table", "reference", "history")
_SECRET = ("password", "sslpassword", "passfile", "sslkey")  # of the options of PostgreSQL
_HIDDEN = "***"


@dataclass(frozen=True)
class Address:
    """Where a table is. `str` and `repr` show it without the password.

    `target` is what the driver is given: the path of a file, or an address with its password. `table`, `reference`
    and `history` are names of tables, perhaps as `schema.table`.
    """

    system: System
    shown: str
    table: str
    reference: str | None = None
    history: str | None = None
    target: str = field(default="", repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        return self.shown

    def hide(self, text: str) -> str:
        """A text without the password, in any of the ways it may stand there."""
        for secret in sorted(self.secrets, key=len, reverse=True):
            text = text.replace(secret, _HIDDEN)
        return text


def is_address(source: object) -> bool:
    """Whether something is the address of a table in a database that `parse_address` reads."""
    return find_scheme(source).lower() in _SCHEMES if isinstance(source, str) else False


def find_scheme(source: object) -> str:
    """What stands before `://`, also where a path made one slash of the two; nothing for a path."""
    found = _SCHEME.match(str(source))
    return found[1] if found else ""


def parse_address(text: str) -> Address:
    """Read an address. Raises `DataError`, which never repeats what may be a password."""
    system = _SCHEMES[find_scheme(text).lower()]
    parts = _split(text, system)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    names = {name: options.pop(name, "").strip() or None for name in _OWN}
    table = names["table"]
    where = _show(parts, system, {name: text for name, text in names.items() if text})
    if table is None:
        what_to_do = f"Add '?table=NAME', such as {_EXAMPLES[system]}."
        raise DataError(Problem(where, "The address does not say which table.", what_to_do))
    if system == "duckdb":
        for name in options:
            what_to_do = suggest(name, _OWN, "options")
            raise DataError(Problem(where, f"The address has an unknown option '{name}'.", what_to_do))
    secrets = [parts.password or "", *(value for name, value in options.items() if name in _SECRET)]
    secrets += [os.environ.get("PGPASSWORD", "")] if system == "postgresql" else []
    return Address(
        system,
        where,
        table,
        names["reference"],
        names["history"],
        unquote(parts.path.removeprefix("/")) if system == "duckdb" else _join(parts, options),
        tuple(dict.fromkeys(form for each in secrets if each for form in (each, unquote(each), quote(each, safe="")))),
    )


def refuse(where: str, what: str) -> NoReturn:
    """Raise `DataError`: this cannot be had of a table whose figures stay in the database."""
    what_to_do = "Copy the rows that may leave it to a file, such as .parquet or .csv, and name that instead."
    raise DataError(Problem(where, f"{what} need the figures, which stay in the database.", what_to_do))


def _split(text: str, system: System) -> SplitResult:
    """The parts of an address. An odd sign in a password ends the part it stands in, so that others look odd."""
    parts = None
    try:
        parts = urlsplit(text)
        is_odd = bool(parts.fragment) or "@" in parts.path
        is_odd = is_odd or (parts.port is not None and not parts.hostname)
        is_odd = is_odd or (system == "postgresql" and ("/" in parts.path[1:] or "@" in parts.query))
        is_odd = is_odd or "@" in parts.netloc.rpartition("@")[0]
    except ValueError:
        is_odd = True
    if parts is None or is_odd:
        what_to_do = (
            f"Expected such as {_EXAMPLES[system]}. Odd signs in names and passwords are written as %40 is for @."
        )
        raise DataError(Problem(f"{system}://...", "The address cannot be read.", what_to_do))
    if system == "duckdb" and (parts.netloc or not parts.path.removeprefix("/")):
        what_to_do = f"A file of this folder has three slashes before it: {_EXAMPLES[system]}. A full path has four."
        raise DataError(Problem(f"{system}://...", "The address names no file.", what_to_do))
    return parts


def _join(parts: SplitResult, options: Mapping[str, str]) -> str:
    """The address as the driver takes it, without our own options."""
    query = urlencode(options, quote_via=quote)
    return f"postgresql://{parts.netloc}{parts.path}" + (f"?{query}" if query else "")


def _show(parts: SplitResult, system: System, names: Mapping[str, str]) -> str:
    """The address without password and without options of the driver, any of which may be one."""
    who, at, host = parts.netloc.rpartition("@")
    user = who.partition(":")[0]
    query = urlencode(names, quote_via=quote, safe=".")
    return f"{system}://{user}{at}{host}{parts.path}" + (f"?{query}" if query else "")
