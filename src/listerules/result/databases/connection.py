"""A database opened for reading: what a query gives, and every mistake of its driver in words.

All that is read of a database is read at one moment: within one transaction, which may not write.
"""

from __future__ import annotations

import atexit
import difflib
import gc
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from listerules.errors import DataError, Problem
from listerules.law.mistakes import suggest
from listerules.law.source import shorten
from listerules.result.databases.values import quote_table, write_text

if TYPE_CHECKING:
    from listerules.areas.address import Address

T = TypeVar("T")

_EXTRA = 'Install the extra: pip install "listerules[sql]"'
_PATIENCE = 0.2  # seconds until Ctrl-C is heard

# What PostgreSQL calls a mistake (its SQLSTATE, or the first of its signs), and what to do about it.
_WAYS_OUT: Mapping[str, str] = {
    "42501": "Ask its owner for the right to read it (GRANT SELECT).",
    "57014": "Ask again, or ask for more time (statement_timeout).",
    "57P": "The server was stopped or ended the connection. Ask again when it runs.",
    "08": "The connection was lost. Ask again.",
    "53": "The server has run out of memory, disk or connections. Ask again later, or for fewer years.",
}
# What libpq says where there is no connection yet, and what to do about it.
_NOT_CONNECTED: tuple[tuple[str, str], ...] = (
    ("password authentication failed", "Check user and password. Odd signs are written as %40 is for @."),
    ("no password supplied", "Give it in PGPASSWORD, in ~/.pgpass, or in the address, as user:password@host."),
    ("database .* does not exist", "Check the name of the database, which stands after the host."),
    ("could not translate host name", "Check the name of the host."),
    ("Connection refused|No such file", "Is the server running, and does it listen on this host and port?"),
    ("timeout|timed out", "Is the server running, and may this machine reach it?"),
    ("percent-encoded|URI|invalid port|connection option", "Check the address. Odd signs are written as %40 is for @."),
    ("server closed the connection|connection not open", "The connection was lost. Ask again."),
)
_LOST = "Check that the server runs and may be reached, and ask again."


@dataclass(frozen=True)
class _Stream:
    """Something that speaks Arrow, in a class of our own.

    Polars remembers the classes it has met for as long as the program runs, and DuckDB complains at its end if one of
    its own is still there.
    """

    source: Any

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        return self.source.__arrow_c_stream__(requested_schema)


@dataclass
class Database(ABC):
    """A database opened for reading. `dialect` is what `listerules sql` calls its SQL."""

    address: Address
    connection: Any
    dialect: str

    def fetch(self, query: str) -> pl.DataFrame:
        """The answer of a query. Raises `DataError` in words, without the password."""
        try:
            return self._fetch(query)
        except Exception as error:
            if not self._is_own(error):
                raise
            raise DataError(self._explain(error)) from None

    def list_columns(self, table: str) -> dict[str, str]:
        """The columns of a table with their types, in their order. Raises `DataError` where there is no such table."""
        found = self._list_columns(table)
        if not found:
            query = "SELECT table_schema AS place, table_name AS name FROM information_schema.tables"
            there = self.fetch(
                f"{query} WHERE table_schema NOT IN ('information_schema', 'pg_catalog') ORDER BY 2, 1 LIMIT 1000"
            )
            names = [name if "." not in table else f"{place}.{name}" for place, name in there.iter_rows()]
            what_to_do = suggest(table, names, "tables") if names else "The database has no tables that may be read."
            raise DataError(Problem(str(self.address), f"There is no table '{shorten(table)}'.", what_to_do))
        return found

    @abstractmethod
    def _fetch(self, query: str) -> pl.DataFrame:
        """The answer of a query, or an error of the driver."""

    @abstractmethod
    def _list_columns(self, table: str) -> dict[str, str]:
        """The columns of a table with their types; nothing where there is no such table."""

    @abstractmethod
    def _is_own(self, error: Exception) -> bool:
        """Whether it is an error of the driver."""

    def _explain(self, error: Exception) -> Problem:
        said = self.address.hide(_first_line(str(error)))
        return Problem(str(self.address), f"The database says: {shorten(said, 300)}.", self._find_way_out(error))

    def _find_way_out(self, error: Exception) -> str:  # noqa: ARG002 - one of them looks at it
        return ""


