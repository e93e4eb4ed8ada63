"""Decisions in Danish and English: each step as its figure, its line, and what would turn it.

Figures are printed with as many decimals as it takes for the printed number to prove the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from listerules.result.explain import GroupStep, ListStep, ReferenceStep, RunStep, Step, TestStep, YearOnList
from listerules.result.wording import (
    LANGUAGES,
    Language,
    choose,
    format_figure,
    format_number,
    say,
    sum_up_reasons,
)
from listerules.result.wording_of_rules import tell as tell_rule
from listerules.result.wording_of_rules import write_number
from listerules.verdict.evaluate import Reason, Verdict

if TYPE_CHECKING:
    from listerules.areas.records import Interval

MOST_DECIMALS = 9

_WORDS: Mapping[str, tuple[str, str]] = {
    "mark yes": ("ja", "yes"),
    "mark no": ("nej", "no"),
    "mark undecided": ("?", "?"),
    # the head ----------------------------------------------------------------------------------
    "former name": (
        "»{asked_for}« har ingen række i {year}; ifølge tabellen over ændrede områder er det »{area}«.",
        "“{asked_for}” has no row in {year}; by the lineage it is “{area}”.",
    ),
    "list of day": ("listen af {day}", "list of {day}"),
    "list of year": ("listen for {year}", "list of {year}"),
    "municipality": ("Kommune: {name}", "Municipality: {name}"),
    "region": ("Region: {name}", "Region: {name}"),
    "answers": ("Svar", "Answers"),
    "table head": ("Svar|Krav|Tal|Grænse|Lov|Bemærkning", "Answer|Condition|Figure|Line|Law|Remark"),
    # what an answer rests on -------------------------------------------------------------------
    "by figures": ("efter tallene her", "by the figures here"),
    "by lists": ("følger af de andre lister", "follows from the other lists"),
    "by list": ("efter den offentliggjorte liste", "by the published list"),
    "figures agree": ("tallene her siger det samme", "the figures here say the same"),
    "figures contradict": ("tallene her siger det modsatte", "the figures here say the opposite"),
    "lists agree": ("det følger også af de andre lister", "it follows from the other lists too"),
    "lists contradict": ("af de andre lister følger det modsatte", "the other lists say the opposite"),
    "figures cannot tell": ("tallene her kan ikke afgøre det", "the figures here cannot decide it"),
    "not met": ("ikke opfyldt: {what}", "not met: {what}"),
    "not known": ("kan ikke afgøres: {what}", "undecided: {what}"),
    "see above": ("se ovenfor", "see above"),
    # figures -----------------------------------------------------------------------------------
    "missing": ("mangler", "missing"),
    "kroner": ("{number} kr.", "DKK {number}"),
    "of": ("{number} af {whole}", "{number} of {whole}"),
    "in year": ("{what} i {year}", "{what} in {year}"),
    "national share": ("landets {number}", "the national {number}"),
    "region share": ("regionens {number}", "the region's {number}"),
    "municipality share": ("kommunens {number}", "the municipality's {number}"),
    "times": ("{times} x {base}", "{times} x {base}"),
    "national figure": ("landets tal", "the national figure"),
    "region figure": ("regionens tal", "the region's figure"),
    "municipality figure": ("kommunens tal", "the municipality's figure"),
    "of the national mean": ("af landets gennemsnit", "of the national mean"),
    "of the region mean": ("af regionens gennemsnit", "of the region's mean"),
    "of the municipality mean": ("af kommunens gennemsnit", "of the municipality's mean"),
    "mean and base": (
        "{own} mod {base} i gennemsnit i {where}; grænsen er {line}",
        "{own} against a mean of {base} in {where}; the line is {line}",
    ),
    "where region": ("regionen", "the region"),
    "where municipality": ("kommunen", "the municipality"),
    "where national": ("landet", "the country"),
    "printed line": ("trykt grænse, {times} x landets tal", "line as published, {times} x the national figure"),
    "part of printed line": (
        "{times} x landets tal, regnet af den trykte grænse på {line} ({printed_times} x)",
        "{times} x the national figure, worked out from the published line of {line} ({printed_times} x)",
    ),
    "may be": (
        "det trykte tal {value} kan stå for alt fra {low} til {high}, og grænsen ligger derimellem",
        "the printed {value} can stand for anything from {low} to {high}, and the line lies between",
    ),
    "line may be": (
        "det trykte tal {value} og den trykte grænse er for grove til at afgøre, hvad der er størst",
        "the printed {value} and the line are too coarse to tell which is the larger",
    ),
    # what would turn an answer -----------------------------------------------------------------
    "fewer persons": (
        "{amount} færre i {year} ({new} i stedet for {old}) ville vende svaret",
        "{amount} fewer in {year} ({new} instead of {old}) would turn the answer",
    ),
    "more persons": (
        "{amount} flere i {year} ({new} i stedet for {old}) ville vende svaret",
        "{amount} more in {year} ({new} instead of {old}) would turn the answer",
    ),
    "fewer kroner": (
        "{amount} lavere i {year} ({new}) ville vende svaret",
        "{amount} less in {year} ({new}) would turn the answer",
    ),
    "more kroner": (
        "{amount} højere i {year} ({new}) ville vende svaret",
        "{amount} more in {year} ({new}) would turn the answer",
    ),
    "no flip persons": (
        "kan ikke vendes af årets personer alene",
        "cannot be turned by the persons of this year alone",
    ),
    "no flip kroner": (
        "kan ikke vendes af årets indkomst alene",
        "cannot be turned by the income of this year alone",
    ),
    "points over": ("{points} procentpoint over grænsen", "{points} percentage points above the line"),
    "points under": ("{points} procentpoint under grænsen", "{points} percentage points below the line"),
    "on the line": ("præcis på grænsen", "exactly on the line"),
    "flips": (
        (
            "»Ville vende svaret« gælder linjens eget svar: det mindste hele antal personer eller kroner i årets egne "
            "tal, der gør det, når alt andet er uændret, også tidligere år og landets og regionens tal."
        ),
        (
            "“Would turn the answer” is about the answer of that line: the least whole number of persons or kroner in "
            "this year's own figures that does so when all else stays, earlier years and country and region too."
        ),
    ),
    # groups and runs ---------------------------------------------------------------------------
    "met of": ("{met} af {total} opfyldt", "{met} of {total} met"),
    "unsure of": ("{count} kan ikke afgøres", "{count} undecided"),
    "needed at_least": ("mindst {needed} kræves", "at least {needed} required"),
    "needed all": ("alle kræves", "all required"),
    "none met": ("{met} af {total} er der", "{met} of {total} are there"),
    "needed none": ("ingen må være der", "none may be there"),
    "running": ("{count} i træk", "{count} running"),
    "running between": ("mellem {low} og {high} i træk", "between {low} and {high} running"),
    "running needed": ("{needed} kræves", "{needed} required"),
    "never": ("ikke på listen i noget år", "not on the list in any year"),
    "on list": ("På listen {title}", "On the list {title}"),
    "off list": ("Ikke på listen {title}", "Not on the list {title}"),
    "ever on": ("På listen {title} i år eller før", "On the list {title} this year or before"),
    "never on": ("Aldrig på listen {title}", "Never on the list {title}"),
    "not a run": ("Ikke {title}", "Not {title}"),
    # readings ----------------------------------------------------------------------------------
    "readings": (
        "Svarene hviler på disse læsninger, hvor loven kan læses på flere måder",
        "The answers rest on these readings, where the law can be read in more than one way",
    ),
    # the nearest -------------------------------------------------------------------------------
    "nearest head": (
        "Område|Kommune|Kriterium|Tal|Grænse|Afstand|Ville ændre",
        "Area|Municipality|Criterion|Figure|Line|Distance|Would change",
    ),
    "nearest title": (
        "Områderne nærmest en grænse på {list}, de nærmeste først",
        "The areas nearest to a line on the {list}, the nearest first",
    ),
    "nearest none": (
        "Ingen kendte tal står, så et enkelt kriterium ville ændre en liste.",
        "No known figure stands so that one criterion alone would change a list.",
    ),
    "nearest left out": (
        "Udeladt: {count} kriterier, der alene ingen liste ændrer; --all viser dem.",
        "Left out: {count} criteria that change no list by themselves; --all shows them.",
    ),
    "nearest more": ("Og {count} længere væk; --limit viser flere.", "And {count} farther away; --limit shows more."),
    "nearest legend": (
        (
            "Afstand er det mindste hele antal personer eller kroner i årets egne tal, der vender kriteriet; for "
            "trykte procenter er det procentpoint. Rækkefølgen er efter afstanden i forhold til grænsen. Under hvert "
            "kriterium står, hvilke lister det ville ændre efter tallene her, når alt andet er uændret."
        ),
        (
            "The distance is the least whole number of persons or kroner in this year's own figures that turns the "
            "criterion; for published rates, percentage points. The order is by distance in proportion to the line. "
            "Below each criterion stands which lists it would change, by the figures here, when all else is as it is."
        ),
    ),
    "amount persons": ("{amount} personer", "{amount} persons"),
    "amount person": ("1 person", "1 person"),
    "amount points": ("{amount} procentpoint", "{amount} percentage points"),
    "no flip": ("kan ikke vendes i år", "cannot be turned this year"),
    "too coarse": ("for groft trykt", "printed too coarsely"),
    "change": ("{title}: {before} → {after}", "{title}: {before} → {after}"),
    "nothing": ("ingen liste alene", "no list by itself"),
}


@dataclass(frozen=True)
class Said:
    """A step in words: its figure and line, or a sentence instead of them, and remarks."""

    title: str
    value: str = ""
    line: str = ""
    sentence: str = ""
    remarks: tuple[str, ...] = ()


def tell(word: str, language: Language, **parts: object) -> str:
    """A word or sentence of the table above, with its parts filled in."""
    return _WORDS[word][LANGUAGES.index(language)].format(**parts)


def tell_mark(verdict: Verdict, language: Language) -> str:
    """`ja`, `nej` or `?`."""
    return tell(f"mark {verdict.value}", language)


def tell_step(step: Step, language: Language) -> Said:
    """A step in words, without those below it."""
    if isinstance(step, TestStep):
        return tell_test(step, language)
    if isinstance(step, GroupStep):
        return Said(choose(step.title, language), sentence=_tell_group(step, language))
    if isinstance(step, RunStep):
        return _tell_run(step, language)
    if isinstance(step, ReferenceStep):
        word = "off list" if step.is_barred else "on list"
        above = tell("see above", language) if step.is_shown_above else ""
        return Said(tell(word, language, title=_quote(choose(step.title, language), language)), sentence=above)
    if isinstance(step, ListStep):
        return Said(choose(step.title, language), sentence=tell_source(step, language))
    return Said(choose(step.title, language))


def tell_source(step: ListStep, language: Language) -> str:
    """What the answer of a list rests on, and what the figures say beside a published list."""
    if not step.by_history:
        if step.verdict is Verdict.UNDECIDED:
            return ""
        return tell("by lists" if _rests_on_lists(step) else "by figures", language)
    if step.own is Verdict.UNDECIDED:
        word = "figures cannot tell"
    else:
        whose = "lists" if _rests_on_lists(step) else "figures"
        word = f"{whose} {'agree' if step.own is step.verdict else 'contradict'}"
    return f"{tell('by list', language)}; {tell(word, language)}"


def _rests_on_lists(step: ListStep) -> bool:
    """Whether the conditions that settle the answer are all about other lists and years."""
    settling = [below for below in step.below if below.met is step.own]
    return all(isinstance(below, RunStep | ReferenceStep) for below in settling)


def sum_up_list(step: ListStep, language: Language) -> str:
    """The answer of a list in one line: what it rests on, or which conditions it fails on."""
    if step.by_history or step.verdict is Verdict.YES:
        return tell_source(step, language)
    word = "not met" if step.verdict is Verdict.NO else "not known"
    what = [tell_step(below, language).title for below in step.below if below.met is step.verdict]
    return tell(word, language, what="; ".join(what))


def tell_year(year: YearOnList, language: Language) -> Said:
    """A list year of a run: the list's name then, and what the answer rests on or lacks."""
    title = f"{year.year}  {choose(year.title, language)}" if year.title else str(year.year)
    if year.code in ("no_row", "no_such_list"):
        return Said(title, sentence=say(year.code, language, year=year.year))
    if year.verdict is Verdict.UNDECIDED:
        return Said(title, sentence=_tell_reasons(year.reasons, language))
    return Said(title, sentence=tell("by list" if year.by_history else "by figures", language))


