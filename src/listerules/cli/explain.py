"""`listerules explain`: why an area is on a list, or which areas stand nearest to a line."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from listerules.cli.shared import WIDTH, language_option, quiet_option, table_options, tell_mistakes
from listerules.errors import DataError, Problem

if TYPE_CHECKING:
    from listerules.result.result import Result


@click.command(
    epilog="\b\nExamples:\n"
    '  listerules explain areas.csv "Ringparken" --year 2019 --history lists.csv\n'
    "  listerules explain areas.csv ringparken --list parallelsamfund --format markdown > ringparken.md\n"
    "  listerules explain areas.csv --reference reference.csv --limit 10"
)
@click.argument("areas", type=click.Path(path_type=Path))
@click.argument("name", required=False)
@click.option("--year", type=int, metavar="YEAR", help="The list year; the latest there is where not given.")
@click.option("--date", "day", metavar="DATE", help="The list of one day, such as 2014-02-01, where a year had two.")
@click.option("--list", "list_name", metavar="NAME", help="One list only, by its name or title.")
@table_options
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Without a NAME: how many.")
@click.option("--all", "every", is_flag=True, help="Without a NAME: also where no list hangs on it.")
@click.option(
    "--format", "shown", type=click.Choice(["text", "markdown", "json"]), default="text", help="How it is written."
)
@quiet_option
@language_option
@tell_mistakes
def explain(areas: Path, name: str | None, **options: Any) -> None:
    """Why the area NAME of the table AREAS is on each list of a year or not.

    Every condition with its figure, its line, its paragraph and what would turn the answer. NAME may be loosely
    written: `ringparken` is `Ringparken, Slagelse`. Without a NAME: which areas stand nearest to a line.
    """
    from listerules.progress import show_progress  # noqa: PLC0415

    with show_progress() as tell:
        tell(f"reading {areas}")
        text, notes = _explain(areas, name, **options)
        tell("")
        click.echo(text)
        for note in notes:
            click.echo(f"note: {note}", err=True)


def _explain(  # noqa: PLR0913 - one word for each option
    areas: Path,
    name: str | None,
    *,
    year: int | None,
    day: str | None,
    list_name: str | None,
    limit: int,
    every: bool,
    shown: str,
    quiet: bool,
    language: Any,
    rules: str | None,
    **options: Any,
) -> tuple[str, tuple[str, ...]]:
    """What is printed, and the notes of what was recognised."""
    from listerules.result.classify import classify  # noqa: PLC0415
    from listerules.result.explain import explain as explain_area  # noqa: PLC0415
    from listerules.result.nearest import list_nearest  # noqa: PLC0415

    result: Result = classify(areas, rules, **options)
    found: Any
    if name is None:
        found = list_nearest(result, year, _read_day(day), list_name, limit=limit, every=every)
    else:
        found = explain_area(result, name, year, _read_day(day), list_name)
    written = {
        "text": lambda: found.to_text(language, shutil.get_terminal_size((WIDTH, 24)).columns),
        "markdown": lambda: found.to_markdown(language),
        "json": lambda: found.to_json(language),
    }
    return written[shown](), () if quiet else result.notes


def _read_day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DataError(Problem("--date", f"'{text}' is not a date.", "Write it as 2014-02-01.")) from None
