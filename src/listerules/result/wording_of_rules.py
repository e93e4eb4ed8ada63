"""The rules themselves in Danish and English: a line, a number, a run of years as a lawyer would say it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from listerules.law.model import Group, ListWord, Measure, Regime, Running, Test
from listerules.result.wording import LANGUAGES, Language, choose, format_day

if TYPE_CHECKING:
    from listerules.law.rulebook import Series

_WORDS: Mapping[str, tuple[str, str]] = {
    # a regime ----------------------------------------------------------------------------------
    "name": ("Navn", "Name"),
    "name in series": ("{regime} i serien {series}", "{regime} in the series {series}"),
    "in force": ("I kraft", "In force"),
    "from": ("fra {first}", "from {first}"),
    "from to": ("fra {first} til {last}", "from {first} to {last}"),
    "law": ("Lov", "Law"),
    "read it": ("Læs den", "Read it"),
    "checked on": ("Efterset", "Checked"),
    "lists": ("Lister", "Lists"),
    "no lists": ("Ingen lister fra denne dag.", "No lists from this day on."),
    "no lists short": ("ingen lister", "no lists"),
    "list rule": (
        "Et område er på en liste, når hvert punkt under den er opfyldt.",
        "An area is on a list when every point under it is met.",
    ),
    "formerly": ("Tidligere: {names}", "Formerly: {names}"),
    "readings": ("Hvor loven kan læses på flere måder", "Where the law can be read in more than one way"),
    "chosen": ("Valgt", "Chosen"),
    "why": ("Hvorfor", "Why"),
    "in force on": ("I kraft {day}", "In force on {day}"),
    "nothing in force": (
        "Ingen regler er i kraft {day}. De første er fra {first}.",
        "No rules are in force on {day}. The first are from {first}.",
    ),
    # what is counted ---------------------------------------------------------------------------
    "measures": ("Det, der tælles", "What is counted"),
    "count": ("antal", "a number"),
    "share": ("andel af {group}", "a share of {group}"),
    "mean": ("gennemsnit i kr.", "a mean in DKK"),
    "mean of shares": ("gennemsnit af {years} års andele", "mean of {years} yearly shares"),
    "mean of means": ("gennemsnit af {years} års tal", "mean of {years} yearly figures"),
    "pooled": ("{years} års personer lagt sammen", "persons of {years} years added up"),
    "counted as": ("Opgjort som", "Counted as"),
    "columns": ("I tabellen", "In the table"),
    "of": ("{share} af {group}", "{share} of {group}"),
    "or published": ("Eller trykt", "Or published"),
    "line published": ("Trykt grænse", "Published line"),
    # where the line is -------------------------------------------------------------------------
    "above": ("over {line}", "above {line}"),
    "at_least": ("mindst {line}", "at least {line}"),
    "below": ("under {line}", "below {line}"),
    "at_most": ("højst {line}", "at most {line}"),
    "kroner": ("{number} kr.", "DKK {number}"),
    "times": ("{number} gange {baseline}", "{number} times {baseline}"),
    "part": ("{number} af {baseline}", "{number} of {baseline}"),
    "national share": ("landets andel", "the national share"),
    "national mean": ("landets gennemsnit", "the national mean"),
    "national count": ("landets antal", "the national number"),
    "region share": ("regionens andel", "the region's share"),
    "region mean": ("regionens gennemsnit", "the region's mean"),
    "region count": ("regionens antal", "the region's number"),
    "municipality share": ("kommunens andel", "the municipality's share"),
    "municipality mean": ("kommunens gennemsnit", "the municipality's mean"),
    "municipality count": ("kommunens antal", "the municipality's number"),
    # groups and lists --------------------------------------------------------------------------
    "at least of": ("mindst {number} af {members}", "at least {number} of {members}"),
    "all": ("alle disse", "all of these"),
    "none": ("ingen af disse", "none of these"),
    "on": ("på listen {title}", "on the list {title}"),
    "off": ("ikke på listen {title}", "not on the list {title}"),
    "ever on": ("nogensinde på listen {title}", "at any time on the list {title}"),
    "never on": ("aldrig på listen {title}", "never on the list {title}"),
    "running": ("{years} lister i træk, årets egen medregnet", "{years} lists running, the year's own included"),
    "running once": ("årets egen liste", "the year's own list"),
    "quoted": ("»{title}«", "“{title}”"),
    # columns -----------------------------------------------------------------------------------
    "structural columns": ("Hvilket område og år", "Which area and year"),
    "structural hint": (
        (
            "En række er et område i et listeår. Nødvendige er area og enten year eller list_date. "
            "Regionerne er {regions}."
        ),
        "A row is an area in a list year. Needed are area, and either year or list_date. The regions are {regions}.",
    ),
    "counted columns": ("Tal", "Figures"),
    "counted hint": (
        "Det bedste grundlag: med dem regnes alt nøjagtigt efter. Antal personer er hele, tal kan have decimaler.",
        "The best basis: with them all is worked out exactly. Persons are whole, numbers may have decimals.",
    ),
    "rate columns": ("Trykte procenter", "Published percentages"),
    "rate hint": (
        (
            "I stedet for tallene, som de blev trykt. En trykt procent er endelig for sit listeår: et gennemsnit af "
            "flere år er der allerede taget."
        ),
        (
            "In place of the figures, as they were printed. A printed percentage is final for its list year: a mean of "
            "several years is already taken."
        ),
    ),
    "other tables": ("Andre tabeller", "Other tables"),
    "reference table": (
        "Samme kolonner som ovenfor. area er Danmark eller en region, med eller uden ordet Region foran.",
        "The same columns as above. area is Danmark or a region, with or without the word Region in front.",
    ),
    "history table": (
        (
            "Offentliggjorte lister. on siger, om området var på listen, complete om hele listen er kendt; begge er "
            "ja, hvor de mangler. Enten year eller list_date er nok."
        ),
        (
            "Published lists. on says whether the area was on the list, complete whether all of the list is known; "
            "both are yes where left out. Either year or list_date is enough."
        ),
    ),
    "lineage table": (
        "Områder, der skiftede navn, blev delt eller lagt sammen. Før from_year var området det, der står under was.",
        "Areas that were renamed, split or merged. Before from_year, the area was the one named under was.",
    ),
    "headings hint": (
        (
            "Overskrifter kendes på navnet, på titlen på dansk og engelsk og på de andre ord nævnt her. "
            "Store bogstaver, accenter, mellemrum og tegn er uden betydning."
        ),
        (
            "Headings are known by the name, by the title in Danish and English, and by the other words given here. "
            "Capitals, accents, spaces and punctuation do not matter."
        ),
    ),
    "notes": ("Bemærk", "Note"),
    "blanks hint": (
        "En tom celle er ikke oplyst, .. er tilbageholdt, og et enkelt punktum er ikke relevant.",
        "An empty cell is not given, .. is withheld, and a single point is not applicable.",
    ),
    "also": ("også: {headings}", "also: {headings}"),
    "rate of": ("i stedet for {column}", "in place of {column}"),
    "line of": ("{times} gange landets andel af {column}", "{times} times the national share of {column}"),
    "unit persons": ("personer", "persons"),
    "unit number": ("tal", "number"),
    "unit kroner": ("kr.", "DKK"),
    "unit percent": ("pct.", "%"),
    "unit text": ("tekst", "text"),
    "unit date": ("dato", "date"),
    # two regimes side by side ------------------------------------------------------------------
    "legend": (
        "~ ændret   § kun henvisningen   - kun venstre   + kun højre",
        "~ changed   § citation only   - left only   + right only",
    ),
    "on the list": ("ja", "yes"),
    "on the list unfolded": ("ja; dens krav følger her", "yes; its conditions follow here"),
    "off the list": ("nej", "no"),
    "never on the list": ("aldrig", "never"),
    "ever on the list": ("nogensinde", "at any time"),
    "criteria": ("Kriterier", "Criteria"),
    "except": ("Undtagelser", "Exceptions"),
    "no difference": ("Der er ingen forskel på kravene.", "The conditions do not differ."),
}
NARROWEST = 60

# What must not be parted at the end of a line: `§ 61 a, stk. 3`, `nr. 1`, `2,7 %`, `2 års`, `1. december 2018`.
_KEPT_TOGETHER = re.compile(
    r"§ \d+(?: [a-z]\b)?(?:, stk\. \d+)?(?:, nr\. \d+)?"
    r"|\d{1,2}\.? [A-Za-z]+ \d{4}|(?:stk|nr|pr)\. \d+(?:\. [a-z]+)?|\d (?:%|kr\.|års\b|år\b)|DKK \d"
)
_GLUE = "\N{NO-BREAK SPACE}"


def tell(word: str, language: Language, **parts: object) -> str:
    """A word or sentence of the table above, with its parts filled in."""
    return _WORDS[word][LANGUAGES.index(language)].format(**parts)


def wrap(text: str, width: int, first: str = "", then: str | None = None, *, part_words: bool = False) -> list[str]:
    """Text as lines of at most `width`: `first` stands before the first line, `then` before the others.

    A word that is too long stands on a line by itself, since an address cut in two opens nothing; in a narrow
    column, `part_words` parts it.
    """
    glued = _KEPT_TOGETHER.sub(lambda found: found[0].replace(" ", _GLUE), text)
    lines = textwrap.wrap(
        glued,
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first) if then is None else then,
        break_long_words=part_words,
        break_on_hyphens=False,
    )
    return [line.replace(_GLUE, " ") for line in lines]


def capitalise(text: str) -> str:
    """The text with a capital first letter, the others as they are."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """The text with a small first letter, to stand inside a sentence; `DKK` and `18-64` stay as they are."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def write_number(number: Fraction, language: Language) -> str:
    """Every digit of a number and none more, with its thousands marked: `1.000`, `2,7`."""
    decimals = next((count for count in range(31) if (number * 10**count).denominator == 1), None)
    if decimals is None:
        return str(number)  # a third has no last digit
    whole, rest = divmod(int(number * 10**decimals), 10**decimals)
    plain = f"{whole:,}.{rest:0{decimals}d}" if decimals else f"{whole:,}"
    return plain.translate(str.maketrans(",.", ".,")) if language == "da" else plain


