"""What came out: the table of lists, the findings behind it, and the manifest of what made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl

from listerules.areas.frames import collect
from listerules.areas.records import Interval, Record, read_records
from listerules.law.model import Group, Regime, Running, Test
from listerules.result.wording import explain_reason
from listerules.verdict.engine import list_column
from listerules.verdict.evaluate import Finding, Verdict, judge_areas

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from listerules.areas.panel import Panel
    from listerules.law.rulebook import Rulebook, Series
    from listerules.result.explain import Explanation
    from listerules.result.wording import Language

ANSWERS: Mapping[bool | None, Verdict] = {True: Verdict.YES, False: Verdict.NO, None: Verdict.UNDECIDED}

FINDING_TYPES: Mapping[str, Any] = {
    "area": pl.String,
    "year": pl.Int32,
    "path": pl.String,
    "value": pl.Float64,
    "line": pl.Float64,
    "value_unit": pl.String,
    "operator": pl.String,
    "verdict": pl.String,
    "distance": pl.Float64,
    "unit": pl.String,
    "reason": pl.String,
    "cite": pl.String,
    "title": pl.String,
    "regime": pl.String,
    "list_date": pl.Date,
}


class DisagreementError(AssertionError):
    """The two engines differ on a verdict: a fault of this program, never of the data."""


@dataclass(frozen=True, repr=False)
class Result:
    """Lists by area and year. Made by `classify`.

    `table` and `findings` are Polars frames whose columns are a contract; see the README. `rounded` is the panel
    with printed rates as intervals, where `panel` takes them as exact (`as_printed`).
    """

    rulebook: Rulebook
    series: Series
    panel: Panel
    judged: pl.DataFrame
    options: Mapping[str, Any]
    rounded: Panel | None = None
    has_figures: ClassVar[bool] = True  # else they stayed in a database

    def __repr__(self) -> str:
        years = sorted(set(self.reported["year"]))
        span = f"{years[0]}-{years[-1]}" if years else "no years"
        return f"<Result of {self.series.name}: {self.reported.height} rows, {span}>"

    @property
    def notes(self) -> tuple[str, ...]:
        """What was recognised, assumed and left out while reading."""
        return self.panel.notes

    @cached_property
    def reported(self) -> pl.DataFrame:
        """The judged rows that are reported: given by the table, in the years asked for."""
        years = self.options["years"]
        rows = self.judged.filter("given")
        return rows if years is None else rows.filter(pl.col("year").is_in(years))

    @cached_property
    def regimes(self) -> tuple[Regime, ...]:
        """The regimes in force in the reported rows, oldest first."""
        there = set(self.reported["regime"])
        return tuple(regime for regime in self.series.regimes if regime.regime in there)

    @cached_property
    def lists(self) -> Mapping[str, str]:
        """The list columns of the table: newest name in these years -> newest name of all."""
        return name_lists(self.series, self.regimes)

    @cached_property
    def table(self) -> pl.DataFrame:
        """One row per area and year: `area`, `year`, `regime`, a Boolean column per list, `undecided`.

        Null means undecided where the list is named in `undecided`, and otherwise that no such list existed.
        `list_date` stands last where the input has list dates.
        """
        dated = self.reported["list_date"].is_not_null().any()
        table = tabulate(self.reported.lazy(), self.series, self.regimes, dated=dated)
        return collect(table, self.reported.height)

    def traces(self) -> Iterator[tuple[Record, Regime, tuple[Finding, ...]]]:
        """Each reported area and year with its regime and the findings of each list, checked against the table.

        Raises `DisagreementError` if the exact evaluation of one area differs from the table.
        """
        vocabulary = self.rulebook.vocabulary
        reference = self.panel.reference
        baselines = () if reference is None else read_records(reference.collect(), vocabulary)
        records = read_records(self.panel.rows.collect(), vocabulary)
        chains = [list_column(chain) for chain in self.series.chains()]
        answers = {row: verdicts for row, *verdicts in self.reported.select("row", *chains).iter_rows()}
        found = {
            record.row: (record, findings)
            for record, findings in judge_areas(records, self.series, vocabulary, baselines, only=answers.keys())
        }
        for row, verdicts in answers.items():
            record, findings = found[row]
            by_chain = dict(zip(chains, verdicts, strict=True))
            for finding in findings:
                if ANSWERS[by_chain[list_column(self.series.newest_name(finding.path))]] is not finding.verdict:
                    raise DisagreementError(f"{record.area}, {record.year}: {finding.path}. Please report this.")
            regime = self.series.regime_on(record.day)
            if regime is not None:
                yield record, regime, findings

    @cached_property
    def findings(self) -> pl.DataFrame:
        """One row per area, year and node, with value, line, verdict, distance, reason and citation; in English."""
        return self.list_findings("en")

    def list_findings(self, language: Language) -> pl.DataFrame:
        """The findings with titles and reasons in one language. Shares are per cent, incomes kroner."""
        rows = [
            row
            for record, regime, findings in self.traces()
            for finding in findings
            for row in _tell(record, regime, finding, language)
        ]
        return pl.DataFrame(rows, schema=dict(FINDING_TYPES), orient="row")

    @cached_property
    def certainty(self) -> pl.DataFrame:
        """How sure each verdict is: area, year, list, verdict, certainty. See `judge_certainty`."""
        from listerules.result.certainty import judge_certainty  # noqa: PLC0415 - it judges results

        return judge_certainty(self)

    def explain(
        self, name: str, year: int | None = None, day: date | None = None, list_name: str | None = None
    ) -> Explanation:
        """Why an area is on each list of a year or not; see `listerules.result.explain.explain`."""
        from listerules.result.explain import explain  # noqa: PLC0415 - explain is built on results

        return explain(self, name, year, day, list_name)

    @cached_property
    def counts(self) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
        """By list date and list: how many areas are on, off and undecided."""
        counts: dict[str, dict[str, dict[str, int]]] = {}
        names = [*self.lists]
        days = self.reported.select(pl.coalesce(pl.col("list_date").cast(pl.String), pl.col("year").cast(pl.String)))
        undecided = self.table["undecided"].fill_null("")
        for day, joined, *verdicts in zip(
            days.to_series(), undecided, *(self.table[name] for name in names), strict=True
        ):
            unsure = joined.split(";")  # here, since each search in a list of Polars would be a query of its own
            for name, verdict in zip(names, verdicts, strict=True):
                if verdict is not None or name in unsure:
                    tally = counts.setdefault(day, {}).setdefault(name, {"on": 0, "off": 0, "undecided": 0})
                    tally[{True: "on", False: "off", None: "undecided"}[verdict]] += 1
        return counts

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """What made this result: version, rules and inputs with their hashes, options, readings, counts."""
        from listerules.result.manifest import make_manifest  # noqa: PLC0415 - it describes results

        return make_manifest(self).to_mapping()

    def write(self, path: str | Path, language: Language = "da") -> None:
        """Write to .csv, .parquet, .json or .xlsx, words in one language.

        Raises `DataError` for any other ending, for an input of this result, and where it cannot be written.
        """
        from listerules.result.write import write_result  # noqa: PLC0415 - writers are loaded when used

        write_result(self, path, language)


def name_lists(series: Series, regimes: Sequence[Regime]) -> Mapping[str, str]:
    """The newest name each list has in these regimes -> its newest name of all, newest regime's order first."""
    names: dict[str, str] = {}
    for regime in reversed(regimes):
        for name in regime.lists:
            chain = series.newest_name(name)
            if chain not in names.values():
                names[name] = chain
    return names