def _tell_reasons(reasons: Sequence[Reason], language: Language) -> str:
    return "; ".join(text for text, _ in sum_up_reasons({reason: {0} for reason in reasons}, language))


def _tell_group(step: GroupStep, language: Language) -> str:
    unsure = step.met_possibly - step.met_surely
    if step.word == "none":
        there = sum(below.verdict is Verdict.YES for below in step.below)
        counted = tell("none met", language, met=there, total=step.total)
    else:
        counted = tell("met of", language, met=step.met_surely, total=step.total)
    if unsure:
        counted += ", " + tell("unsure of", language, count=unsure)
    return f"{counted}; {tell(f'needed {step.word}', language, needed=step.needed)}"


def _tell_run(step: RunStep, language: Language) -> Said:
    title = choose(step.title, language)
    if step.needed is None:
        word = "never on" if step.is_barred else "ever on"
        sentence = tell("never", language) if step.verdict is Verdict.NO else ""
        return Said(tell(word, language, title=_quote(title, language)), sentence=sentence)
    low, high = step.running_surely, step.running_possibly
    word = "running" if low == high else "running between"
    counted = tell(word, language, count=low, low=low, high=high)
    word = "running once" if step.needed == 1 else "running"
    title = f"{title}, {tell_rule(word, language, years=step.needed)}"
    title = tell("not a run", language, title=title) if step.is_barred else title
    return Said(title, sentence=f"{counted}; {tell('running needed', language, needed=step.needed)}")


