"""The query: a chain of steps, each a named query over those before it, with the paragraph beside each condition.

The steps are: the figures as whole numbers; the day and the law of each row; then, regime by regime, the measures as
fractions and, list by list in order of need, the tests, the groups and the list itself; at last the answers.
A blank is null, and SQL's own AND, OR and NOT of nulls give the three answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Protocol

from listerules.errors import RulesError
from listerules.law.model import Group, Measure, Node, Regime, Running, Test
from listerules.law.nodes import list_named, sort_lists, walk_list
from listerules.verdict.sql.dialects import DIALECTS, Dialect, Names
from listerules.verdict.sql.figures import NOW, FigureReader, Measuring, columns_read, explain_width, past
from listerules.verdict.sql.layout import PUBLISHED, Table
from listerules.verdict.sql.numbers import Figure, Number, Product, compare, compare_parts, fixed, split

if TYPE_CHECKING:
    from listerules.law.columns import Vocabulary
    from listerules.law.rulebook import Series

LARGEST = 10**8
WIDTH = 110
COUNTRY = "Danmark"
OWN_NAMES = ("row_id", "area", "year", "list_date", "day", "is_last_list", "regime", "municipality", "region")
OTHER_NAMES = ("on_list", "lists_on", "years_off", "this", "now", "figures", "dated", "baselines")


class Wording(Protocol):
    """What the comments of the query say, in some language. `listerules.result.query` has one."""

    def say(self, word: str, **parts: object) -> str:
        """A sentence by its name."""

    def name_column(self, column: str) -> str:
        """What a column of the tables holds."""

    def describe_measure(self, measure: Measure, place: str) -> str:
        """What is measured, over which years, and where: `now`, `national`, `region` or `municipality`."""

    def describe_regime(self, regime: Regime) -> str:
        """The title of a regime, and when it is in force."""

    def describe_list(self, regime: Regime, name: str) -> str:
        """A list with its citation."""

    def describe_node(self, regime: Regime, path: str) -> str:
        """A condition with its citation."""


def write_query(  # noqa: PLR0913 - one word for each thing a reader of databases can say
    series: Series,
    vocabulary: Vocabulary,
    wording: Wording,
    *,
    areas: Table,
    reference: Table | None = None,
    dialect: str = "duckdb",
    regimes: Sequence[Regime] | None = None,
    nodes: bool = False,
    ordered: bool = True,
    largest: int = LARGEST,
) -> str:
    """The rules as one query over `areas` and, for the baselines, `reference`: a row for each row of `areas`.

    The columns are `area`, `year`, perhaps `list_date`, `regime`, and one for each list by its newest name: true on
    it, false off it, null where that is undecided or the law of the day had no such list. With `nodes` there is one
    for each condition as well, named by its path; with `ordered` rows come by area and year. Only lists by `regimes`
    are given where they are named; earlier lists are still looked back to. No figure is above `largest`; where one
    is, the database says that a number is too large, and never gives a wrong answer.

    Raises `RulesError` where numbers could become wider than the database counts exactly.
    """
    chosen = series.regimes if regimes is None else tuple(regimes)
    query = _Query(series, vocabulary, wording, DIALECTS[dialect], areas, reference, chosen, largest)
    return query.write(nodes=nodes, ordered=ordered)


@dataclass(frozen=True)
class _Item:
    """One column of a step, with the comment above it."""

    text: str
    name: str = ""
    remark: str = ""

    def write(self, *, last: bool) -> Iterator[str]:
        if self.remark:
            yield from _comment(self.remark, "    ")
        yield from _lay_out(self.text, self.name, "" if last else ",", "    ")


@dataclass
class _Query:
    series: Series
    vocabulary: Vocabulary
    wording: Wording
    dialect: Dialect
    areas: Table
    reference: Table | None
    chosen: tuple[Regime, ...]
    largest: int
    steps: list[str] = field(default_factory=list)
    relations: dict[str, str] = field(default_factory=dict)  # regime -> the step that has its lists so far
    columns: dict[tuple[str, str], str] = field(default_factory=dict)  # regime and path -> the column of its answer
    earlier: dict[tuple[str, int], str] = field(default_factory=dict)  # flat: figure and years back -> its column
    last: str = "dated"  # flat: the step that has all there is so far
    places: str = "dated_baselines"  # the step that has the baselines

    def __post_init__(self) -> None:
        self.names = Names(self.dialect, set(OTHER_NAMES))  # of steps
        self.needed = _find_needed(self.series, self.chosen)

        self.taken = {*OWN_NAMES, *OTHER_NAMES, *(f"{PUBLISHED}{chain}" for chain in self.series.chains())}

    def name_columns(self, regime: Regime) -> Names:
        """Names for the columns of one regime, without those that every step has.

        Where all regimes are in one step, with all figures, each name ends in the year of the law.
        """
        if self.dialect.flat:
            return Names(self.dialect, self.taken, f"_{regime.from_.year}")
        return Names(self.dialect, set(self.taken))

    def write(self, *, nodes: bool, ordered: bool) -> str:
        self._add_figures()
        self._add_dated()
        if self.dialect.flat:
            self._add_earlier()
        for regime in self.series.regimes:
            if self.needed.get(regime.regime):
                _Law(self, regime).add()
        head = [line for part in self._tell_head() for line in _comment(part, "")]
        between = f",\n{self.dialect.empty_line}\n"
        answers = self._write_answers(nodes=nodes, ordered=ordered)
        return "\n".join((*head, "WITH", between.join(self.steps), self.dialect.empty_line, *answers)) + "\n"

    def add_step(
        self, name: str, items: Sequence[_Item], source: Sequence[str], *remarks: str, heading: str = ""
    ) -> str:
        """A named query over those before it; its name."""
        lines = [f"-- {'-' * (WIDTH - 3)}", *_comment(heading, "")] if heading else []
        for remark in remarks:
            lines += _comment(remark, "")
        lines += [f"{name} AS (", "  SELECT"]
        for at, item in enumerate(items):
            lines += item.write(last=at == len(items) - 1)
        lines += [f"  {line}" for part in source for line in part.split("\n")]
        self.steps.append("\n".join((*lines, ")")))
        return name

    def _tell_head(self) -> Iterator[str]:
        say = self.wording.say
        yield say("head", series=self.series.name, regimes=", ".join(each.regime for each in self.chosen))
        yield say("three answers" if self.dialect.truth else "three numbers")
        yield say("whole numbers")
        yield say("largest", largest=self.largest)

    # --- the tables -----------------------------------------------------------------------------

    def _add_figures(self) -> None:
        wanted = {
            column
            for regime in self.series.regimes
            for _, measure, test in self.tests_in(regime)
            for column in columns_read(measure, test, self.vocabulary)
        }
        remark = self.wording.say("plain form")
        self._add_table("figures", self.areas, wanted, self.wording.say("figures"), remark)
        if self.reference:
            self._add_table("baselines", self.reference, wanted, self.wording.say("baselines"), "")

    def _add_table(self, name: str, table: Table, wanted: set[str], heading: str, remark: str) -> None:
        end = self.dialect.year_end.format(year="CAST(year AS INTEGER)")
        dated = "list_date" in table.others
        items = [
            _Item("area"),
            _Item("CAST(year AS INTEGER)", "year"),
            *([_Item("list_date")] if dated else []),
            _Item(f"COALESCE(list_date, {end})" if dated else end, "day", self.wording.say("day")),
        ]
        if name == "figures":
            items += [_Item(each) for each in ("municipality", "region") if each in table.others]
            items += [_Item(each) for each in self.published]
        reader = FigureReader(self.dialect, self.largest, self.wording.say("above", largest=self.largest))
        for column, form in table.figures.items():
            if column in wanted:
                said = self.wording.name_column(column)
                unit = self.wording.say("unit", decimals=form.power) if form.power else ""
                for text, each in reader.read(column, form):
                    items.append(_Item(text, self.dialect.quote(each), f"{said}{unit}"))
                    said = unit = ""
        self.add_step(
            name, items, [f"FROM {self.dialect.quote_table(table.name)}"], *filter(None, [remark]), heading=heading
        )

    def _add_dated(self) -> None:
        """The regime of each row, and which is the last of its area and year; the same for the baselines."""
        last = self.dialect.value("ROW_NUMBER() OVER (PARTITION BY area, year ORDER BY day DESC) = 1")
        laws = _list_ways(
            f"WHEN day >= {self.dialect.write_day(regime.from_)} THEN '{regime.regime}'"
            for regime in reversed(self.series.regimes)
        )
        numbered = [_Item("ROW_NUMBER() OVER (ORDER BY area, year, day)", "row_id")]
        items = [
            _Item("figures.*"),
            *(numbered if self.dialect.materializes else []),
            _Item(last, "is_last_list", self.wording.say("last list")),
            _Item(laws, "regime", self.wording.say("regime")),
        ]
        self.add_step("dated", items, ["FROM figures"], heading=self.wording.say("dated"))
        if self.dialect.materializes:
            self.steps[-1] = self.steps[-1].replace("dated AS (", "dated AS MATERIALIZED (", 1)
        if self.reference:
            self.add_step("dated_baselines", [_Item("baselines.*"), _Item(last, "is_last_list")], ["FROM baselines"])

    def _add_earlier(self) -> None:
        """The figures of earlier years beside those of each year, of the areas and of the baselines."""
        measures = [measure for regime in self.series.regimes for _, measure, _ in self.tests_in(regime)]
        wanted = {
            (column, back): None
            for measure in measures
            for back in range(1, measure.years)
            for column in (measure.column, measure.of)
            if column
        }
        self.taken |= {end for name in self.areas.figures for end in (name, f"{name}_low", f"{name}_high")}
        names = Names(self.dialect, self.taken)
        self.earlier = {(column, back): names.make(f"{column}_minus_{back}") for column, back in wanted}
        self.last = self._add_earlier_to("dated", self.areas)
        if self.reference:
            self.places = self._add_earlier_to("dated_baselines", self.reference)

    def _add_earlier_to(self, step: str, table: Table) -> str:
        items = [
            _Item(self.look_back(self.dialect.quote(column), back), name)
            for (column, back), name in self.earlier.items()
            if column in table.figures
        ]
        if not items:
            return step
        source = [f"FROM {self.dialect.call(step, 'this')}"]
        return self.add_step(f"{step}_with_earlier", [_Item("this.*"), *items], source, self.wording.say("earlier"))

    def look_back(self, value: str, back: int) -> str:
        """A value of the last list of the same area that many years back; null where there was none."""
        frame = f"PARTITION BY area ORDER BY year RANGE BETWEEN {back} PRECEDING AND {back} PRECEDING"
        return f"MAX(CASE WHEN {self.dialect.holds('is_last_list')} THEN {value} END)\n  OVER ({frame})"

    @property
    def published(self) -> list[str]:
        """The columns of published lists that the table of areas has."""
        return [self.dialect.quote(each) for each in sorted(self.areas.others) if each.startswith(PUBLISHED)]

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns by which a row is found again in later steps."""
        return ("row_id",) if self.dialect.materializes else ("area", "year", "day")

    def match_rows(self, one: str, other: str) -> str:
        """The condition that rows of two steps are the same row of the table."""
        return "\n    AND ".join(f"{one}.{key} = {other}.{key}" for key in self.keys)

    def tests_in(self, regime: Regime) -> Iterator[tuple[str, Measure, Test]]:
        """The tests of the lists that are needed: the key of the measure, the measure, and the test."""
        for name in self.needed.get(regime.regime, ()):
            for path, node in walk_list((), regime.lists[name]):
                if isinstance(node, Test):
                    key = node.measure or str(path[-1])
                    yield key, regime.measures[key], node

    # --- the answers ----------------------------------------------------------------------------

    def _write_answers(self, *, nodes: bool, ordered: bool) -> Iterator[str]:
        chains = [
            chain for chain in self.series.chains() if any(self.series.name_in(regime, chain) for regime in self.chosen)
        ]
        items = [_Item("dated.area"), _Item("dated.year")]
        items += [_Item("dated.list_date")] if "list_date" in self.areas.others else []
        items.append(_Item("dated.regime"))
        items += [self._gather(self.names.keep(chain), self._columns_of(chain)) for chain in chains]
        if nodes:
            paths = dict.fromkeys(path for regime in self.chosen for path, _ in regime.nodes() if "." in path)
            items += [
                self._gather(
                    self.names.keep(path),
                    [
                        (regime, self.columns[regime.regime, path])
                        for regime in self.chosen
                        if (regime.regime, path) in self.columns
                    ],
                )
                for path in paths
            ]
        yield f"-- {'-' * (WIDTH - 3)}"
        yield from _comment(self.wording.say("answers"), "")
        yield "SELECT"
        for at, item in enumerate(items):
            yield from (line.removeprefix("  ") for line in item.write(last=at == len(items) - 1))
        yield f"FROM {self.dialect.call(self.last, 'dated')}" if self.dialect.flat else "FROM dated"
        for regime in () if self.dialect.flat else self.chosen:
            if regime.regime in self.relations:
                relation = self.relations[regime.regime]
                yield f"LEFT JOIN {relation}\n    ON {self.match_rows(relation, 'dated')}"
        if self.chosen != self.series.regimes:
            named = ", ".join(f"'{regime.regime}'" for regime in self.chosen)
            yield f"WHERE dated.regime IN ({named})"
        if ordered:
            yield "ORDER BY dated.area, dated.year, dated.day;"

    def _columns_of(self, chain: str) -> list[tuple[Regime, str]]:
        named = [(regime, self.series.name_in(regime, chain)) for regime in self.chosen]
        return [(regime, self.columns[regime.regime, name]) for regime, name in named if name]

    def _gather(self, name: str, columns: Iterable[tuple[Regime, str]]) -> _Item:
        """One column of the answer out of those of the regimes, of which one at most is not null in a row."""
        if self.dialect.flat:
            ways = [f"WHEN '{regime.regime}' THEN dated.{column}" for regime, column in columns]
            return _Item("\n  ".join(("CASE dated.regime", *ways)) + "\nEND", name)
        texts = [f"{self.relations[regime.regime]}.{column}" for regime, column in columns]
        return _Item(texts[0] if len(texts) == 1 else "COALESCE({})".format(",\n  ".join(texts)), name)


