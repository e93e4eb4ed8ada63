"""The SQL query, run by Spark on two cores of this machine, says what `evaluate` says.

Starting Spark and planning a query cost far more than its rows, so there are few rules here, each with many rows; the
form of the query that Spark runs is tried on many rules in `test_sql_agreement.py`. Without Java 17 or pyspark this
module is skipped.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import warnings
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import listerules as lr
from listerules.areas.panel import build_panel
from listerules.areas.records import read_records
from listerules.cli import main
from listerules.errors import DataError, RulesError
from listerules.verdict.evaluate import judge_areas

if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("Spark needs Java, which is not installed: see .ci/install-java", allow_module_level=True)
if importlib.util.find_spec("pyspark") is None:
    pytest.skip("Spark is not installed: pip install listerules[spark]", allow_module_level=True)


def import_beside(name):
    """The module of that name in this folder: tests are no package."""
    spec = importlib.util.spec_from_file_location(f"{name}_for_spark", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sql = import_beside("test_sql_agreement")
MADE_UP = sql.FIXTURES / "made_up"
SPARK_TYPES = {"VARCHAR": pl.String, "INTEGER": pl.Int32, "DATE": pl.Date, "BIGINT": pl.Int64, "BOOLEAN": pl.Boolean}
SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    # A few hundred rows are read faster than Java is made of a query.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


@pytest.fixture(scope="module")
def spark():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own parts
        from pyspark.sql import SparkSession  # noqa: PLC0415

        builder = SparkSession.builder.master("local[2]")
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.fixture
def connection(spark, monkeypatch):
    """What the test of other databases asks for, of Spark."""

    def fill(_, frame, table):
        kinds, cells = sql.list_cells(frame, table)
        types = {name: SPARK_TYPES.get(kinds[name], pl.Decimal(38, 9)) for name in cells}
        made = spark.createDataFrame(pl.DataFrame(cells, schema=types).to_arrow())
        made.createOrReplaceTempView(table.name)

    def execute(text):
        found = spark.sql(text.rstrip().removesuffix(";"))
        names = [(name,) for name in found.columns]
        return SimpleNamespace(description=names, fetchall=lambda: [tuple(row) for row in found.collect()])

    monkeypatch.setattr(sql, "fill", fill)
    return SimpleNamespace(execute=execute)


@st.composite
def rules_and_many_rows(draw):
    rulebook = draw(sql.TREES)
    return rulebook, draw(sql.drawn.frames(rulebook.series["made-up"], areas=8))


@settings(max_examples=4, **sql.drawn.SLOW)
@given(given_rules=rules_and_many_rows())
def test_the_meaning_and_the_query_agree(connection, given_rules):
    rulebook, panel = given_rules
    try:
        sql.assert_agreement(connection, panel, rulebook.series["made-up"], rulebook.vocabulary, 1, "spark")
    except RulesError:
        assert sql.find_largest(panel) >= sql.LIMIT // 10


def test_they_agree_on_the_published_table(connection):
    panel = build_panel(
        sql.FIXTURES / "published/areas.csv",
        sql.RULES,
        "omraadelister",
        history=sql.FIXTURES / "published/lists.csv",
    )
    sql.assert_agreement(connection, panel, sql.RULES.get_series("omraadelister"), sql.VOCABULARY, 2, "spark")


def read_made_up(spark, name):
    """A made-up table with floating points, as a notebook has it."""
    table = pl.read_csv(MADE_UP / f"{name}.csv", null_values=["..", ".", ""])
    return spark.createDataFrame(table.cast({"uden_tilknytning": pl.Float64, "bruttoindkomst": pl.Float64}).to_arrow())


def test_a_frame_in_gives_the_lists_of_each_row_as_evaluate_has_them(spark):
    found = lr.classify_spark(read_made_up(spark, "areas"), reference=read_made_up(spark, "reference"))
    panel = build_panel(MADE_UP / "areas.csv", sql.RULES, "omraadelister", reference=MADE_UP / "reference.csv")
    rows = {(row["area"], row["year"]): row for row in found.collect()}
    series = sql.RULES.get_series("omraadelister")
    baselines = list(read_records(panel.reference.collect(), sql.VOCABULARY))
    records = read_records(panel.rows.collect(), sql.VOCABULARY)
    judged = list(judge_areas(records, series, sql.VOCABULARY, baselines))
    assert len(rows) == len(judged)
    for record, findings in judged:
        row = rows[record.area, record.year]
        answers = {series.newest_name(each.path): sql.drawn.ANSWER[each.verdict] for each in findings}
        assert {name: row[name] for name in answers} == answers
        assert row["undecided"] == ";".join(name for name in series.chains() if answers.get(name, True) is None)
    assert found.columns == [
        *("area", "year", "regime", "udsat_boligomraade", "parallelsamfund"),
        *("omdannelsesomraade", "forebyggelsesomraade", "udviklingsplan", "undecided"),
    ]


# --- figures ----------------------------------------------------------------------------------------

HEAD = """\
regime: made-up-2015
series: made-up
title: {da: Opdigtet, en: Made up}
from: 2015-01-01
law: {name: Made up, url: "https://example.org"}
checked_on: 2026-01-01
measures:
  uden_job: {title: {da: Uden job, en: No job}, share: uden_tilknytning, of: beboere_18_64}
