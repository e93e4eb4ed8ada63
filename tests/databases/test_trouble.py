"""What goes wrong between here and a database is told in words, without the password, and nothing is written."""

from __future__ import annotations

import builtins
import re
from urllib.parse import unquote, urlsplit

import duckdb
import polars as pl
import pytest

from listerules.areas.address import parse_address
from listerules.result.databases import connection

TABLE = pl.DataFrame({"area": ["A"], "year": [2022], "beboere": [1500]})
WRONG = "hémm:/@?#&=elig%41"  # a password of odd signs, which is not that of the server
ENCODED = "h%C3%A9mm%3A%2F%40%3F%23%26%3Delig%2541"


def assert_told(done, tmp_path, *said):
    assert done.exit_code == 2
    assert done.stdout == ""
    assert not done.stderr.count("Traceback")
    for text in said:
        assert text in done.stderr
    assert not [path.name for path in tmp_path.iterdir() if path.suffix in (".csv", ".json", ".tmp")]


def with_login(address, login):
    parts = urlsplit(address)
    return parts._replace(netloc=f"{login}@{parts.hostname}:{parts.port}").geturl()


# --- passwords --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        f"postgresql://anna:{ENCODED}@host:5432/register?table=areas",
        f"postgres://anna:{ENCODED}@host/register?table=areas&sslmode=require",
        f"postgresql:///register?host=/run/postgresql&password={ENCODED}&table=areas&user=anna",
    ],
)
def test_no_text_of_an_address_has_its_password(text):
    address = parse_address(text)
    assert ENCODED in address.target
    assert address.table == "areas"
    assert "table" not in address.target
    for shown in (str(address), repr(address), f"{address}", address.hide(f"x {WRONG} y {ENCODED}")):
        assert "elig" not in shown
    assert "***" in address.hide(f"bad password {WRONG!r}".replace("'", ""))


@pytest.mark.parametrize(
    "odd", ["hem/melig", "hem@melig", "hem?melig", "hem#melig", "12/melig", "[melig", "12?melig@x"]
)
def test_an_address_with_a_password_that_is_not_encoded_is_not_repeated(run, odd, tmp_path):
    done = run(f"postgresql://anna:{odd}@host/register?table=areas", "-o", tmp_path / "lists.csv")
    assert_told(done, tmp_path)
    assert "melig" not in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("duckdb:///register.db", "The address does not say which table. Add '?table=NAME'"),
        ("duckdb://register.db?table=areas", "The address names no file. A file of this folder has three slashes"),
        ("duckdb:///register.db?table=areas&referense=r", "unknown option 'referense'. Did you mean 'reference'?"),
        ("duckdb:///:memory:?table=areas", "A database in memory belongs to one program alone."),
        ("duckdb:///no-such.db?table=areas", "There is no file 'no-such.db'."),
        ("postgresql://anna@host:port/register?table=areas", "The address cannot be read."),
    ],
)
def test_an_address_that_cannot_be_used_says_why(run, text, said, tmp_path):
    assert_told(run(text), tmp_path, said)


def test_a_table_may_be_named_once(run, register, tmp_path):
    done = run(f"{register.address}?table=areas&reference=national", "--reference", "national.csv")
    assert_told(done, tmp_path, "The address names a table of 'reference', and another is given.")


def test_a_missing_extra_is_told_with_the_way_to_install_it(run, register, tmp_path, monkeypatch):
    register.load("areas", TABLE)
    real = builtins.__import__

    def refuse(name, *others):
        if name.partition(".")[0] in ("duckdb", "adbc_driver_manager", "adbc_driver_postgresql"):
            raise ImportError(name)
        return real(name, *others)

    monkeypatch.setattr(builtins, "__import__", refuse)
    for address in (register.address, "postgresql://anna@host/register"):
        assert_told(run(f"{address}?table=areas"), tmp_path, "needs the library", 'pip install "listerules[sql]"')


# --- DuckDB -----------------------------------------------------------------------------------------


def test_a_file_is_only_read(run, register, tmp_path):
    register.load("areas", TABLE)
    path = tmp_path / "register.db"
    before = path.read_bytes()
    assert run(f"{register.address}?table=areas").exit_code == 0
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["register.db"]


def test_a_file_that_is_no_database_is_told(run, tmp_path):
    path = tmp_path / "areas.db"
    path.write_text("area;year\n", encoding="utf-8")
    assert_told(run(f"duckdb:///{path}?table=areas"), tmp_path, "The file is no database of DuckDB, or is damaged.")


def test_a_file_that_another_program_writes_to_is_told(run, register, tmp_path, monkeypatch):
    register.load("areas", TABLE)
    said = (
        'IO Error: Could not set lock on file "/x/register.db": Conflicting lock is held in /usr/bin/python3 (PID 7).'
    )

    def refuse(*_, **__):
        raise duckdb.IOException(said)

    monkeypatch.setattr(duckdb, "connect", refuse)
    done = run(f"{register.address}?table=areas")
    assert_told(done, tmp_path, "Another program has the file open for writing (python3, process 7). Close it there")


def test_ctrl_c_is_not_taken_for_a_mistake_of_the_database(register):
    class Interrupted:
        def sql(self, _):
            raise RuntimeError("Query interrupted")  # what DuckDB makes of it

    address = parse_address(f"{register.address}?table=areas")
    with pytest.raises(KeyboardInterrupt):
        connection.DuckDB(address, Interrupted(), "duckdb").fetch("SELECT 1")


# --- PostgreSQL -------------------------------------------------------------------------------------


