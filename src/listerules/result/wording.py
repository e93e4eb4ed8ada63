"""Everything said to people in Danish or English about lists, figures and reasons; no other module speaks Danish."""

from __future__ import annotations

import locale
import os
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from listerules.verdict.evaluate import Reason

if TYPE_CHECKING:
    from listerules.law.model import Text

Language: TypeAlias = Literal["da", "en"]
LANGUAGES: tuple[Language, ...] = ("da", "en")

_WORDS: Mapping[str, tuple[str, str]] = {
    "yes": ("ja", "yes"),
    "no": ("nej", "no"),
    "undecided": ("kan ikke afgøres", "undecided"),
    "above": ("over", "above"),
    "at_least": ("mindst", "at least"),
    "below": ("under", "below"),
    "at_most": ("højst", "at most"),
    "national": ("landets", "the national"),
    "region": ("regionens", "the region's"),
    "area": ("Boligområde", "Area"),
    "municipality": ("Kommune", "Municipality"),
    "row": ("række", "row"),
    "on": ("{count} på listen", "{count} on the list"),
    "by_history": ("heraf {count} efter den offentliggjorte liste", "{count} of them by the published list"),
    "all_by_history": ("efter den offentliggjorte liste", "by the published list"),
    "contradicted": (
        "Tallene siger det modsatte af den offentliggjorte liste",
        "The figures contradict the published list",
    ),
    "remark": ("Bemærkning", "Remark"),
    "partly_known": (
        "Den offentliggjorte liste kendes kun delvis; flere kan have været på den.",
        "The published list is known only in part; more may have been on it.",
    ),
    "no_figures": ("Uden tal", "Without figures"),
    "unsure": ("{count} kan ikke afgøres", "{count} undecided"),
    "nobody": ("ingen på listen", "none on the list"),
    "and_more": ("og {count} flere", "and {count} more"),
    "no_lists": ("Ingen lister: {title}", "No lists: {title}"),
    "legend": (
        "* kriteriet er opfyldt   ? kan ikke afgøres   .. ikke oplyst",
        "* criterion met   ? undecided   .. not given",
    ),
    "running": ("Lister i træk", "Lists running"),
    "ever": ("Nogensinde på listen", "Ever on the list"),
    "why_undecided": ("Kan ikke afgøres", "Undecided"),
    "list_of": ("Listen af {day}", "List of {day}"),
    "persons": ("personer", "persons"),
    "kroner": ("kr.", "DKK"),
    "percentage points": ("procentpoint", "percentage points"),
    "no_reference_reason": ("ingen reference", "no reference"),
    # workbooks ---------------------------------------------------------------------------------
    "overview_sheet": ("Oversigt", "Overview"),
    "undecided_sheet": ("Kan ikke afgøres", "Undecided"),
    "table_sheet": ("Tabel", "Table"),
    "codebook_sheet": ("Kodebog", "Codebook"),
    "list": ("Liste", "List"),
    "on_count": ("På listen", "On the list"),
    "published_count": ("Heraf efter offentliggjort liste", "Of them by the published list"),
    "off_count": ("Ikke på listen", "Not on the list"),
    "name_then": ("Listens navn dengang", "Name of the list then"),
    "basis": ("Grundlag", "Basis"),
    "by_list": ("offentliggjort liste", "published list"),
    "by_list_against_figures": (
        "offentliggjort liste; tallene her siger det modsatte",
        "published list; the figures here say the opposite",
    ),
    "by_figures": ("tallene her", "the figures here"),
    "line_of": ("Grænse: {title}", "Line: {title}"),
    "why": ("Årsag", "Reason"),
    "columns_of_table": ("Kolonner i arket »{sheet}«", "Columns of the sheet “{sheet}”"),
    "column": ("Kolonne", "Column"),
    "title": ("Betegnelse", "Title"),
    "meaning": ("Betydning", "Meaning"),
    "paragraph": ("Lovhenvisning", "Law"),
    "column_area": ("Boligområdet, som det er skrevet i tabellen", "The area, as the table of areas writes it"),
    "column_year": ("Listeåret", "The year of the list"),
    "column_regime": ("Det regelsæt, der gjaldt på listens dag", "The rules in force on the day of the list"),
    "column_undecided": (
        "De lister, der ikke kan afgøres, adskilt af semikolon",
        "The lists that cannot be decided, joined by semicolons",
    ),
    "column_list_date": ("Listens dag", "The day of the list"),
    "column_list": (
        "Sand: på listen. Falsk: ikke på listen. Tom: uafgjort, hvis undecided nævner den; ellers fandtes den ikke.",
        "True: on the list. False: not on it. Empty: undecided where undecided names it; otherwise there was none.",
    ),
    "formerly": ("Tidligere: {names}.", "Formerly: {names}."),
    "marks": ("Mærker på listerne", "Marks on the lists"),
    "mark_met": ("Fed: kriteriet er opfyldt", "Bold: the criterion is met"),
    "mark_undecided": ("Grå: kriteriet kan ikke afgøres", "Grey: the criterion is undecided"),
    "mark_blank": ("Tallet er ikke oplyst", "The figure is not given"),
    "figures_of_lists": ("Tal på listerne", "Figures on the lists"),
    "line": ("Grænse", "Line"),
    "unit": ("Enhed", "Unit"),
    "per_cent": ("pct.", "per cent"),
    "source": ("Kolonner i områdetabellen", "Columns of the table of areas"),
    "or_published": ("eller trykt: {column}", "or as published: {column}"),
    "line_published": ("trykt grænse: {column}", "published line: {column}"),
    "rules": ("Regelsæt", "Rules"),
    "readings": ("Hvor loven kan læses på flere måder", "Where the law can be read in more than one way"),
    "place": ("Sted", "Place"),
    "reading": ("Læsning", "Reading"),
    "choice": ("Valgt", "Chosen"),
    "why_chosen": ("Hvorfor", "Why"),
    "made_from": ("Hvad arbejdsbogen er lavet af", "What this workbook was made from"),
    "option": ("Valg: {name}", "Option: {name}"),
    "files": ("Filer", "Files"),
    "file": ("Fil", "File"),
    "rows": ("Rækker", "Rows"),
    "sha256": ("SHA-256", "SHA-256"),
    "notes": ("Bemærkninger (på engelsk)", "Notes"),
    # reasons -----------------------------------------------------------------------------------
    "not given": ("{column} ikke oplyst for {year}", "{column} not given for {year}"),
    "withheld": ("{column} tilbageholdt for {year}", "{column} withheld for {year}"),
    "not applicable": ("{column} ikke relevant i {year}", "{column} not applicable in {year}"),
    "not a number": ("{column} for {year} er ikke et tal", "{column} for {year} is not a number"),
    "infinite": ("{column} for {year} er uendelig", "{column} for {year} is infinite"),
    "no column": ("tabellen har ikke {column}", "the table has no {column}"),
    "no row": ("tabellen har ingen række for {year}", "the table has no row for {year}"),
    "no_row": ("tabellen har ingen række for {year}", "the table has no row for {year}"),
    "merged": ("{column} kan ikke lægges sammen for {year}", "{column} cannot be added up for {year}"),
    "split": ("{column} for {year} gjaldt det udelte område", "{column} for {year} was of the undivided area"),
    "zero": ("{column} er 0 i {year}", "{column} is 0 in {year}"),
    "no_reference": ("referencen har ikke {area} for {year}", "the reference has no {area} for {year}"),
    "no_reference_given": ("ingen reference giver {area} for {year}", "no reference gives {area} for {year}"),
    "no_reference_column": ("referencen har ikke {column}", "the reference has no {column}"),
    "no_region": ("regionen er ikke oplyst", "the region is not given"),
    "no_municipality": ("kommunen er ikke oplyst", "the municipality is not given"),
    "precision": (
        "det trykte tal er for groft til at afgøre, hvilken side af grænsen det ligger",
        "the printed figure is too coarse to tell on which side of the line it lies",
    ),
    "in_database": ("tallene står i databasen", "the figures are in the database"),
    "published": ("efter den offentliggjorte liste", "by the published list"),
    "published_against_figures": (
        "efter den offentliggjorte liste; tallene her siger det modsatte",
        "by the published list; the figures here say the opposite",
    ),
    "no_such_list": ("listen fandtes ikke i {year}", "there was no such list in {year}"),
    "on_list": ("på listen {year}", "on the list in {year}"),
    "off_list": ("ikke på listen {year}", "not on the list in {year}"),
    "list_undecided": ("listen {year} kan ikke afgøres", "the list of {year} is undecided"),
    "not a number as written": ("{column} for {year} er ikke skrevet som et tal", "{column} for {year} is no number"),
    "not whole": ("{column} for {year} er ikke et helt tal", "{column} for {year} is not whole"),
    "negative": ("{column} for {year} er negativ", "{column} for {year} is negative"),
    "too large": ("{column} for {year} er for stort", "{column} for {year} is too large"),
    "too many decimals": ("{column} for {year} har for mange decimaler", "{column} for {year} has too many decimals"),
    "above 100 per cent": ("{column} for {year} er over 100 pct.", "{column} for {year} is above 100 %"),
}
MISSING_YEARS = ("no_row", "no row")  # reasons that are about a year, not about a figure of it
_MONTHS = (
    ("januar", "January"),
    ("februar", "February"),
    ("marts", "March"),
    ("april", "April"),
    ("maj", "May"),
    ("juni", "June"),
    ("juli", "July"),
    ("august", "August"),
    ("september", "September"),
    ("oktober", "October"),
    ("november", "November"),
    ("december", "December"),
)