def _quote(title: str, language: Language) -> str:
    return tell_rule("quoted", language, title=title)


# --- tests --------------------------------------------------------------------------------------


def tell_test(step: TestStep, language: Language) -> Said:
    """The figure and the line, what they are made of, and what would turn the answer."""
    value, line = write_figures(step, language)
    remarks = [*_tell_basis(step, language), *_tell_distance(step, language)]
    if other := [reason for reason in step.reasons if reason.code != "precision"]:
        remarks.append(_tell_reasons(other, language))
    return Said(choose(step.title, language), value, line, remarks=tuple(filter(None, remarks)))


def write_figures(step: TestStep, language: Language) -> tuple[str, str]:
    """The figure with its unit, and the comparison word with the line, in the terms of the law."""
    operator = say(step.operator, language)
    value, line = _in_terms_of_law(step)
    if value is None:
        return tell("missing", language), f"{operator} {_write_line(line, step, language)}"
    if line is None:
        return _write(
            value.middle, _decimals_of(value, step), step, language
        ), f"{operator} {_write_law(step, language)}"
    if value.is_exact and line.is_exact:
        figure, its_line = _write_apart(value.low, line.low, _fewest(value, line, step), step, language)
    else:
        figure = _write(value.middle, _decimals_of(value, step), step, language)
        its_line = _write_line(line, step, language)
    return figure, f"{operator} {its_line}"


