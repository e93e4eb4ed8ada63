"""The lists of a table in a database: judged there by one query, of which only the answers are fetched."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

import polars as pl

from listerules.areas.address import Address, parse_address, refuse
from listerules.areas.numbers import PLACES, SCALE
from listerules.areas.panel import Input, Panel, build_panel, find_unbounded
from listerules.areas.records import Record
from listerules.errors import DataError, Problem, RulesError
from listerules.law.effects import find_touched
from listerules.law.mistakes import join_words
from listerules.result.databases.columns import Source, look_at
from listerules.result.databases.connection import Database, open_database
from listerules.result.databases.figures import (
    Found,
    Reading,
    check_figures,
    find_largest,
    plan_forms,
    read_figures,
    write_figures,
)
from listerules.result.databases.lists import (
    Published,
    add_published,
    count_set_aside,
    keep_rest,
    read_published,
    set_aside,
)
from listerules.result.databases.names import place_rows, read_names
from listerules.result.databases.rows import outline_rows
from listerules.result.databases.values import quote, quote_table, write_table
from listerules.result.query import QueryWording
from listerules.result.result import Result
from listerules.result.scenario import check_in_force, describe_scenario, patch_rules, read_as_law, read_scenario
from listerules.verdict.engine import list_column
from listerules.verdict.evaluate import Finding, Reason, Verdict
from listerules.verdict.sql import Form, Table, write_query
from listerules.verdict.sql.layout import PUBLISHED

if TYPE_CHECKING:
    from listerules.areas.text import DecimalMark
    from listerules.law.model import Regime
    from listerules.law.rulebook import Rulebook, Series
    from listerules.result.explain import Explanation
    from listerules.result.scenario import Said
    from listerules.result.wording import Language

_AREAS, _REFERENCE = "listerules_areas", "listerules_reference"  # unlike any name the query makes
_WHO = ("area", "year", "list_date", "municipality", "region")
_VERDICTS = {True: Verdict.YES, False: Verdict.NO, None: Verdict.UNDECIDED}
IN_DATABASE = Reason("in_database")


@dataclass(frozen=True, repr=False)
class DatabaseResult(Result):
    """Lists by area and year of a table whose figures stayed where they are.

    All that rests on figures is refused in words: findings, explanations, certainty.
    """

    has_figures: ClassVar[bool] = False

    def traces(self) -> Iterator[tuple[Record, Regime, tuple[Finding, ...]]]:
        """Each reported area and year with its regime and the answer of each list, without what is behind it."""
        for row in self.reported.iter_rows(named=True):
            day = row["list_date"]
            record = Record(
                row["area"], row["year"], day, None, None, row["row"], given=True, values={}, blanks={}, published={}
            )
            regime = self.series.regime_on(record.day)
            if regime is not None:
                yield record, regime, tuple(self._tell(row, regime, name) for name in regime.lists)

    def _tell(self, row: Mapping[str, Any], regime: Regime, name: str) -> Finding:
        verdict = _VERDICTS[row[list_column(self.series.newest_name(name))]]
        reasons = (IN_DATABASE,) if verdict is Verdict.UNDECIDED else ()
        return Finding(name, regime.lists[name], verdict, reasons=reasons)

    def list_findings(self, language: Language) -> pl.DataFrame:  # noqa: ARG002 - refused in any language
        """Raise `DataError`: findings hold figures."""
        self._refuse("Findings")

    @property
    def findings(self) -> pl.DataFrame:
        """Raise `DataError`: findings hold figures."""
        self._refuse("Findings")

    @property
    def certainty(self) -> pl.DataFrame:
        """Raise `DataError`: how sure a verdict is is seen from its figures."""
        self._refuse("How sure the verdicts are")

    def explain(
        self,
        name: str,  # noqa: ARG002
        year: int | None = None,  # noqa: ARG002
        day: date | None = None,  # noqa: ARG002
        list_name: str | None = None,  # noqa: ARG002
    ) -> Explanation:
        """Raise `DataError`: an explanation holds figures."""
        self._refuse("Explanations")

    def _refuse(self, what: str) -> NoReturn:
        refuse(self.panel.inputs[0].name, what)


def classify_database(  # noqa: PLR0913 - one word for each thing an analyst can give
    areas: str,
    rulebook: Rulebook,
    *,
    series: str,
    years: Collection[int] | None = None,
    reference: Any = None,
    history: Any = None,
    lineage: Any = None,
    decimal: DecimalMark | None = None,
    as_printed: bool = False,
    scenario: Said | None = None,
    today: date | None = None,
) -> DatabaseResult:
    """Judge every area and year of a table in a database, by its address; see `listerules.classify`.

    Baselines and published lists are read, from files or tables; of the areas only names, years and answers are.
    Rows come in order of area, year and list date. Raises `RulesError` and `DataError`, never with the password.
    """
    address = parse_address(areas)
    if lineage is not None:
        refuse(str(address), "Areas that were renamed, split and merged")
    for option, given, named in (("reference", reference, address.reference), ("history", history, address.history)):
        if given is not None and named is not None:
            what = f"The address names a table of '{option}', and another is given."
            raise DataError(Problem(str(address), what, "Leave one of them out."))
    said = None if scenario is None else read_scenario(scenario)
    if said is not None:
        rulebook = patch_rules(rulebook, said, series).rulebook
    options = {
        "series": series,
        "years": None if years is None else sorted(years),
        "as_printed": as_printed,
        "decimal": decimal,
        **({} if said is None else {"scenario": describe_scenario(said)}),
    }
    with open_database(address) as database:
        case = _look(database, address, rulebook, series, decimal, as_printed=as_printed)
        check_years(years, case.outline)
        if said is not None:
            check_in_force(said, rulebook.get_series(series), case.outline, years)
        panel = case.read_baselines(reference, decimal, today)
        published = case.read_history(history)
        judged, notes = case.judge(panel, published, years)
    inputs = (*panel.inputs, *([published.read_from] if published else []))
    told = (*panel.notes, *(published.notes if published else ()), *notes)
    panel = replace(panel, inputs=inputs, notes=told, published=published.history if published else None)
    return DatabaseResult(rulebook, case.series, panel, judged, options)


def check_years(years: Collection[int] | None, outline: pl.DataFrame) -> None:
    """As for files."""
    from listerules.result.classify import check_years as check  # noqa: PLC0415 - which knows this module

    check(years, outline)


@dataclass(frozen=True)
class _Case:
    """A table that has been looked at and found in order. `parts` are the named queries up to `judged`."""

    database: Database
    address: Address
    rulebook: Rulebook
    series: Series
    source: Source
    reading: Reading
    parts: Sequence[str]
    found: Mapping[str, Found]
    outline: pl.DataFrame

    # --- what else is read ----------------------------------------------------------------------

    def read_baselines(self, reference: Any, decimal: DecimalMark | None, today: date | None) -> Panel:
        """The baselines, and notes as for a file: from a panel of one row for each list, without any figures."""
        given = self._fetch_reference(self.address.reference) if self.address.reference else reference
        figures = {figure.name: pl.lit(None, pl.Int64) for figure in self.source.figures}
        rows = self.outline.select(pl.int_range(pl.len()).cast(pl.String).alias("area"), *self.source.structure[1:])
        panel = build_panel(
            rows.with_columns(**figures),
            read_as_law(self.rulebook),
            self.series.name,
            reference=given,
            decimal=decimal,
            today=today,
        )
        name = self.address.table
        notes = [f"{name}:{note.removeprefix('areas:')}" if note.startswith("areas:") else note for note in panel.notes]
        rows_there = int(self.outline["number"].sum())
        inputs = (Input(str(self.address), None, rows_there), *panel.inputs[1:])
        panel = replace(panel, notes=(*self._tell_columns(), *notes), inputs=inputs)
        return panel.take_as_printed() if self.reading.as_printed else panel

    def _tell_columns(self) -> Iterator[str]:
        name = self.address.table
        yield from (f"{name}: {note}" for note in self.source.notes)
        for figure, found in self.found.items():
            for reason, number in found.blanks.items():
                cells = "1 cell" if number == 1 else f"{number:,} cells"
                yield f"{name}: {cells} of '{figure}' {reason}, taken as blank"

    def _fetch_reference(self, table: str) -> pl.DataFrame:
        """A table of baselines, with all its digits."""
        source = look_at(self.database, table, self.rulebook.vocabulary)
        counted = {figure.name for figure in source.figures if figure.kind == "decimal" and not figure.is_rate}
        as_text = {name for name, kind in source.kinds.items() if kind in ("decimal", "other")}
        columns = ", ".join(
            f"CAST({quote(name)} AS {'TEXT' if name in as_text else 'BIGINT'}) AS {quote(name)}"
            if name in as_text or source.kinds[name] == "whole"
            else quote(name)
            for name in source.headings
        )
        frame = self.database.fetch(f"SELECT {columns} FROM ({source.select()}) AS given")
        return frame.with_columns(pl.col(sorted(counted)).cast(pl.Decimal(38, PLACES), strict=False))

    def read_history(self, history: Any) -> Published | None:
        """The published lists, from the table the address names or what else was given."""
        table = self.address.history
        if table is not None:
            columns = ", ".join(
                f"CAST({quote(each)} AS TEXT) AS {quote(each)}" for each in self.database.list_columns(table)
            )
            history = self.database.fetch(f"SELECT {columns} FROM {quote_table(table)}")
        if history is None:
            return None
        areas = self._fetch("SELECT DISTINCT area FROM placed")["area"]
        law = read_as_law(self.rulebook)
        return read_published(history, law, law.get_series(self.series.name), self.outline, list(areas))

    def _fetch(self, query: str, *more: str) -> pl.DataFrame:
        return self.database.fetch("WITH " + ",\n".join((*self.parts, *more)) + f"\n{query}")

    # --- the query ------------------------------------------------------------------------------

    def judge(
        self, panel: Panel, published: Published | None, years: Collection[int] | None
    ) -> tuple[pl.DataFrame, list[str]]:
        """The answers by area, year and list date, and notes of what a scenario sets aside."""
        columns, notes = self._figure_columns(), list(self._tell_scenario())
        parts = [f"figures_read AS (\n  SELECT {', '.join((*_WHO, *self._write_figures()))}\n  FROM counted\n)"]
        last, chains = "figures_read", list[str]()
        if published is not None:
            parts += add_published(published.history, last, columns)
            last, chains = "published", list(published.history.chains)
            if self.rulebook.baseline is not None:
                before = self.rulebook.baseline.get_series(self.series.name)
                kept, dropped = set_aside(chains, before, self.series, find_touched(before, self.series))
                notes += self._tell_set_aside(parts, dropped)
                parts.append(keep_rest(kept, columns))
                last, chains = "kept", list(kept)
        parts.append(f"{_AREAS} AS (SELECT * FROM {last})")
        largest = [find_largest(self.found.values())]
        reference = None
        if panel.reference is not None:
            reference, part, most = _write_reference(panel.reference.collect(), self.reading.dialect)
            parts.append(part)
            largest.append(most)
        others = frozenset({*_WHO[2:], *(f"{PUBLISHED}{chain}" for chain in chains)})
        areas = Table(_AREAS, plan_forms(self.source.figures, self.found), others)
        parts.append(f"answers AS (\n{self._write_query(areas, reference, max(largest))}\n)")
        answers = self._fetch(self._select(years, is_padded=published is not None), *parts)
        return self._shape(answers), notes

    def _figure_columns(self) -> list[str]:
        return [
            quote(f"{figure.name}{end}")
            for figure in self.source.figures
            for end in (("_low", "_high") if figure.is_rate else ("",))
        ]

    def _write_figures(self) -> Iterator[str]:
        return write_figures(self.source.figures, self.found, self.reading)

    def _write_query(self, areas: Table, reference: Table | None, largest: int) -> str:
        try:
            text = write_query(
                self.series,
                self.rulebook.vocabulary,
                QueryWording(self.series, self.rulebook.vocabulary, "en"),
                areas=areas,
                reference=reference,
                dialect=self.reading.dialect,
                largest=largest,
            )
        except RulesError as error:
            if self.reading.dialect == "postgres":
                raise
            decimals = max((form.decimals for form in areas.figures.values()), default=0)
            what = f"DuckDB counts to 38 digits, and this is more: {error.problems[0].what}"
            what_to_do = f"Figures here have up to {decimals} decimals: round them, or copy the table to a file."
            raise DataError(Problem(str(self.address), what, what_to_do)) from None
        return text.rstrip().removesuffix(";")

    def _select(self, years: Collection[int] | None, *, is_padded: bool) -> str:
        names = ", ".join(["area", "year", "list_date", "regime", *map(quote, self.series.chains())])
        conditions = [f"year IN ({', '.join(str(int(year)) for year in years)})"] if years is not None else []
        if is_padded:
            there = "placed.area = answers.area AND placed.year = answers.year"
            conditions.append(f"EXISTS (SELECT 1 FROM placed WHERE {there})")
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return f"SELECT {names} FROM answers{where}"

    def _shape(self, answers: pl.DataFrame) -> pl.DataFrame:
        """The answers as the engine gives them, in an order that does not hang on the database."""
        typed = answers.cast({"area": pl.String, "year": pl.Int32, "list_date": pl.Date, "regime": pl.String})
        ordered = typed.sort("area", "year", "list_date", nulls_last=True).with_row_index("row", offset=1)
        return ordered.select(
            "area",
            "year",
            "list_date",
            "regime",
            pl.col("row").cast(pl.Int64),
            pl.lit(value=True).alias("given"),
            *(pl.col(chain).cast(pl.Boolean).alias(list_column(chain)) for chain in self.series.chains()),
        )

    # --- what a scenario sets aside -------------------------------------------------------------

    def _tell_scenario(self) -> Iterator[str]:
        if self.rulebook.baseline is not None:
            named = join_words((scenario.scenario for scenario in self.rulebook.scenarios), "and")
            yield f"scenario: judged under {named}, not by the law as it is"

    def _tell_set_aside(self, parts: Sequence[str], dropped: Mapping[str, str]) -> Iterator[str]:
        if not dropped:
            return
        counted = ", ".join(count_set_aside(dropped))
        numbers = self._fetch(f"SELECT {counted} FROM published", *parts).row(0)
        names = [name for name, number in zip(dropped, numbers, strict=True) if number]
        if names:
            yield f"scenario: what was published of {join_words(names, 'and')} is set aside; the figures decide"


def _look(  # noqa: PLR0913 - what a table is looked at with
    database: Database,
    address: Address,
    rulebook: Rulebook,
    series_name: str,
    decimal: DecimalMark | None,
    *,
    as_printed: bool,
) -> _Case:
    """Look at a table and check it. Raises `DataError` with every mistake of the first kind there is."""
    law = read_as_law(rulebook)
    series = law.get_series(series_name)
    source = look_at(database, address.table, rulebook.vocabulary)
    reading = Reading(database.dialect, decimal or ".", find_unbounded(law, series), as_printed)
    placed = place_rows(source, read_names(database, source))
    outline = outline_rows(database, placed).with_columns(given=pl.lit(value=True))
    parts = [*placed, *read_figures(source.figures, reading)]
    measures = [measure for regime in series.regimes for measure in regime.measures.values()]
    found = check_figures(database, parts, source.figures, measures, reading)
    return _Case(database, address, rulebook, rulebook.get_series(series_name), source, reading, parts, found, outline)


def _write_reference(frame: pl.DataFrame, dialect: str) -> tuple[Table, str, int]:
    """The baselines of a panel as a named query, in their plain form, and a number that no figure is above."""
    columns: dict[str, list[Any]] = {"area": frame["area"].to_list(), "year": frame["year"].to_list()}
    types, figures, largest = {"area": "TEXT", "year": "INTEGER"}, dict[str, Form](), 100
    exact = "DECIMAL(38, {})" if dialect == "duckdb" else "NUMERIC(38, {})"
    for blank in [name for name in frame.columns if name.endswith(".blank")]:
        name = blank.removesuffix(".blank")
        ends = (
            {f"{name}_{end}": f"{name}.{end}" for end in ("low", "high")} if name not in frame.columns else {name: name}
        )
        scale = 0 if frame.schema[next(iter(ends.values()))] == pl.Int64 else PLACES
        known = [value for each in ends.values() for value in frame[each].drop_nulls()]
        decimals = max((_count_decimals(value, scale) for value in known), default=0)
        figures[name] = Form(decimals, "ends" if len(ends) > 1 else "exact")
        largest = max([largest, *(-(-value // (SCALE if scale else 1)) for value in known)])
        for column, each in ends.items():
            columns[column] = [None if value is None else Decimal(value).scaleb(-scale) for value in frame[each]]
            types[column] = exact.format(decimals)
    part = write_table(_REFERENCE, types, zip(*columns.values(), strict=True))
    return Table(_REFERENCE, figures), part, largest


def _count_decimals(value: int, scale: int) -> int:
    """How many decimals a number at this scale has, zeros at the end apart."""
    return next((places for places in range(scale + 1) if value % 10 ** (scale - places) == 0), scale)
