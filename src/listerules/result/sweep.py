"""A sweep: one number of the rules moved step by step, and at each step who is on which list.

`udsat_boligomraade...uden_tilknytning.above=30%..50%/1%` names a word by its path, where `...` stands for any nodes
between, and the numbers from the first to the last by a step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl
from pydantic import ValidationError

from listerules.errors import Problem, RulesError
from listerules.law.mistakes import find_nearest, join_words
from listerules.law.model import Change, RegimePatch, Scenario, parse_number
from listerules.law.rulebook import Rulebook, Series, load_rules
from listerules.law.scenario import find_place, list_paths, value_at
from listerules.result.classify import SERIES
from listerules.result.scenario import Patched, judged_by, patch_rules, regimes_of, reported_rows
from listerules.result.whatif import VERDICTS, Ground, ListOfYear, Tally, in_order, read_ground, tell_list, tell_origin
from listerules.verdict.evaluate import Verdict
from listerules.verdict.scenarios import Variant, judge_many

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from listerules.areas.panel import Input
    from listerules.areas.text import DecimalMark
    from listerules.law.effects import ListOf
    from listerules.law.model import Regime, Text
    from listerules.law.rulebook import RuleFile
    from listerules.law.source import KeyPath, Tree
    from listerules.result.wording import Language

MOST_STEPS = 10_000
WHERE = "--sweep"
_FORM = "Write PATH=FROM..TO/STEP, such as udsat_boligomraade...uden_tilknytning.above=30%..50%/1%."
_BETWEEN = "..."


@dataclass(frozen=True)
class Request:
    """A sweep as asked for: the path, which may have `...` in it, and the steps; exact, per cent as fractions."""

    path: str
    steps: tuple[Fraction, ...]
    is_percent: bool


@dataclass(frozen=True)
class Swept:
    """The word that is swept in one regime, and what it says today."""

    regime: str
    path: str
    said: str

    @property
    def today(self) -> Fraction:
        """The number it says today."""
        return parse_number(self.said)


@dataclass(frozen=True)
class Stretch:
    """Steps in a row with the same answer, the first and the last of them."""

    verdict: Verdict
    first: Fraction
    last: Fraction


@dataclass(frozen=True)
class SweptArea:
    """An area that is on the list, or undecided, at some step: its answers from the first step to the last."""

    area: str
    stretches: tuple[Stretch, ...]

    @property
    def leaves(self) -> tuple[Fraction, Fraction] | None:
        """The last step at which it is on the list, and the first after it at which it is off; None if it never is."""
        on = [stretch for stretch in self.stretches if stretch.verdict is Verdict.YES]
        if not on:
            return None
        last = on[-1].last
        off = (each.first for each in self.stretches if each.verdict is Verdict.NO and each.first > last)
        return next(((last, first) for first in off), None)


@dataclass(frozen=True)
class SweptList:
    """One list of one year: how many are on it at each step, and where each area comes and goes."""

    where: ListOfYear
    title: Text
    tallies: tuple[Tally, ...]
    areas: tuple[SweptArea, ...]


@dataclass(frozen=True)
class Sweep:
    """What came out of a sweep. Made by `sweep`. `steps` are exact; where `is_percent`, 2/5 is 40 %."""

    words: tuple[Swept, ...]
    steps: tuple[Fraction, ...]
    is_percent: bool
    lists: tuple[SweptList, ...]
    notes: tuple[str, ...]
    options: Mapping[str, Any]
    rules: tuple[RuleFile, ...]
    inputs: tuple[Input, ...]

    def to_text(self, language: Language = "en", width: int = 100) -> str:
        """The number of areas at each step, year by year, and where each area comes and goes."""
        from listerules.result.scenario_pages import write_sweep  # noqa: PLC0415 - pages know what they show

        return "\n".join(write_sweep(self, language, width))

    def to_markdown(self, language: Language = "en") -> str:
        """The same as tables."""
        from listerules.result.scenario_pages import write_sweep_in_markdown  # noqa: PLC0415

        return "\n".join(write_sweep_in_markdown(self, language))

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values, with what it was made from; a step is written as in a rule file."""
        return {
            **tell_origin(self.options, self.rules, self.inputs),
            "sweep": [{"regime": word.regime, "path": word.path, "today": word.said} for word in self.words],
            "steps": [self.write(step) for step in self.steps],
            "lists": [
                {
                    **tell_list(each.where),
                    "counts": [
                        {"step": self.write(step), "on": tally.on, "undecided": tally.undecided}
                        for step, tally in zip(self.steps, each.tallies, strict=True)
                    ],
                    "areas": [
                        {"area": area.area, "answers": [self._tell(stretch) for stretch in area.stretches]}
                        for area in each.areas
                    ],
                }
                for each in self.lists
            ],
            "notes": list(self.notes),
        }

    @cached_property
    def table(self) -> pl.DataFrame:
        """One row per year, list and step: how many are on the list, how many undecided, and who leaves after it.

        `step` is in per cent where `unit` says so. `leave` are the areas that are on the list at this step for
        the last time and off it later, joined by `; `.
        """
        factor, unit = (100, "per cent") if self.is_percent else (1, None)
        types = {
            "year": pl.Int32,
            "regime": pl.String,
            "list": pl.String,
            "step": pl.Float64,
            "unit": pl.String,
            "on": pl.Int64,
            "undecided": pl.Int64,
            "leave": pl.String,
            "list_date": pl.Date,
        }
        rows = [
            (
                *(each.where.year, each.where.regime, each.where.list, float(step * factor), unit),
                *(tally.on, tally.undecided, "; ".join(_leaving(each, step)) or None, each.where.list_date),
            )
            for each in self.lists
            for step, tally in zip(self.steps, each.tallies, strict=True)
        ]
        return pl.DataFrame(rows, schema=types, orient="row")

    def write(self, step: Fraction) -> str:
        """A step as a rule file has it: `40 %`, `2.7` or `5`."""
        return write_step(step, is_percent=self.is_percent)

    def _tell(self, stretch: Stretch) -> dict[str, str]:
        return {
            "verdict": stretch.verdict.value,
            "from": self.write(stretch.first),
            "to": self.write(stretch.last),
        }


