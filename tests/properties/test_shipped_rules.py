"""What holds of the shipped rules for every table: drawn with figures on the lines, and with blanks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import listerules as lr
from listerules.areas.records import Interval, read_records
from listerules.law.model import Scenario, Test
from listerules.law.rulebook import find_shipped_rules
from listerules.verdict.evaluate import AreaJudge

RULES = lr.load_rules()
YEARS = range(2017, 2024)  # two years before 2018 would add nothing: 2017 is the last of its regime
SOME = settings(max_examples=20)

# Region Hovedstaden has the income lines 181,500 and 214,500; three times the country is 1.8 %, twice is 1.2 %.
INCOME_THERE = 330_000
REFERENCE = pl.DataFrame(
    [
        {"area": "Danmark", "year": year, "beboere_18_og_over": 4_800_000, "doemte": 28_800, "bruttoindkomst": None}
        for year in range(2016, 2024)
    ]
    + [
        {
            "area": "Hovedstaden",
            "year": year,
            "beboere_18_og_over": None,
            "doemte": None,
            "bruttoindkomst": INCOME_THERE,
        }
        for year in range(2016, 2024)
    ]
)

SHARES = {
    "uden_tilknytning": ("beboere_18_64", ["40 %", "30 %"]),
    "doemte": ("beboere_18_og_over", ["1.8 %", "1.2 %", "2.7 %"]),
    "kun_grundskole": ("beboere_30_59", ["60 %", "50 %"]),
    "ikke_vestlige": ("beboere", ["50 %", "30 %"]),
}
FIGURES = ("bruttoindkomst", *dict.fromkeys(name for share, (group, _) in SHARES.items() for name in (group, share)))
COLUMNS = {
    "area": pl.String,
    "year": pl.Int32,
    "region": pl.String,
    **dict.fromkeys(FIGURES, pl.Int64),
    "uden_tilknytning": pl.Decimal(20, 2),
}


def read_share(text):
    return Fraction(text.removesuffix(" %")) / 100


@st.composite
def figures(draw):
    """All figures of one area and year, most of them on a line or one to a side of it."""
    cells = {"beboere": draw(st.sampled_from([1000, 1000, 999, 1001, 2000, 10_000]))}
    for share, (group, lines) in SHARES.items():
        whole = cells.setdefault(group, draw(st.sampled_from([1000, 500, 2000, 1000, 999, 0])))
        line = read_share(draw(st.sampled_from(lines)))
        near = round(line * whole) + draw(st.sampled_from([0, 0, 1, -1, 2, -2, whole, -whole]))
        cells[share] = min(max(0, near), whole)
    quarters = draw(st.sampled_from(["0", "0", "0.25", "-0.25"]))  # full-time equivalents have decimals
    part, whole = cells["uden_tilknytning"], cells["beboere_18_64"]
    cells["uden_tilknytning"] = min(max(Decimal(0), part + Decimal(quarters)), Decimal(whole))
    cells["bruttoindkomst"] = draw(st.sampled_from([181_500, 181_499, 181_501, 214_500, 214_499, 300_000]))
    return cells


@st.composite
def tables(draw, areas=8):
    """Area-years with all figures known; some years have no row. Rows are drawn from a small pool of figures."""
    pool = draw(st.lists(figures(), min_size=1, max_size=8))
    # A clear case of all criteria met, so that areas do come on every list and stay there for years.
    met = {"beboere": 2000, "beboere_18_64": 1000, "uden_tilknytning": Decimal(500), "beboere_18_og_over": 1000}
    met |= {"doemte": 30, "beboere_30_59": 500, "kun_grundskole": 400, "ikke_vestlige": 1500, "bruttoindkomst": 150_000}
    prevention = met | {"uden_tilknytning": Decimal(350), "doemte": 10, "ikke_vestlige": 800, "bruttoindkomst": 250_000}
    choice = st.sampled_from([*pool, met, met, prevention, None])
    rows = []
    for number in range(draw(st.integers(1, areas))):
        settled = draw(st.booleans())
        for year in YEARS:
            cells = met if settled and year not in (2019, 2023) else draw(choice)
            if cells is not None:
                rows.append({"area": f"Opdigtet {number}", "year": year, "region": "Hovedstaden", **cells})
    return pl.DataFrame(rows or [{"area": "Opdigtet", "year": 2023, "region": "Hovedstaden", **met}], schema=COLUMNS)


@st.composite
def blanks(draw, table):
    """Cells of the table, as (row, figure): few, some or many."""
    cells = st.tuples(st.integers(0, table.height - 1), st.sampled_from(FIGURES))
    fewest = draw(st.sampled_from([0, 5, 60]))
    return draw(st.sets(cells, min_size=min(fewest, table.height), max_size=fewest + 20))


def leave_blank(table, cells):
    rows = {name: [row for row, other in cells if other == name] for name in FIGURES}
    here = pl.int_range(pl.len())
    return table.with_columns(pl.when(~here.is_in(rows[name])).then(pl.col(name)).alias(name) for name in FIGURES)


def classify(table, rules=RULES, reference=REFERENCE):
    return lr.classify(table, rules, reference=reference)


def answers(result):
    """The answer to every list and node, by area and year."""
    named = [name for name in result.judged.columns if name.startswith(("list:", "node:"))]
    rows = result.reported.select("area", "year", *named)
    return {(area, year): dict(zip(named, cells, strict=True)) for area, year, *cells in rows.iter_rows()}


@st.composite
def tables_with_blanks(draw):
    table = draw(tables())
    return leave_blank(table, draw(blanks(table)))


# --- blanks ---------------------------------------------------------------------------------------


@st.composite
def tables_known_less_and_more(draw):
    """The same table twice: known in part, and some of its blanks and missing rows filled in."""
    table = draw(tables())
    blank, filled = draw(blanks(table)), draw(blanks(table))
    missing = draw(st.sets(st.integers(0, table.height - 2), max_size=3)) if table.height > 1 else set()
    here = pl.int_range(pl.len())
    return leave_blank(table, blank).filter(~here.is_in(missing)), leave_blank(table, blank - filled)


@SOME
@given(tables_known_less_and_more())
def test_filling_in_a_blank_never_changes_a_decided_answer(both):
    before, after = (answers(classify(table)) for table in both)
    for key, row in before.items():
        for node, answer in row.items():
            assert answer is None or after[key][node] is answer, (key, node)


@SOME
@given(tables_with_blanks(), st.sampled_from(["Danmark", "Hovedstaden"]), st.integers(2016, 2023))
def test_filling_in_the_reference_never_changes_a_decided_answer(table, area, year):
    gone = REFERENCE.filter((pl.col("area") != area) | (pl.col("year") != year))
    before, after = (answers(classify(table, reference=reference)) for reference in (gone, REFERENCE))
    for key, row in before.items():
        for node, answer in row.items():
            assert answer is None or after[key][node] is answer, (key, node)


# --- order, parts, size ---------------------------------------------------------------------------


@SOME
@given(tables_with_blanks(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(table, random):
    rows, columns = list(range(table.height)), list(table.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = classify(table[rows].select(columns))
    assert answers(shuffled) == answers(classify(table))
    assert shuffled.table.select("area", "year").rows() == table[rows].select("area", "year").rows()


@SOME
@given(tables_with_blanks(), st.sets(st.integers(0, 7), min_size=1))
def test_a_part_is_judged_as_it_is_within_the_whole(table, numbers):
    chosen = {f"Opdigtet {number}" for number in numbers}
    part = table.filter(pl.col("area").is_in(chosen))
    if part.height:
        whole = answers(classify(table))
        of_part = answers(classify(part))
        of_whole = {key: row for key, row in whole.items() if key[0] in chosen}
        # Nodes of regimes in which no row of the part lies are absent there.
        nodes = {node for row in of_part.values() for node in row}
        assert of_part == {key: {node: row[node] for node in row if node in nodes} for key, row in of_whole.items()}
        assert all(row[node] is None for row in of_whole.values() for node in row if node not in nodes)


@SOME
@given(tables_with_blanks(), st.sampled_from([2, 3, 7, 10_007, 99_991]))
def test_all_parts_and_wholes_times_k_change_nothing_but_what_hangs_on_residents(table, k):
    """10,007 times as many need more than 128 bits to compare."""
    grown = [name for share, (group, _) in SHARES.items() if group != "beboere" for name in (share, group)]
    times = table.with_columns((pl.col(name) * k).cast(COLUMNS[name]) for name in grown)
    assert answers(classify(times)) == answers(classify(table))


@SOME
@given(tables_with_blanks(), st.sampled_from([2, 3, 7, 1_999]))
def test_incomes_and_their_baseline_times_k_change_nothing(table, k):
    times = table.with_columns(pl.col("bruttoindkomst") * k)
    reference = REFERENCE.with_columns(pl.col("bruttoindkomst") * k)
    assert answers(classify(times, reference=reference)) == answers(classify(table))


# --- the lists among themselves -------------------------------------------------------------------


@SOME
@given(tables_with_blanks())
def test_omdannelse_is_within_parallelsamfund_is_within_udsat(table):
    for row in classify(table).table.filter(pl.col("year") >= 2018).iter_rows(named=True):
        chain = [row["omdannelsesomraade"], row["parallelsamfund"], row["udsat_boligomraade"]]
        for inner, outer in pairwise(chain):
            assert inner is not True or outer is True
            assert outer is not False or inner is False
        assert row["omdannelsesomraade"] is not True or row["udviklingsplan"] is True


@SOME
@given(tables_with_blanks())
def test_no_prevention_area_is_udsat(table):
    for row in classify(table).table.filter(pl.col("year") >= 2021).iter_rows(named=True):
        assert row["forebyggelsesomraade"] is not True or row["udsat_boligomraade"] is False
        assert row["udsat_boligomraade"] is not True or row["forebyggelsesomraade"] is False


# --- what is told ---------------------------------------------------------------------------------

COMPARE = {
    "above": lambda value, line: value > line,
    "at_least": lambda value, line: value >= line,
    "below": lambda value, line: value < line,
    "at_most": lambda value, line: value <= line,
}


@SOME
@given(tables_with_blanks())
def test_the_verdict_follows_from_the_value_and_the_line_beside_it(table):
    findings = classify(table).findings
    told = findings.filter(
        pl.col("value").is_not_null(), pl.col("line").is_not_null(), pl.col("verdict") != "undecided"
    )
    rows = told.select("operator", "value", "line", "verdict", "path").rows()
    for operator, value, line, verdict, path in rows:
        if operator in COMPARE and abs(value - line) > 1e-9 * line:
            assert COMPARE[operator](value, line) == (verdict == "yes"), path


def move(record, column, amount):
    """The record with so many persons or kroner more in one figure, or None where there can be no such figure."""
    value = record.values[column].low + amount
    whole = record.values.get(SHARES[column][0]) if column in SHARES else None
    if value < 0 or (whole and value > whole.low):
        return None
    return replace(record, values={**record.values, column: Interval(value, value)})


def find_tests(judge, record):
    """Every test made of a record, with its regime's measure."""
    regime = judge.series.regime_on(record.day)
    for finding in (below for each in judge.judge(record) for below in each.walk()):
        if isinstance(finding.node, Test):
            yield finding, regime.measure_of(finding.path.rpartition(".")[2], finding.node)


