"""`listerules readings`: which verdicts depend on how the law is read."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from listerules.cli.shared import (
    WIDTH,
    language_option,
    quiet_option,
    scenario_option,
    table_options,
    tell_mistakes,
    years_option,
)

if TYPE_CHECKING:
    from listerules.result.result import Result


@click.command(
    short_help="Which verdicts depend on how the law is read.",
    epilog="\b\nExamples:\n"
    "  listerules readings areas.csv --reference reference.csv\n"
    "  listerules readings areas.csv --history lists.csv --year 2021 --format csv",
)
@click.argument("areas", type=click.Path(path_type=Path))
@years_option
@table_options
@scenario_option
@click.option(
    "--format",
    "shown",
    type=click.Choice(["text", "markdown", "json", "csv"]),
    default="text",
    show_default=True,
    help="How it is written; csv has one row for each verdict.",
)
@quiet_option
@language_option
@tell_mistakes
def readings(areas: Path, **options: Any) -> None:
    """Try the other choice wherever the rules had to choose between readings of the law.

    AREAS is a table as `listerules classify` takes it. Each reading is told with the verdicts that another would
    turn. Lists that a reading bears on are judged by the figures here, also where they were published.
    """
    from listerules.progress import show_progress  # noqa: PLC0415

    with show_progress() as tell:
        text, notes = _try(areas, tell, **options)
        tell("")
        click.echo(text, nl=not text.endswith("\n"))
        for note in notes:
            click.echo(f"note: {note}", err=True)


def _try(  # noqa: PLR0913 - one word for each option
    areas: Path,
    tell: Callable[[str], None],
    *,
    shown: str,
    quiet: bool,
    language: Any,
    rules: str | None,
    **options: Any,
) -> tuple[str, tuple[str, ...]]:
    from listerules.result.classify import classify  # noqa: PLC0415

    tell(f"reading {areas}")
    result = classify(areas, rules, **options)
    tell("trying the other readings")
    return write_readings(result, shown, language), () if quiet else result.notes


def write_readings(result: Result, shown: str, language: Any) -> str:
    """What depends on a reading, in one of the formats."""
    from listerules.result import readings_page as page  # noqa: PLC0415
    from listerules.result.readings import list_dependence, try_readings  # noqa: PLC0415
    from listerules.result.write import make_csv  # noqa: PLC0415

    trials = try_readings(result)
    width = shutil.get_terminal_size((WIDTH, 24)).columns
    lines: Iterator[str]
    if shown == "json":
        return page.render_readings(trials, language)
    if shown == "csv":
        return make_csv(list_dependence(trials)).decode()
    if shown == "markdown":
        lines = page.describe_readings_in_markdown(trials, result, language)
    else:
        lines = page.describe_readings(trials, result, language, width)
    return "\n".join(lines)