def sweep(  # noqa: PLR0913 - one word for each thing an analyst can give
    areas: Any,
    asked: str,
    rules: Rulebook | str | None = None,
    *,
    regimes: Collection[str] | None = None,
    series: str = SERIES,
    years: Collection[int] | None = None,
    reference: Any = None,
    history: Any = None,
    lineage: Any = None,
    decimal: DecimalMark | None = None,
    as_printed: bool = False,
    today: date | None = None,
) -> Sweep:
    """Judge a table once for each step of one number of the rules.

    `asked` is `PATH=FROM..TO/STEP`; in the path `...` stands for any nodes between, and a list may go by any name it
    has had. `regimes` are those whose number is swept; left out, all that judge a list of the years reported and have
    such a word. The tables and other words are those of `classify`; what was published of the lists that the number
    can move is set aside, at every step. Raises `RulesError` for steps that lead nowhere, a path that is not there
    or could be several, and numbers the rules cannot have; `DataError` for mistakes in the tables.
    """
    request = read_request(asked)
    rulebook = rules if isinstance(rules, Rulebook) else load_rules(rules)
    chosen = rulebook.get_series(series)
    named = [_get_regime(rulebook, chosen, name) for name in regimes] if regimes is not None else None
    ground = read_ground(
        areas,
        rulebook,
        series,
        years=years,
        as_printed=as_printed,
        reference=reference,
        history=history,
        lineage=lineage,
        decimal=decimal,
        today=today,
    )
    in_force = regimes_of(ground.reported, chosen)
    words, notes = _find_words(request, rulebook, chosen, in_force, named)
    lists, names = _sweep(ground, request.steps, *_list_variants(rulebook, words, request, series))
    if names:
        notes.append(f"sweep: what was published of {', '.join(names)} is set aside; the figures decide at every step")
    options = {
        "sweep": asked,
        "regimes": [word.regime for word in words],
        "series": series,
        "years": sorted(years) if years is not None else None,
        "as_printed": as_printed,
    }
    return Sweep(
        tuple(words),
        request.steps,
        request.is_percent,
        tuple(lists),
        (*ground.panel.notes, *notes),
        options,
        rulebook.files,
        ground.panel.inputs,
    )