def say(word: str, language: Language, **parts: object) -> str:
    """A word or sentence of the table above, with its parts filled in."""
    return _WORDS[word][LANGUAGES.index(language)].format(**parts)


def choose(text: Text, language: Language) -> str:
    """The text in one language."""
    return text.da if language == "da" else text.en


def find_language() -> Language:
    """Danish where the machine speaks Danish (LC_ALL, LC_MESSAGES, LANG), else English."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "da" if (named or locale.getlocale()[0] or "").lower().startswith("da") else "en"


def format_number(number: Fraction | int, decimals: int, language: Language) -> str:
    """A number with its thousands marked, the last decimal rounded half to even."""
    exact = Decimal(Fraction(number).numerator) / Decimal(Fraction(number).denominator)
    plain = f"{exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN):,f}"
    return plain.translate(str.maketrans(",.", ".,")) if language == "da" else plain


def format_figure(number: Fraction, language: Language, most: int = 4) -> str:
    """A number with as many decimals as it has, at most four."""
    decimals = next((n for n in range(most) if (number * 10**n).denominator == 1), most)
    return format_number(number, decimals, language)


def format_day(day: date, language: Language) -> str:
    """`1. december 2019` or `1 December 2019`."""
    month = _MONTHS[day.month - 1][LANGUAGES.index(language)]
    return f"{day.day}. {month} {day.year}" if language == "da" else f"{day.day} {month} {day.year}"


def explain_reason(reason: Reason, language: Language) -> str:
    """A reason of a finding as half a sentence."""
    code, column = reason.code, reason.column
    if reason.area and code == "no column":
        code = "no_reference_column"
    elif reason.area:
        column = f"{column} ({reason.area})"
    return say(code, language, column=column, year=reason.year, area=reason.area)


def sum_up_reasons(reasons: Mapping[Reason, AbstractSet[int]], language: Language) -> Iterator[tuple[str, int]]:
    """Whom each reason holds for -> its text and for how many, the most common first.

    Reasons that hold for the same ones and differ only in column, or only in the year missing, are said as one.
    """
    alike: dict[frozenset[int], list[Reason]] = {}
    for reason, whom in sorted(reasons.items(), key=lambda each: -len(each[1])):
        alike.setdefault(frozenset(whom), []).append(reason)
    for whom, these in alike.items():
        yield from ((text, len(whom)) for text in join_reasons(these, language))


def join_reasons(reasons: Iterable[Reason], language: Language) -> list[str]:
    """Reasons as half sentences, those that differ only in column, or only in the year missing, as one."""
    alike: dict[tuple[str, int | None, str], list[str]] = {}
    for reason in reasons:
        is_missing = reason.code in MISSING_YEARS
        names = alike.setdefault((reason.code, None if is_missing else reason.year, reason.area), [])
        name = str(reason.year) if is_missing else reason.column
        if name not in names:
            names.append(name)
    return [
        say(code, language, year=", ".join(sorted(names)))
        if code in MISSING_YEARS
        else explain_reason(Reason(code, ", ".join(names), year, area), language)
        for (code, year, area), names in alike.items()
    ]