class DuckDB(Database):
    """A file of DuckDB."""

    def _fetch(self, query: str) -> pl.DataFrame:
        try:
            return pl.DataFrame(_Stream(self.connection.sql(query)))
        except RuntimeError as error:
            if str(error) == "Query interrupted":  # by Ctrl-C
                raise KeyboardInterrupt from None
            raise

    def _list_columns(self, table: str) -> dict[str, str]:
        import duckdb  # noqa: PLC0415 - an extra, imported when used

        try:
            found = self._fetch(f"DESCRIBE {quote_table(table)}")
        except duckdb.CatalogException:
            return {}
        return dict(found.select("column_name", "column_type").iter_rows())

    def _is_own(self, error: Exception) -> bool:
        import duckdb  # noqa: PLC0415

        return isinstance(error, duckdb.Error | pl.exceptions.PolarsError)


class PostgreSQL(Database):
    """A database of a PostgreSQL server, over ADBC."""

    def _fetch(self, query: str) -> pl.DataFrame:
        return self._work(self._fetch_whole, query)

    def execute(self, statement: str) -> None:
        """Run a statement that gives nothing."""
        self._work(self._execute, statement)

    def _work(self, task: Callable[[str], T], text: str) -> T:
        """Work in a thread of its own, so that Ctrl-C is heard here and the server is told.

        In the first thread of a program the driver listens for Ctrl-C itself, but not while an answer is read. The
        wait is in short pieces, since Polars lets a longer one go on when Ctrl-C is pressed.
        """
        with ThreadPoolExecutor(1) as worker:
            answer = worker.submit(task, text)
            try:
                while not wait([answer], timeout=_PATIENCE).done:
                    pass
                return answer.result()
            except KeyboardInterrupt:
                while not answer.done():  # it may not have begun yet
                    self.connection.adbc_cancel()
                    wait([answer], timeout=_PATIENCE)
                raise

    def _execute(self, statement: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)

    def _fetch_whole(self, query: str) -> pl.DataFrame:
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            return pl.DataFrame(cursor.fetch_arrow())

    def _list_columns(self, table: str) -> dict[str, str]:
        found = self.fetch(
            "SELECT CAST(attname AS TEXT) AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute"
            f" WHERE attrelid = to_regclass({write_text(quote_table(table))}) AND attnum > 0 AND NOT attisdropped"
            " ORDER BY attnum"
        )
        return dict(found.iter_rows())

    def _is_own(self, error: Exception) -> bool:
        import adbc_driver_manager  # noqa: PLC0415 - an extra, imported when used

        return isinstance(error, adbc_driver_manager.Error | pl.exceptions.PolarsError)

    def _find_way_out(self, error: Exception) -> str:
        state = getattr(error, "sqlstate", None) or ""
        ways = [way for start, way in _WAYS_OUT.items() if state.startswith(start)]
        return ways[0] if ways else _match(str(error)) or ("" if state else _LOST)


@contextmanager
def open_database(address: Address) -> Iterator[Database]:
    """Open a database for reading, all at one moment, and close it again.

    Raises `DataError` where the extra is missing, and where it cannot be opened.
    """
    opened = _open_duckdb(address) if address.system == "duckdb" else _open_postgresql(address)
    try:
        yield opened
    finally:
        _close(opened)


def _close(opened: Database) -> None:
    try:
        opened.connection.close()
    except Exception as error:
        if not opened._is_own(error):  # noqa: SLF001 - of this module
            raise  # else the connection is gone, of which the user is told