# --- what is asked for ---------------------------------------------------------------------------------


def read_request(asked: str) -> Request:
    """Take `PATH=FROM..TO/STEP` apart. Raises RulesError, in one sentence, for steps that lead nowhere."""
    path, equals, numbers = (part.strip() for part in asked.rpartition("="))
    found = re.fullmatch(r"(.+?)\.\.(.+?)/(.+)", numbers)
    if not equals or not path:
        raise _refuse(f"'{asked}' does not say what to sweep and from where to where.", _FORM)
    if not found:
        missing = "the step" if ".." in numbers else "from where to where"
        raise _refuse(f"'{numbers}' does not say {missing}.", _FORM)
    texts = [text.strip() for text in found.groups()]
    percent = {text.endswith("%") for text in texts}
    if len(percent) > 1:
        raise _refuse(f"'{numbers}' has per cent on some of its numbers.", "Write % on all three, or on none.")
    try:
        first, last, step = (parse_number(text) for text in texts)
    except ValueError as error:
        raise _refuse(f"{error}.", "") from None
    return Request(path, _count_steps(first, last, step, texts, is_percent=True in percent), True in percent)


def _count_steps(
    first: Fraction, last: Fraction, step: Fraction, texts: Sequence[str], *, is_percent: bool
) -> tuple[Fraction, ...]:
    if step == 0:
        raise _refuse(f"A step of {texts[2]} leads nowhere.", "Give a step above 0.")
    if last <= first:
        raise _refuse(f"From {texts[0]} to {texts[1]} leads nowhere.", "Write the smaller number first.")
    count = (last - first) / step
    if count.denominator != 1:
        reached = write_step(first + int(count) * step, is_percent=is_percent)
        beyond = write_step(first + (int(count) + 1) * step, is_percent=is_percent)
        ends = f"..{reached} or ..{beyond}" if int(count) else f"..{beyond}"
        raise _refuse(f"Steps of {texts[2]} from {texts[0]} do not end on {texts[1]}.", f"End on {ends}.")
    if count > MOST_STEPS:
        raise _refuse(f"That is {int(count) + 1:,} steps, and {MOST_STEPS:,} are the most.", "Take a larger step.")
    return tuple(first + number * step for number in range(int(count) + 1))


def write_step(step: Fraction, *, is_percent: bool) -> str:
    """A step as a rule file has it: `40 %`, `2.7` or `5`. Steps have finitely many decimals, since their parts do."""
    number = step * 100 if is_percent else step
    decimals = next(places for places in range(40) if (number * 10**places).denominator == 1)
    whole = int(number * 10**decimals)
    digits = tuple(int(digit) for digit in str(whole))
    return f"{Decimal((0, digits, -decimals)):f}{' %' if is_percent else ''}"


# --- where it stands -----------------------------------------------------------------------------------


def _get_regime(rulebook: Rulebook, series: Series, name: str) -> Regime:
    regime = rulebook.regime(name)
    if regime.series != series.name:
        what = f"'{name}' is of the series '{regime.series}', and the table is judged by '{series.name}'."
        raise RulesError(Problem("--regime", what, f"Give --series {regime.series}."))
    return regime


def _find_words(
    request: Request, rulebook: Rulebook, series: Series, in_force: Sequence[Regime], named: Sequence[Regime] | None
) -> tuple[list[Swept], list[str]]:
    """The word that is swept in each regime, and notes on regimes that have none.

    Raises RulesError where no regime has one, where it could be several, and where it is no such number.
    """
    for regime in named or ():
        if regime not in in_force:
            judged = join_words((each.regime for each in in_force), "and")
            what = f"'{regime.regime}' is not in force in any of the years, which {judged} judges."
            raise RulesError(Problem("--regime", what, "Choose other years, or another regime."))
    regimes = list(in_force if named is None else named)
    words: list[Swept] = []
    notes: list[str] = []
    for regime in regimes:
        tree = rulebook.sources[regime.regime].tree
        paths = _match(request.path, tree, regime, series)
        if len(paths) > 1:
            what = f"'{request.path}' could be {join_words(paths)} in {regime.regime}."
            raise _refuse(what, "Write more of the path.")
        if paths:
            words.append(_read_word(request, regime, paths[0], tree))
        else:
            notes.append(f"sweep: {regime.regime} has no {request.path}, and stays as it is")
    if not words:
        raise _not_found(request, regimes, rulebook)
    return words, notes