lists:
  streng: {title: {da: Streng, en: Strict}, cite: "§ 1", all: {uden_job: {at_least: 29 %}}}
"""


@pytest.fixture
def rules(tmp_path):
    (tmp_path / "2015-01-01.yaml").write_text(HEAD, encoding="utf-8")
    return lr.load_rules(tmp_path)


def judge(spark, rules, cells, kind, column="uden_tilknytning", **options):
    rows = {"Boligområde": "A", "year": range(2015, 2015 + len(cells)), column: cells, "beboere_18_64": 100}
    frame = pl.DataFrame(rows, schema={**dict.fromkeys(rows, pl.Int64), "Boligområde": pl.String, column: kind})
    found = lr.classify_spark(spark.createDataFrame(frame.to_arrow()), rules, series="made-up", **options)
    return {row["year"]: row["streng"] for row in found.collect()}


@pytest.mark.parametrize("kind", [pl.Float32, pl.Float64, pl.Decimal(12, 2)])
def test_figures_are_the_shortest_decimals_that_mean_them(spark, rules, kind):
    cells = [29.0, 28.99, 29.01, None]
    if kind.is_decimal():
        cells = [None if cell is None else Decimal(str(cell)) for cell in cells]
    assert list(judge(spark, rules, cells, kind).values()) == [True, False, True, None]


def test_what_is_no_number_is_blank_and_a_printed_rate_is_rounded(spark, rules):
    cells = [float("nan"), float("inf"), 29.0]
    assert sorted(judge(spark, rules, cells, pl.Float64).items()) == [(2015, None), (2016, None), (2017, True)]
    rates = judge(spark, rules, [29.0, 29.05, 29.4, 29.5, 28.4], pl.Float64, "uden_tilknytning_pct")
    assert [rates[year] for year in sorted(rates)] == [None, True, True, True, False]
    printed = judge(spark, rules, [29.0, 29.1], pl.Float64, "uden_tilknytning_pct", as_printed=True)
    assert [printed[year] for year in sorted(printed)] == [True, True]


@pytest.mark.parametrize(
    ("cell", "options", "said"),
    [
        (-1.0, {}, "areas: uden_tilknytning: -1.0 is negative"),
        (1.005, {}, "1.005 has more than 2 decimals. Round it, or say decimals={'uden_tilknytning': N}."),
        (1001.0, {"largest": 1000}, "1001.0 is above 1000"),
    ],
)
def test_a_figure_that_cannot_be_fails_in_words_whatever_the_session_does_with_numbers(
    spark, rules, cell, options, said
):
    from pyspark.errors import PySparkException  # noqa: PLC0415

    spark.conf.set("spark.sql.ansi.enabled", "false")
    try:
        with pytest.raises(PySparkException) as failed:
            judge(spark, rules, [cell], pl.Float64, **options)
    finally:
        spark.conf.unset("spark.sql.ansi.enabled")
    assert said in failed.value.getMessageParameters()["errorMessage"]
    if cell == 1.005:
        assert judge(spark, rules, [cell], pl.Float64, decimals={"uden_tilknytning": 3}) == {2015: False}


def test_two_rows_for_a_year_fail_in_words(spark, rules):
    from pyspark.errors import PySparkException  # noqa: PLC0415

    twice = spark.sql("SELECT 'A' AS area, 2015 AS year, 1 AS beboere_18_64 UNION ALL SELECT 'A', 2015, 2")
    with pytest.raises(PySparkException, match=r"areas: A has two rows for 2015\. Keep one of them\."):
        lr.classify_spark(twice, rules, series="made-up").collect()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT 'A' AS area, 2015 AS year, '1' AS uden_tilknytning", "'uden_tilknytning' is of the type string"),
        ("SELECT 'A' AS area, '2015' AS year", "'year' is of the type string. Expected tinyint"),
        ("SELECT 'A' AS area", "year"),
    ],
)
def test_columns_that_cannot_be_read_are_refused_at_once(spark, rules, query, said):
    with pytest.raises(DataError, match=said):
        lr.classify_spark(spark.sql(query), rules, series="made-up")


def test_days_of_lists_and_published_lists_are_used(spark, rules):
    table = spark.sql("SELECT 'A' AS area, DATE '2015-02-01' AS list_date, true AS published_streng")
    row = lr.classify_spark(table, rules, series="made-up").first()
    told = {"area": "A", "year": 2015, "regime": "made-up-2015", "streng": True, "undecided": ""}
    assert row.asDict() == {**told, "list_date": date(2015, 2, 1)}


# --- at the shell -----------------------------------------------------------------------------------


def run(*words):
    return CliRunner().invoke(main, ["classify", *map(str, words)])


@pytest.mark.usefixtures("spark", "rules")
def test_the_command_line_prints_or_writes_the_lists_of_a_file(tmp_path):
    table = pl.DataFrame({"area": ["B", "A"], "year": [2016, 2015], "uden_tilknytning": [28, 29], "beboere_18_64": 100})
    table.write_parquet(tmp_path / "areas.parquet")
    where = (f"spark://local[2]?path={tmp_path}/areas.parquet", "--rules", tmp_path, "--series", "made-up")
    printed = run(*where)
    assert printed.stdout.splitlines() == [
        "area,year,regime,streng,undecided",
        "A,2015,made-up-2015,true,",
        "B,2016,made-up-2015,false,",
    ]
    assert run(*where, "-o", tmp_path / "lists.csv").exit_code == 0
    assert (tmp_path / "lists.csv").read_text(encoding="utf-8") == printed.stdout
    assert run(*where, "--year", 2016).stdout.count("\n") == 2
    table.with_columns(uden_tilknytning=pl.lit(-1)).write_parquet(tmp_path / "areas.parquet")
    failed = run(*where)
    assert failed.exit_code == 2
    assert "areas: uden_tilknytning: -1 is negative. Mend it." in failed.stderr


@pytest.mark.parametrize(
    ("address", "words", "said"),
    [
        ("spark://local[2]", (), "The address does not say which table. Expected such as spark://local[2]?path="),
        ("spark://", (), "The address cannot be read."),
        ("spark://local?path=a&referense=b", (), "unknown option 'referense'. Did you mean 'reference'"),
        ("spark://local?path=a", ("--findings", "f.csv"), "--findings is not for tables of Spark"),
        ("spark://local?path=a", ("-o", "lists.json"), "Name a .csv or .parquet."),
    ],
)
def test_what_cannot_be_had_of_spark_is_said_before_it_starts(address, words, said):
    done = run(address, *words)
    assert done.exit_code == 2
    assert said in done.stderr