def _find_needed(series: Series, chosen: Iterable[Regime]) -> dict[str, tuple[str, ...]]:
    """The lists of each regime that must be judged: those asked for and, transitively, all that they look at."""
    found: set[tuple[str, str]] = set()
    ahead = [(regime, name) for regime in chosen for name in regime.lists]
    while ahead:
        regime, name = ahead.pop()
        if (regime.regime, name) in found:
            continue
        found.add((regime.regime, name))
        for path, node in walk_list((), regime.lists[name]):
            other = list_named(str(path[-1]), node)
            if other is None:
                continue
            ahead.append((regime, other))
            if node != "on_list":
                earlier = series.regimes[: series.regimes.index(regime)]
                before = [(each, series.name_in(each, series.newest_name(other))) for each in earlier]
                ahead += [(each, then) for each, then in before if then]
    return {
        regime.regime: tuple(name for name in sort_lists(regime) if (regime.regime, name) in found)
        for regime in series.regimes
    }


class _Law:
    """The steps of one regime."""

    def __init__(self, query: _Query, regime: Regime) -> None:
        self.query = query
        self.regime = regime
        self.series = query.series
        self.wording = query.wording
        self.dialect = query.dialect
        self.flat = query.dialect.flat
        self.names = query.name_columns(regime)
        self.measuring = Measuring(
            regime.regime,
            query.vocabulary,
            query.dialect,
            query.areas,
            query.reference,
            query.largest,
            self.names,
            query.earlier,
        )
        self.tag = str(regime.from_.year)
        self.figures: dict[tuple[str, str], Figure | None] = {}
        self.products: dict[str, tuple[Product, Number, Number]] = {}
        self.histories: dict[str, str] = {}
        self.path = ""

    def add(self) -> None:
        self._add_measures()
        for name in self.query.needed[self.regime.regime]:
            self._add_list(name)

    @property
    def here(self) -> str:
        """The step that has all there is so far of this regime."""
        return self.query.last if self.flat else self.query.relations[self.regime.regime]

    def _add_step(
        self, wish: str, items: Sequence[_Item], source: Sequence[str], *remarks: str, heading: str = ""
    ) -> None:
        name = self.query.add_step(self.query.names.make(wish), items, source, *remarks, heading=heading)
        self.query.relations[self.regime.regime] = self.query.last = name

    # --- measures -------------------------------------------------------------------------------

    def _add_measures(self) -> None:
        always = dict.fromkeys((*self.query.keys, "area", "year", "day", "is_last_list"))
        items = [_Item(f"{NOW}.{each}") for each in (("*",) if self.flat else (*always, *self.query.published))]
        joins: dict[str, str] = {}
        for key, measure, test in self.query.tests_in(self.regime):
            for place in (NOW, test.relative_to):
                if place and (key, place) not in self.figures:
                    said = self.wording.describe_measure(measure, place)
                    self.figures[key, place] = self.measuring.make_figure(key, measure, place, said)
                    joins |= self._join(measure, place)
            if measure.mean and test.relative_to == "region" and (key, "rate") not in self.figures:
                said = self.wording.say("rate of region", column=measure.rate)
                self.figures[key, "rate"] = self.measuring.make_rate(key, measure, said)
        items += [_Item(each.text, each.name, each.remark) for each in self.measuring.columns]
        first = self.query.last if self.flat else "dated"
        source = [f"FROM {self.dialect.call(first, NOW)}", *joins.values()]
        source += [] if self.flat else [f"WHERE {NOW}.regime = '{self.regime.regime}'"]
        heading = self.wording.describe_regime(self.regime)
        chosen = [_Item(each.text, each.name, each.remark) for each in self.measuring.chosen]
        first = f"counted_{self.tag}" if chosen else f"measures_{self.tag}"
        self._add_step(first, items, source, self.wording.say("measures"), heading=heading)
        if chosen:
            self._add_step(
                f"measures_{self.tag}", [_Item("this.*"), *chosen], [self._from_here()], self.wording.say("chosen")
            )

    def _join(self, measure: Measure, place: str) -> dict[str, str]:
        """The rows of earlier years and of baselines that a measure reads, by what they are called."""
        table = "dated" if place == NOW else self.query.places
        if place != NOW and (
            self.query.reference is None or (place != "national" and place not in self.query.areas.others)
        ):
            return {}
        whose = {NOW: f"{NOW}.area", "national": f"'{COUNTRY}'"}.get(place, f"{NOW}.{place}")
        joins = {}
        for back in range(1 if place == NOW else 0, 1 if self.flat else measure.years):
            alias = self.dialect.quote(past(place, back))
            year = f"{NOW}.year - {back}" if back else f"{NOW}.year"
            joins[alias] = self._join_last_list(table, alias, whose, year)
        return joins

    def _join_last_list(self, table: str, alias: str, area: str, year: str) -> str:
        """Join the row of the last list of an area in a year, where there is one."""
        return (
            f"LEFT JOIN {self.dialect.call(table, alias)}\n    ON {alias}.area = {area}\n"
            f"    AND {alias}.year = {year} AND {self.dialect.holds(f'{alias}.is_last_list')}"
        )

    def _from_here(self) -> str:
        return f"FROM {self.dialect.call(self.here, 'this')}"

    # --- lists ----------------------------------------------------------------------------------

    def _add_list(self, name: str) -> None:
        rule = self.regime.lists[name]
        heading = self.wording.describe_list(self.regime, name)
        members = {**rule.all, **(rule.none or {})}
        joins: dict[str, str] = {}
        self.products = {}
        first = [self._judge(path, key, node, joins) for path, key, node in _leaves(name, members)]
        if self.products:
            self._add_products(name, heading)
            heading = ""
        source = [self._from_here(), *joins.values()]
        self._add_step(f"{name}_{self.tag}_conditions", [_Item("this.*"), *first], source, heading=heading)
        for groups in _groups_by_height(name, members):
            items = [self._judge_group(path, group) for path, group in groups]
            self._add_step(f"{name}_{self.tag}_groups", [_Item("this.*"), *items], [self._from_here()])
        met = [self.dialect.holds(self._column(f"{name}.{key}")) for key in rule.all]
        met += [self.dialect.fails(self._column(f"{name}.{key}")) for key in rule.none or {}]
        own = self.dialect.value(_all_of(met))
        chain = self.series.newest_name(name)
        published = f"{PUBLISHED}{chain}"
        remark = ""
        if published in self.query.areas.others:
            own, remark = f"COALESCE({self.dialect.quote(published)},\n{own})", self.wording.say("published")
        column = self._remember(name, self.names.make(name))
        self._add_step(f"{name}_{self.tag}", [_Item("this.*"), _Item(own, column, remark)], [self._from_here()])

    def _column(self, path: str) -> str:
        return self.query.columns[self.regime.regime, path]

    def _remember(self, path: str, column: str) -> str:
        self.query.columns[self.regime.regime, path] = column
        return column

    def _judge(self, path: str, key: str, node: Node, joins: dict[str, str]) -> _Item:
        """A test, or what is asked about another list."""
        self.path = path
        if isinstance(node, Test):
            text = self._test(node.measure or key, node)
        elif isinstance(node, Running):
            text = self._running(node.list or key, node.years_running, joins)
        elif node == "ever":
            text = self._ever(key, joins)
        else:
            text = self._column(key)
        column = self._remember(path, self.names.make(path))
        return _Item(text, column, self.wording.describe_node(self.regime, path))

    def _judge_group(self, path: str, group: Group) -> _Item:
        members = [self._column(f"{path}.{key}") for key in group.members]
        holds = [self.dialect.holds(each) for each in members]
        fails = [self.dialect.fails(each) for each in members]
        if group.at_least is None:
            text = self.dialect.value(_all_of(holds if group.none is None else fails))
        else:
            surely = "\n    + ".join(f"CASE WHEN {each} THEN 1 ELSE 0 END" for each in holds)
            possibly = "\n    + ".join(f"CASE WHEN {each} THEN 0 ELSE 1 END" for each in fails)
            yes, no = self.dialect.yes, self.dialect.no
            ways = (
                f"WHEN {surely}\n    >= {group.at_least} THEN {yes}  -- {self.wording.say('surely')}",
                f"WHEN {possibly}\n    < {group.at_least} THEN {no}  -- {self.wording.say('possibly')}",
            )
            text = _list_ways(ways)
        column = self._remember(path, self.names.make(path))
        return _Item(text, column, self.wording.describe_node(self.regime, path))

    # --- tests ----------------------------------------------------------------------------------

    def _test(self, key: str, test: Test) -> str:
        measure = self.regime.measures[key]
        figure = self.figures[key, NOW]
        base = self.figures[key, test.relative_to] if test.relative_to else None
        line = fixed(test.line) if test.relative_to is None else base.times(test.line) if base else None
        answer = compare(test, figure, line, self._decide, self.dialect) if figure and line else self.dialect.unknown
        rate = self.figures.get((key, "rate")) if measure.mean and test.relative_to == "region" else None
        if rate is None:
            return answer
        by_rate = compare(test, rate, fixed(test.line), self._decide, self.dialect)
        known = " AND ".join(f"{end} IS NOT NULL" for end in dict.fromkeys((str(rate.low), str(rate.high))))
        return _list_ways((f"WHEN {known} THEN {_indent(by_rate)}", f"ELSE {_indent(answer)}"))

    def _decide(self, left: Number, sign: str, right: Number) -> str:
        if self.dialect.fits(max(left.largest, right.largest)):
            return f"{left} {sign} {right}"
        return compare_parts(self._multiply(left), sign, self._multiply(right))

    def _multiply(self, number: Number) -> tuple[str, str, str]:
        """The columns of a product that may be too wide, in parts."""
        text = str(number)
        if text not in self.products:
            halves = split(number, self.dialect)
            if halves is None:
                where = f"{self.regime.regime}, {self.path}"
                raise RulesError(explain_width(where, number.largest, self.dialect))
            at = self.names.make("product")
            made = Product(*(self.names.make(f"{at}_{part.name}") for part in fields(Product)))
            self.products[text] = (made, *halves)
        return self.products[text][0].parts

    def _add_products(self, name: str, heading: str) -> None:
        """The steps of all products that one list needs, each column made of those of the step before."""
        base = f"{self.dialect.base:,}".replace(",", ".")
        halves, raw, carried = [_Item("this.*")], [_Item("this.*")], [_Item("this.*")]
        for text, (product, one, other) in self.products.items():
            remark = self.wording.say("product", text=text, title=self.dialect.title, base=base)
            made = [_Item(*column) for column in product.halve(one, other, self.dialect)]
            halves += [replace(made[0], remark=remark), *made[1:]]
            raw += [_Item(*column) for column in product.multiply()]
            carried += [_Item(*column) for column in product.carry(self.dialect)]
        for items, step, said in ((halves, "halves", heading), (raw, "raw_products", ""), (carried, "products", "")):
            self._add_step(f"{name}_{self.tag}_{step}", items, [self._from_here()], heading=said)

    # --- time words -----------------------------------------------------------------------------

    def _history(self, name: str) -> str:
        """The step that has every list of a chain so far: a row for each row there is, and whether it was on it."""
        chain = self.series.newest_name(name)
        if chain not in self.histories:
            having = [
                (regime, each)
                for regime in self.series.regimes[: self.series.regimes.index(self.regime) + 1]
                if (each := self.series.name_in(regime, chain))
            ]
            columns = ", ".join(dict.fromkeys((*self.query.keys, "area", "year", "day", "is_last_list")))
            parts = [
                f"SELECT {columns}, {self.query.columns[regime.regime, each]} AS on_list\n  "  # noqa: S608 - names only
                f"FROM {self.query.relations[regime.regime]}"
                for regime, each in having
            ]
            named = ",\n    ".join(f"'{regime.regime}'" for regime, _ in having)
            others = f"FROM dated\n  WHERE regime IS NULL OR regime NOT IN ({named})"
            parts.append(f"SELECT {columns}, {self.dialect.no}\n  {others}")
            step = self.query.names.make(f"{chain}_lists_{self.tag}")
            lines = [*_comment(self.wording.say("history", title=self.wording.describe_list(self.regime, name)), "")]
            lines += [f"{step} AS (", "\n  UNION ALL\n".join(f"  {part}" for part in parts), ")"]
            self.query.steps.append("\n".join(lines))
            self.histories[chain] = step
        return self.histories[chain]

    def _existed(self, name: str, year: str) -> str:
        """Whether there was such a list at the end of a year."""
        spans = [
            f"{year} >= {first}" if last is None else f"{year} BETWEEN {first} AND {last}"
            for first, last in self.series.spans(name)
        ]
        return " OR ".join(spans) or self.dialect.never

    def _add_history(self, name: str) -> str:
        """The column that says of every row so far whether it was on a list of the chain."""
        chain = self.series.newest_name(name)
        if chain not in self.histories:
            having = [
                (regime, each)
                for regime in self.series.regimes[: self.series.regimes.index(self.regime) + 1]
                if (each := self.series.name_in(regime, chain))
            ]
            ways = [f"WHEN '{regime.regime}' THEN {self.query.columns[regime.regime, each]}" for regime, each in having]
            column = self.names.make(f"{chain}_then")
            text = "\n  ".join(("CASE this.regime", *ways, f"ELSE {self.dialect.no}")) + "\nEND"
            remark = self.wording.say("history", title=self.wording.describe_list(self.regime, name))
            items = [_Item("this.*"), _Item(text, column)]
            self._add_step(f"{chain}_lists_{self.tag}", items, [self._from_here()], remark)
            self.histories[chain] = column
        return self.histories[chain]

    def _add_streak(self, name: str, years: int) -> dict[int, tuple[str, str]]:
        """By years back, the columns whether there was a list then, and whether the area was on it."""
        then = self._add_history(name)
        chain = self.series.newest_name(name)
        made = {}
        items = [_Item("this.*")]
        for back in range(1, years):
            there, on_list = (self.names.make(f"{chain}_{word}_minus_{back}") for word in ("known", "on"))
            items += [_Item(self.query.look_back("1", back), there), _Item(self.query.look_back(then, back), on_list)]
            made[back] = f"this.{there}", f"this.{on_list}"
        if made:
            self._add_step(f"{chain}_years_{self.tag}", items, [self._from_here()])
        return made

    def _join_streak(self, name: str, years: int, joins: dict[str, str]) -> dict[int, tuple[str, str]]:
        """The same, by joining the rows of those years."""
        made = {}
        for back in range(1, years):
            history = self._history(name)
            alias = self.dialect.quote(f"{self.series.newest_name(name)}_minus_{back}")
            joins[alias] = self._join_last_list(history, alias, "this.area", f"this.year - {back}")
            made[back] = f"{alias}.area", f"{alias}.on_list"
        return made

    def _running(self, name: str, years: int, joins: dict[str, str]) -> str:
        holds = self.dialect.holds
        answers = [holds(self._column(name))]
        earlier = self._add_streak(name, years) if self.flat else self._join_streak(name, years, joins)
        for back, (known, on_list) in earlier.items():
            there = f"WHEN {known} IS NOT NULL THEN {on_list}"
            year = f"this.year - {back}"
            away = f"WHEN {self._existed(name, year)} THEN NULL ELSE {self.dialect.no} END"
            answers.append(holds(f"(CASE {there}\n    {away})"))
        return self.dialect.value("\nAND ".join(answers))

    def _write_counts(self, name: str, on_list: str) -> tuple[str, str]:
        """SQL of how often an area was on a list so far, and of how many earlier years it is known to be off."""
        on, last = self.dialect.holds(on_list), self.dialect.holds("is_last_list")
        off = f"CASE WHEN {last} AND {self.dialect.fails(on_list)} AND ({self._existed(name, 'year')}) THEN 1 END"
        return (
            f"COUNT(CASE WHEN {on} THEN 1 END) OVER (PARTITION BY area ORDER BY year, day)",
            (
                f"COUNT({off})\n    OVER (PARTITION BY area ORDER BY year)\n"
                f"  - COUNT({off})\n    OVER (PARTITION BY area, year)"
            ),
        )

    def _count_joined(self, name: str, joins: dict[str, str]) -> tuple[str, str]:
        """The columns of these two counts, of a step that is joined."""
        history = self._history(name)
        chain = self.series.newest_name(name)
        if chain + " ever" not in self.histories:
            counts = zip(self._write_counts(name, "on_list"), ("lists_on", "years_off"), strict=True)
            items = [*(_Item(each) for each in self.query.keys), *(_Item(*each) for each in counts)]
            step = self.query.names.make(f"{chain}_ever_{self.tag}")
            self.query.add_step(step, items, [f"FROM {history}"], self.wording.say("ever"))
            self.histories[chain + " ever"] = step
        step = self.histories[chain + " ever"]
        joins[step] = f"JOIN {step}\n    ON {self.query.match_rows(step, 'this')}"
        return f"{step}.lists_on", f"{step}.years_off"

    def _count_flat(self, name: str) -> tuple[str, str]:
        """The columns of these two counts, beside all others."""
        then = self._add_history(name)
        made = [self.names.make(wish) for wish in ("lists_on", "years_off")]
        counts = zip(self._write_counts(name, then), made, strict=True)
        items = [_Item("this.*"), *(_Item(*each) for each in counts)]
        chain = self.series.newest_name(name)
        self._add_step(f"{chain}_ever_{self.tag}", items, [self._from_here()], self.wording.say("ever"))
        return f"this.{made[0]}", f"this.{made[1]}"

    def _ever(self, name: str, joins: dict[str, str]) -> str:
        """Yes where any list up to the day had the area; no where it is known to be off that of every year."""
        lists_on, years_off = self._count_flat(name) if self.flat else self._count_joined(name, joins)
        years = "\n      + ".join(_years_before(first, last) for first, last in self.series.spans(name)) or "0"
        never = f"{self.dialect.fails(self._column(name))}\n    AND {years_off}\n      = {years}"
        return _list_ways((f"WHEN {lists_on} > 0 THEN {self.dialect.yes}", f"WHEN {never} THEN {self.dialect.no}"))


