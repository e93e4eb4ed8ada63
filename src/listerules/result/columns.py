"""The columns a table may have, in words: for someone with a spreadsheet who wants it read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from listerules.areas.structure import REGIONS
from listerules.law.columns import STRUCTURAL, fold
from listerules.result.wording import Language, choose
from listerules.result.wording_of_rules import tell, wrap, write_number

if TYPE_CHECKING:
    from listerules.law.columns import Vocabulary
    from listerules.law.model import Column

WIDTH = 100

# The other tables, by the option that takes them, with their columns. The reference has those of the areas.
OTHER_TABLES: Mapping[str, tuple[str, ...]] = {
    "reference": (),
    "history": ("area", "year", "list_date", "list", "on", "complete"),
    "lineage": ("area", "from_year", "was"),
}


def describe_columns(vocabulary: Vocabulary, language: Language) -> str:
    """Every column with its unit, title and other headings, and those of the other tables. 100 characters wide."""
    columns = vocabulary.columns
    rates = [name for name, column in columns.items() if column.unit == "percent"]
    counts = [name for name in columns if name not in rates and name not in STRUCTURAL]
    groups = {"structural": STRUCTURAL, "counted": counts, "rate": rates}
    parts = [_tell_group(word, names, columns, language) for word, names in groups.items() if names]
    parts += [_tell_other_tables(language), _tell_notes(language)]
    return "\n\n".join("\n".join(lines) for lines in parts)


def _tell_group(word: str, names: Sequence[str], columns: Mapping[str, Column], language: Language) -> list[str]:
    hint = tell(f"{word} hint", language, regions=", ".join(REGIONS))
    lines = [tell(f"{word} columns", language).upper(), *wrap(hint, WIDTH, "  "), ""]
    for name in names:
        lines += _tell_column(name, columns, language)
    return lines


def _tell_column(name: str, columns: Mapping[str, Column], language: Language) -> list[str]:
    """Name, unit and title, and below them the other headings."""
    column = columns[name]
    name_room = max(len(each) for each in columns)
    units = {each.unit: tell(f"unit {each.unit}", language) for each in columns.values()}
    unit_room = max(len(unit) for unit in units.values())
    head = f"  {name:{name_room}}  {units[column.unit]:{unit_room}}  "
    told = "; ".join((choose(column.title, language), *_tell_use(name, columns, language)))
    headings = _find_other_headings(name, column, language)
    also = tell("also", language, headings=", ".join(headings)) if headings else ""
    return [*wrap(told, WIDTH, head, " " * (len(head) + 2)), *wrap(also, WIDTH, " " * 6, " " * 8)]


def _find_other_headings(name: str, column: Column, language: Language) -> list[str]:
    """The headings that are not the name or the title over again."""
    shown = {fold(name), fold(choose(column.title, language))}
    return [heading for heading in column.headings if fold(heading) not in shown]


def _tell_use(name: str, columns: Mapping[str, Column], language: Language) -> Iterator[str]:
    """Which count a published rate stands for, or which line a published line is."""
    column = columns[name]
    if column.line_of is not None and column.times is not None:
        yield tell("line of", language, column=column.line_of, times=write_number(column.times, language))
    elif column.unit == "percent" and (counted := _find_counted(name, columns)):
        yield tell("rate of", language, column=counted)


def _find_counted(rate: str, columns: Mapping[str, Column]) -> str | None:
    """The counted column a rate is named after: `doemte` of `doemte_pct`, the longest where there are several."""
    counted = (name for name, column in columns.items() if column.unit != "percent" and rate.startswith(f"{name}_"))
    return max(counted, key=len, default=None)


def _tell_other_tables(language: Language) -> list[str]:
    lines = [tell("other tables", language).upper()]
    room = max(len(table) for table in OTHER_TABLES) + len("--")
    for table, names in OTHER_TABLES.items():
        told = tell(f"{table} table", language)
        sentence = f"{', '.join(names)}. {told}" if names else told
        lines += wrap(sentence, WIDTH, f"  {f'--{table}':{room}}  ")
    return lines


def _tell_notes(language: Language) -> list[str]:
    hints = [wrap(tell(note, language), WIDTH, "  ") for note in ("blanks hint", "headings hint")]
    return [tell("notes", language).upper(), *chain.from_iterable(hints)]