def _match(pattern: str, tree: dict[str, Tree], regime: Regime, series: Series) -> list[str]:
    """The paths of single words that a path with `...` in it can mean; lists go by the regime's own names."""
    parts = [_translate(part, regime, series) for part in pattern.split(_BETWEEN)]
    between = r"\.(?:[^.]+\.)*"
    shape = between.join(re.escape(part) for part in parts)
    if not parts[0]:
        shape = r"(?:[^.]+\.)*" + shape.removeprefix(between)
    return [path for path in list_paths(tree) if re.fullmatch(shape, path) and isinstance(_word_at(tree, path), str)]


def _translate(part: str, regime: Regime, series: Series) -> str:
    """A part of a path with each list under the name it has in the regime."""
    known = {name for each in series.regimes for name in each.lists}

    def rename(word: str) -> str:
        return (series.name_in(regime, series.newest_name(word)) or word) if word in known else word

    return ".".join(rename(word) for word in part.split("."))


def _word_at(tree: dict[str, Tree], path: str) -> Tree | None:
    place = find_place(tree, path)
    return value_at(tree, place) if place else None


def _read_word(request: Request, regime: Regime, path: str, tree: dict[str, Tree]) -> Swept:
    said = str(_word_at(tree, path))
    try:
        parse_number(said)
    except ValueError:
        raise _refuse(
            f"'{path}' says '{said}', which is no number.", "Sweep a line, a count or a number of years."
        ) from None
    if said.strip().endswith("%") is not request.is_percent:
        how = "in per cent" if said.strip().endswith("%") else "without %"
        raise _refuse(f"'{path}' is written {how}: {said}.", f"Write the steps {how} too.")
    return Swept(regime.regime, path, said)


def _not_found(request: Request, regimes: Sequence[Regime], rulebook: Rulebook) -> RulesError:
    which = join_words((regime.regime for regime in regimes), "and")
    what = f"There is no '{request.path}' in {which}."
    numbers = [path for regime in regimes for path in _list_numbers(rulebook.sources[regime.regime].tree)]
    plain = request.path.replace(_BETWEEN, ".").strip(".")
    below = [path for path in numbers if f".{plain.rpartition('.')[2]}." in path]
    near = tuple(dict.fromkeys(below))[:3] or find_nearest(plain, dict.fromkeys(numbers))
    return _refuse(what, f"Did you mean {join_words(near)}?" if near else "'listerules show' tells what there is.")


def _list_numbers(tree: dict[str, Tree]) -> Iterator[str]:
    for path in list_paths(tree):
        said = _word_at(tree, path)
        if isinstance(said, str) and re.fullmatch(r"[0-9.]+\s*%?", said.strip()):
            yield path


# --- step by step --------------------------------------------------------------------------------------


def patch_step(
    rulebook: Rulebook, words: Sequence[Swept], step: Fraction, request: Request, series: str
) -> Patched | None:
    """The rules at one step; None where that is the law as it is. Raises RulesError where they cannot say that."""
    now = write_step(step, is_percent=request.is_percent)
    patches = {
        word.regime: RegimePatch(change={word.path: Change(was=word.said, now=now)})
        for word in words
        if word.today != step
    }
    if not patches:
        return None
    try:
        return patch_rules(rulebook, Scenario(scenario="sweep", on=patches), series)
    except RulesError as error:
        problem = error.problems[0]
        raise _refuse(f"At the step {now}: {problem.what}", problem.what_to_do) from None


def _list_variants(
    rulebook: Rulebook, words: Sequence[Swept], request: Request, series: str
) -> tuple[list[Variant], frozenset[ListOf]]:
    """The series at each step, and the lists that the number can move. Raises RulesError as `patch_step` does.

    The first and the last step are patched and checked in full. Between them the number alone is put in its place:
    what holds of the rules at both ends holds between, except that each number must be one its word can have.
    """
    ends = [patch_step(rulebook, words, step, request, series) for step in (request.steps[0],)]
    chosen = rulebook.get_series(series)
    try:
        ends.append(patch_step(rulebook, words, request.steps[-1], request, series))
        many = [_put_step(chosen, words, step, request, rulebook) for step in request.steps]
    except (RulesError, ValidationError):
        for step in request.steps:  # the first that cannot be says why
            patch_step(rulebook, words, step, request, series)
        raise
    touched = frozenset(pair for each in ends if each for pair in each.touched)
    return [Variant(each, touched) for each in many], touched