def _write_line(line: Interval | None, step: TestStep, language: Language) -> str:
    """The line by itself: that of the law as the law has it, one worked out with the decimals it was printed with."""
    if line is None or _is_line_of_law(step):
        return (
            _write_law(step, language) if line is None else _write(line.low, _digits_of(line.low, step), step, language)
        )
    return _write(line.middle, _decimals_of(line, step), step, language)


def _is_line_of_law(step: TestStep) -> bool:
    """Whether the number compared with stands in the law itself."""
    return step.relative_to is None or step.unit in ("kroner", "per cent of the baseline")


def _digits_of(line: Fraction, step: TestStep) -> int:
    return _own_decimals(line * (100 if _is_in_per_cent(step) else 1), MOST_DECIMALS)


def _in_terms_of_law(step: TestStep) -> tuple[Interval | None, Interval | None]:
    """Value and line as the law says them: an income against a mean as a part of that mean, else as they are."""
    if step.unit == "kroner" and step.base and step.value and step.base.low > 0:
        low, high = step.value.low / step.base.high, step.value.high / step.base.low
        kind = type(step.value)
        return kind(low, high), kind(step.threshold, step.threshold)
    return step.value, step.line


def _is_in_per_cent(step: TestStep) -> bool:
    return step.unit.startswith("per cent") or (step.unit == "kroner" and step.base is not None)


def _write(number: Fraction, decimals: int, step: TestStep, language: Language) -> str:
    if _is_in_per_cent(step):
        return f"{format_number(number * 100, decimals, language)} %"
    text = format_number(number, decimals, language)
    return tell("kroner", language, number=text) if step.unit == "kroner" else text


