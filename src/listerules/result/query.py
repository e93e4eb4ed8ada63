"""The SQL query of a series, with its comments in Danish or English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listerules.errors import DataError, Problem, RulesError
from listerules.law.mistakes import suggest
from listerules.law.model import Group, Measure, Regime, Running, Test
from listerules.result.codebook import cite_path
from listerules.result.wording import LANGUAGES, Language, choose
from listerules.result.wording_of_rules import (
    describe_group,
    describe_line,
    describe_reference,
    describe_span,
    describe_years,
    title_of_list,
)
from listerules.verdict.sql import DIALECTS, LARGEST, plan_table, write_query

if TYPE_CHECKING:
    from listerules.law.columns import Vocabulary
    from listerules.law.rulebook import Rulebook, Series

_WORDS: Mapping[str, tuple[str, str]] = {
    "head": (
        "Hvilke områder der står på listerne i serien {series}, efter {regimes}. Skrevet af listerules.",
        "Which areas are on the lists of the series {series}, by {regimes}. Written by listerules.",
    ),
    "three answers": (
        (
            "TRUE: på listen. FALSE: ikke på den. NULL: kan ikke afgøres, fordi et tal mangler eller er trykt for"
            " groft; eller loven havde ingen sådan liste den dag."
        ),
        (
            "TRUE: on the list. FALSE: not on it. NULL: undecided, because a figure is missing or printed too"
            " coarsely; or the law had no such list that day."
        ),
    ),
    "three numbers": (
        (
            "1: på listen. 0: ikke på den. NULL: kan ikke afgøres, fordi et tal mangler eller er trykt for groft; eller"
            " loven havde ingen sådan liste den dag."
        ),
        (
            "1: on the list. 0: not on it. NULL: undecided, because a figure is missing or printed too coarsely; or"
            " the law had no such list that day."
        ),
    ),
    "whole numbers": (
        (
            "Ethvert tal er helt, og der divideres aldrig: a / b > 2 / 5 skrives a * 5 > 2 * b. Et tal, der mangler,"
            " er NULL, og NULL går videre gennem AND, OR og NOT."
        ),
        (
            "Every number is whole, and nothing is divided: a / b > 2 / 5 is written a * 5 > 2 * b. A figure that is"
            " missing is NULL, and NULL goes on through AND, OR and NOT."
        ),
    ),
    "largest": (
        (
            "Intet tal i tabellerne er over {largest}. Er et det alligevel, fejler forespørgslen hellere end at svare"
            " forkert."
        ),
        "No figure of the tables is above {largest}. If one is, the query fails rather than answers wrongly.",
    ),
    "above": ("er over {largest}:", "is above {largest}:"),
    "figures": (
        "Tallene, som de læses. Kun her læses tabellen over områder: hedder dens kolonner noget andet, rettes det her.",
        (
            "The figures as they are read. Only here is the table of areas read: if its columns have other names,"
            " change them here."
        ),
    ),
    "plain form": (
        "Et tal med flere decimaler end ventet, eller en brøkdel af en person, læses som manglende.",
        "A figure with more decimals than expected, or a fraction of a person, is read as missing.",
    ),
    "baselines": (
        "Det samme for landet (Danmark), regionerne og kommunerne, som nogle grænser er gange af.",
        "The same for the country (Danmark), the regions and the municipalities, which some lines are times of.",
    ),
    "day": ("Listens dag", "The day of the list"),
    "unit": (", med {decimals} decimaler som et helt tal", ", with {decimals} decimals as a whole number"),
    "dated": ("Hver liste med den lov, der gjaldt på dens dag", "Each list with the law in force on its day"),
    "earlier": (
        "Tallene for tidligere år, ved siden af årets egne: dem fra årets sidste liste",
        "The figures of earlier years beside those of the year: those of its last list",
    ),
    "last list": (
        "Har et år to lister, ser senere år tilbage på den sidste",
        "Where a year has two lists, later years look back at the last",
    ),
    "regime": ("Det regelsæt, der gjaldt den dag", "The rules in force that day"),
    "measures": (
        "Hvad der måles, som brøker af hele tal: _numerator over _denominator. Nævneren er NULL, hvor den er 0.",
        "What is measured, as fractions of whole numbers: _numerator over _denominator. The latter is NULL where 0.",
    ),
    "chosen": (
        (
            "Det første, der kendes: den trykte andel, tallene bag den, den trykte grænse. Trykte andele er fra _low"
            " til _high."
        ),
        (
            "The first that is known: the published share, the counts behind it, the published line. Published shares"
            " are from _low to _high."
        ),
    ),
    "rate of region": (
        "{column}: trykt, i procent af regionens gennemsnit",
        "{column}: as published, in per cent of the region's mean",
    ),
    "product": (
        (
            "{text} kan blive større, end {title} regner præcist med, og ganges derfor som i hånden, i tre dele (a, b,"
            " c) af {base}"
        ),
        (
            "{text} may be larger than {title} counts exactly, and so is multiplied as by hand, in three parts (a, b,"
            " c) of {base}"
        ),
    ),
    "surely": ("så mange er sikkert opfyldt", "so many are surely met"),
    "possibly": ("flere er ikke mulige", "no more are possible"),
    "history": (
        (
            "Alle lister til og med denne lov: {title}, under det navn den da havde. FALSE, hvor loven ingen havde."
            " Mangler et område et helt år, er det år NULL, hvis der da var en sådan liste."
        ),
        (
            "All lists up to this law: {title}, under the name it then had. FALSE where the law had none. Where an area"
            " lacks a whole year, that year is NULL if there was such a list then."
        ),
    ),
    "ever": (
        "Hvor mange gange området har været på den, og hvor mange tidligere år det vides ikke at have været det",
        "How often the area was on it, and of how many earlier years it is known not to have been",
    ),
    "published": (
        "Den offentliggjorte liste, hvor den kendes; ellers alle betingelser",
        "The published list where it is known; else all conditions",
    ),
    "answers": ("Svarene: en række for hver række i tabellen", "The answers: a row for each row of the table"),
    "now": ("{measure}", "{measure}"),
    "national": ("{measure}: hele landet", "{measure}: the whole country"),
    "region": ("{measure}: regionen", "{measure}: the region"),
    "municipality": ("{measure}: kommunen", "{measure}: the municipality"),
}


@dataclass(frozen=True)
class Tables:
    """The tables a query reads, beyond the columns that the rules count.

    `areas` and `reference` are their names; `reference` is None where there is no table of baselines. `columns` and
    `reference_columns` are what they have besides: `list_date`, `published_parallelsamfund`, `doemte_pct=1` (a rate
    printed with one decimal), `bruttoindkomst=0` (another number of decimals than two). `without` are columns that
    neither has.
    """

    areas: str = "areas"
    reference: str | None = "reference"
    columns: Sequence[str] = ()
    reference_columns: Sequence[str] = ()
    without: Sequence[str] = ()


def write_series_query(  # noqa: PLR0913 - one word for each option of the command
    rulebook: Rulebook,
    series_name: str,
    language: Language,
    *,
    dialect: str = "duckdb",
    tables: Tables | None = None,
    regimes: Sequence[str] = (),
    nodes: bool = False,
    largest: int | None = None,
) -> str:
    """The rules of a series as one SQL query, with comments. `regimes` limits it to lists by those, by name.

    Raises `RulesError` for an unknown series or regime and where numbers may be wider than the database counts
    exactly, and `DataError` for an unknown column or dialect.
    """
    if dialect not in DIALECTS:
        raise DataError(Problem("dialect", f"There is no dialect '{dialect}'.", suggest(dialect, DIALECTS, "dialects")))
    series, vocabulary, tables = rulebook.get_series(series_name), rulebook.vocabulary, tables or Tables()
    chosen = _find_regimes(rulebook, series, regimes)
    areas = plan_table(tables.areas, series, vocabulary, chosen).add(vocabulary, series, tables.columns)
    reference = None
    if tables.reference is not None:
        reference = plan_table(tables.reference, series, vocabulary, chosen, areas=False)
        reference = reference.add(vocabulary, series, tables.reference_columns)
    for name in tables.without:
        there = [*areas.columns, *(reference.columns if reference else ())]
        if name not in there:
            raise DataError(
                Problem("--without", f"The query asks for no column '{name}'.", suggest(name, there, "columns"))
            )
    return write_query(
        series,
        vocabulary,
        QueryWording(series, vocabulary, language),
        areas=areas.remove(tables.without),
        reference=reference.remove(tables.without) if reference else None,
        dialect=dialect,
        regimes=chosen,
        nodes=nodes,
        largest=largest or LARGEST,
    )


def _find_regimes(rulebook: Rulebook, series: Series, names: Sequence[str]) -> tuple[Regime, ...]:
    """The regimes of these names in order of date; all of the series where none is named."""
    wanted = [rulebook.regime(name) for name in names]
    for regime in wanted:
        if regime.series != series.name:
            what = f"'{regime.regime}' is a regime of the series '{regime.series}'."
            raise RulesError(Problem("--regime", what, f"Say --series {regime.series} as well."))
    return tuple(regime for regime in series.regimes if regime in wanted or not wanted)


@dataclass(frozen=True)
class QueryWording:
    """What the comments of a query say. See `listerules.verdict.sql.Wording`."""

    series: Series
    vocabulary: Vocabulary
    language: Language

    def say(self, word: str, **parts: object) -> str:
        """A sentence of the table above, with its parts filled in."""
        return _WORDS[word][LANGUAGES.index(self.language)].format(**parts)

    def name_column(self, column: str) -> str:
        """The title of a column."""
        return choose(self.vocabulary.columns[column].title, self.language)

    def describe_measure(self, measure: Measure, place: str) -> str:
        """The title of a measure, over which years it is taken, and where."""
        told = ", ".join(filter(None, (choose(measure.title, self.language), describe_years(measure, self.language))))
        return self.say(place, measure=told)

    def describe_regime(self, regime: Regime) -> str:
        """The title of a regime, when it is in force, and the law it is read from."""
        told = f"{choose(regime.title, self.language)} ({describe_span(self.series, regime, self.language)})"
        return f"{told}. {regime.law.name}, {regime.law.url}"

    def describe_list(self, regime: Regime, name: str) -> str:
        """The citation and title of a list."""
        rule = regime.lists[name]
        return f"{rule.cite}: {choose(rule.title, self.language)}"

    def describe_node(self, regime: Regime, path: str) -> str:
        """The citations down to a condition, and what it asks."""
        node = dict(regime.nodes())[path]
        key = path.rpartition(".")[2]
        if isinstance(node, Test):
            measure = regime.measure_of(key, node)
            line = describe_line(node, measure, self.language)
            years = describe_years(measure, self.language)
            title = choose(node.title or measure.title, self.language)
            told = f"{title}: {', '.join(filter(None, (line, years)))}"
        elif isinstance(node, Group):
            told = describe_group(node, self.language)
            told = f"{choose(node.title, self.language)}: {told}" if node.title else told
        else:
            referred = (node.list if isinstance(node, Running) else None) or key
            title = title_of_list(self.series, regime, referred, self.language)
            told = describe_reference(node, title, self.language)  # type: ignore[arg-type]
        return f"{cite_path(regime, path)}: {told}"