def tabulate(judged: pl.LazyFrame, series: Series, regimes: Sequence[Regime], *, dated: bool) -> pl.LazyFrame:
    """The written table: area, year, regime, the lists, and which of them are undecided; list dates last if any."""
    lists = name_lists(series, regimes)
    undecided = _name_undecided({name: _is_undecided(chain, series, regimes) for name, chain in lists.items()})
    return judged.select(
        "area",
        "year",
        "regime",
        *(pl.col(list_column(chain)).alias(name) for name, chain in lists.items()),
        undecided.alias("undecided"),
        *(["list_date"] if dated else []),
    )


def _is_undecided(chain: str, series: Series, regimes: Sequence[Regime]) -> pl.Expr:
    """Whether there is such a list in the row's regime, and no answer."""
    having = [regime.regime for regime in regimes if series.name_in(regime, chain)]
    regime = pl.col("regime")
    exists = regime.is_not_null() if len(having) == len(regimes) else regime.is_in(having)
    return (exists & pl.col(list_column(chain)).is_null()).fill_null(value=False)


def _name_undecided(unsure: Mapping[str, pl.Expr]) -> pl.Expr:
    """The names of which these are true, joined by semicolons."""
    if not unsure:
        return pl.lit("")
    if len(unsure) > 8:
        named = [pl.when(each).then(pl.lit(name)) for name, each in unsure.items()]
        return pl.concat_str(named, separator=";", ignore_nulls=True)
    # Of few lists each combination is joined once, and looked up by its bits.
    names = [";".join(name for at, name in enumerate(unsure) if bits >> at & 1) for bits in range(2 ** len(unsure))]
    bits = pl.sum_horizontal(each.cast(pl.UInt8) * 2**at for at, each in enumerate(unsure.values()))
    return pl.lit(pl.Series(names)).gather(bits.cast(pl.UInt32))