@SOME
@given(tables(areas=2))
def test_the_stated_distance_turns_the_answer_and_one_less_does_not(table):
    result = classify(table)
    vocabulary = RULES.vocabulary
    records = list(read_records(result.panel.rows.collect(), vocabulary))
    reference = {(each.area, each.year): each for each in read_records(result.panel.reference.collect(), vocabulary)}
    for area in {record.area for record in records}:
        judge = AreaJudge([each for each in records if each.area == area], result.series, vocabulary, reference)
        for record in judge.records:
            for finding, measure in find_tests(judge, record):

                def judge_moved(amount, finding=finding, measure=measure, record=record, judge=judge):
                    moved = move(record, measure.column, amount)
                    return moved and judge._judge_test(moved, measure, finding.path, finding.node).verdict

                if finding.flip:
                    amount = finding.flip.amount
                    assert finding.flip.unit == ("kroner" if measure.mean else "persons")
                    assert {judge_moved(amount), judge_moved(-amount)} - {None, finding.verdict}, finding
                    assert {judge_moved(amount - 1), judge_moved(1 - amount)} - {None} == {finding.verdict}, finding
                elif finding.verdict != "undecided":
                    now = record.values[measure.column].low
                    most = record.values[measure.of].low if measure.of else now + 10**9
                    assert {judge_moved(-now), judge_moved(most - now)} == {finding.verdict}, finding


