"""The words of comparisons and release notes, in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from listerules.result.wording import LANGUAGES, Language, choose, format_day

if TYPE_CHECKING:
    from listerules.law.model import Text
    from listerules.result.sides import ListDay

_WORDS: Mapping[str, tuple[str, str]] = {
    # the sentence of counts ---------------------------------------------------------------------
    "year_before": ("{count} året før", "{count} the year before"),
    "in_year": ("{count} i {day}", "{count} in {day}"),
    "on_day": ("{count} den {day}", "{count} on {day}"),
    "by_side": ("{count} efter {label}", "{count} by {label}"),
    "published_number": ("{count} offentliggjort", "{count} published"),
    "new_list": ("ny liste", "a new list"),
    "no_list_then": ("fandtes ikke i {day}", "no such list in {day}"),
    "no_list_there": ("findes ikke efter {label}", "no such list by {label}"),
    "then_called": ("{count}, dengang {names}", "{count}, then {names}"),
    "least": ("mindst {count}", "at least {count}"),
    "not_known": ("ukendt antal", "number not known"),
    "ended": ("listen {title} findes ikke længere", "there is no list {title} any more"),
    "on_titled": ("{count} på listen {title}", "{count} on the list {title}"),
    # headings -----------------------------------------------------------------------------------
    "lists_of": ("Listerne {day}", "The lists of {day}"),
    "lists_of_year": ("Listerne for {day}", "The lists of {day}"),
    "compared_with": ("sammenlignet med {day}", "compared with {day}"),
    "against_label": ("{after} mod {before}", "{after} against {before}"),
    "published_lists": ("den offentliggjorte liste", "the published list"),
    "own_figures": ("tallene", "the figures"),
    "published_column": ("offentliggjort", "published"),
    "figures_column": ("tallene", "figures"),
    "list": ("Liste", "List"),
    "came": ("Nye", "New"),
    "went": ("Ude", "Off"),
    "stayed": ("Blev", "Stayed"),
    "unknown": ("Uvist", "Unknown"),
    "only_after": ("Kun {label}", "Only {label}"),
    "only_before": ("Kun {label}", "Only {label}"),
    "both": ("Begge", "Both"),
    # who came and went --------------------------------------------------------------------------
    "entered": ("Nye", "New"),
    "left": ("Ude", "Off"),
    "entered_only": ("Kun på listen efter {label}", "On the list only by {label}"),
    "entered_figures": (
        "På listen efter tallene, men ikke offentliggjort",
        "On the list by the figures, not published",
    ),
    "left_figures": ("Offentliggjort, men ikke på listen efter tallene", "Published, not on the list by the figures"),
    "stayed_names": ("Blev", "Stayed"),
    "stayed_both": ("På listen efter begge", "On the list by both"),
    "on_new_list": ("På den nye liste", "On the new list"),
    "on_ended_list": ("Var på listen", "Were on the list"),
    "on_from_unknown": ("På listen nu; uvist før", "On the list now; not known before"),
    "on_to_unknown": ("På listen før; uvist nu", "On the list before; not known now"),
    "off_from_unknown": ("Ikke på listen nu; uvist før", "Off the list now; not known before"),
    "off_to_unknown": ("Ikke på listen før; uvist nu", "Off the list before; not known now"),
    "unknown_both": ("Uvist på begge sider", "Not known on either side"),
    "on_from_unknown_sides": ("På listen efter {after}; uvist efter {before}", "On by {after}; not known by {before}"),
    "on_to_unknown_sides": ("På listen efter {before}; uvist efter {after}", "On by {before}; not known by {after}"),
    "off_from_unknown_sides": (
        "Ikke på listen efter {after}; uvist efter {before}",
        "Off by {after}; not known by {before}",
    ),
    "off_to_unknown_sides": (
        "Ikke på listen efter {before}; uvist efter {after}",
        "Off by {before}; not known by {after}",
    ),
    "nobody_came": ("Ingen nye, og ingen ude", "None new and none off"),
    "no_difference": ("Ingen forskel", "No difference"),
    "moves_published": (
        "{came} nye og {went} ude efter de offentliggjorte tal",
        "{came} new and {went} off by the published counts",
    ),
    "came_published": ("{came} nye efter de offentliggjorte tal", "{came} new by the published counts"),
    "went_published": ("{went} ude efter de offentliggjorte tal", "{went} off by the published counts"),
    "named_of": ("Kendt ved navn: {named} af {count}", "Known by name: {named} of {count}"),
    "all_named": ("Kendt ved navn: alle {count}", "Known by name: all {count}"),
    "named_before": ("{named} af {before}", "{named} of {before}"),
    "because_of": ("Årsag: {reasons}", "Reason: {reasons}"),
    "one_person": ("1 person", "1 person"),
    "was_called": ("{area} (før {was})", "{area} (formerly {was})"),
    "and_more": ("og {count} flere", "and {count} more"),
    # what flipped -------------------------------------------------------------------------------
    "flip": ("{title} {before} → {after} ({line})", "{title} {before} → {after} ({line})"),
    "line_moved": ("{before} → {after}", "{before} → {after}"),
    "only_in_before": (
        "{title} {value} ({line}) er kun et kriterium efter {label}",
        "{title} {value} ({line}) is a criterion only by {label}",
    ),
    "to_turn": ("{amount} fra at vende tilbage", "{amount} from turning back"),
    "from_line": ("{amount} fra grænsen", "{amount} from the line"),
    "group": ("{title}: {values} opfyldt ({line})", "{title}: {values} met ({line})"),
    "run": ("Lister i træk på {title}: {values} ({line})", "Lists running on {title}: {values} ({line})"),
    "ever": ("Nogensinde {title}: {before} → {after}", "Ever on the list {title}: {before} → {after}"),
    "on_list": ("{title}: {before} → {after} (udelukker)", "{title}: {before} → {after} (keeps off)"),
    "needed": ("kræver {count}", "{count} needed"),
    "no_criteria": (
        "filen har ingen kriterier; skriv resultatet som .json for at se dem",
        "the file holds no criteria; write the result as .json to see them",
    ),
    "not_seen": (
        "efter den offentliggjorte liste; tallene her viser ikke, hvilket kriterium der vendte",
        "by the published list; the figures here do not show which criterion flipped",
    ),
    "no_flip_seen": (
        "tallene viser ikke, hvilket kriterium der vendte",
        "the figures do not show which criterion flipped",
    ),
    "flipped_elsewhere": (
        "Kriterier, der vendte, uden at området skiftede liste",
        "Criteria that flipped for areas that changed no list",
    ),
    # names, progress, undecided -----------------------------------------------------------------
    "only_name": ("Skiftede kun navn", "Changed only their name"),
    "other_name": ("Skiftede navn", "Changed their name"),
    "split_merged": ("Delt eller lagt sammen", "Split or merged"),
    "now_called": ("{was} hedder nu {now}", "{was} is now {now}"),
    "became": ("{was} blev til {now}", "{was} became {now}"),
    "lookalikes": (
        "Ligner hinanden; er det samme område, så sig det med --lineage",
        "These look alike; if they are one area, say so with --lineage",
    ),
    "progress": (
        "{improved} af {compared} kriterier med tal begge gange blev bedre ({share} pct.)",
        "{improved} of {compared} criteria with a figure both times improved ({share} %)",
    ),
    "progress_heading": ("Kriterier med tal på begge sider", "Criteria with a figure on both sides"),
    "progress_label": ("Kriterium", "Criterion"),
    "improved": ("Bedre", "Improved"),
    "worsened": ("Dårligere", "Worse"),
    "unchanged": ("Uændret", "Unchanged"),
    "undecided": ("Uafklaret", "Undecided"),
    "named_legend": (
        "Antallet er det offentliggjorte; i parentes, hvor mange der er kendt ved navn.",
        "The number is the published count; in brackets, how many are known by name.",
    ),
    "least_legend": (
        "≥: listen er ikke navngivet i sin helhed eller ikke helt afgjort, så der kan være flere.",
        "≥: not every name is known or not every area is decided, so there may be more.",
    ),
    "nothing_decided": ("ingen liste kan sammenlignes", "no list can be compared"),
    "contradictions": (
        "Tallene siger {count} steder noget andet end de offentliggjorte lister.",
        "The figures contradict the published lists in {count} places.",
    ),
    "one_contradiction": (
        "Tallene siger ét sted noget andet end de offentliggjorte lister.",
        "The figures contradict the published lists in 1 place.",
    ),
    "no_contradictions": (
        "Tallene siger intet sted det modsatte af de offentliggjorte lister.",
        "The figures nowhere contradict the published lists.",
    ),
    "none": ("–", "–"),
    "scenario_named": ("»{name}«", "“{name}”"),
    "law": ("loven", "the law"),
    "law_then": ("{before}; nu {after}", "{before}; now {after}"),
}

# How people write several of a list; a list that is not here is told by its title.
_SEVERAL: Mapping[str, tuple[str, str]] = {
    "udsat_boligomraade": ("udsatte boligområder", "vulnerable housing areas"),
    "parallelsamfund": ("parallelsamfund", "parallel societies"),
    "omdannelsesomraade": ("omdannelsesområder", "transformation areas"),
    "forebyggelsesomraade": ("forebyggelsesområder", "prevention areas"),
    "ghettoomraade": ("ghettoområder", "ghetto areas"),
    "haardt_ghettoomraade": ("hårde ghettoområder", "hard ghetto areas"),
    "udviklingsplan": ("områder med udviklingsplan", "areas with a development plan"),
    "kombineret_udlejning": ("områder med kombineret udlejning", "combined letting areas"),
}


def tell(word: str, language: Language, **parts: object) -> str:
    """A word or sentence of the table above, with its parts filled in."""
    return _WORDS[word][LANGUAGES.index(language)].format(**parts)


def name_several(name: str, language: Language) -> str | None:
    """`udsatte boligområder`; None for a list that has only its title."""
    told = _SEVERAL.get(name)
    return told[LANGUAGES.index(language)] if told else None


def count_areas(number: str, is_one: bool, name: str, title: Text, language: Language) -> str:  # noqa: FBT001
    """`19 udsatte boligområder`, `1 parallelsamfund`, or `3 på listen Stort område`."""
    several = name_several(name, language)
    if several is None:
        return tell("on_titled", language, count=number, title=choose(title, language))
    one = choose(title, language)
    return f"{number} {one[0].lower()}{one[1:]}" if is_one else f"{number} {several}"


def tell_day(day: ListDay, language: Language) -> str:
    """`1. december 2023`, or `2023`."""
    return format_day(day.list_date, language) if day.list_date else str(day.year)


def join_names(names: Sequence[str], language: Language) -> str:
    """`A, B og C`; with semicolons where a name has a comma."""
    last = {"da": " og ", "en": " and "}[language]
    mark = "; " if any("," in name for name in names) else ", "
    *first, final = names
    return f"{mark.join(first)}{last}{final}" if first else final