def _open_duckdb(address: Address) -> Database:
    try:
        import duckdb  # noqa: PLC0415 - an extra, imported when used
    except ImportError:
        raise DataError(Problem(str(address), "Reading DuckDB needs the library duckdb.", _EXTRA)) from None
    # A short command leaves its garbage to the system when it ends; DuckDB complains if it finds itself among it.
    atexit.unregister(gc.freeze)
    path = Path(address.target)
    if address.target.startswith(":memory:"):
        what_to_do = "In Python, hand lr.classify the table itself: lr.classify(connection.table('areas'))."
        raise DataError(Problem(str(address), "A database in memory belongs to one program alone.", what_to_do))
    if not path.is_file():
        raise DataError(Problem(str(address), f"There is no file '{path}'.", _find_near(path)))
    try:
        connection = duckdb.connect(path, read_only=True)
        connection.execute("BEGIN TRANSACTION READ ONLY")
    except duckdb.Error as error:
        raise DataError(Problem(str(address), *_explain_duckdb(error))) from None
    return DuckDB(address, connection, "duckdb")


def _explain_duckdb(error: Exception) -> tuple[str, str]:
    said = _first_line(str(error))
    if "lock" in said:
        who = re.search(r"held in (\S+) \(PID (\d+)\)", said)
        what = "Another program has the file open for writing"
        return f"{what} ({Path(who[1]).name}, process {who[2]})." if who else f"{what}.", "Close it there, or copy it."
    if "not a valid DuckDB" in said or "magic bytes" in said:
        return "The file is no database of DuckDB, or is damaged.", "A table in a file is named without 'duckdb://'."
    return f"The file cannot be opened: {shorten(said, 300)}.", ""


def _open_postgresql(address: Address) -> Database:
    try:
        import adbc_driver_manager  # noqa: PLC0415 - an extra, imported when used
        from adbc_driver_postgresql import dbapi  # noqa: PLC0415
    except ImportError:
        what = "Reading PostgreSQL needs the library adbc-driver-postgresql."
        raise DataError(Problem(str(address), what, _EXTRA)) from None
    try:
        opened = PostgreSQL(address, dbapi.connect(address.target), "postgres")
    except adbc_driver_manager.Error as error:
        said = address.hide(_first_line(str(error)))
        what = f"There is no connection: {shorten(said, 300)}."
        raise DataError(Problem(str(address), what, _match(str(error)) or _LOST)) from None
    try:
        for setting in (
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
            "SET LOCAL datestyle = 'ISO'",
            "SET LOCAL extra_float_digits = 1",  # the shortest text that is the number
            "SET LOCAL standard_conforming_strings = on",
            "SET LOCAL jit = off",  # the query is long and its tables are short: it would take longer than the answer
        ):
            opened.execute(setting)
    except adbc_driver_manager.Error as error:
        _close(opened)
        raise DataError(opened._explain(error)) from None  # noqa: SLF001 - of this module
    return opened


def _match(said: str) -> str:
    return next((way for words, way in _NOT_CONNECTED if re.search(words, said)), "")


def _first_line(said: str) -> str:
    """What went wrong, without the query, and without what the driver says of itself."""
    line = next((line.strip() for line in said.splitlines() if line.strip()), "")
    line = re.sub(r"^[A-Z_]+: ", "", line)
    line = re.sub(r"^(?:\[libpq\] )?Failed to [^:]*: ", "", line)
    return re.sub(r"^ERROR: *", "", line).rstrip(". ")


def _find_near(path: Path) -> str:
    try:
        there = [each.name for each in path.parent.iterdir() if each.is_file()]
    except OSError:
        return f"There is no folder '{path.parent}' either."
    near = difflib.get_close_matches(path.name, there, n=1)
    return f"Did you mean '{near[0]}'?" if near else "A full path has four slashes before it: duckdb:////home/file.db."
