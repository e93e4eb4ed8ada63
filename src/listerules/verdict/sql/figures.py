"""The figures of the query: how each is read from its table, and each measure as a fraction of whole numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import gcd
from typing import TYPE_CHECKING

from listerules.errors import Problem, RulesError
from listerules.verdict.sql.dialects import Dialect, Names
from listerules.verdict.sql.layout import Form, Table
from listerules.verdict.sql.numbers import Figure, Number, Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from listerules.law.columns import Vocabulary
    from listerules.law.model import Measure, Test

NOW = "now"
MOST_DIGITS = 28  # of a figure with its decimals; times 10^10, it still has no more than 38


@dataclass(frozen=True)
class Column:
    """A column the query makes: its SQL, its name, and what it is in words."""

    text: str
    name: str
    remark: str = ""


@dataclass(frozen=True)
class FigureReader:
    """How the figures of a table are read. No figure is above `largest`; `warning` is what is said where one is."""

    dialect: Dialect
    largest: int
    warning: str

    def read(self, name: str, form: Form) -> Iterator[tuple[str, str]]:
        """SQL and name of the whole numbers that a figure is read as; what is no such figure is blank.

        A rounded rate gives two, half a unit of its last decimal to either side.
        """
        if form.kind == "rounded":
            middle = self._read_whole(name, form)
            yield f"{middle} - 5", f"{name}_low"
            yield f"{middle} + 5", f"{name}_high"
            return
        for each in (f"{name}_low", f"{name}_high") if form.kind == "ends" else (name,):
            yield self._read_whole(each, form), each

    def _read_whole(self, name: str, form: Form) -> str:
        condition, value = self._shift(self.dialect.quote(name), form)
        if not self.dialect.guards:
            return f"CASE WHEN {condition} THEN {value} END"
        failure = self.dialect.fail(f"{name} {self.warning}", self.dialect.quote(name))
        column = self.dialect.quote(name)
        return (
            f"CASE\n  WHEN ABS({column}) > {self.largest}\n    THEN {failure}"
            f"\n  WHEN {condition}\n    THEN {value}\nEND"
        )

    def _shift(self, column: str, form: Form) -> tuple[str, str]:
        """The condition that a figure has no more decimals than it should, and it as a whole number.

        A number with a floating point has none but those of the shortest decimal that means it: it must be equal to
        what it is rounded to.
        """
        decimals, power, whole = form.decimals, form.power, self.dialect.whole
        if self.dialect.reading == "shifted":
            tried, shifted = (f"{column} * {10**by}.0" if by else column for by in (decimals, power))
            return f"{tried} % 1 = 0", f"CAST({shifted} AS {whole})"
        if self.dialect.reading == "rounded":
            rounded = f"ROUND({column} * {10**decimals})" if decimals else f"ROUND({column})"
            back = f"{rounded} / {10**decimals}.0" if decimals else rounded
            value = f"CAST({rounded} AS {whole})"
            return f"{column} = {back}", f"{10 ** (power - decimals)} * {value}" if power > decimals else value
        cut = f"CAST({column} AS {self.dialect.decimal}({MOST_DIGITS}, {decimals}))"
        return f"{column} = {cut}", f"CAST({f'{cut} * {10**power}' if power else column} AS {whole})"


@dataclass(frozen=True)
class _Candidate:
    """One way to have a figure, as SQL: `low / under` to `high / under`, each with the name it would have."""

    low: str
    high: str
    under: str
    wishes: tuple[str, str, str]
    largest: int
    largest_under: int
    fixed_under: int | None = None  # where it is the same for all rows


@dataclass
class Measuring:
    """The measures of one regime as fractions: which tables they are read from, and how large figures can be.

    `columns` are those made so far, and `chosen` those made of them: the first of several figures that is known.
    """

    regime: str
    vocabulary: Vocabulary
    dialect: Dialect
    areas: Table
    reference: Table | None
    largest: int
    names: Names
    earlier: Mapping[tuple[str, int], str] = field(
        default_factory=dict
    )  # columns of earlier years, where rows have them
    columns: list[Column] = field(default_factory=list)
    chosen: list[Column] = field(default_factory=list)

    def make_figure(self, key: str, measure: Measure, place: str, remark: str) -> Figure | None:
        """The measure of the area itself (`now`) or of a baseline; None where the tables have no columns for it.

        Raises `RulesError` where its numbers do not fit.
        """
        key = key if place == NOW else f"{place}_{key}"
        return self._combine(key, list(self._candidates(key, measure, place)), remark)

    def make_rate(self, key: str, measure: Measure, remark: str) -> Figure | None:
        """The published rate of a mean, in per cent of the region's."""
        return self._combine(f"{key}_rate", list(self._rates(measure.rate or "", NOW)), remark)

    def _combine(self, key: str, candidates: Sequence[_Candidate], remark: str) -> Figure | None:
        if not candidates:
            return None
        largest = max(each.largest for each in candidates)
        largest_under = max(each.largest_under for each in candidates)
        if not self.dialect.fits(max(largest, largest_under)):
            where = f"{self.regime}, {key}"
            raise RulesError(explain_width(where, max(largest, largest_under), self.dialect))
        if len(candidates) == 1:
            return self._take(key, candidates[0], remark)
        ways = [(each, self._make_parts(each, remark if at == 0 else "")) for at, each in enumerate(candidates)]

        def choose(end: str, part: int, largest: int, said: str = "") -> Number:
            lines = [f"WHEN {_known(each, parts)} THEN {parts[part]}" for each, parts in ways]
            text = "\n  ".join(("CAST(CASE", *lines)) + f"\nEND AS {self.dialect.whole})"
            return self._add(self.chosen, text, f"{key}_{end}", largest, said)

        if all(each.low == each.high for each in candidates):
            low = high = choose("numerator", 0, largest, remark)
        else:
            low = choose("numerator_low", 0, largest, remark)
            high = choose("numerator_high", 1, largest)
        return Figure(low, high, choose("denominator", 2, largest_under))

    def _take(self, key: str, only: _Candidate, remark: str) -> Figure:
        """The figure of the one way there is to have it."""
        top = key if only.fixed_under else f"{key}_numerator"
        exact = only.low == only.high
        low = self._add(self.columns, only.low, top if exact else f"{top}_low", only.largest, remark)
        high = low if exact else self._add(self.columns, only.high, f"{top}_high", only.largest)
        if only.fixed_under:
            return Figure(low, high, Number(only.fixed_under))
        return Figure(low, high, self._add(self.columns, only.under, f"{key}_denominator", only.largest_under))

    def _make_parts(self, each: _Candidate, remark: str) -> list[str]:
        """The columns of one of several ways to have a figure; an `under` that never changes stays a number."""
        texts = [each.low, each.high, *([] if each.fixed_under else [each.under])]
        parts = []
        for text, wish in zip(texts, each.wishes, strict=False):
            there = next((column.name for column in self.columns if column.text == text), None)
            parts.append(there or str(self._add(self.columns, text, wish, each.largest, remark)))
            remark = ""
        return parts if not each.fixed_under else [*parts, str(each.fixed_under)]

    def _add(self, columns: list[Column], text: str, wish: str, largest: int, remark: str = "") -> Number:
        columns.append(Column(text, self.names.make(wish), remark))
        return Number(1, (Part(columns[-1].name, largest),))

    def _candidates(self, key: str, measure: Measure, place: str) -> Iterator[_Candidate]:
        """A published rate is final; else the counts; else, for the country, the line printed with the area."""
        if measure.share and measure.rate:
            yield from self._rates(measure.rate, place)
        yield from self._counts(key, measure, place)
        if place == "national":
            for name in lines_of(measure, self.vocabulary):
                times = self.vocabulary.columns[name].times
                if times:
                    yield from self._rates(name, NOW, times.numerator, times.denominator)

    def _forms(self, place: str) -> Mapping[str, Form]:
        table = self.areas if place == NOW else self.reference
        return table.figures if table else {}

    def _rates(self, name: str, place: str, times: int = 1, per: int = 1) -> Iterator[_Candidate]:
        form = self._forms(place).get(name)
        if form is None:
            return
        exact = form.kind == "exact"
        alias, quote = self.dialect.quote(place), self.dialect.quote
        low, high = (f"{alias}.{quote(name if exact else name + end)}" for end in ("_low", "_high"))
        wish = name if place == NOW else f"{place}_{name}"
        wishes = (f"{wish}_low", f"{wish}_high", "")
        low, high = (f"{per} * {each}" if per > 1 else each for each in (low, high))
        under = 100 * 10**form.power * times
        largest = (self.largest * 10**form.power + 5) * per
        yield _Candidate(low, high, str(under), wishes, largest, under, under)

    def _find_cell(self, place: str, back: int, column: str) -> str:
        """A figure of that many years back."""
        if (column, back) in self.earlier:
            return f"{self.dialect.quote(place)}.{self.earlier[column, back]}"
        return f"{self.dialect.quote(past(place, back))}.{self.dialect.quote(column)}"

    def _counts(self, key: str, measure: Measure, place: str) -> Iterator[_Candidate]:
        forms = self._forms(place)
        if measure.column not in forms or (measure.of and measure.of not in forms):
            return
        wishes = (f"{key}_counted", f"{key}_counted", f"{key}_counted_of")
        above = [self._find_cell(place, back, measure.column) for back in range(measure.years)]
        most = self.largest * 10 ** forms[measure.column].power
        scale = 10 ** forms[measure.column].power
        if measure.of is None:
            text, under = " + ".join(above), scale * measure.years
            yield _Candidate(text, text, str(under), wishes, most * measure.years, under, under)
            return
        below = [self._find_cell(place, back, measure.of) for back in range(measure.years)]
        most_below = self.largest * 10 ** forms[measure.of].power
        times = 10 ** forms[measure.of].power
        years = measure.years
        if measure.pooled_years is not None:
            over, whole = " + ".join(above), " + ".join(below)
            positive = f"{whole} > 0"
            largest, largest_under = most * years, most_below * years
        else:
            over = "\n+ ".join(" * ".join((above[at], *below[:at], *below[at + 1 :])) for at in range(years))
            whole = (" * " if years < 3 else "\n    * ").join(below)
            positive = "\n  AND ".join(f"{each} > 0" for each in below)
            largest, largest_under = years * most * most_below ** (years - 1), most_below**years
            scale *= years
        common = gcd(times, scale)
        times, scale = times // common, scale // common
        under = f"CASE WHEN {positive}\nTHEN {_scaled(scale, whole)} END"
        over = _scaled(times, over)
        yield _Candidate(over, over, under, wishes, largest * times, largest_under * scale)