@SOME
@given(tables_with_blanks())
def test_every_undecided_list_has_a_reason_below_it(table):
    findings = classify(table).findings
    lists = findings.filter(~pl.col("path").str.contains(".", literal=True), pl.col("verdict") == "undecided")
    below = findings.drop_nulls("reason").select("area", "year").unique()
    assert lists.join(below, on=["area", "year"], how="anti").is_empty()


# --- embedding ------------------------------------------------------------------------------------


@SOME
@given(tables_with_blanks())
def test_the_lazy_table_is_that_of_classify(table):
    eager = classify(table).table
    lazy = lr.classify_lazy(table.lazy(), RULES, reference=REFERENCE.lazy())
    newest = {name: RULES.get_series("omraadelister").newest_name(name) for name in eager.columns[3:-1]}
    in_memory = lazy.collect()
    assert in_memory.select(*eager.columns[:3], *newest.values()).rows() == eager.drop("undecided").rows()
    unsure = [{newest[name] for name in cell.split(";") if name} for cell in eager["undecided"]]
    assert [set(cell.split(";")) - {""} for cell in in_memory["undecided"]] == unsure
    assert lazy.collect(engine="streaming").sort("area", "year").equals(in_memory.sort("area", "year"))


def test_the_lazy_table_collects_nothing_before_it_is_asked_to():
    def refuse(_):
        raise AssertionError("collected")

    schema = {name: kind for name, kind in COLUMNS.items() if name != "uden_tilknytning"}
    never = pl.DataFrame(schema=schema).lazy().map_batches(refuse, schema=schema)
    baseline = REFERENCE.lazy().map_batches(refuse, schema=REFERENCE.schema)
    lazy = lr.classify_lazy(never, RULES, reference=baseline)
    assert lazy.collect_schema()["udsat_boligomraade"] == pl.Boolean
    with pytest.raises(AssertionError, match="collected"):
        lazy.collect()


# --- rules ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def backwards(tmp_path_factory):
    """The shipped rules with their lists and the members of every group in the opposite order."""
    folder = tmp_path_factory.mktemp("backwards")
    for file in find_shipped_rules().rglob("2???-??-??.yaml"):
        tree = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - text only, and our own
        turned = {key: turn(value) if key == "lists" else value for key, value in tree.items()}
        text = yaml.safe_dump(turned, sort_keys=False, allow_unicode=True)
        (folder / f"{tree['regime']}.yaml").write_text(text, encoding="utf-8")
    return lr.load_rules(folder)


def turn(tree):
    return {key: turn(tree[key]) for key in reversed(tree)} if isinstance(tree, dict) else tree


@SOME
@given(tables_with_blanks())
def test_the_order_of_lists_and_of_the_members_of_groups_does_not_matter(backwards, table):
    assert answers(classify(table, backwards)) == answers(classify(table))


def test_an_empty_scenario_changes_nothing():
    rules = RULES
    for regime in RULES.get_series("omraadelister").regimes:
        rules = rules.with_scenario(Scenario(scenario="uden-indhold", on=regime.regime))
    assert rules.series == RULES.series
