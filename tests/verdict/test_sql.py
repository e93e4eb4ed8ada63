"""The SQL query on small made-up tables in DuckDB, and what is promised of its text."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, suppress
from dataclasses import fields
from decimal import Decimal

import duckdb
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings

from listerules.errors import DataError, RulesError
from listerules.law.rulebook import load_rules
from listerules.result.query import Tables, write_series_query
from listerules.testing import rule_trees
from listerules.verdict.sql import DIALECTS
from listerules.verdict.sql.numbers import Number, Part, Product, compare_parts

SHIPPED = load_rules()
TREES = rule_trees()
HEAD = """\
regime: {regime}
series: made-up
title: {{da: "{title}", en: Made up}}
from: {start}
law: {{name: Made up, url: "https://example.org"}}
checked_on: 2026-01-01

measures:
  beboere: {{title: {{da: Beboere, en: Residents}}, count: beboere}}
  select: {{title: {{da: Grundskole, en: School}}, share: kun_grundskole, of: beboere_30_59}}
  fire_aar: {{title: {{da: Fire aar, en: Four years}}, share: doemte, of: beboere_18_og_over, mean_of_years: 4}}
  ti_aar: {{title: {{da: Ti aar, en: Ten years}}, share: doemte, of: beboere_18_og_over, mean_of_years: 10}}
  doemte: {{title: {{da: Doemte, en: Convicted}}, share: doemte, of: beboere_18_og_over}}
  uden_job: {{title: {{da: Uden job, en: No job}}, share: uden_tilknytning, of: beboere_18_64}}
  indkomst: {{title: {{da: Indkomst, en: Income}}, mean: bruttoindkomst}}