@pytest.fixture
def table(postgres, run_on_postgres):
    run_on_postgres("DROP TABLE IF EXISTS areas")
    run_on_postgres("CREATE TABLE areas AS SELECT 'A' AS area, 2022 AS year, 1500 AS beboere")
    yield f"{postgres}?table=areas"
    run_on_postgres("DROP TABLE areas CASCADE")  # with the view that fails


def find_password(address):
    return unquote(urlsplit(address).password)


def test_the_password_is_nowhere_in_what_is_written(run, table, tmp_path):
    secrets = {find_password(table), urlsplit(table).password}
    for ending in ("csv", "json"):
        done = run(table, "-o", tmp_path / f"lists.{ending}")
        assert done.exit_code == 0, done.stderr
        texts = [done.stdout, done.stderr, *(path.read_text("utf-8") for path in tmp_path.iterdir() if path.is_file())]
        assert not [secret for secret in secrets for text in texts if secret in text]
    assert "postgresql://tester@127.0.0.1" in (tmp_path / "lists.json").read_text("utf-8")


def test_the_password_may_come_from_the_environment_or_a_file(run, table, tmp_path):
    without = with_login(table, "tester")
    assert_told(run(without), tmp_path, "Give it in PGPASSWORD, in ~/.pgpass, or in the address")
    assert run(without, PGPASSWORD=find_password(table)).exit_code == 0
    escaped = re.sub(r"([:\\])", r"\\\1", find_password(table))
    passwords = tmp_path / "passwords"
    passwords.write_text(f"*:*:*:tester:{escaped}\n", encoding="utf-8")
    passwords.chmod(0o600)
    assert run(without, PGPASSFILE=str(passwords)).exit_code == 0


def test_a_wrong_password_is_told_and_not_repeated(run, table, tmp_path):
    done = run(with_login(table, f"tester:{ENCODED}"), "-o", tmp_path / "lists.csv")
    assert_told(done, tmp_path, "password authentication failed", "Check user and password.")
    assert "elig" not in done.stderr
    done = run(with_login(table, "tester:hemme%zzlig"))  # the driver repeats what it cannot decode
    assert_told(done, tmp_path, "Check the address.")
    assert "hemme" not in done.stderr


def test_a_server_that_is_not_there_is_told(run, table, tmp_path):
    parts = urlsplit(table)
    nowhere = parts._replace(netloc=f"{parts.username}:hemmelig@127.0.0.1:1").geturl()
    done = run(nowhere, "-o", tmp_path / "lists.csv")
    assert_told(done, tmp_path, "Connection refused", "Is the server running")
    assert "hemmelig" not in done.stderr
    assert_told(run(parts._replace(path="/no_such").geturl()), tmp_path, "Check the name of the database")


def test_nothing_can_be_written_there(table):
    opened = connection.open_database(parse_address(table))
    with opened as database, pytest.raises(Exception, match="read-only transaction"):
        database.execute("CREATE TABLE made_up (x INTEGER)")


def test_all_is_read_at_one_moment(table, run_on_postgres):
    with connection.open_database(parse_address(table)) as database:
        assert database.fetch("SELECT COUNT(*) FROM areas").item() == 1
        run_on_postgres("INSERT INTO areas VALUES ('B', 2022, 1500)")
        assert database.fetch("SELECT COUNT(*) FROM areas").item() == 1


# A table that fails in the query that judges, and in none before it.
FAILING = (
    "CREATE VIEW failing AS SELECT area, year,"
    " beboere + CASE WHEN current_query() LIKE '%answers%' THEN {} ELSE 0 END AS beboere FROM areas"
)


@pytest.mark.parametrize(
    "failure",
    [
        ("CAST(pg_terminate_backend(pg_backend_pid()) AS INTEGER)", "terminating connection"),
        ("1 / (year - 2022)", "division by zero"),
    ],
)
def test_a_failure_midway_leaves_nothing_behind(run, table, run_on_postgres, tmp_path, failure):
    failure, said = failure
    run_on_postgres(FAILING.format(failure))
    target = tmp_path / "lists.csv"
    assert_told(run(table.replace("=areas", "=failing"), "-o", target), tmp_path, "The database says", said)
    target.write_text("before\n", encoding="utf-8")
    assert run(table.replace("=areas", "=failing"), "-o", target).exit_code == 2
    assert target.read_text(encoding="utf-8") == "before\n"


def test_a_table_that_may_not_be_read_is_told(run, table, run_on_postgres, tmp_path):
    run_on_postgres("DROP ROLE IF EXISTS guest", "CREATE ROLE guest LOGIN PASSWORD 'hemmelig'")
    done = run(with_login(table, "guest:hemmelig"))
    assert_told(done, tmp_path, "permission denied for table areas", "GRANT SELECT")
    assert "hemmelig" not in done.stderr
    run_on_postgres("DROP ROLE guest")


def test_ctrl_c_stops_the_query_on_the_server_too(run, table, run_on_postgres, tmp_path, monkeypatch):
    run_on_postgres(FAILING.format("CAST(LENGTH(CAST(pg_sleep(600) AS TEXT)) AS INTEGER)"))
    real, pressed = connection.wait, []

    def wait(answers, timeout):
        done = real(answers, timeout)
        if not done.done and not pressed:
            pressed.append(True)
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(connection, "wait", wait)
    done = run(table.replace("=areas", "=failing"), "-o", tmp_path / "lists.csv")
    assert pressed
    assert done.exit_code == 130
    assert done.stderr.strip().endswith("Stopped.")
    assert not list(tmp_path.iterdir())
    with connection.open_database(parse_address(table)) as database:
        waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
        assert database.fetch(waiting).item() == 0
