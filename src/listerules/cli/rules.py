"""The commands about the rules and the tables they take: `columns`, `show`, `schema` and `example`."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import click

from listerules.cli.shared import WIDTH, language_option, load, rules_option, tell_mistakes
from listerules.errors import DataError, Problem


@click.command(short_help="The columns a table may have.", epilog="\b\nExample:\n  listerules columns --language en")
@language_option
@rules_option
@tell_mistakes
def columns(language: Any, rules: str | None) -> None:
    """The columns a table may have, with their units and the headings that are recognised."""
    from listerules.result.columns import describe_columns  # noqa: PLC0415

    click.echo(describe_columns(load(rules).vocabulary, language))


@click.command(
    short_help="A regime of the law in words, or two side by side.",
    epilog="\b\nExamples:\n"
    "  listerules show\n"
    "  listerules show almenboligloven-2021\n"
    "  listerules show almenboligloven-2018 almenboligloven-2021\n"
    "  listerules show --on 2019-12-01",
)
@click.argument("regimes", nargs=-1)
@click.option("--on", "day", metavar="DATE", help="Only what was in force that day, such as 2019-12-01.")
@rules_option
@language_option
@tell_mistakes
def show(regimes: tuple[str, ...], day: str | None, rules: str | None, language: Any) -> None:
    """A regime in words, two side by side, or, without a name, which there are."""
    from listerules.result.show import compare_regimes, describe_regime, list_regimes  # noqa: PLC0415

    rulebook = load(rules)
    if len(regimes) > 2:
        raise click.UsageError("One regime is described, two are compared; give no more.")
    if day and regimes:
        raise click.UsageError("Give either the names of regimes or --on DATE.")
    if not regimes:
        click.echo(list_regimes(rulebook, language, _read_day(day)))
    elif len(regimes) == 1:
        click.echo(describe_regime(rulebook, regimes[0], language))
    else:
        width = shutil.get_terminal_size((WIDTH, 24)).columns
        click.echo(compare_regimes(rulebook, regimes[0], regimes[1], language, width))


@click.command(
    short_help="The JSON Schema of a rule file, for editors.",
    epilog="\b\nExample:\n  listerules schema regime > regime.schema.json",
)
@click.argument("which", type=click.Choice(["regime", "columns", "scenario", "cases"]), default="regime")
@tell_mistakes
def schema(which: str) -> None:
    """The JSON Schema of a rule file, so that an editor can complete it."""
    from listerules.law.schema import render_schemas  # noqa: PLC0415

    click.echo(render_schemas()[f"{which}.schema.json"], nl=False)


@click.command(
    short_help="Write small made-up tables to try the commands on.",
    epilog="\b\nExample:\n  listerules example try-it && cd try-it",
)
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@tell_mistakes
def example(folder: Path) -> None:
    """Write small made-up tables to try the commands on."""
    from listerules.result.example import write_example  # noqa: PLC0415

    for path in write_example(folder):
        click.echo(path)
    click.echo(f"Now try: listerules classify {folder / 'areas.csv'} --reference {folder / 'reference.csv'}", err=True)


def _read_day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problem = Problem("--on", f"'{text}' is not a date.", "Write it as 2019-12-01.")
        raise DataError(problem) from None