def columns_read(measure: Measure, test: Test, vocabulary: Vocabulary) -> Iterator[str]:
    """The columns a test may read, of the table of areas or of baselines."""
    yield measure.column
    if measure.of:
        yield measure.of
    if measure.rate:
        yield measure.rate
    if test.relative_to == "national":
        yield from lines_of(measure, vocabulary)


def lines_of(measure: Measure, vocabulary: Vocabulary) -> list[str]:
    """The columns of printed lines that stand for the national figure of a measure."""
    columns = vocabulary.columns.items()
    return [name for name, column in columns if column.line_of == measure.column and column.times]


def past(place: str, back: int) -> str:
    """What the rows of a place are called that many years back."""
    if back == 0:
        return place
    return f"year_minus_{back}" if place == NOW else f"{place}_year_minus_{back}"


def _known(each: _Candidate, parts: Sequence[str]) -> str:
    columns = parts[:2] if each.fixed_under else parts
    return " AND ".join(f"{column} IS NOT NULL" for column in dict.fromkeys(columns))


def _scaled(factor: int, text: str) -> str:
    if factor == 1:
        return text
    return f"{factor} * ({text})" if "+" in text else f"{factor} * {text}"


def explain_width(where: str, largest: int, dialect: Dialect) -> Problem:
    """That a comparison needs wider whole numbers than there are, and what to do about it."""
    what = (
        f"This can take whole numbers of {len(str(largest))} digits, and {dialect.title} counts exactly to"
        f" {len(str(dialect.beyond)) - 1}."
    )
    what_to_do = (
        "Say that no figure is so large, such as --largest 1000000, that figures have fewer decimals,"
        " or use --dialect postgres, whose numbers have no such limit."
    )
    return Problem(where, what, what_to_do)
