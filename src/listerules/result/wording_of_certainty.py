"""What is said about how sure a verdict is, what depends on a reading, and whether a result can be made again."""

from __future__ import annotations

from collections.abc import Mapping

from listerules.result.wording import LANGUAGES, Language

_WORDS: Mapping[str, tuple[str, str]] = {
    "only_as_printed": (
        "Afgjort kun, hvis de trykte tal tages som nøjagtige",
        "Decided only if the printed figures are taken as exact",
    ),
    # readings ----------------------------------------------------------------------------------
    "no readings": (
        "Reglerne her vælger intet sted mellem flere læsninger af loven.",
        "The rules here nowhere choose between readings of the law.",
    ),
    "nothing depends": (
        "Reglerne vælger en læsning {count} steder, hvor loven er åben. Ingen afgørelse ses at bero på dem.",
        "The rules choose a reading in {count} places where the law is open. No verdict is seen to depend on one.",
    ),
    "some depend": (
        "Reglerne vælger en læsning {count} steder, hvor loven er åben. Afgørelser beror på {some}: {names}.",
        "The rules choose a reading in {count} places where the law is open. Verdicts depend on {some}: {names}.",
    ),
    "chosen": ("Valgt: {choice}.", "Chosen: {choice}."),
    "instead": ("Prøvet i stedet: {patch}.", "Tried instead: {patch}."),
    "no alternative": (
        "Der er ingen anden læsning i regelfilen at prøve, så hvad der beror på denne, er ikke undersøgt.",
        "The rule file has no other reading to try, so what depends on this one is not examined.",
    ),
    "misfit": (
        "Kan ikke prøves under dette scenarie: {what}",
        "Cannot be tried under this scenario: {what}",
    ),
    "turned": ("{count} afgørelser bliver andre:", "{count} verdicts become others:"),
    "turned one": ("1 afgørelse bliver en anden:", "1 verdict becomes another:"),
    "turn": ("{day}, {title}, {was} -> {now}: {areas}", "{day}, {title}, {was} -> {now}: {areas}"),
    "lost": (
        "{count} afgørelser kan ikke prøves, fordi tal mangler{missing}.",
        "{count} verdicts cannot be tried for want of figures{missing}.",
    ),
    "lost one": (
        "1 afgørelse kan ikke prøves, fordi tal mangler{missing}.",
        "1 verdict cannot be tried for want of figures{missing}.",
    ),
    "lacking": (": tabellen har ikke {columns}", ": the table has no {columns}"),
    "lacks": ("Tabellen har ikke {columns}.", "The table has no {columns}."),
    "untouched": ("Ingen afgørelse her bliver en anden.", "No verdict here becomes another."),
    "counted already": (
        "Trykte andele er allerede regnet ud, så på dem kan det ikke prøves: {columns}.",
        "Published rates are worked out already, so it cannot be tried on them: {columns}.",
    ),
    "patch change": ("{path} {now} i stedet for {was}", "{path} {now} instead of {was}"),
    "patch remove": ("uden {path}", "without {path}"),
    "patch add": ("med {path}", "with {path}"),
    # making a result again ---------------------------------------------------------------------
    "written by": (
        "{name} er skrevet af listerules {version} ud fra {tables} og {rules}.",
        "{name} was written by listerules {version} from {tables} and {rules}.",
    ),
    "shipped": ("de regler, der følger med", "the rules that ship"),
    "rules in": ("reglerne i {place}", "the rules in {place}"),
    "under": ("{rules} under scenariet {names}", "{rules} under the scenario {names}"),
    "same": (
        "Det samme igen: regler, tabeller, {rows} rækker, alle afgørelser og antal er, som de var.",
        "The same again: rules, tables, {rows} rows, every verdict and every count are as they were.",
    ),
    "not same": ("Ikke det samme:", "Not the same:"),
    "verdicts same": (
        "Alligevel bliver hver afgørelse og hvert antal det samme.",
        "Even so, every verdict and every count comes out the same.",
    ),
    "note": ("Bemærk: {said}", "Note: {said}"),
    "changed rule": (
        "Regelfilen {subject} er ændret. SHA-256 var {was} og er nu {now}.",
        "The rule file {subject} has changed. Its SHA-256 was {was} and is now {now}.",
    ),
    "missing rule": ("Regelfilen {subject} findes ikke mere.", "The rule file {subject} is no longer there."),
    "new rule": ("Regelfilen {subject} er kommet til.", "The rule file {subject} has been added."),
    "missing rules": (
        "Reglerne i {subject} er der ikke, så intet kan laves igen. Læg dem der eller ved manifestet.",
        "The rules in {subject} are not there, so nothing can be made again. Put them there or by the manifest.",
    ),
    "changed table": (
        "Tabellen {subject} er ændret. SHA-256 var {was} og er nu {now}.",
        "The table {subject} has changed. Its SHA-256 was {was} and is now {now}.",
    ),
    "missing table": (
        "Tabellen {subject} ({option}) er her ikke, så intet kan laves igen. Læg den der eller ved manifestet.",
        "The table {subject} ({option}) is not there, so nothing can be made again. Put it there or by the manifest.",
    ),
    "failed": (
        "Intet kunne laves igen, som det nu er: {subject}",
        "Nothing could be made as things are now: {subject}",
    ),
    "edited": (
        "Indholdet af {subject} er ændret, siden filen blev skrevet.",
        "What {subject} holds has changed since it was written.",
    ),
    "unreadable": (
        "{subject} kan ikke læses som det, der blev skrevet.",
        "{subject} cannot be read as what was written.",
    ),
    "other table": (
        "Tabellen bliver en anden end den, der blev skrevet. SHA-256 var {was} og er nu {now}.",
        "The table comes out other than it was written. Its SHA-256 was {was} and is now {now}.",
    ),
    "other findings": (
        "De enkelte kriterier bliver andre end dem, der blev skrevet. SHA-256 var {was} og er nu {now}.",
        "The findings come out other than they were written. Their SHA-256 was {was} and is now {now}.",
    ),
    "no file": (
        "{subject} er her ikke, så dens indhold er ikke prøvet.",
        "{subject} is not here, so what it holds is not checked.",
    ),
    "no comparison": (
        "Uden {subject} kan det ikke siges, hvilke områder der er afgjort anderledes.",
        "Without {subject} one cannot say which areas come out otherwise.",
    ),
    "version": ("{subject} var {was} og er nu {now}.", "{subject} was {was} and is now {now}."),
    "verdict": ("{subject}, {day}, {title}: før {was}, nu {now}.", "{subject}, {day}, {title}: was {was}, now {now}."),
    "verdict yes": ("på listen", "on the list"),
    "verdict no": ("ikke på listen", "off the list"),
    "verdict undecided": ("kan ikke afgøres", "undecided"),
    "verdict none": ("nævnt ikke", "not there"),
    "counts": ("{day}, {title}: før {was}; nu {now}.", "{day}, {title}: was {was}; now {now}."),
    "tally": (
        "{on} på listen, {off} ikke, {undecided} kan ikke afgøres",
        "{on} on the list, {off} off, {undecided} undecided",
    ),
    "no tally": ("ingen liste", "no list"),
    "more verdicts": ("og {count} andre afgørelser.", "and {count} other verdicts."),
}


def phrase(word: str, language: Language, **parts: object) -> str:
    """A word or sentence of the table above, with its parts filled in."""
    return _WORDS[word][LANGUAGES.index(language)].format(**parts)