def _put_step(series: Series, words: Sequence[Swept], step: Fraction, request: Request, rulebook: Rulebook) -> Series:
    """The series with the number at one step, all else being the same objects. Raises ValidationError."""
    now = write_step(step, is_percent=request.is_percent)
    places = {word.regime: find_place(rulebook.sources[word.regime].tree, word.path) or () for word in words}
    return Series(
        series.name,
        tuple(_put(each, places[each.regime], now) if each.regime in places else each for each in series.regimes),
    )


def _put(thing: Any, place: KeyPath, now: str) -> Any:
    """A model, or a mapping of them, with one word below it changed."""
    word, *rest = place
    if isinstance(thing, Mapping):
        return {**thing, word: _put(thing[word], tuple(rest), now)}
    if rest:
        return thing.model_copy(update={str(word): _put(getattr(thing, str(word)), tuple(rest), now)})
    said = {name: getattr(thing, name) for name in type(thing).model_fields if name in thing.model_fields_set}
    return type(thing).model_validate({**said, str(word): now})


def _sweep(
    ground: Ground, steps: Sequence[Fraction], variants: Sequence[Variant], touched: frozenset[ListOf]
) -> tuple[Iterator[SweptList], tuple[str, ...]]:
    """Judge at each step, keeping of each area only where its answer changes."""
    panel, names = ground.set_aside(ground.series, touched)
    regimes = {regime.regime for regime in regimes_of(ground.rows, ground.series)}
    places, judged = judge_many(panel, ground.series, variants, ground.rulebook.vocabulary, regimes)
    stretches = _Record.of(ground, touched, places)
    for number, answers in enumerate(judged):
        stretches.add(number, answers)
    return stretches.gather(ground.series, steps), names


_Changes: TypeAlias = list[tuple[int, bool | None]]  # the number of a step, and the answer from then on


@dataclass(frozen=True)
class _Part:
    """One list of one year: the number of its date, the areas that stand there, and where in the panel."""

    number: int
    where: ListOfYear
    chain: str
    areas: Sequence[str]
    places: Sequence[int]
    tallies: list[Tally] = field(default_factory=list)


