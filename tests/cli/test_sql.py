"""`listerules sql` at the shell: it prints a query that runs as it is."""

from __future__ import annotations

from pathlib import Path

import duckdb
from click.testing import CliRunner

import listerules as lr
from listerules.cli import main

MADE_UP = Path(__file__).parents[2] / "fixtures" / "made_up"


def run(*words):
    return CliRunner().invoke(main, ["sql", *words])


def test_the_printed_query_gives_the_lists_of_classify():
    done = run("--language", "en")
    assert done.exit_code == 0
    assert not done.stderr
    with duckdb.connect() as connection:
        for name in ("areas", "reference"):
            path = (MADE_UP / f"{name}.csv").as_posix()
            connection.execute(f"CREATE TABLE {name} AS FROM read_csv('{path}', nullstr = ['..', '.', ''])")
            for column in ("uden_tilknytning", "bruttoindkomst"):
                connection.execute(f"ALTER TABLE {name} ALTER {column} TYPE DECIMAL(18, 2)")
        answers = connection.execute(done.stdout)
        names = [column[0] for column in answers.description]
        found = {row[:2]: dict(zip(names, row, strict=True)) for row in answers.fetchall()}
    table = lr.classify(MADE_UP / "areas.csv", reference=MADE_UP / "reference.csv").table
    assert table.height == len(found)
    for row in table.iter_rows(named=True):
        assert found[row["area"], row["year"]] == {name: row[name] for name in names}


def test_the_comments_are_in_the_language_asked_for():
    assert "Udsat boligområde" in run("--language", "da").stdout
    assert "Vulnerable housing area" in run("--language", "en").stdout


def test_tables_and_columns_are_those_that_are_named():
    done = run("--table", "register.områder", "--no-reference", "--column", "list_date", "--without", "region")
    assert 'FROM register."områder"' in done.stdout
    assert "baselines" not in done.stdout
    assert "COALESCE(list_date" in done.stdout


def test_a_mistake_is_told_in_words():
    done = run("--series", "infrastruktur", "--regime", "almenboligloven-2021")
    assert done.exit_code == 2
    assert done.stderr == (
        "--regime: 'almenboligloven-2021' is a regime of the series 'omraadelister'."
        " Say --series omraadelister as well.\n"
    )
    assert run("--rules", "nowhere.yaml").exit_code == 2
