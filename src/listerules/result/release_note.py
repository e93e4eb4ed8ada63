"""A comparison in words: the release note, in the manner of the ministry's own, and the report with all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from textwrap import fill
from typing import TYPE_CHECKING

from listerules.law.model import OPERATORS
from listerules.result.comparison import AreaChange, Change, Comparison, Count, Flipped, ListChange, Step
from listerules.result.sides import POINTS, Criterion, NamedList
from listerules.result.wording import Language, choose, format_figure, format_number, say, sum_up_reasons
from listerules.result.wording_of_comparisons import (
    count_areas,
    join_names,
    name_several,
    tell,
    tell_day,
)
from listerules.verdict.evaluate import Verdict

if TYPE_CHECKING:
    from listerules.verdict.evaluate import Reason

WIDTH = 100
_UNIT = re.compile(r"(?<=[0-9]) (?=%|kr\.|DKK)")
NAMED = 8  # names given where many areas are undecided
_UNKNOWN_NOW = (Change.OFF_TO_UNKNOWN, Change.UNKNOWN)
_HALF_KNOWN = (
    Change.ON_FROM_UNKNOWN,
    Change.ON_TO_UNKNOWN,
    Change.OFF_FROM_UNKNOWN,
    Change.OFF_TO_UNKNOWN,
    Change.UNKNOWN,
)
_WORD_OF = {Change.STAYED: "stayed_names", Change.UNKNOWN: "unknown_both"}


def write_note(comparison: Comparison, language: Language, *, markdown: bool = False) -> str:
    """The release note of each step: the counts, who came and went, what changed its name, what is undecided."""
    page = _Page()
    for step in comparison.steps:
        _Writer(comparison, step, language).write_note(page)
    return page.render(markdown=markdown, width=None)


def write_report(comparison: Comparison, language: Language, *, markdown: bool = False, width: int = WIDTH) -> str:
    """Everything: a table of counts, each list with its areas and what flipped, and what improved."""
    page = _Page()
    for step in comparison.steps:
        _Writer(comparison, step, language).write_report(page)
    if comparison.kind == "published":
        count = comparison.contradictions
        word = "no_contradictions" if not count else "one_contradiction" if count == 1 else "contradictions"
        page.say(tell(word, language, count=count))
    return page.render(markdown=markdown, width=width)


@dataclass(frozen=True)
class _Writer:
    """Writes one step in one language."""

    comparison: Comparison
    step: Step
    language: Language

    # --- the note -------------------------------------------------------------------------------

    def write_note(self, page: _Page) -> None:
        page.head(self._title())
        page.say(self._sum_up())
        for each in self.step.lists:
            if told := list(self._tell_moves(each)):
                page.say(" ".join(_end(part) for part in (self._several(each), *told)))
        self._write_names(page)
        if (share := self._tell_progress()) is not None:
            page.say(f"{share}")
        unknown = [(each, each.with_change(*_UNKNOWN_NOW)) for each in self.step.lists]
        if any(areas for _, areas in unknown):
            page.say(f"{self._tell('undecided')}:")
            for each, areas in unknown:
                if areas:
                    page.list(f"{self._several(each)}: {self._name_some(areas)}")

    def _title(self) -> str:
        before, after = self.step.before.day, self.step.after.day
        word = "lists_of" if after.list_date else "lists_of_year"
        title = self._tell(word, day=tell_day(after, self.language))
        if self.comparison.kind == "years":
            return f"{title}, {self._tell('compared_with', day=tell_day(before, self.language))}"
        return f"{title}: {self._tell('against_label', before=self._label(0), after=self._label(1))}"

    def _label(self, which: int) -> str:
        if self.comparison.kind == "published":
            return self._tell(("published_lists", "own_figures")[which])
        return self.comparison.labels[which]

    def _sum_up(self) -> str:
        """The counts in one sentence, such as `19 udsatte boligområder (17 året før), 12 parallelsamfund (10)`."""
        own: list[str] = []
        following: list[str] = []
        is_first = True
        for each in self.step.lists:
            told, used = self._count_one(each, is_first=is_first)
            is_first = is_first and not used
            (following if each.newest.follows else own).append(told)
        parts = [", ".join(each) for each in (own, following) if each]
        return _start("; ".join(parts) or self._tell("nothing_decided"))

    def _count_one(self, each: ListChange, *, is_first: bool) -> tuple[str, bool]:
        """A list with its counts, and whether the earlier count was said in words."""
        if each.after is None or each.count_after is None:
            return self._tell("ended", title=choose(each.newest.title, self.language)), False
        number, count = self._number(each.count_after), each.count_after
        told = count_areas(number, count.number == 1, each.after.name, each.after.title, self.language)
        if each.before is None or each.count_before is None:
            return f"{told} ({self._tell_new()})", False
        was = self._number(each.count_before)
        is_called_else = each.before.name != each.after.name
        if each.after.follows and was == number and not is_called_else and self.comparison.kind == "years":
            return told, False
        then = self._word_count(was) if is_first else was
        if is_called_else:
            then = self._tell("then_called", count=then, names=self._several(each, each.before, capital=False))
        return f"{told} ({then})", True

    def _tell_new(self) -> str:
        before, after = self.step.before.day, self.step.after.day
        if self.comparison.kind != "years":
            return self._tell("no_list_there", label=self._label(0))
        word = "new_list" if before.year >= after.year - 1 else "no_list_then"
        return self._tell(word, day=before.year)

    def _number(self, count: Count) -> str:
        if count.is_least and not count.number:
            return self._tell("not_known")
        return self._tell("least", count=count.number) if count.is_least else str(count.number)

    def _word_count(self, count: str) -> str:
        """The earlier count with what it is of: `17 året før`, `33 den 1. februar 2014`, `17 efter old.csv`."""
        if self.comparison.kind == "published":
            return self._tell("published_number", count=count)
        if self.comparison.kind == "sides":
            return self._tell("by_side", count=count, label=self._label(0))
        before, after = self.step.before.day, self.step.after.day
        if before.year == after.year - 1:
            return self._tell("year_before", count=count)
        if before.year == after.year and before.list_date:
            return self._tell("on_day", count=count, day=tell_day(before, self.language))
        return self._tell("in_year", count=count, day=before.year)

    def _tell_moves(self, each: ListChange) -> Iterator[str]:
        came, went = each.with_change(Change.ENTERED), each.with_change(Change.LEFT)
        yield from self._tell_published(each, came, went)
        yield from self._tell_named(each)
        for areas, word in ((came, "entered"), (went, "left")):
            if areas:
                yield f"{self._move_word(word)}: {self._name(areas)}"
        for change in (Change.ON_FROM_UNKNOWN, Change.ON_TO_UNKNOWN, Change.ON_NEW_LIST, Change.ON_ENDED_LIST):
            if areas := each.with_change(change):
                yield f"{self._change_word(change)}: {self._name(areas)}"
        half = each.with_change(*_HALF_KNOWN)
        if not came and not went and not half and each.before and each.after and not each.newest.follows:
            yield self._tell("nobody_came" if self.comparison.kind == "years" else "no_difference")

    def _tell_published(
        self, each: ListChange, came: Sequence[AreaChange], went: Sequence[AreaChange]
    ) -> Iterator[str]:
        """How many came and went by the published counts, where the names do not say the same."""
        added = each.added if each.added not in (None, len(came)) else None
        removed = each.removed if each.removed not in (None, len(went)) else None
        if added is None and removed is None:
            return
        if each.added is not None and each.removed is not None:
            yield self._tell("moves_published", came=each.added, went=each.removed)
        elif each.added is not None:
            yield self._tell("came_published", came=each.added)
        else:
            yield self._tell("went_published", went=each.removed)

    def _tell_named(self, each: ListChange) -> Iterator[str]:
        """How many of a published count are known by name, where they are not all."""
        now, before = each.count_after, each.count_before
        earlier = before if before and before.published is not None and before.named < before.number else None
        then = self._word_count(str(before.number)) if before else ""
        is_partial = now is not None and now.published is not None and now.named < now.number
        if now and (is_partial or earlier):
            told = self._tell("named_of" if is_partial else "all_named", named=now.named, count=now.number)
            was = f" ({self._tell('named_before', named=earlier.named, before=then)})" if earlier else ""
            yield f"{told}{was}"

    # --- the report -----------------------------------------------------------------------------

    def write_report(self, page: _Page) -> None:
        page.head(self._title())
        page.line(self._tell_laws())
        page.table(list(self._count_rows()), aligned=1)
        for legend in self._legends():
            page.say(legend)
        for each in self.step.lists:
            self._write_list(page, each)
        if elsewhere := self.step.flipped_elsewhere:
            page.head(self._tell("flipped_elsewhere"), 2)
            for area, flipped in elsewhere:
                page.list(f"{area}: {self._tell_flip(flipped)}")
        self._write_names(page)
        self._write_progress(page)

    def _tell_laws(self) -> str:
        before, after = self.step.before, self.step.after
        told = [choose(side.title, self.language) if side.title else side.regime for side in (before, after)]
        if self.comparison.kind == "published" or told[0] == told[1]:
            return told[1]
        return self._tell("law_then", before=told[0], after=told[1])

    def _count_rows(self) -> Iterator[list[str]]:
        yield [self._tell("list"), *self._sides(), *self._move_headings(), self._tell("unknown")]
        for each in self.step.lists:
            counts = [self._cell(count) for count in (each.count_before, each.count_after)]
            moves = [len(each.with_change(change)) for change in (Change.ENTERED, Change.LEFT, Change.STAYED)]
            compared = each.before is not None and each.after is not None
            told = [str(count) if compared else self._tell("none") for count in moves]
            unknown = len(each.with_change(*_HALF_KNOWN))
            yield [choose(each.newest.title, self.language), *counts, *told, str(unknown)]

    def _sides(self) -> list[str]:
        before, after = self.step.before.day, self.step.after.day
        if self.comparison.kind == "years":
            is_one_year = before.year == after.year
            return [tell_day(day, self.language) if is_one_year else str(day.year) for day in (before, after)]
        if self.comparison.kind == "published":
            return [self._tell("published_column"), self._tell("figures_column")]
        return [self._label(0), self._label(1)]

    def _move_headings(self) -> list[str]:
        if self.comparison.kind == "years":
            return [self._tell("came"), self._tell("went"), self._tell("stayed")]
        before, after = self._sides()
        return [self._tell("only_after", label=after), self._tell("only_before", label=before), self._tell("both")]

    def _cell(self, count: Count | None) -> str:
        if count is None:
            return self._tell("none")
        if count.published is not None:
            return f"{count.published} ({count.named})" if count.named != count.published else str(count.published)
        return f"≥ {count.named}" if count.is_least else str(count.named)

    def _legends(self) -> Iterator[str]:
        counts = [count for each in self.step.lists for count in (each.count_before, each.count_after) if count]
        if any(count.published is not None and count.named != count.published for count in counts):
            yield self._tell("named_legend")
        if any(count.is_least for count in counts):
            yield self._tell("least_legend")

    def _write_list(self, page: _Page, each: ListChange) -> None:
        cite = f" ({each.newest.cite})" if each.newest.cite else ""
        page.head(f"{choose(each.newest.title, self.language)}{cite}", 2)
        self._write_moves(page, each)
        for change in (Change.ON_NEW_LIST, Change.ON_ENDED_LIST, *_HALF_KNOWN):
            if areas := each.with_change(change):
                is_on = change not in (Change.OFF_FROM_UNKNOWN, Change.OFF_TO_UNKNOWN, Change.UNKNOWN)
                names = self._name(areas) if is_on else self._name_some(areas)
                page.say(f"{self._change_word(change)} ({len(areas)}): {_end(names)}{self._tell_reasons(areas)}")
        if areas := each.with_change(Change.STAYED):
            word = "stayed_names" if self.comparison.kind == "years" else "stayed_both"
            page.say(f"{self._tell(word)} ({len(areas)}): {self._name(areas)}")
        if all(area.change is Change.OFF for area in each.areas):
            page.say(self._tell("nobody_came" if self.comparison.kind == "years" else "no_difference"))

    def _write_moves(self, page: _Page, each: ListChange) -> None:
        for told in self._tell_published(each, each.with_change(Change.ENTERED), each.with_change(Change.LEFT)):
            page.say(_start(told))
        for change, word in ((Change.ENTERED, "entered"), (Change.LEFT, "left")):
            areas = each.with_change(change)
            if areas:
                self._write_why(page, f"{self._move_word(word)} ({len(areas)})", areas)

    def _write_why(self, page: _Page, heading: str, areas: Sequence[AreaChange]) -> None:
        """Each area with what flipped; areas together where the same is to be said of them."""
        told: dict[str, list[AreaChange]] = {}
        for area in areas:
            told.setdefault(self._tell_why(area), []).append(area)
        if len(told) == 1 and not any(area.flipped for area in areas):
            why = next(iter(told))
            page.say(f"{heading}: {self._name(areas)}{f'. {_start(why)}' if why else ''}")
            return
        page.say(f"{heading}:")
        for why, alike in told.items():
            page.list(f"{self._name(alike)}: {why}" if why else self._name(alike))

    def _tell_reasons(self, areas: Sequence[AreaChange]) -> str:
        reasons: dict[Reason, set[int]] = {}
        for place, area in enumerate(areas):
            for reason in area.reasons:
                reasons.setdefault(reason, set()).add(place)
        summed = sum_up_reasons(reasons, self.language)
        told = [f"{text} ({count})" if len(areas) > 1 else text for text, count in summed]
        return f" {self._tell('because_of', reasons='; '.join(told))}" if told else ""

    def _tell_why(self, area: AreaChange) -> str:
        tests = [each for each in area.flipped if each.newest.kind != "group"]
        told = "; ".join(self._tell_flip(each) for each in tests or area.flipped)
        if told:
            return told
        sides = (self.step.before, self.step.after)
        if not all(side.has_criteria for side in sides) and self.comparison.kind != "published":
            return self._tell("no_criteria")
        if self.comparison.kind == "published":
            criteria = area.after.criteria.values() if area.after else ()
            known = [each for each in criteria if each.kind == "test" and each.verdict is not Verdict.UNDECIDED]
            return "; ".join(self._tell_figure(each) for each in known)
        by_history = any(each and each.by_history for each in (area.before, area.after))
        return self._tell("not_seen" if by_history else "no_flip_seen")

    def _tell_figure(self, test: Criterion) -> str:
        verdict = say(test.verdict.value, self.language)
        return f"{self._short(test)} {self._value(test)} ({self._line(test)}): {verdict}"

    def _tell_flip(self, flipped: Flipped) -> str:
        before, after = flipped.before, flipped.after
        one = flipped.newest
        title = choose(one.title, self.language)
        if before is None or after is None:
            label = self._sides()[1 if before is None else 0]
            if one.kind != "test":
                return title
            return self._tell(
                "only_in_before", title=self._short(one), value=self._value(one), line=self._line(one), label=label
            )
        yes_no = {"before": say(before.verdict.value, self.language), "after": say(after.verdict.value, self.language)}
        if one.kind in ("ever", "on_list"):
            return self._tell(one.kind, title=title, **yes_no)
        values = {"before": self._value(before), "after": self._value(after)}
        if one.kind == "run":  # a run is followed no further back than is needed
            values = {
                word: self._tell("least", count=value) if each.value and each.value == each.line else value
                for each, (word, value) in zip((before, after), values.items(), strict=True)
            }
        if one.kind in ("run", "group"):
            lines = [format_figure(each.line, self.language) for each in (before, after) if each.line]
            line = self._tell("needed", count=" → ".join(dict.fromkeys(lines)))
            return self._tell(one.kind, title=title, values=" → ".join(dict.fromkeys(values.values())), line=line)
        lines = list(dict.fromkeys((self._line(before), self._line(after))))
        line = lines[0] if len(lines) == 1 else self._tell("line_moved", before=lines[0], after=lines[1])
        told = self._tell("flip", title=self._short(one), **values, line=line)
        return f"{told}, {distance}" if (distance := self._tell_distance(after)) else told

    def _tell_distance(self, test: Criterion) -> str:
        if test.flip is None:
            return ""
        unit = test.flip.unit
        amount = f"{format_figure(test.flip.amount, self.language)} {say(unit, self.language)}"
        if unit == "persons" and test.flip.amount == 1:
            amount = self._tell("one_person")
        return self._tell("from_line" if unit == POINTS else "to_turn", amount=amount)

    def _short(self, test: Criterion) -> str:
        return choose(test.title, self.language)

    def _value(self, test: Criterion) -> str:
        if test.value is None:
            return ".."
        return f"{format_number(test.value, test.decimals, self.language)}{self._unit(test)}"

    def _line(self, test: Criterion) -> str:
        word = say(test.operator, self.language) if test.operator in OPERATORS else ""
        line = ".." if test.line is None else f"{format_figure(test.line, self.language, 2)}{self._unit(test)}"
        return f"{word} {line}".strip()

    def _unit(self, test: Criterion) -> str:
        if test.unit == "kroner":
            return f" {say('kroner', self.language)}"
        return " %" if test.unit and test.unit.startswith("per cent") else ""

    # --- names and progress ---------------------------------------------------------------------

    def _write_names(self, page: _Page) -> None:
        only = [each for each in self.step.renamed if each.only_name]
        other = [each for each in self.step.renamed if not each.only_name and len(each.was) == len(each.now) == 1]
        parted = [each for each in self.step.renamed if not each.only_name and each not in other]
        for word, told, renamed in (
            ("only_name", "now_called", only),
            ("other_name", "now_called", other),
            ("split_merged", "became", parted),
        ):
            if renamed:
                names = [
                    self._tell(told, was=join_names(each.was, self.language), now=join_names(each.now, self.language))
                    for each in renamed
                ]
                page.say(f"{self._tell(word)}: {'; '.join(names)}")
        if self.step.lookalikes:
            pairs = "; ".join(f"{one} / {other}" for one, other in self.step.lookalikes[:NAMED])
            page.say(f"{self._tell('lookalikes')}: {pairs}")

    def _tell_progress(self) -> str | None:
        share = self.step.share_improved
        if share is None or self.comparison.kind != "years":
            return None
        compared = sum(each.compared for each in self.step.progress)
        improved = sum(each.improved for each in self.step.progress)
        percent = format_number(share * 100, 0, self.language)
        return self._tell("progress", share=percent, improved=improved, compared=compared)

    def _write_progress(self, page: _Page) -> None:
        told = self._tell_progress()
        if told is None:
            return
        page.head(self._tell("progress_heading"), 2)
        page.say(f"{told}")
        words = ("progress_label", "improved", "worsened", "unchanged")
        rows = [[self._tell(word) for word in words]]
        for each in self.step.progress:
            figures = (each.improved, each.worsened, each.unchanged)
            rows.append([choose(each.title, self.language), *map(str, figures)])
        page.table(rows, aligned=1)

    # --- words ----------------------------------------------------------------------------------

    def _tell(self, word: str, **parts: object) -> str:
        return tell(word, self.language, **parts)

    def _several(self, each: ListChange, named: NamedList | None = None, *, capital: bool = True) -> str:
        named = named or each.newest
        told = name_several(named.name, self.language) or choose(named.title, self.language)
        return _start(told) if capital else told

    def _move_word(self, word: str) -> str:
        if self.comparison.kind == "published":
            return self._tell(f"{word}_figures")
        if self.comparison.kind == "sides":
            return self._tell("entered_only", label=self._label(1 if word == "entered" else 0))
        return self._tell(word)

    def _change_word(self, change: Change) -> str:
        word = _WORD_OF.get(change, change.value)
        if self.comparison.kind == "years" or word not in (
            "on_from_unknown",
            "on_to_unknown",
            "off_from_unknown",
            "off_to_unknown",
        ):
            return self._tell(word)
        return self._tell(f"{word}_sides", before=self._label(0), after=self._label(1))

    def _name_one(self, area: AreaChange) -> str:
        return area.area if area.was is None else self._tell("was_called", area=area.area, was=area.was)

    def _name(self, areas: Sequence[AreaChange]) -> str:
        return join_names([self._name_one(area) for area in areas], self.language)

    def _name_some(self, areas: Sequence[AreaChange]) -> str:
        if len(areas) <= NAMED + 1:
            return self._name(areas)
        mark = "; " if any("," in area.area for area in areas) else ", "
        named = mark.join(self._name_one(area) for area in areas[:NAMED])
        return f"{named} {self._tell('and_more', count=len(areas) - NAMED)}"


def _start(text: str) -> str:
    """The text with a capital first, as a sentence starts."""
    return f"{text[0].upper()}{text[1:]}"


def _end(text: str) -> str:
    """The text with one full stop, also after an abbreviation."""
    return text if text.endswith(".") else f"{text}."


@dataclass
class _Page:
    """Headings, paragraphs, items and tables, printed as plain text or as Markdown."""

    blocks: list[tuple[str, object]] = field(default_factory=list)

    def head(self, text: str, level: int = 1) -> None:
        self.blocks.append((f"head {level}", text))

    def say(self, text: str) -> None:
        """A paragraph, ended as a sentence unless it leads to a list."""
        self.blocks.append(("say", text if text.endswith(":") else _end(text)))

    def line(self, text: str) -> None:
        self.blocks.append(("say", text))

    def list(self, text: str) -> None:
        self.blocks.append(("item", text))

    def table(self, rows: Sequence[Sequence[str]], aligned: int) -> None:
        self.blocks.append(("table", (rows, aligned)))

    def render(self, *, markdown: bool, width: int | None) -> str:
        """All of it; paragraphs stand on one line where no width is given."""
        lines: list[str] = []
        last = ""
        for kind, content in self.blocks:
            if lines and not (kind == "item" and last in ("item", "say" if not markdown else "item")):
                lines.append("")
            lines += _to_markdown(kind, content) if markdown else _to_text(kind, content, width)
            last = kind
        return "\n".join(lines)


def _to_text(kind: str, content: object, width: int | None) -> list[str]:
    if isinstance(content, tuple):
        return [f"  {line}" for line in _align(*content)]
    text = str(content)
    if kind == "head 1":
        return [text, "=" * len(text)]
    if kind == "head 2":
        return [text, "-" * len(text)]
    first, later = ("  - ", "    ") if kind == "item" else ("", "")
    whole = _UNIT.sub("\u00a0", text)  # a figure and its unit stay on one line
    wide = width or len(text) + len(first) + 1
    lines = fill(whole, wide, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)
    return lines.replace("\u00a0", " ").splitlines()


def _to_markdown(kind: str, content: object) -> list[str]:
    if isinstance(content, tuple):
        rows, aligned = content
        head, *body = rows
        marks = ["---"] * aligned + ["---:"] * (len(head) - aligned)
        return [f"| {' | '.join(_escape(cell) for cell in row)} |" for row in (head, marks, *body)]
    text = _escape(str(content))
    return [{"head 1": "## ", "head 2": "### ", "item": "- "}.get(kind, "") + text]


def _escape(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "|*_<>`[]" else sign for sign in text)


def _align(rows: Sequence[Sequence[str]], aligned: int) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = enumerate(zip(row, widths, strict=True))
        yield "  ".join(
            text.ljust(width) if place < aligned else text.rjust(width) for place, (text, width) in cells
        ).rstrip()
