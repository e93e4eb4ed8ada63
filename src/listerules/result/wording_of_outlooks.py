"""What next, in Danish and English: bounds, persons, runs of lists and what binds an area."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from listerules.areas.records import Interval
from listerules.law.model import Measure, Test
from listerules.result.wording import LANGUAGES, Language, choose, explain_reason, format_day, format_figure
from listerules.result.wording_of_rules import describe_line, describe_years, kind_of, lower, write_number
from listerules.verdict.evaluate import Reason, Verdict

if TYPE_CHECKING:
    from listerules.result.outlook import Binding, Criterion, ListOutlook, Outlook, Standing
    from listerules.verdict.invert import Need, Yearly

_WORDS: Mapping[str, tuple[str, str]] = {
    # the answers -------------------------------------------------------------------------------
    "yes": ("sikkert", "certain"),
    "no": ("umuligt", "impossible"),
    "undecided": ("åbent", "open"),
    "met": ("opfyldt", "met"),
    "not met": ("ikke opfyldt", "not met"),
    "list on": ("på listen", "on the list"),
    "list off": ("ikke på listen", "not on it"),
    "not told": ("kan ikke afgøres", "undecided"),
    "legend": (
        "sikkert: uanset årets tal   umuligt: uanset årets tal   åbent: afgøres af årets tal",
        "certain, impossible: whatever this year's figures   open: this year's figures decide",
    ),
    "sizes": (
        "Personer er ud af den senest kendte gruppe. Med et områdes navn fortælles alt om det.",
        "Persons are out of the newest known group. With the name of an area, all about it is told.",
    ),
    "assumed mark": (
        "* med grænsen for {before}, da den for {year} ikke kendes",
        "* by the line of {before}, since that of {year} is not known",
    ),
    # heads -------------------------------------------------------------------------------------
    "list of": ("listen af {day}", "the list of {day}"),
    "list of year": ("listen i {year}", "the list of {year}"),
    "by rules": ("Efter {title} ({regime})", "By the {title} ({regime})"),
    "area": ("Område", "Area"),
    "list": ("Liste", "List"),
    "now": ("{year}", "{year}"),
    "running": ("I træk", "Running"),
    "next": ("{year}", "{year}"),
    "takes": ("Det kræver det", "What it takes"),
    "on": ("på", "on"),
    "off": ("ikke på", "off"),
    "unsure": ("uafgjort", "undecided"),
    "new": ("fandtes ikke", "no such list"),
    "not": ("Ikke {title}", "Not {title}"),
    # standing ----------------------------------------------------------------------------------
    "was on": ("På listen i {year}: {run}.", "On the list in {year}: {run}."),
    "was off": ("Ikke på listen i {year}.", "Not on the list in {year}."),
    "was unsure": ("Listen i {year} kan ikke afgøres: {run}.", "The list of {year} is undecided: {run}."),
    "was new": ("Listen fandtes ikke i {year}.", "There was no such list in {year}."),
    "one": ("1 liste i træk", "1 list running"),
    "run": ("{count} lister i træk ({first}-{last})", "{count} lists running ({first}-{last})"),
    "run between": (
        "mindst {low} og højst {high} lister i træk",
        "at least {low} and at most {high} lists running",
    ),
    "none running": ("ingen lister i træk", "no lists running"),
    "published": (
        "Afgjort af den offentliggjorte liste for {year}.",
        "Decided by the published list of {year}.",
    ),
    # what it takes -----------------------------------------------------------------------------
    "above": ("over {line}", "above {line}"),
    "at_least": ("mindst {line}", "at least {line}"),
    "below": ("under {line}", "below {line}"),
    "at_most": ("højst {line}", "at most {line}"),
    "in year": ("I {year}: {bound}.", "In {year}: {bound}."),
    "since one": (", da {earlier}", ", since {earlier}"),
    "was": ("{year} var {value}", "{year} was {value}"),
    "and": (" og ", " and "),
    "last": ("I {year} var det {value}.", "It was {value} in {year}."),
    "of": ("{share} ({number} af {group})", "{share} ({number} of {group})"),
    "persons": (
        "Af {size} ({year}): opfyldt ved {met}, ikke ved {unmet}.",
        "Of {size} ({year}): met at {met}, not at {unmet}.",
    ),
    "size as": ("gruppen som i {year}", "the group as in {year}"),
    "size of": ("gruppen i {year}", "the group in {year}"),
    "no met": ("Af {size} ({year}): ikke opfyldt ved noget antal.", "Of {size} ({year}): met at no number."),
    "no unmet": ("Af {size} ({year}): opfyldt ved ethvert antal.", "Of {size} ({year}): met at every number."),
    "number of year": (
        "I {year} er der {number}, men gruppens størrelse kendes ikke.",
        "There are {number} in {year}, but the size of the group is not known.",
    ),
    "number": ("Opfyldt ved {met}, ikke ved {unmet}.", "Met at {met}, not at {unmet}."),
    "between": (
        "Derimellem er den trykte grænse for grov til at sige det.",
        "In between, the printed line is too coarse to tell.",
    ),
    "every figure": (
        "Der kræves {bound}{since}: det opfylder ethvert tal.",
        "It takes {bound}{since}: every figure meets that.",
    ),
    "no figure": (
        "Der kræves {bound}{since}: det opfylder intet tal.",
        "It takes {bound}{since}: no figure meets that.",
    ),
    "published mean": (
        (
            "Hvad {year} selv skal være, kan ikke vides: kun gennemsnit er offentliggjort, og de kan ikke skilles i "
            "år. Det offentliggjorte gennemsnit skal være {bound}."
        ),
        (
            "What {year} itself must be cannot be known: only means are published, and they cannot be parted into "
            "years. The published mean must be {bound}."
        ),
    ),
    "known": ("I {year} er tallet {value}.", "The figure of {year} is {value}."),
    "known met": ("I {year} er tallet {value}: opfyldt.", "The figure of {year} is {value}: met."),
    "known not met": ("I {year} er tallet {value}: ikke opfyldt.", "The figure of {year} is {value}: not met."),
    "line": ("Grænsen er {line}.", "The line is {line}."),
    "line assumed": (
        "Grænsen {line} er efter {baseline} for {year}, da den for {now} ikke kendes; med den ændrer svaret sig.",
        "The line {line} is by {baseline} of {year}, since that of {now} is not known; the answer changes with it.",
    ),
    "national": ("landets tal", "the national figure"),
    "region": ("regionens tal", "the region's figure"),
    "municipality": ("kommunens tal", "the municipality's figure"),
    "cannot": ("Kan ikke siges: {reasons}.", "Cannot be told: {reasons}."),
    "only_published": (
        "{column} for {year} er et offentliggjort gennemsnit, og året kan ikke skilles ud",
        "{column} of {year} is a published mean, and the year cannot be parted from it",
    ),
    "no_baseline": (
        "hverken {baseline} for {year} eller for {before} kendes",
        "neither {baseline} of {year} nor that of {before} is known",
    ),
    "no_size": ("gruppens størrelse kendes ikke", "the size of the group is not known"),
    "per cent": ("{number} %", "{number} %"),
    "per cent of region": ("{number} % af regionens gennemsnit", "{number} % of the region's mean"),
    "kroner": ("{number} kr.", "DKK {number}"),
    # groups, lists and runs --------------------------------------------------------------------
    "group all": ("alle {total}", "all {total}"),
    "group of": ("mindst {needed} af {total}", "at least {needed} of {total}"),
    "group none": ("ingen af {total}", "none of {total}"),
    "tally": (
        "Sikre: {yes}. Umulige: {no}. Åbne: {undecided}. Der mangler {missing}.",
        "Certain: {yes}. Impossible: {no}. Open: {undecided}. {missing} more needed.",
    ),
    "on list": ("på listen samme dag", "on the list of the same day"),
    "not on list": ("må ikke være på listen samme dag", "must not be on the list of the same day"),
    "ever on": ("nogensinde på listen", "ever on the list"),
    "in a row": ("{needed} lister i træk, årets medregnet", "{needed} lists running, the year's own included"),
    "before": ("Til og med {year}: {run}.", "Up to {year}: {run}."),
    "earliest": (
        "Tidligst {list} {day}, hvis området er på listen »{counted}« hvert år fra {first}.",
        "{list} on {day} at the earliest, if the area is on the list “{counted}” every year from {first}.",
    ),
    "earliest now": (
        "{list} {day}, hvis området da er på listen »{counted}«.",
        "{list} on {day}, if the area is on the list “{counted}” then.",
    ),
    "earliest sure": (
        "Sikkert først {day}, da nogle lister før ikke kan afgøres.",
        "For sure only on {day}, since some lists before are undecided.",
    ),
    "short again": ("{title} for mindst {needed}. gang i træk", "{title}, {needed} times running or more"),
    "short earliest": ("tidligst {day}", "{day} at the earliest"),
    "short of": ("{needed} af: {members}", "{needed} of: {members}"),
    "short persons": ("{operator} {met} af {size}", "{operator} {met} of {size}"),
    "short upwards": ("mindst", "at least"),
    "short downwards": ("højst", "at most"),
    "short mean": ("gennemsnit {bound}", "mean {bound}"),
    "short unknown": ("kan ikke siges", "cannot be told"),
    "nothing more": ("intet mere", "nothing more"),
    # what binds --------------------------------------------------------------------------------
    "binds": ("Det følger med", "What comes with it"),
    "while on": ("Mens området er på listen »{list}«", "While the area is on the list “{list}”"),
    "after": ("Gik ud af listen »{list}« i {year}", "Left the list “{list}” in {year}"),
    "until carried out": ("til planen er gennemført", "until the plan has been carried out"),
    "until day": ("senest {day}", "at the latest {day}"),
    "until lists": (
        (
            "senest når området har været væk i {count} år i træk, læst som {count} lister: {run} til og med {year}, "
            "altså {day}"
        ),
        (
            "at the latest when the area has been off for {count} years running, read as {count} lists: {run} up to "
            "{year}, so {day}"
        ),
    ),
    "ended day": ("ophørte senest {day}", "ended at the latest on {day}"),
    "ended lists": (
        "ophørte senest {day} efter {count} år i træk uden for listen, læst som {count} lister",
        "ended at the latest on {day} after {count} years running off the list, read as {count} lists",
    ),
    "day between": ("{first} til {last}", "{first} to {last}"),
    "day if off": ("{day}, hvis det bliver væk", "{day} if it stays off"),
}


def tell(word: str, language: Language, **parts: object) -> str:
    """A word or sentence of the table above, with its parts filled in."""
    told = _WORDS[word][LANGUAGES.index(language)].format(**parts)
    return told.replace("kr..", "kr.")


def tell_head(outlook: Outlook, language: Language) -> str:
    """Which list: `listen af 1. december 2026`."""
    if outlook.day is None:
        return tell("list of year", language, year=outlook.year)
    return tell("list of", language, day=format_day(outlook.day, language))


def tell_rules(outlook: Outlook, language: Language) -> str:
    """By which rules."""
    title = choose(outlook.regime.title, language)
    return tell("by rules", language, title=lower(title) if language == "da" else title, regime=outlook.regime.regime)


def tell_prospect(each: ListOutlook, language: Language) -> str:
    """`sikkert`, `umuligt` or `åbent`; where every figure of the year is known, whether the area is on the list."""
    if each.is_known:
        return tell({"yes": "list on", "no": "list off"}.get(each.prospect.value, "not told"), language)
    return tell(each.prospect.value, language)


def tell_state(criterion: Criterion, language: Language) -> str:
    """The prospect of a criterion; where its figures are known already, whether it is met."""
    if criterion.is_known:
        word = {"yes": "met", "no": "not met"}.get(criterion.outcome.value, "not told")
        return tell(word, language)
    return tell(criterion.outcome.value, language)


def tell_standing(standing: Standing, language: Language) -> str:
    """Where the area stood the year before, and how many lists running it has been on."""
    if standing.is_new:
        return tell("was new", language, year=standing.year)
    word = {"yes": "was on", "no": "was off"}.get(standing.verdict.value, "was unsure")
    return tell(word, language, year=standing.year, run=tell_run(standing, language))


def tell_run(standing: Standing, language: Language) -> str:
    """How many lists running: `7 lister i træk (2018-2024)`."""
    if standing.surely != standing.possibly:
        return tell("run between", language, low=standing.surely, high=standing.possibly)
    if standing.surely == 0:
        return tell("none running", language)
    if standing.surely == 1:
        return tell("one", language)
    return tell("run", language, count=standing.surely, first=standing.since, last=standing.year)


def tell_now(standing: Standing, language: Language) -> str:
    """A word for a table: on, off, undecided, or no such list."""
    if standing.is_new:
        return tell("new", language)
    return tell({"yes": "on", "no": "off"}.get(standing.verdict.value, "unsure"), language)


def tell_running(standing: Standing) -> str:
    """A number for a table: `7`, or `2-4` where some lists are undecided."""
    if standing.surely == standing.possibly:
        return str(standing.surely)
    return f"{standing.surely}-{standing.possibly}"


def title_of(criterion: Criterion, language: Language) -> str:
    """The title of a criterion, with its paragraph; what must not be so begins with `Ikke`."""
    title = choose(criterion.title, language)
    if criterion.is_barred and criterion.node != "on_list":
        title = tell("not", language, title=lower(title))
    return f"{title} ({criterion.cite})" if criterion.cite else title


def tell_rule(criterion: Criterion, language: Language) -> str:
    """What the law asks: `over 40 %, gennemsnit af 2 års andele`."""
    if criterion.measure is not None:
        years = describe_years(criterion.measure, language)
        line = describe_line(as_test(criterion), criterion.measure, language)
        return f"{line}, {years}" if years else line
    if criterion.standing is not None:
        return tell("in a row", language, needed=criterion.needed)
    if criterion.needed is None:
        if criterion.node == "on_list":
            return tell("not on list" if criterion.is_barred else "on list", language)
        return tell("ever on", language)
    return tell(_group_word(criterion), language, needed=criterion.needed, total=len(criterion.below))


def as_test(criterion: Criterion) -> Test:
    """The node of a criterion that has a measure."""
    if not isinstance(criterion.node, Test):
        raise TypeError(criterion.path)
    return criterion.node


def tell_details(criterion: Criterion, of: ListOutlook, year: int, language: Language) -> list[str]:
    """What it takes, in whole sentences."""
    if criterion.need is not None and criterion.measure is not None:
        return _tell_need(criterion.need, criterion, criterion.measure, language)
    if criterion.standing is not None:
        return _tell_run_ahead(criterion, criterion.standing, of, year, language)
    if _group_word_is_of(criterion):
        tally = {each.value: criterion.count(each) for each in Verdict}
        return [tell("tally", language, missing=criterion.missing, **tally)]
    return []


def tell_binding(binding: Binding, list_title: str, year: int, language: Language) -> str:
    """What holds, by which paragraph, and until when."""
    consequence = binding.consequence
    what = f"{choose(consequence.title, language)} ({consequence.cite})"
    if binding.left is None:
        return f"{tell('while on', language, list=list_title)}: {lower(what)}."
    when = ", ".join(_tell_until(binding, year, language))
    return f"{tell('after', language, list=list_title, year=binding.left)}. {what}: {when}."


def shorten_criterion(criterion: Criterion, short: Mapping[str, str], year: int, language: Language) -> str:
    """What a criterion takes in a few words, for a table; nothing where nothing more is needed."""
    title = choose(criterion.title, language)
    if criterion.outcome is not Verdict.UNDECIDED:
        return f"{_short_title(criterion, short, title, language)} {tell_state(criterion, language)}"
    if criterion.need is not None:
        mark = "*" if criterion.need.is_assumed and criterion.need.bound is not None else ""
        return f"{_short_title(criterion, short, title, language)} {_shorten_need(criterion, language)}{mark}"
    if criterion.standing is not None and criterion.earliest is not None:
        return tell("short again", language, title=lower(title), needed=criterion.needed)
    if criterion.below:
        members = ", ".join(shorten_criterion(each, short, year, language) for each in criterion.below)
        return tell("short of", language, needed=criterion.needed, members=f"({members})")
    return _short_title(criterion, short, title, language)


def list_day(year: int, language: Language) -> str:
    """`1. december 2026`."""
    return format_day(date(year, 12, 1), language)


def write_value(value: Fraction, measure: Measure, language: Language, *, as_rate: bool = False) -> str:
    """A figure in its unit: `38,7 %`, `162.799 kr.`, `1.000`."""
    kind = kind_of(measure)
    if kind == "count":
        return write_number(value, language)
    if kind == "mean" and not as_rate:
        return tell("kroner", language, number=format_figure(value, language, most=2))
    word = "per cent" if kind == "share" else "per cent of region"
    return tell(word, language, number=format_figure(value * 100, language))


# --- one need -------------------------------------------------------------------------------------


def _tell_need(need: Need, criterion: Criterion, measure: Measure, language: Language) -> list[str]:
    line = _tell_line(need, criterion, measure, language)
    if need.value is not None:
        word = {"yes": "known met", "no": "known not met"}.get(need.prospect.value, "known")
        value = _write_interval(need.value, need, measure, language)
        return [tell(word, language, year=need.year, value=value), *line]
    if need.reasons:
        reasons = "; ".join(_explain(reason, language) for reason in need.reasons)
        return [tell("cannot", language, reasons=reasons), *line]
    if need.bound is None:
        return line
    bound = tell(need.operator, language, line=_write_interval(need.bound, need, measure, language))
    if need.as_rate and measure.years > 1:
        return [tell("published mean", language, year=need.year, bound=bound), *line]
    since = _tell_since(need, measure, language)
    if need.prospect is not Verdict.UNDECIDED:
        word = "every figure" if need.prospect is Verdict.YES else "no figure"
        return [tell(word, language, bound=bound, since=since), *line]
    told = []
    is_rate_of_region = need.as_rate and measure.mean is not None
    if need.earlier or (as_test(criterion).relative_to and not is_rate_of_region):  # else the rule itself says it
        told.append(tell("in year", language, year=need.year, bound=f"{bound}{since}"))
    told += _tell_persons(need, measure, language)
    if need.number is not None:
        told.append(tell("number of year", language, year=need.year, number=write_number(need.number, language)))
    if need.last and not need.earlier:
        told.append(tell("last", language, year=need.last.year, value=_write_yearly(need.last, measure, language)))
    return [*told, *line]


def _tell_since(need: Need, measure: Measure, language: Language) -> str:
    if not need.earlier:
        return ""
    told = [
        tell("was", language, year=each.year, value=_write_yearly(each, measure, language)) for each in need.earlier
    ]
    return tell("since one", language, earlier=tell("and", language).join(told))


def _tell_persons(need: Need, measure: Measure, language: Language) -> list[str]:
    """The two neighbouring numbers between which the test turns."""
    met, unmet = (
        None
        if each is None
        else write_value(Fraction(each), measure, language)
        if measure.mean
        else write_number(Fraction(each), language)
        for each in (need.met_at, need.unmet_at)
    )
    apart = need.met_at is not None and need.unmet_at is not None and abs(need.met_at - need.unmet_at) > 1
    more = [tell("between", language)] if apart else []
    if measure.of is None:
        return [tell("number", language, met=met, unmet=unmet), *more] if met and unmet and measure.mean else more
    if need.size is None or need.size_year is None:
        return []
    size = write_number(need.size, language)
    year = tell("size of" if need.size_year == need.year else "size as", language, year=need.size_year)
    word = "no met" if met is None else "no unmet" if unmet is None else "persons"
    return [tell(word, language, size=size, year=year, met=met, unmet=unmet), *more]


def _tell_line(need: Need, criterion: Criterion, measure: Measure, language: Language) -> list[str]:
    """Where the line lies, if it is a multiple of a baseline; and whose baseline it is."""
    test = as_test(criterion)
    if test.relative_to is None or need.line is None or (need.as_rate and measure.mean is not None):
        return []
    line = _write_interval(need.line.value, need, measure, language)
    if not need.is_assumed:
        return [tell("line", language, line=line)]
    baseline = tell(test.relative_to, language)
    return [tell("line assumed", language, line=line, baseline=baseline, year=need.line.year, now=need.year)]


def _write_yearly(yearly: Yearly, measure: Measure, language: Language) -> str:
    value = write_value(yearly.value, measure, language)
    if yearly.of is None:
        return value
    number, group = (write_number(each, language) for each in (yearly.number, yearly.of))
    return tell("of", language, share=value, number=number, group=group)


def _write_interval(interval: Interval, need: Need, measure: Measure, language: Language) -> str:
    low, high = (write_value(value, measure, language, as_rate=need.as_rate) for value in (interval.low, interval.high))
    return low if low == high else f"{low.partition(' %')[0]}-{high}"


def _explain(reason: Reason, language: Language) -> str:
    if reason.code == "no_baseline":
        before = (reason.year or 0) - 1
        return tell(reason.code, language, baseline=tell(reason.area, language), year=reason.year, before=before)
    if reason.code in _WORDS:
        return tell(reason.code, language, column=reason.column, year=reason.year)
    return explain_reason(reason, language)


# --- groups, runs and consequences ----------------------------------------------------------------


def _group_word(criterion: Criterion) -> str:
    if criterion.below and criterion.below[0].is_barred:
        return "group none"
    return "group of" if _group_word_is_of(criterion) else "group all"


def _group_word_is_of(criterion: Criterion) -> bool:
    return bool(criterion.below) and criterion.needed is not None and criterion.needed < len(criterion.below)


def _tell_run_ahead(
    criterion: Criterion, standing: Standing, of: ListOutlook, year: int, language: Language
) -> list[str]:
    told = [tell("before", language, year=standing.year, run=tell_run(standing, language))]
    if criterion.earliest is None or criterion.earliest_surely is None:
        return told
    word = "earliest now" if criterion.earliest == year else "earliest"
    title, counted = choose(of.title, language), choose(criterion.title, language)
    told.append(
        tell(
            word,
            language,
            list=lower(title) if word == "earliest" and language == "da" else title,
            counted=counted,
            day=list_day(criterion.earliest, language),
            first=min(criterion.earliest, criterion.from_year or year),
        )
    )
    if criterion.earliest_surely > criterion.earliest:
        told.append(tell("earliest sure", language, day=list_day(criterion.earliest_surely, language)))
    return told


def _tell_until(binding: Binding, year: int, language: Language) -> list[str]:
    until = binding.consequence.until
    if binding.has_ended:
        if binding.ends is not None:
            day = list_day(binding.ends, language)
            return [tell("ended lists", language, day=day, count=until.lists_off)]
        return [tell("ended day", language, day=format_day(until.day or date.max, language))]
    told = [tell("until carried out", language)] if until.plan_carried_out else []
    if until.day:
        told.append(tell("until day", language, day=format_day(until.day, language)))
    if binding.ends is not None and binding.ends_surely is not None:
        first, last = list_day(binding.ends, language), list_day(binding.ends_surely, language)
        day = first if first == last else tell("day between", language, first=first, last=last)
        run = str(binding.off_surely) if first == last else f"{binding.off_surely}-{binding.off_possibly}"
        when = tell("day if off", language, day=day)
        told.append(tell("until lists", language, count=until.lists_off, run=run, year=year - 1, day=when))
    return told


def _short_title(criterion: Criterion, short: Mapping[str, str], title: str, language: Language) -> str:
    if criterion.measure is not None:
        return lower(short.get(criterion.measure.column, title))
    return lower(tell("not", language, title=lower(title)) if criterion.is_barred else title)


def _shorten_need(criterion: Criterion, language: Language) -> str:
    need, measure = criterion.need, criterion.measure
    if need is None or measure is None or need.reasons or need.bound is None:
        return tell("short unknown", language)
    bound = tell(need.operator, language, line=_write_interval(need.bound, need, measure, language))
    if need.as_rate and measure.years > 1:
        return tell("short mean", language, bound=bound)
    if need.prospect is not Verdict.UNDECIDED or need.met_at is None:
        return bound
    word = tell("short upwards" if need.operator in ("above", "at_least") else "short downwards", language)
    if measure.of is None:
        return f"{word} {write_value(Fraction(need.met_at), measure, language)}"
    number, size = (write_number(Fraction(each), language) for each in (need.met_at, need.size or 0))
    return tell("short persons", language, operator=word, met=number, size=size)