def _write_law(step: TestStep, language: Language) -> str:
    """The line as the law has it, where the figure it is a multiple of is not known."""
    if step.relative_to is None:
        number = step.threshold * 100 if step.unit.startswith("per cent") else step.threshold
        return write_number(number, language) + (" %" if step.unit.startswith("per cent") else "")
    if step.unit == "kroner" or step.threshold < 1:
        return f"{write_number(step.threshold * 100, language)} % {tell(f'of the {step.relative_to} mean', language)}"
    base = tell(f"{step.relative_to} figure", language)
    return tell("times", language, times=write_number(step.threshold, language), base=base)


def _decimals_of(figure: Interval, step: TestStep) -> int:
    """As printed, from the width of the interval; for an exact one as many as a share or count is told with."""
    factor = 100 if _is_in_per_cent(step) else 1
    width = (figure.high - figure.low) * factor
    if width:
        return next((n for n in range(MOST_DECIMALS) if width >= Fraction(1, 10**n)), MOST_DECIMALS)
    return _fewest(figure, figure, step)


def _fewest(value: Interval, line: Interval, step: TestStep) -> int:
    """Decimals at least: none for persons and kroner, two for shares with a line below ten per cent, else one."""
    if not _is_in_per_cent(step):
        return 0
    if step.unit == "per cent of the baseline":
        return 1
    return 2 if line.low * 10 < 1 or step.unit == "kroner" or value.low * 1000 % 1 else 1


def _write_apart(value: Fraction, line: Fraction, fewest: int, step: TestStep, language: Language) -> tuple[str, str]:
    """Value and line with the fewest decimals that show which is larger; exact fractions where nine do not."""
    factor = 100 if _is_in_per_cent(step) else 1
    order = _order(value, line)
    for decimals in range(fewest, MOST_DECIMALS + 1):
        of_line = _own_decimals(line * factor, decimals) if _is_line_of_law(step) else decimals
        if _order(round(value * factor, decimals), round(line * factor, of_line)) == order:
            return _write(value, decimals, step, language), _write(line, of_line, step, language)
    unit = " %" if factor == 100 else ""
    return f"{value * factor}{unit}", f"{line * factor}{unit}"


def _own_decimals(number: Fraction, most: int) -> int:
    """The decimals a number has, at most so many: 40 is told as 40, whatever it is compared with."""
    return next((n for n in range(most) if (number * 10**n).denominator == 1), most)


def _order(one: Fraction, other: Fraction) -> int:
    return (one > other) - (one < other)


def _tell_basis(step: TestStep, language: Language) -> Iterator[str]:
    """What the figure is made of, and what the line is a multiple of."""
    if step.unit == "per cent of the baseline" and step.value is not None:
        yield tell(f"of the {step.relative_to} mean", language)
    if step.unit == "kroner" and step.base and step.value and step.line:
        own, base, line = (_write_kroner(each.middle, language) for each in (step.value, step.base, step.line))
        where = tell(f"where {step.relative_to}", language)
        yield tell("mean and base", language, own=own, base=base, line=line, where=where)
    elif step.relative_to and step.line:
        yield _tell_multiple(step, language)
    if step.parts and step.parts[0].of is not None:
        yield _tell_parts(step, language)


def _tell_multiple(step: TestStep, language: Language) -> str:
    times = write_number(step.threshold, language)
    if step.printed_line and step.printed_times == step.threshold:
        return tell("printed line", language, times=times)
    if step.printed_line and step.printed_times:
        decimals = _decimals_of(step.printed_line, step)
        line = _write(step.printed_line.middle, decimals, step, language)
        printed_times = write_number(step.printed_times, language)
        return tell("part of printed line", language, times=times, line=line, printed_times=printed_times)
    if step.base is None:
        return ""
    base = tell(f"{step.relative_to} share", language, number=_write_base(step, language))
    return tell("times", language, times=times, base=base)