def _years_before(first: int, last: int | None) -> str:
    """How many years of a span, which may be open, are before the year of the row."""
    after = f"WHEN this.year > {last} THEN {last - first + 1} " if last is not None else ""
    return f"CASE {after}WHEN this.year > {first} THEN this.year - {first} ELSE 0 END"


def _leaves(path: str, members: Mapping[str, Node]) -> Iterator[tuple[str, str, Node]]:
    """Everything below a list that is no group, with its path and key."""
    for key, node in members.items():
        if isinstance(node, Group):
            yield from _leaves(f"{path}.{key}", node.members)
        else:
            yield f"{path}.{key}", key, node


def _groups_by_height(path: str, members: Mapping[str, Node]) -> list[list[tuple[str, Group]]]:
    """The groups below a list: first those without groups in them, then those with only such, and so on."""
    found: list[list[tuple[str, Group]]] = []

    def height(path: str, group: Group) -> int:
        below = [height(f"{path}.{key}", node) for key, node in group.members.items() if isinstance(node, Group)]
        own = max(below, default=-1) + 1
        while len(found) <= own:
            found.append([])
        found[own].append((path, group))
        return own

    for key, node in members.items():
        if isinstance(node, Group):
            height(f"{path}.{key}", node)
    return found


# --- layout of the text -----------------------------------------------------------------------------