lists:
"""
PLACES = "area VARCHAR, year INTEGER"


@pytest.fixture
def write(tmp_path):
    """Writes a regime with these lists, each a name with what stands below it; gives all there are so far."""

    def write_regime(lists, start="2015-01-01", title="Opdigtet"):
        text = HEAD.format(regime=f"made-up-{start[:4]}", title=title, start=start) + "".join(
            f"  {name}: {{title: {{da: {name}, en: {name}}}, cite: '§ 1', {body}}}\n" for name, body in lists.items()
        )
        (tmp_path / f"{start}.yaml").write_text(text, encoding="utf-8")
        return load_rules(tmp_path)

    return write_regime


def write_query(rules, **options):
    names = {name: options.pop(name) for name in ("columns", "reference_columns", "without") if name in options}
    reference = options.pop("reference", None)
    tables = Tables("areas", reference, **names)
    return write_series_query(rules, options.pop("series", "made-up"), "en", tables=tables, **options)


def run(query, **tables):
    """The answers, each row as a dict; a table is given by its columns and its rows."""
    with duckdb.connect() as connection:
        for name, (columns, rows) in tables.items():
            connection.execute(f"CREATE TABLE {name} ({PLACES}, {columns})")
            connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608
        answers = connection.execute(query)
        names = [column[0] for column in answers.description]
        return [dict(zip(names, row, strict=True)) for row in answers.fetchall()]


def without_comments(query):
    return re.sub(r"--.*", "", query)


# --- numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("more", "answer"), [(-1, False), (0, False), (1, True)])
def test_products_of_more_than_128_bits_are_exact_on_the_line_and_beside_it(write, more, answer):
    """Four years of 10^9 persons on three times the country's share: each side is above 10^72."""
    rules = write({"streng": "all: {fire_aar: {above: 3, relative_to: national}}"})
    whole = 999_999_996
    years = range(2015, 2019)
    persons = "doemte BIGINT, beboere_18_og_over BIGINT"
    areas = [("A", year, whole // 4 * 3 + (more if year == 2018 else 0), whole) for year in years]
    country = [("Danmark", year, whole // 4, whole) for year in years]
    query = write_query(rules, reference="reference", largest=10**9)
    assert "product" in query
    found = run(query, areas=(persons, areas), reference=(persons, country))
    assert [row["streng"] for row in found] == [None, None, None, answer]


def run_in_sqlite(query):
    with closing(sqlite3.connect(":memory:")) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize(
    ("dialect", "execute"), [("duckdb", lambda query: duckdb.sql(query).fetchall()), ("sqlite", run_in_sqlite)]
)
def test_numbers_are_multiplied_and_compared_in_parts_as_python_does_it(dialect, execute):
    """Numbers at the edges of a part and of what can be multiplied, of either sign: every pair of every product."""
    dialect = DIALECTS[dialect]
    base, widest = dialect.base, dialect.widest
    edges = [0, 1, base - 1, base, base + 1, 5 * base + 7, widest // 2, widest - base - 1, widest - 1]
    pairs = [(x, y) for x in (*edges, *(-each for each in edges[1:])) for y in edges if x <= y]
    product = Product(*(part.name for part in fields(Product)))
    x, y = (Number(1, (Part(name, widest),)) for name in ("x", "y"))
    values = ", ".join(f"({number}, {one}, {other})" for number, (one, other) in enumerate(pairs))
    whole = dialect.whole
    text = f"WITH given(n, x, y) AS (VALUES {values}), table_0 AS"
    text += f" (SELECT n, CAST(x AS {whole}) AS x, CAST(y AS {whole}) AS y FROM given)"  # noqa: S608
    steps = (product.halve(x, y, dialect), product.multiply(), product.carry(dialect))
    for number, columns in enumerate(steps):
        made = ", ".join(f"{each} AS {name}" for each, name in columns)
        text += f", table_{number + 1} AS (SELECT *, {made} FROM table_{number})"  # noqa: S608
    for n, high, middle, low in execute(f"{text} SELECT n, a, b, c FROM table_3"):  # noqa: S608
        assert high * base**2 + middle * base + low == pairs[n][0] * pairs[n][1]
    left, right = ([f"{side}.{name}" for name in product.parts] for side in ("one", "other"))
    signs = [">", ">=", "<", "<="]
    answers = ", ".join(compare_parts(left, sign, right) for sign in signs)
    for one, other, *found in execute(f"{text} SELECT one.n, other.n, {answers} FROM table_3 AS one, table_3 AS other"):  # noqa: S608
        a, b = (pairs[n][0] * pairs[n][1] for n in (one, other))
        assert found == [a > b, a >= b, a < b, a <= b], (pairs[one], pairs[other])


@pytest.mark.parametrize(
    ("operator", "answers"),
    [
        ("above", [False, False, True]),
        ("at_least", [False, True, True]),
        ("below", [True, False, False]),
        ("at_most", [True, True, False]),
    ],
)
def test_each_word_of_comparison_on_the_line_and_beside_it(write, operator, answers):
    rules = write({"streng": f"all: {{doemte: {{{operator}: 2.7 %}}}}"})
    rows = [("A", 2015 + at, 26 + at, 1000) for at in range(3)]
    found = run(write_query(rules), areas=("doemte INTEGER, beboere_18_og_over INTEGER", rows))
    assert [row["streng"] for row in found] == answers


def test_numbers_that_no_way_of_multiplying_holds_are_refused_with_their_width(write):
    rules = write({"streng": "all: {ti_aar: {above: 3 %}}"})
    with pytest.raises(RulesError) as refused:
        write_query(rules)
    assert str(refused.value).startswith("made-up-2015, ti_aar: This can take whole numbers of 82 digits")
    assert "--largest" in str(refused.value)
    assert "fire_aar" not in str(refused.value)
    assert "NUMERIC" in write_query(rules, dialect="postgres")
    assert "product" not in write_query(rules, largest=1000)


def test_a_figure_above_the_largest_fails_rather_than_answers_wrongly(write):
    rules = write({"streng": "all: {fire_aar: {above: 3 %}}"})
    areas = [("A", year, 4 * 10**10, 10**11) for year in range(2015, 2019)]
    with pytest.raises(duckdb.OutOfRangeException):
        run(write_query(rules), areas=("doemte BIGINT, beboere_18_og_over BIGINT", areas))


def test_a_figure_above_the_largest_is_an_error_in_words_where_the_database_would_round(write):
    rules = write({"stort": "all: {beboere: {at_least: 100}}"})
    query = write_query(rules, dialect="sqlite", largest=1000)
    for beboere, answer in ((99, 0), (100, 1), (1000, 1), (100.5, None), (None, None)):
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute("CREATE TABLE areas AS SELECT 'A' AS area, 2015 AS year, ? AS beboere", [beboere])
            assert connection.execute(query).fetchone() == ("A", 2015, "made-up-2015", answer)
    for beboere in (1001, -1001, 10.0**300):
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute("CREATE TABLE areas AS SELECT 'A' AS area, 2015 AS year, ? AS beboere", [beboere])
            with pytest.raises(sqlite3.OperationalError, match="malformed JSON"):
                connection.execute(query).fetchone()
    for dialect in ("spark", "tsql", "oracle", "snowflake"):
        assert "beboere is above 1000: " in write_query(rules, dialect=dialect, largest=1000)


def test_a_floating_point_is_read_as_the_shortest_decimal_that_means_it(write):
    rules = write({"streng": "all: {uden_job: {at_least: 29 %}}"})
    query = write_query(rules, dialect="sqlite", largest=100_000)
    cells = [0.29, 0.28, 0.290001, 0.1 + 0.2]  # 0.29 * 100 is below 29, and 0.1 + 0.2 is not 0.3
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE areas (area TEXT, year INTEGER, uden_tilknytning REAL, beboere_18_64 INTEGER)")
        rows = [("A", 2015 + at, cell, 1) for at, cell in enumerate(cells)]
        connection.executemany("INSERT INTO areas VALUES (?, ?, ?, ?)", rows)
        assert [row[-1] for row in connection.execute(query)] == [1, 0, None, None]


def test_nothing_is_divided_and_nothing_is_a_float():
    for name, series in SHIPPED.series.items():
        for dialect in ("duckdb", "postgres"):
            code = without_comments(write_query(SHIPPED, series=series.name, reference="reference", dialect=dialect))
            assert not re.search(r"/|DOUBLE|FLOAT|REAL", code), name
            # Decimals are only shifted, where a figure is read.
            assert all(re.fullmatch(r"10+\.0", number) for number in re.findall(r"\d+\.\d+", code))


# --- figures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "answer"), [("39.9", False), ("40.0", None), ("40.1", True), (None, None), ("40", None)]
)
def test_a_printed_rate_stands_for_half_a_unit_to_either_side(write, printed, answer):
    rules = write({"streng": "all: {select: {above: 40 %}}"})
    query = write_query(rules, columns=["kun_grundskole_pct=1"], without=["kun_grundskole", "beboere_30_59"])
    rate = None if printed is None else Decimal(printed)
    assert run(query, areas=("kun_grundskole_pct DECIMAL(9, 4)", [("A", 2015, rate)]))[0]["streng"] is answer


@pytest.mark.parametrize(
    ("printed", "line", "answer"),
    [
        ("40.0", "at_least: 39.95 %", True),
        ("40.0", "above: 39.95 %", None),
        ("39.9", "at_most: 39.95 %", True),
        ("39.9", "below: 39.95 %", None),
    ],
)
def test_the_half_unit_is_part_of_what_a_printed_rate_may_be(write, printed, line, answer):
    rules = write({"streng": f"all: {{select: {{{line}}}}}"})
    query = write_query(rules, columns=["kun_grundskole_pct=1"], without=["kun_grundskole", "beboere_30_59"])
    row = ("A", 2015, Decimal(printed))
    assert run(query, areas=("kun_grundskole_pct DECIMAL(9, 1)", [row]))[0]["streng"] is answer


def test_the_printed_rate_comes_before_the_counts_and_counts_before_nothing(write):
    rules = write({"streng": "all: {select: {at_least: 40 %}}"})
    query = write_query(rules, columns=["kun_grundskole_pct_low=1", "kun_grundskole_pct_high=1"])
    columns = "kun_grundskole INT, beboere_30_59 INT"
    columns += "".join(f", kun_grundskole_pct_{end} DECIMAL(9, 1)" for end in ("low", "high"))
    rows = [("A", 2015, 1, 100, 41, 42), ("A", 2016, 40, 100, None, None), ("A", 2017, 40, 100, 39.5, 40.5)]
    assert [row["streng"] for row in run(query, areas=(columns, rows))] == [True, True, None]


def test_an_income_in_per_cent_of_the_region_needs_no_reference(write):
    rules = write({"streng": "all: {indkomst: {below: 55 %, relative_to: region}}"})
    query = write_query(rules, columns=["bruttoindkomst_pct=1"], without=["bruttoindkomst"])
    rows = [("A", year, "Sjælland", rate) for year, rate in ((2015, 54.9), (2016, 55), (2017, 55.1))]
    found = run(query, areas=("region VARCHAR, bruttoindkomst_pct DECIMAL(9, 1)", rows))
    assert [row["streng"] for row in found] == [True, None, False]


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("DOUBLE", float("nan")),
        ("DOUBLE", float("inf")),
        ("DOUBLE", 1000.5),
        ("DECIMAL(9, 1)", Decimal("1000.5")),
        ("INTEGER", None),
    ],
)
def test_what_is_no_number_of_persons_is_blank(write, kind, cell):
    rules = write({"stort": "all: {beboere: {at_least: 100}}"})
    assert run(write_query(rules), areas=(f"beboere {kind}", [("A", 2015, cell)]))[0]["stort"] is None


def test_decimals_are_read_to_the_last_and_more_than_expected_are_blank(write):
    rules = write({"streng": "all: {uden_job: {above: 40 %}}"})
    columns = "uden_tilknytning DECIMAL(18, 3), beboere_18_64 INTEGER"
    cells = [Decimal("40.00"), Decimal("40.01"), Decimal("40.001"), Decimal("39.99")]
    rows = [("A", 2015 + at, cell, 100) for at, cell in enumerate(cells)]
    two, three = (
        [row["streng"] for row in run(write_query(rules, columns=more), areas=(columns, rows))]
        for more in ([], ["uden_tilknytning=3"])
    )
    assert two == [False, True, None, False]
    assert three == [False, True, True, False]


def test_a_group_of_nobody_and_a_missing_year_are_blanks_and_no_neighbour_is_taken(write):
    rules = write({"streng": "all: {fire_aar: {above: 0}}"})
    rows = [("A", year, 1, 0 if year == 2021 else 10) for year in range(2015, 2026) if year != 2016]
    found = run(write_query(rules), areas=("doemte INTEGER, beboere_18_og_over INTEGER", rows))
    assert {row["year"]: row["streng"] for row in found if row["streng"] is not None} == {2020: True, 2025: True}


# --- lists over the years ---------------------------------------------------------------------------


def test_lists_run_over_a_change_of_law_and_of_name(write):
    write({"gammel": "all: {beboere: {at_least: 100}}"})
    rules = write(
        {
            "ny": "formerly: [gammel], all: {beboere: {at_least: 1000}}",
            "fast": "all: {ny: {years_running: 3}}",
            "altid": "all: {ny: ever}",
        },
        start="2018-01-01",
    )
    rows = [("A", 2016, 100), ("A", 2017, 100), ("A", 2018, 1000), ("A", 2019, 999)]
    rows += [("B", 2018, 999), ("B", 2019, 1000)]
    found = {(row["area"], row["year"]): row for row in run(write_query(rules), areas=("beboere INTEGER", rows))}
    assert [found["A", year]["ny"] for year in range(2016, 2020)] == [True, True, True, False]
    assert [found["A", year]["fast"] for year in range(2016, 2020)] == [None, None, True, False]
    assert [found["A", year]["altid"] for year in range(2016, 2020)] == [None, None, True, True]
    assert (found["B", 2018]["fast"], found["B", 2018]["altid"]) == (False, None)  # the years before are not known
    assert (found["B", 2019]["fast"], found["B", 2019]["altid"]) == (False, True)


def test_a_published_list_wins_over_the_figures(write):
    rules = write({"stort": "all: {beboere: {at_least: 100}}", "fast": "all: {stort: {years_running: 2}}"})
    query = write_query(rules, columns=["published_stort"])
    rows = [("A", 2015, 1, True), ("A", 2016, 100, None), ("A", 2017, 100, False), ("A", 2018, None, True)]
    found = run(query, areas=("beboere INTEGER, published_stort BOOLEAN", rows))
    assert [row["stort"] for row in found] == [True, True, False, True]
    assert [row["fast"] for row in found] == [False, True, False, False]  # none in 2014


def test_the_law_is_that_of_the_day_and_later_years_look_at_the_last_list(write):
    write({"stort": "all: {beboere: {at_least: 1000}}"})
    rules = write(
        {"stort": "all: {beboere: {at_least: 100}}", "fast": "all: {stort: {years_running: 2}}"}, start="2018-06-01"
    )
    query = write_query(rules, columns=["list_date"])
    rows = [
        ("A", 2018, "2018-02-01", 100),
        ("A", 2018, "2018-12-01", 100),
        ("A", 2019, None, 100),
        ("A", 2014, None, 1),
    ]
    found = run(query, areas=("list_date DATE, beboere INTEGER", rows))
    assert [(row["year"], row["regime"], row["stort"], row["fast"]) for row in found] == [
        (2014, None, None, None),
        (2018, "made-up-2015", False, None),
        (2018, "made-up-2018", True, None),
        (2019, "made-up-2018", True, True),
    ]


def test_a_year_whose_only_list_was_before_the_first_law_is_no_list(write):
    rules = write(
        {"stort": "all: {beboere: {at_least: 100}}", "fast": "all: {stort: {years_running: 2}}"}, start="2018-06-01"
    )
    rows = [("A", 2018, "2018-02-01", 100), ("A", 2019, None, 100), ("B", 2019, None, 100)]
    found = run(write_query(rules, columns=["list_date"]), areas=("list_date DATE, beboere INTEGER", rows))
    assert [row["fast"] for row in found] == [None, False, None]  # of B, 2018 is not known


def test_only_the_regimes_that_are_asked_for_and_what_they_look_back_to(write):
    write({"gammel": "all: {beboere: {at_least: 100}}", "andet": "all: {select: {above: 1 %}}"})
    rules = write(
        {"ny": "formerly: [gammel], all: {beboere: {at_least: 1000}}", "fast": "all: {ny: {years_running: 2}}"},
        start="2018-01-01",
    )
    query = write_query(rules, regimes=["made-up-2018"])
    assert "kun_grundskole" not in query
    found = run(query, areas=("beboere INTEGER", [("A", 2017, 100), ("A", 2018, 1000)]))
    assert found == [{"area": "A", "year": 2018, "regime": "made-up-2018", "ny": True, "fast": True}]
    columns = "beboere INTEGER, kun_grundskole INTEGER, beboere_30_59 INTEGER"
    earlier = run(write_query(rules, regimes=["made-up-2015"]), areas=(columns, [("A", 2017, 100, 1, 2)]))
    assert earlier == [{"area": "A", "year": 2017, "regime": "made-up-2015", "ny": True, "andet": True}]


# --- the text ---------------------------------------------------------------------------------------


def count_statements(query, dialect):
    level = sqlglot.ErrorLevel.RAISE
    return len(sqlglot.parse(query.rstrip().removesuffix(";"), dialect=dialect, error_level=level))


def find_series(dialect):
    """The series that ship, without those that need wider numbers than a dialect has."""
    return [name for name in SHIPPED.series if dialect != "sqlite" or name != "omraadelister"]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("nodes", [True, False])
def test_the_query_is_one_statement_of_its_dialect(dialect, nodes):
    for series in find_series(dialect):
        for language in ("da", "en"):
            query = write_series_query(SHIPPED, series, language, dialect=dialect, nodes=nodes)
            assert count_statements(query, dialect) == 1


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=TREES)
def test_rules_as_anyone_may_write_them_give_one_statement_of_each_dialect(tree):
    for dialect in DIALECTS:
        columns = [f"published_{chain}" for chain in tree.series["made-up"].chains()]
        with suppress(RulesError):
            query = write_query(tree, reference="reference", columns=columns, dialect=dialect, largest=1000, nodes=True)
            assert count_statements(query, dialect) == 1


@pytest.mark.parametrize("dialect", ["tsql", "oracle"])
def test_where_there_is_no_true_and_false_conditions_are_numbers(dialect):
    columns = ["published_parallelsamfund", "doemte_pct=1"]
    tables = Tables(columns=columns)
    query = write_series_query(SHIPPED, "omraadelister", "en", dialect=dialect, tables=tables, nodes=True)
    code = without_comments(query)
    assert not re.search(r"\b(TRUE|FALSE|BOOLEAN)\b", code)
    assert not re.search(r"\bis_last_list(?! = 1| AS|,|$)", code, re.MULTILINE)
    assert "1: on the list. 0: not on it." in query


def test_oracle_has_its_own_words_for_tables_and_remainders(write):
    rules = write({"streng": "all: {fire_aar: {above: 3, relative_to: national}}"})
    code = without_comments(write_query(rules, reference="reference", dialect="oracle"))
    assert not re.search(r"(FROM|JOIN) \w+ AS ", code)
    assert "%" not in code
    assert "MOD(" in code
    assert "MATERIALIZED" not in code
    assert "\n\n" not in write_query(rules, dialect="oracle")  # SQL*Plus would take it for the end


def test_reserved_words_are_quoted_as_each_database_does_it(write):
    rules = write({"order": "all: {select: {above: 40 %, relative_to: national}}", "file": "all: {order: on_list}"})
    quoted = {
        dialect: without_comments(write_query(rules, reference="reference", dialect=dialect)) for dialect in DIALECTS
    }
    assert " AS [order]" in quoted["tsql"]
    assert " AS [national]" in quoted["tsql"]
    assert " AS `order`" in quoted["spark"]
    # Folded to capitals as a name without quotes would be, so that one and the other are the same.
    assert ' AS "ORDER"' in quoted["oracle"]
    assert ' AS "FILE"' in quoted["snowflake"]
    assert ' AS "order"' in quoted["postgres"]


def test_no_comment_ends_the_statement():
    for dialect in DIALECTS:
        for series in find_series(dialect):
            lines = write_series_query(SHIPPED, series, "en", dialect=dialect).splitlines()
            assert [line for line in lines if line.endswith(";")] == lines[-1:]


def test_each_condition_stands_below_its_paragraph():
    query = write_series_query(SHIPPED, "omraadelister", "da", regimes=["almenboligloven-2021"])
    told = re.sub(r"\n\s*-- ", " ", query)
    assert (
        "§ 61 a, stk. 1, nr. 2: Dømte beboere fyldt 18 år: mindst 3 gange landets andel, gennemsnit af 2 års andele\n"
        "    doemte_numerator * national_doemte_denominator >= 3 * national_doemte_numerator * doemte_denominator"
    ) in told
    assert max(len(line) for line in query.splitlines()) < 130


def test_nodes_are_columns_by_their_paths(write):
    rules = write({"ghetto": "all: {krav: {at_least: 1, of: {beboere: {at_least: 100}, select: {above: 40 %}}}}"})
    rows = [("A", 2015, 100, None, None), ("A", 2016, None, 1, 100), ("A", 2017, 99, 40, 100)]
    columns = "beboere INTEGER, kun_grundskole INTEGER, beboere_30_59 INTEGER"
    found = run(write_query(rules, nodes=True), areas=(columns, rows))
    assert [
        [row[name] for name in ("ghetto", "ghetto.krav", "ghetto.krav.beboere", "ghetto.krav.select")] for row in found
    ] == [
        [True, True, True, None],
        [None, None, None, False],
        [False, False, False, False],
    ]


def test_reserved_words_and_names_of_the_query_itself_are_names_like_others(write):
    lists = dict.fromkeys(("order", "figures", "row_id", "now", "select", "dated"), "all: {select: {above: 40 %}}")
    found = run(
        write_query(write(lists), nodes=True),
        areas=("kun_grundskole INTEGER, beboere_30_59 INTEGER", [("A", 2015, 41, 100)]),
    )
    assert all(found[0][name] is True for name in lists)


def test_what_a_title_says_stays_a_comment_in_all_its_lines(write):
    rules = write({"stort": "all: {beboere: {at_least: 100}}"}, title="Opdigtet; " + "DROP TABLE areas; " * 20)
    query = write_series_query(rules, "made-up", "da", tables=Tables(reference=None))
    assert not [line for line in query.splitlines() if "DROP" in line and not line.lstrip().startswith("--")]
    assert run(query, areas=("beboere INTEGER", [("A", 2015, 100)]))[0]["stort"] is True


def test_names_that_postgres_would_cut_are_refused(write):
    name = "en_liste_med_et_navn_der_er_meget_laengere_end_det_behoever_at_vaere"
    rules = write({name: "all: {beboere: {at_least: 100}}"})
    with pytest.raises(RulesError, match="PostgreSQL takes names of up to 63 letters"):
        write_query(rules, dialect="postgres")
    assert name in write_query(rules)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"columns": ["beboer"]}, "There is no column 'beboer'.*beboere"),
        ({"columns": ["doemte_pct=en"]}, "'doemte_pct=en' does not say how many decimals"),
        ({"columns": ["doemte_pct=30"]}, "0 to 9"),
        ({"without": ["doemte"]}, "The query asks for no column 'doemte'"),
        ({"regimes": ["made-up-2016"]}, "There is no regime 'made-up-2016'.*made-up-2015"),
        ({"dialect": "sqlit"}, "There is no dialect 'sqlit'. Did you mean 'sqlite'"),
    ],
)
def test_a_mistake_names_the_way_out(write, options, said):
    rules = write({"stort": "all: {beboere: {at_least: 100}}"})
    with pytest.raises((DataError, RulesError), match=said):
        write_query(rules, **options)