def _write_base(step: TestStep, language: Language) -> str:
    """The figure of country or region, so that it times the threshold gives the line as it is printed."""
    assert step.base is not None and step.line is not None  # noqa: S101, PT018
    factor = 100 if _is_in_per_cent(step) else 1
    base, line = step.base.middle * factor, step.line.middle * factor
    fewest = 2 if factor == 100 else 0
    close = (n for n in range(fewest, MOST_DECIMALS) if round(round(base, n) * step.threshold, 2) == round(line, 2))
    decimals = next(close, MOST_DECIMALS)
    return _write(step.base.middle, decimals, step, language)


def _tell_parts(step: TestStep, language: Language) -> str:
    told = [
        tell("of", language, number=format_figure(part.number, language), whole=format_figure(part.of, language))
        for part in step.parts
        if part.of is not None
    ]
    if len(told) == 1:
        return told[0]
    years = (tell("in year", language, year=part.year, what=each) for part, each in zip(step.parts, told, strict=True))
    how = choose(step.over_years, language) if step.over_years else ""
    return f"{how}: {', '.join(years)}"


def _tell_distance(step: TestStep, language: Language) -> Iterator[str]:
    """What would turn the answer, or how far a printed figure lies from the line."""
    if step.value is None or step.line is None:
        return
    if step.verdict is Verdict.UNDECIDED:
        yield from _tell_coarseness(step, language)
    elif step.flip is None:
        yield tell("no flip kroner" if step.unit == "kroner" else "no flip persons", language)
    elif step.flip.unit == "percentage points":
        yield tell_points(step, language)
    else:
        yield _tell_flip(step, language)


def _tell_flip(step: TestStep, language: Language) -> str:
    assert step.flip is not None and step.value is not None  # noqa: S101, PT018
    fewer = must_be_fewer(step)
    amount = step.flip.amount
    old = step.parts[0].number if step.parts else step.value.low
    new = old - amount if fewer else old + amount
    word = f"{'fewer' if fewer else 'more'} {step.flip.unit}"
    write = _write_kroner if step.flip.unit == "kroner" else format_figure
    told = {"amount": write(amount, language), "new": write(new, language), "old": write(old, language)}
    return tell(word, language, year=step.year, **told)


def tell_amount(step: TestStep, language: Language) -> str:
    """The distance alone: `11 personer`, `412 kr.`, `0,03 procentpoint`."""
    if step.verdict is Verdict.UNDECIDED:
        return tell("too coarse", language)
    if step.flip is None:
        return tell("no flip", language)
    amount = step.flip.amount
    if step.flip.unit == "kroner":
        return _write_kroner(amount, language)
    if step.flip.unit == "percentage points":
        return tell("amount points", language, amount=_write_points(amount, step, language))
    return tell("amount person" if amount == 1 else "amount persons", language, amount=format_figure(amount, language))


def must_be_fewer(step: TestStep) -> bool:
    """Whether less of it would turn the answer."""
    return (step.verdict is Verdict.YES) == (step.operator in ("above", "at_least"))


def tell_points(step: TestStep, language: Language) -> str:
    """How many percentage points a figure lies above or below its line, as both are printed."""
    assert step.value is not None and step.line is not None  # noqa: S101, PT018
    gap = (step.value.middle - step.line.middle) * 100
    if not gap:
        return tell("on the line", language)
    points = _write_points(abs(gap), step, language)
    return tell("points over" if gap > 0 else "points under", language, points=points)


def _write_points(points: Fraction, step: TestStep, language: Language) -> str:
    """With the decimals that figure and line are printed with, and no zeros at the end."""
    decimals = max((_decimals_of(each, step) for each in (step.value, step.line) if each), default=0)
    rounded = round(points, decimals)
    return (
        format_figure(rounded, language, decimals)
        if rounded
        else f"< {format_number(Fraction(1, 10**decimals), decimals, language)}"
    )


def _tell_coarseness(step: TestStep, language: Language) -> Iterator[str]:
    """The interval of a printed figure that the line lies within."""
    if step.value is None or step.line is None or step.value.is_exact:
        return
    decimals = _decimals_of(step.value, step)
    value = _write(step.value.middle, decimals, step, language)
    if not step.line.is_exact:
        yield tell("line may be", language, value=value)
        return
    low, high = (_write(each, decimals + 1, step, language) for each in (step.value.low, step.value.high))
    yield tell("may be", language, value=value, low=low, high=high)


def _write_kroner(number: Fraction, language: Language) -> str:
    return tell("kroner", language, number=format_number(number, _own_decimals(number, 2), language))