def describe_line(test: Test, measure: Measure, language: Language) -> str:
    """The line of a test: `over 40 %`, `mindst 3 gange landets andel`, `under 55 % af regionens gennemsnit`."""
    kind = kind_of(measure)
    if test.relative_to is not None:
        line = _describe_relative(test.line, tell(f"{test.relative_to} {kind}", language), language)
    elif kind == "share":
        line = _write_per_cent(test.line, language)
    elif kind == "mean":
        line = tell("kroner", language, number=write_number(test.line, language))
    else:
        line = write_number(test.line, language)
    return tell(test.operator, language, line=line)


def _describe_relative(times: Fraction, baseline: str, language: Language) -> str:
    """So many times a baseline, a part of it in per cent, or the baseline itself."""
    if times == 1:
        return baseline
    if times < 1:
        return tell("part", language, number=_write_per_cent(times, language), baseline=baseline)
    return tell("times", language, number=write_number(times, language), baseline=baseline)


def _write_per_cent(share: Fraction, language: Language) -> str:
    return f"{write_number(share * 100, language)} %"


def describe_years(measure: Measure, language: Language) -> str:
    """Over which years a measure is taken; nothing for the list year alone."""
    if measure.years == 1:
        return ""
    word = "pooled" if measure.pooled_years else "mean of shares" if measure.share else "mean of means"
    return tell(word, language, years=measure.years)