def _comment(text: str, indent: str) -> Iterator[str]:
    """A comment in lines that are not too long. Whatever stands in a rule file, it stays a comment."""
    room = WIDTH - len(indent) - 3
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > room:
            yield f"{indent}-- {line.rstrip(';')}"  # which would end a query in the shells of some databases
            line = ""
        line = f"{line} {word}" if line else word
    yield f"{indent}-- {line.rstrip(';')}".rstrip()


def _lay_out(text: str, alias: str, end: str, indent: str) -> Iterator[str]:
    """An expression with its name, in the lines it was written in; its name on a line by itself where it is long."""
    lines = text.split("\n")
    name = f" AS {alias}" if alias else ""
    if name and len(indent) + 2 + len(lines[-1]) + len(name) > WIDTH:
        lines.append(f"  {name.strip()}")
        name = ""
    lines[-1] += name + end
    for at, line in enumerate(lines):
        yield f"{indent}{'  ' if at else ''}{line}".rstrip()


def _list_ways(ways: Iterable[str]) -> str:
    """A CASE with each way on a line."""
    return "\n".join(("CASE", *(f"  {way}" for way in ways), "END"))


def _indent(text: str) -> str:
    return text.replace("\n", "\n  ")


def _all_of(texts: Sequence[str]) -> str:
    """All of some conditions; each on a line where they are long."""
    short = " AND ".join(texts)
    return short if len(short) <= WIDTH // 2 and "\n" not in short else "\nAND ".join(texts)