@dataclass
class _Record:
    """The answers from step to step: what changes from one to the next, and how many that makes.

    A row begins off every list, so that at the first step all other answers are changes.
    """

    parts: Sequence[_Part]
    place_of: pl.Series  # of each row judged, in the panel; null where it is not reported
    part_of: Sequence[int | None]  # the number of the list date, by place
    answers: dict[str, pl.Series] = field(default_factory=dict)  # by list, as they were at the step before
    changes: dict[str, dict[int, _Changes]] = field(default_factory=dict)  # by list and place
    counts: dict[tuple[str, int | None, bool | None], int] = field(default_factory=dict)  # by list, date and answer

    @classmethod
    def of(cls, ground: Ground, touched: frozenset[ListOf], places: pl.Series) -> _Record:
        """An empty record for the lists that are touched; `places` is where each row judged stands in the panel."""
        named = [
            pl.when(judged_by(ground.series, n)).then(pl.lit(each.regime))
            for n, each in enumerate(ground.series.regimes)
        ]
        rows = reported_rows(ground.rows.with_row_index("place").with_columns(regime=pl.coalesce(named)), ground.years)
        parts: list[_Part] = []
        part_of: list[int | None] = [None] * ground.rows.height
        for number, its in enumerate(rows.partition_by("year", "list_date", "regime", maintain_order=True)):
            year, day, name = its.select("year", "list_date", "regime").row(0)
            areas, there = its["area"].to_list(), its["place"].to_list()
            for place in there:
                part_of[place] = number
            parts += [
                _Part(number, ListOfYear(year, day, *pair), ground.series.newest_name(pair[1]), areas, there)
                for pair in touched
                if pair[0] == name
            ]
        place_of = pl.DataFrame({"place": places.cast(pl.UInt32)}).join(
            rows.select("place", known="place"), on="place", how="left", maintain_order="left"
        )
        return cls(parts, place_of["known"], part_of)

    def add(self, number: int, answers: Mapping[str, pl.Series]) -> None:
        """Take the answers of a step, in order."""
        chains = dict.fromkeys(part.chain for part in self.parts)
        moving = [chain for chain in chains if answers[chain] is not self.answers.get(chain)]
        for chain, moved in zip(moving, self._find_moved(answers, moving), strict=True):
            self._note(chain, number, *moved)
            self.answers[chain] = answers[chain]
        for part in self.parts:
            on, undecided = (self.counts.get((part.chain, part.number, answer), 0) for answer in (True, None))
            part.tallies.append(Tally(on, undecided))

    def _find_moved(
        self, answers: Mapping[str, pl.Series], chains: Sequence[str]
    ) -> list[tuple[Sequence[int], Sequence[bool | None]]]:
        """Of each list the rows whose answer is another than at the step before: their places, and the answers.

        One query for all, since each costs more than what it does.
        """
        if not chains:
            return []
        columns = {"place": self.place_of}
        wanted = []
        for number, chain in enumerate(chains):
            now, before = f"now:{number}", f"before:{number}"
            columns |= {now: answers[chain], before: self.answers.get(chain, self._off)}
            moved = pl.col(now).ne_missing(pl.col(before)) & pl.col("place").is_not_null()
            wanted += [pl.col(each).filter(moved).implode().alias(f"{each}:{number}") for each in ("place", now)]
        found = pl.DataFrame(columns).select(wanted).row(0)
        return list(zip(found[::2], found[1::2], strict=True))

    @cached_property
    def _off(self) -> pl.Series:
        return pl.repeat(False, len(self.place_of), dtype=pl.Boolean, eager=True)

    def _note(self, chain: str, number: int, places: Sequence[int], answers: Sequence[bool | None]) -> None:
        """Note what some rows answer from this step on."""
        its = self.changes.setdefault(chain, {})
        for place, answer in zip(places, answers, strict=True):
            changes = its.setdefault(place, [])
            part = self.part_of[place]
            if changes:
                self.counts[chain, part, changes[-1][1]] -= 1
            changes.append((number, answer))
            self.counts[chain, part, answer] = self.counts.get((chain, part, answer), 0) + 1

    def gather(self, series: Series, steps: Sequence[Fraction]) -> Iterator[SweptList]:
        """Each list of a year with the stretches of each area that is on it, or undecided, at some step."""
        parts = {part.where: part for part in self.parts}
        regimes = {regime.regime: regime for regime in series.regimes}
        known: dict[tuple[tuple[int, bool | None], ...], tuple[Stretch, ...]] = {}
        for where in in_order(list(parts), series):
            part, changes = parts[where], self.changes[parts[where].chain]
            areas = []
            for area, place in zip(part.areas, part.places, strict=True):
                if place in changes:
                    its = tuple(changes[place])
                    if its not in known:  # most areas come and go alike
                        known[its] = _find_stretches(its, steps)
                    areas.append(SweptArea(area, known[its]))
            yield SweptList(where, regimes[where.regime].lists[where.list].title, tuple(part.tallies), tuple(areas))


def _find_stretches(changes: Sequence[tuple[int, bool | None]], steps: Sequence[Fraction]) -> tuple[Stretch, ...]:
    """The answers from the first step to the last; before the first change the area is off the list."""
    all_changes = [*([(0, False)] if changes[0][0] else []), *changes]
    ends = [*(number - 1 for number, _ in all_changes[1:]), len(steps) - 1]
    return tuple(
        Stretch(VERDICTS[answer], steps[first], steps[last])
        for (first, answer), last in zip(all_changes, ends, strict=True)
    )


def _leaving(swept: SweptList, step: Fraction) -> list[str]:
    return [area.area for area in swept.areas if area.leaves and area.leaves[0] == step]


def _refuse(what: str, what_to_do: str) -> RulesError:
    return RulesError(Problem(WHERE, what, what_to_do))
