"""The lists of a Spark table: one query over a PySpark DataFrame, which gives a DataFrame and collects nothing.

The figures are checked where they are: one that is no exact figure makes the query fail with words of what and where,
since nothing can be said before Spark runs. No Python runs on the rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from uuid import uuid4

import polars as pl

from listerules.areas.numbers import figure_columns
from listerules.areas.read import read_table
from listerules.areas.structure import COUNTRY, REGIONS
from listerules.errors import DataError, Problem
from listerules.law.mistakes import suggest
from listerules.law.rulebook import Rulebook, load_rules
from listerules.result.query import QueryWording
from listerules.result.result import name_lists
from listerules.result.scenario import patch_rules, read_scenario
from listerules.verdict.sql import DIALECTS, LARGEST, Form, Table, write_query
from listerules.verdict.sql.layout import DECIMALS, MOST_DECIMALS, PUBLISHED

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from listerules.law.columns import Vocabulary
    from listerules.law.model import Column
    from listerules.law.rulebook import Series
    from listerules.result.scenario import Said

SERIES = "omraadelister"
EXAMPLE = "spark://local[2]?path=areas.parquet or spark://host:7077?table=areas"

_SPARK = DIALECTS["spark"]
_WHOLE = ("tinyint", "smallint", "int", "bigint")
_PLACES = {**{name.lower(): name for name in REGIONS}, "sjaelland": "Sjælland"}
_BASELINES = {**_PLACES, **dict.fromkeys(("danmark", "denmark", "hele landet"), COUNTRY)}
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")
_ADDRESS = re.compile(r"^spark://([^/?]+)/?(?:\?(.*))?$")
_OPTIONS = ("table", "path", "reference")


def classify_spark(  # noqa: PLR0913 - one word for each thing an analyst can give
    areas: DataFrame,
    rules: Rulebook | str | None = None,
    *,
    series: str = SERIES,
    years: Collection[int] | int | None = None,
    reference: DataFrame | None = None,
    scenario: Said | None = None,
    as_printed: bool = False,
    decimals: Mapping[str, int] | None = None,
    largest: int = LARGEST,
) -> DataFrame:
    """Judge every area and year of a Spark DataFrame, as `classify` does of files; nothing is computed or collected.

    The result has a row for each row of `areas`, in no order: `area`, `year`, `regime`, a column for each list of the
    series (true, false or null), `undecided`, and `list_date` where there is one. Headings are recognised as in files;
    figures are whole numbers, DECIMAL, FLOAT or DOUBLE, of which the shortest decimal is meant that is this number.
    NaN and infinity are blanks. `decimals` says how many a figure has at most where that is more than two,
    `{"bruttoindkomst": 3}`. Columns `published_LIST` are published lists, and win over figures. The other words are
    those of `classify`. No figure is above `largest`.

    Raises `DataError` and `RulesError` for columns and rules. A figure that is negative, above `largest` or has more
    decimals than said, and an area that has two rows for a year, are found when Spark runs, and fail the query in
    words.
    """
    rulebook = rules if isinstance(rules, Rulebook) else load_rules(rules)
    if scenario is not None:
        rulebook = patch_rules(rulebook, read_scenario(scenario), series).rulebook
    chosen = rulebook.get_series(series)
    reading = _Reading(rulebook.vocabulary, chosen, decimals or {}, largest, as_printed)
    given = reading.read(areas, "areas")
    if scenario is not None and (published := [each for each in given.others if each.startswith(PUBLISHED)]):
        what = f"'{min(published)}' would win over the scenario."
        raise DataError(Problem("areas", what, "Leave out the columns of published lists."))
    baselines = None if reference is None else reading.read(reference, "reference")
    spark = areas.sparkSession
    with _named(areas, given) as (table, name), _named(reference, baselines) as (places, _):
        query = write_query(
            chosen,
            rulebook.vocabulary,
            QueryWording(chosen, rulebook.vocabulary, "en"),
            areas=table or Table(name),
            reference=places,
            dialect="spark",
            ordered=False,
            largest=largest,
        )
        answers = spark.sql(query)
    wanted = (years,) if isinstance(years, int) else years
    kept = answers if wanted is None else answers.where(answers["year"].isin(sorted(wanted)))
    return kept.selectExpr(*_tabulate(chosen, dated="list_date" in given.others))


def run_spark(address: str, rules: Rulebook | str | None = None, **options: Any) -> pl.DataFrame:
    """Run `classify_spark` at an address and fetch the lists, in order of area, year and list date.

    `spark://host:7077?table=areas` is a table of a cluster, `spark://local[2]?path=areas.parquet` a Parquet file or
    folder, judged in this process. `reference=` names the baselines in the same way. `options` are those of
    `classify_spark` besides `reference`. The session is ended where it was begun here.

    Raises `DataError` for the address, for what Spark finds wrong with the tables, and where Spark cannot be started.
    """
    master, options_of_address = parse_spark(address)
    with _session(master, address) as spark:
        from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra, used here only

        try:
            read = spark.table if "table" in options_of_address else spark.read.parquet
            areas = read(options_of_address.get("table") or options_of_address["path"])
            named = options_of_address.get("reference")
            found = classify_spark(areas, rules, reference=read(named) if named else None, **options)
            lists = pl.DataFrame(pl.from_arrow(found.toArrow()))
        except PySparkException as error:
            raise DataError(Problem(address, _tell(error), "Mend the table, and run again.")) from None
    dated = [each for each in ("area", "year", "list_date") if each in lists.columns]
    return lists.sort(dated)


def is_spark(source: object) -> bool:
    """Whether something is an address that `run_spark` takes."""
    return isinstance(source, str) and source.startswith("spark:/")


def parse_spark(address: str) -> tuple[str, dict[str, str]]:
    """The master and the options of an address. Raises `DataError`."""
    found = _ADDRESS.match(address)
    options = dict(parse_qsl(found[2] or "")) if found else {}
    if not found or ("table" in options) == ("path" in options):
        what = "The address does not say which table." if found else "The address cannot be read."
        raise DataError(Problem(address, what, f"Expected such as {EXAMPLE}."))
    for name in options:
        if name not in _OPTIONS:
            what = f"The address has an unknown option '{name}'."
            raise DataError(Problem(address, what, suggest(name, _OPTIONS, "options")))
    return (found[1] if found[1].startswith("local") else f"spark://{found[1]}"), options


# --- tables -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Given:
    """A table as it is read: SQL of each column by its name, the figures with their forms, and its other columns."""

    columns: Mapping[str, str]
    figures: Mapping[str, Form]
    others: frozenset[str]


@dataclass(frozen=True)
class _Reading:
    """How the figures of the tables are read."""

    vocabulary: Vocabulary
    series: Series
    decimals: Mapping[str, int]
    largest: int
    as_printed: bool

    def __post_init__(self) -> None:
        for name, number in self.decimals.items():
            if name not in self.vocabulary.columns:
                what_to_do = suggest(name, self.vocabulary.columns, "columns")
                raise DataError(Problem("decimals", f"There is no column '{name}'.", what_to_do))
            if not 0 <= number <= MOST_DECIMALS:
                raise DataError(Problem("decimals", f"'{name}' has {number}.", f"Expected 0 to {MOST_DECIMALS}."))

    def read(self, frame: DataFrame, where: str) -> _Given:
        """The columns that are recognised. Raises `DataError` with each that cannot be read."""
        types = dict(frame.dtypes)
        empty = pl.DataFrame(schema=dict.fromkeys(types, pl.String))
        known = read_table(empty, self.vocabulary, name=where, may_be_empty=True).frame.columns
        headings = {name: each for each in types if (name := self.vocabulary.find(each)) in known}
        problems: list[Problem] = []
        columns = dict(self._read_structure(headings, types, where, problems))
        others = {name for name in columns if name not in ("area", "year")}
        figures: dict[str, Form] = {}
        for name, column in figure_columns(headings, self.vocabulary.columns).items():
            kind, cell = types[headings[name]], _quote(headings[name])
            form = self._find_form(name, column, kind)
            if form is None:
                what = f"'{headings[name]}' is of the type {kind}, which holds no exact figures."
                what_to_do = f"Expected whole numbers, DOUBLE or DECIMAL of up to {MOST_DECIMALS} decimals: cast it."
                problems.append(Problem(where, what, what_to_do))
            else:
                figures[name] = form
                columns |= self._read_figure(name, form, kind, cell, where)
        for chain in self.series.chains() if where == "areas" else ():
            if f"{PUBLISHED}{chain}" in types:
                columns[f"{PUBLISHED}{chain}"] = f"CAST({_quote(PUBLISHED + chain)} AS BOOLEAN)"
                others.add(f"{PUBLISHED}{chain}")
        if problems:
            raise DataError(problems)
        keys = ", ".join(columns[each] for each in ("area", "year", "list_date") if each in columns)
        twice = _fail(where, f"CONCAT({columns['area']}, ' has two rows for ', {columns['year']})", "Keep one of them.")
        counted = f"COUNT(*) OVER (PARTITION BY {keys}) > 1"
        columns["area"] = f"CASE WHEN {counted} THEN {twice} ELSE {columns['area']} END"
        return _Given(columns, figures, frozenset(others))

    def _read_structure(
        self, headings: Mapping[str, str], types: Mapping[str, str], where: str, problems: list[Problem]
    ) -> Iterator[tuple[str, str]]:
        """The columns that say which row it is, each as SQL."""
        cells = {name: _quote(heading) for name, heading in headings.items()}
        expected = {"year": _WHOLE, "list_date": ("date", "timestamp", "timestamp_ntz")}
        for name, kinds in expected.items():
            if name in headings and types[headings[name]] not in kinds:
                what = f"'{headings[name]}' is of the type {types[headings[name]]}."
                problems.append(Problem(where, what, f"Expected {' or '.join(kinds)}: cast it."))
        area = _tidy(cells["area"])
        if where == "reference":
            others = [_tidy(cells["municipality"])] if "municipality" in cells else [area]
            area = f"COALESCE({', '.join((_among(area, _BASELINES), *others))})"
        yield "area", area
        yield "year", f"CAST({cells['year']} AS INT)" if "year" in cells else f"YEAR({cells['list_date']})"
        if "list_date" in cells:
            yield "list_date", f"CAST({cells['list_date']} AS DATE)"
        if where == "areas":
            if "municipality" in cells:
                yield "municipality", _tidy(cells["municipality"])
            if "region" in cells:
                yield "region", _among(_tidy(cells["region"]), _PLACES)

    def _find_form(self, name: str, column: Column, kind: str) -> Form | None:
        """How a figure stands in the table that the query reads; None where its type holds none."""
        found = _DECIMAL.fullmatch(kind)
        scale = int(found[2]) if found else 0 if kind in _WHOLE else None
        if scale is None and kind not in ("float", "double"):
            return None
        if column.unit == "percent" and scale is not None and not self.as_printed:
            return Form(scale, "rounded") if scale < MOST_DECIMALS else None
        said = 0 if column.unit == "persons" else self.decimals.get(name, DECIMALS)
        decimals = said if scale is None else min(said, scale)
        if column.unit == "percent" and not self.as_printed:
            return Form(min(decimals + 1, MOST_DECIMALS), "ends")  # with room for half a unit
        return Form(decimals)

    def _read_figure(self, name: str, form: Form, kind: str, cell: str, where: str) -> dict[str, str]:
        """The columns of a figure: itself, or both ends of a rate that is printed with so many decimals."""
        if kind == "float":
            cell = f"CAST(CAST({cell} AS STRING) AS DOUBLE)"  # the shortest decimal is that of 32 bits
        if kind in ("float", "double"):
            cell = f"CASE WHEN ISNAN({cell}) OR ABS({cell}) = DOUBLE('Infinity') THEN NULL ELSE {cell} END"
        printed = form.decimals - 1 if form.kind == "ends" else form.decimals
        exact = self._check(name, printed, cell, where)
        if form.kind != "ends":
            return {name: exact}
        ways = " ".join(
            f"WHEN value = CAST(value AS DECIMAL(28, {places})) THEN {5 * 10**-places / 10:.{places + 1}f}"
            for places in range(printed + 1)
        )
        half = f"CASE {ways.replace('value', f'({exact})')} END"
        cast = f"DECIMAL(28, {form.decimals})"
        return {
            f"{name}{end}": f"CAST({exact} {sign} {half} AS {cast})" for end, sign in (("_low", "-"), ("_high", "+"))
        }

    def _check(self, name: str, decimals: int, cell: str, where: str) -> str:
        """The figure as a decimal; the query fails in words where it is none that there can be."""
        cut = f"CAST({cell} AS DECIMAL(28, {decimals}))"
        told = f"CONCAT('{name}: ', {cell}, '{{}}')"
        more = "is not whole" if decimals == 0 else f"has more than {decimals} decimals"
        said = "Whole numbers have none." if decimals == 0 else f"Round it, or say decimals={{'{name}': N}}."
        return (
            f"CASE WHEN {cell} < 0 THEN {_fail(where, told.format(' is negative'), 'Mend it.')}"
            f" WHEN {cell} > {self.largest}"
            f" THEN {_fail(where, told.format(f' is above {self.largest}'), 'Mend it, or say largest=N.')}"
            f" WHEN {cell} <> {cut} THEN {_fail(where, told.format(' ' + more), said)} ELSE {cut} END"
        )


def _quote(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _fail(where: str, told: str, what_to_do: str) -> str:
    """SQL that makes the query fail with these words; `told` is SQL itself."""
    escaped = what_to_do.replace("'", "\\'")
    return f"RAISE_ERROR(CONCAT('{where}: ', {told}, '. {escaped}'))"


def _tidy(cell: str) -> str:
    """A name without spare spaces; null where it says nothing."""
    text = f"TRIM(REGEXP_REPLACE(CAST({cell} AS STRING), '[ \\u00a0\\t]+', ' '))"
    return f"CASE WHEN {text} NOT IN ('', '-', '–', '..', '.') THEN {text} END"


def _among(text: str, names: Mapping[str, str]) -> str:
    """One of these names, however it is written; null where it is none."""
    ways = " ".join(f"WHEN '{word}' THEN '{name}'" for word, name in names.items())
    return f"CASE REGEXP_REPLACE(LOWER({text}), '^region ', '') {ways} END"


@contextmanager
def _named(frame: DataFrame | None, given: _Given | None) -> Iterator[tuple[Table | None, str]]:
    """The table under a name of its own for as long as the query is read."""
    if frame is None or given is None:
        yield None, ""
        return
    name = f"listerules_{uuid4().hex}"
    text = [f"{cell} AS {_quote(column)}" for column, cell in given.columns.items()]
    frame.selectExpr(*text).createOrReplaceTempView(name)
    try:
        yield Table(name, given.figures, given.others), name
    finally:
        if hasattr(frame, "_jdf"):  # Spark Connect reads the query only when it runs
            frame.sparkSession.catalog.dropTempView(name)


def _tabulate(series: Series, *, dated: bool) -> Iterator[str]:
    """The columns of the table of `classify`, each as SQL."""
    yield from ("area", "year", "regime")
    unsure = []
    for name, chain in name_lists(series, series.regimes).items():
        yield f"{_SPARK.quote(chain)} AS {_quote(name)}"
        having = ", ".join(f"'{each.regime}'" for each in series.regimes if series.name_in(each, chain))
        unsure.append(f"CASE WHEN regime IN ({having}) AND {_SPARK.quote(chain)} IS NULL THEN '{name}' END")
    yield f"CONCAT_WS(';', {', '.join(unsure)}) AS undecided" if unsure else "'' AS undecided"
    if dated:
        yield "list_date"


# --- sessions ---------------------------------------------------------------------------------------


@contextmanager
def _session(master: str, address: str) -> Iterator[SparkSession]:
    """The session there is, or else one for this address, which is ended afterwards."""
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra
    except ImportError:
        what_to_do = "Install listerules[spark], which needs Java 17 as well."
        raise DataError(Problem(address, "Spark is not installed.", what_to_do)) from None
    active = SparkSession.getActiveSession()
    if active is not None:
        yield active
        return
    builder = SparkSession.builder.appName("listerules").master(master).config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    if master.startswith("local"):
        for each in ("spark.driver.host", "spark.driver.bindAddress"):
            builder = builder.config(each, "127.0.0.1")
    try:
        spark = builder.getOrCreate()
    except Exception as error:  # noqa: BLE001 - Java's own, of many kinds
        what_to_do = "Install Java 17 and see that the address is right."
        raise DataError(Problem(address, f"Spark cannot be started: {_first_line(error)}.", what_to_do)) from None
    spark.sparkContext.setLogLevel("OFF")
    try:
        yield spark
    finally:
        spark.stop()


def _tell(error: Any) -> str:
    """What a query failed with: our own words where they are, else the first line of Spark's."""
    said = (error.getMessageParameters() or {}).get("errorMessage")
    return str(said) if said else _first_line(error) + "."


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", maxsplit=1)[0].rstrip(".")