def describe_group(group: Group, language: Language) -> str:
    """How many of its members a group asks for: `mindst 2 af 4`."""
    if group.of is not None:
        return tell("at least of", language, number=group.at_least, members=len(group.of))
    return tell("all" if group.all else "none", language)


def describe_reference(node: Running | ListWord, title: str, language: Language) -> str:
    """What is asked about another list, given its title."""
    quoted = tell("quoted", language, title=title)
    if isinstance(node, Running):
        return f"{tell('on', language, title=quoted)}: {describe_run(node, language)}"
    return tell("on" if node == "on_list" else "ever on", language, title=quoted)


def describe_run(node: Running, language: Language) -> str:
    """How many lists running: `5 lister i træk, årets egen medregnet`."""
    word = "running once" if node.years_running == 1 else "running"
    return tell(word, language, years=node.years_running)


def describe_span(series: Series, regime: Regime, language: Language) -> str:
    """From which day to which a regime is in force; its last day is the one before the next regime."""
    first = format_day(regime.from_, language)
    later = [other.from_ for other in series.regimes if other.from_ > regime.from_]
    if not later:
        return tell("from", language, first=first)
    return tell("from to", language, first=first, last=format_day(min(later) - timedelta(days=1), language))


def title_of_list(series: Series, regime: Regime, name: str, language: Language) -> str:
    """The title of a list in this regime, or in the latest before it that has a list of that name."""
    for other in (regime, *reversed([each for each in series.regimes if each.from_ < regime.from_])):
        if name in other.lists:
            return choose(other.lists[name].title, language)
    return name


def in_brackets(cite: str) -> str:
    """A citation as it stands after a sentence; nothing where there is none."""
    return f" ({cite})" if cite else ""


def kind_of(measure: Measure) -> str:
    """What a measure gives: `count`, `share` or `mean`."""
    return "count" if measure.count else "share" if measure.share else "mean"
