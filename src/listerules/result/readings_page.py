"""What depends on a reading, as text for a terminal, as Markdown and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from listerules.result.wording import Language, choose, format_day
from listerules.result.wording_of_certainty import phrase

if TYPE_CHECKING:
    import polars as pl

    from listerules.law.model import Patch
    from listerules.law.rulebook import Series
    from listerules.result.readings import Trial
    from listerules.result.result import Result


def describe_readings(trials: Sequence[Trial], result: Result, language: Language, width: int = 100) -> Iterator[str]:
    """Yield the lines: how many readings decide something, and each with its choice, the other, and what turns."""
    yield from wrap(_sum_up(trials, language), width)
    for trial in trials:
        yield ""
        yield f"{trial.reading.name} ({trial.regime.regime}, {trial.path})"
        for line in _tell_trial(trial, result.series, language):
            indent = " " * (2 + len(line) - len(line.lstrip()))
            yield from wrap(line.lstrip(), width, initial_indent=indent, subsequent_indent=f"{indent}  ")


def describe_readings_in_markdown(trials: Sequence[Trial], result: Result, language: Language) -> Iterator[str]:
    """Yield the same as lines of Markdown, with a heading for each reading."""
    yield _sum_up(trials, language)
    for trial in trials:
        yield f"\n## {trial.reading.name}\n\n`{trial.regime.regime}`, `{trial.path}`\n"
        for line in _tell_trial(trial, result.series, language):
            yield f"{'  ' if line.startswith(' ') else ''}- {_escape(line.strip())}"


def render_readings(trials: Sequence[Trial], language: Language) -> str:
    """The same as a JSON list, with every verdict that is turned or lost. Dates are such as `2019-12-01`."""
    return json.dumps([_to_mapping(trial, language) for trial in trials], ensure_ascii=False, indent=1, default=str)


def _sum_up(trials: Sequence[Trial], language: Language) -> str:
    if not trials:
        return phrase("no readings", language)
    decisive = [trial.reading.name for trial in trials if trial.turned.height]
    if not decisive:
        return phrase("nothing depends", language, count=len(trials))
    return phrase("some depend", language, count=len(trials), some=len(decisive), names=", ".join(decisive))


def _tell_trial(trial: Trial, series: Series, language: Language) -> Iterator[str]:
    """The lines of one reading; what belongs to the line above begins with two spaces."""
    yield phrase("chosen", language, choice=choose(trial.reading.choice, language))
    if trial.reading.alternative is None:
        yield phrase("no alternative", language)
        return
    yield phrase("instead", language, patch=_tell_patch(trial.reading.alternative, language))
    if trial.misfit is not None:
        yield phrase("misfit", language, what=trial.misfit)
        return
    if trial.turned.height:
        yield phrase(_number("turned", trial.turned.height), language, count=trial.turned.height)
        yield from (f"  {line}" for line in _tell_turned(trial.turned, series, language))
    if trial.lost.height:
        missing = phrase("lacking", language, columns=", ".join(trial.missing)) if trial.missing else ""
        yield phrase(_number("lost", trial.lost.height), language, count=trial.lost.height, missing=missing)
    if not trial.changed.height:
        yield phrase("untouched", language)
        if trial.missing:
            yield phrase("lacks", language, columns=", ".join(trial.missing))
    if trial.as_rates:
        yield phrase("counted already", language, columns=", ".join(trial.as_rates))


def _number(word: str, count: int) -> str:
    return f"{word} one" if count == 1 else word


def _tell_patch(patch: Patch, language: Language) -> str:
    """What the other choice changes in the rules, in the words of the rule file."""
    changed = [
        phrase("patch change", language, path=path, was=each.was, now=each.now) for path, each in patch.change.items()
    ]
    removed = [phrase("patch remove", language, path=path) for path in patch.remove]
    added = [
        phrase("patch add", language, path=path if isinstance(value, Mapping) else f"{path}: {value}")
        for path, value in patch.add.items()
    ]
    return "; ".join((*changed, *removed, *added))


def _tell_turned(turned: pl.DataFrame, series: Series, language: Language) -> Iterator[str]:
    """A line for each date, list and turn, with its areas."""
    areas: dict[tuple[date, bool, str, str, str], list[str]] = {}
    for area, year, name, verdict, other, day in turned.iter_rows():
        key = (day or date(year, 12, 31), day is not None, name, verdict, other)
        areas.setdefault(key, []).append(area)
    for (day, is_dated, name, verdict, other), named in sorted(areas.items(), key=lambda each: each[0][0]):
        yield phrase(
            "turn",
            language,
            day=format_day(day, language) if is_dated else day.year,
            title=_find_title(series, name, day, language),
            was=phrase(f"verdict {verdict}", language),
            now=phrase(f"verdict {other}", language),
            areas="; ".join(named),
        )


def _find_title(series: Series, name: str, day: date, language: Language) -> str:
    """The title a list had on a day."""
    regime = series.regime_on(day)
    then = regime and series.name_in(regime, series.newest_name(name))
    return choose(regime.lists[then].title, language) if regime and then else name


def _to_mapping(trial: Trial, language: Language) -> dict[str, Any]:
    reading = trial.reading
    return {
        "regime": trial.regime.regime,
        "node": trial.path,
        "reading": reading.name,
        "choice": choose(reading.choice, language),
        "why": choose(reading.why, language),
        "alternative": reading.alternative and reading.alternative.model_dump(mode="json", exclude_defaults=True),
        "tried": trial.was_tried,
        "misfit": trial.misfit,
        "missing": list(trial.missing),
        "published_rates": list(trial.as_rates),
        "changed": trial.changed.to_dicts(),
    }


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("*", "\\*").replace("_", "\\_").replace("<", "&lt;").replace("|", "\\|")