def _tell(record: Record, regime: Regime, finding: Finding, language: Language) -> Iterator[tuple[Any, ...]]:
    """The rows of one list: the list itself and every node below it, their citations adding up along the path."""
    yield from _tell_below(record, regime, finding, (), language)


def _tell_below(
    record: Record, regime: Regime, finding: Finding, cited: tuple[str, ...], language: Language
) -> Iterator[tuple[Any, ...]]:
    node = finding.node
    cited = (*cited, node.cite) if not isinstance(node, str) and node.cite else cited
    factor, value_unit = unit_of(regime, finding)
    yield (
        record.area,
        record.year,
        finding.path,
        _to_float(_certain(finding), factor),
        _to_float(finding.line, factor),
        value_unit,
        node.operator if isinstance(node, Test) else _word_of(node),
        finding.verdict.value,
        None if finding.flip is None else float(finding.flip.amount),
        None if finding.flip is None else finding.flip.unit,
        "; ".join(explain_reason(reason, language) for reason in finding.reasons) or None,
        ", ".join(cited),
        title_of(regime, finding, language),
        regime.regime,
        record.list_date,
    )
    for below in finding.below:
        yield from _tell_below(record, regime, below, cited, language)


def measure_key(finding: Finding) -> str:
    """The measure a test's finding is about."""
    node = finding.node
    return (node.measure if isinstance(node, Test) else None) or finding.path.rpartition(".")[2]


def unit_of(regime: Regime, finding: Finding) -> tuple[int, str | None]:
    """What to multiply a finding's value by to print it, and its unit."""
    node = finding.node
    if isinstance(node, Test):
        measure = regime.measures[measure_key(finding)]
        if measure.count:
            return 1, "persons"
        if measure.share:
            return 100, "per cent"
        is_rate = finding.line is not None and finding.line.is_exact and finding.line.low == node.line
        return (100, "per cent of the baseline") if is_rate and node.relative_to else (1, "kroner")
    if isinstance(node, Group):
        return 1, "criteria met"
    return (1, "lists running") if isinstance(node, Running) else (1, None)


def title_of(regime: Regime, finding: Finding, language: Language) -> str:
    """The title of a node: its own, its measure's, or that of the list it refers to."""
    node, key = finding.node, finding.path.rpartition(".")[2]
    text = node.title if not isinstance(node, str) else None
    if text is None and isinstance(node, Test):
        text = regime.measures[measure_key(finding)].title
    referred = (node.list if isinstance(node, Running) else None) or key
    if text is None and referred in regime.lists:
        text = regime.lists[referred].title
    if text is None:
        return key
    return text.da if language == "da" else text.en


def _word_of(node: Any) -> str | None:
    if isinstance(node, str):
        return node
    if isinstance(node, Running):
        return "years_running"
    if isinstance(node, Group):
        return "at_least" if node.of else "all" if node.all else "none"
    return None


def _certain(finding: Finding) -> Interval | None:
    """The value to print: of a group or a run, how many are surely met; of a test, the figure."""
    value = finding.value
    return value if value is None or isinstance(finding.node, Test) else Interval(value.low, value.low)


def _to_float(value: Interval | None, factor: int) -> float | None:
    return None if value is None else float(value.middle * factor)
