"""`listerules outlook`: what next year's figures must be."""

from __future__ import annotations

import json
import re
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from listerules.cli.shared import WIDTH, language_option, table_options, tell_mistakes


def _read_assumed(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> dict[str, Fraction]:
    """`beboere_18_64=900` as a column and a number."""
    assumed: dict[str, Fraction] = {}
    for text in texts:
        found = re.fullmatch(r"\s*(\w+)\s*=\s*([0-9]{1,9}(?:[.,][0-9]{1,9})?)\s*", text)
        if not found:
            raise click.BadParameter(f"'{text}' is not COLUMN=NUMBER. Write beboere_18_64=900.")
        if found[1] in assumed:
            raise click.BadParameter(f"'{found[1]}' is given twice.")
        assumed[found[1]] = Fraction(found[2].replace(",", "."))
    return assumed


@click.command(
    short_help="What next year's figures must be for each list.",
    epilog="\b\nExamples:\n"
    "  listerules outlook areas.csv --reference reference.csv\n"
    '  listerules outlook areas.csv "Ringparken" --for 2026 --reference reference.csv --history lists.csv\n'
    '  listerules outlook areas.csv "Ringparken" --assume beboere_18_64=900 --format markdown',
)
@click.argument("areas", type=click.Path(path_type=Path))
@click.argument("area", required=False)
@click.option(
    "--for", "year", type=int, metavar="YEAR", help="The list year; the one after the table's last if left out."
)
@table_options
@click.option(
    "--assume",
    multiple=True,
    callback=_read_assumed,
    metavar="COLUMN=NUMBER",
    help="A figure of the year, mostly the size of a group; needs AREA.",
)
@click.option(
    "--format", "shown", type=click.Choice(["text", "markdown", "json", "csv"]), default="text", show_default=True
)
@click.option("-q", "--quiet", is_flag=True, help="Do not tell what was recognised, assumed and left out.")
@language_option
@tell_mistakes
def outlook(  # noqa: PLR0913 - one word for each option
    areas: Path,
    area: str | None,
    *,
    year: int | None,
    assume: dict[str, Fraction],
    rules: str | None,
    shown: str,
    quiet: bool,
    language: Any,
    **options: Any,
) -> None:
    """What the figures of a year to come must be to put an area of AREAS on each list, or keep it off.

    Two-year means are solved for the missing year, in per cent and in persons. With the name of an AREA all about it
    is told; otherwise each area and list has a line. What AREAS already has for the year counts as known.
    """
    from listerules.progress import show_progress  # noqa: PLC0415
    from listerules.result.classify import classify  # noqa: PLC0415
    from listerules.result.outlook import outlook as look_ahead  # noqa: PLC0415

    with show_progress() as tell:
        tell(f"reading {areas}")
        result = classify(areas, rules, **options)
        tell("looking ahead")
        found = look_ahead(result, year, area, assume=assume)
        tell("")
    if shown == "text":
        click.echo(found.to_text(language, shutil.get_terminal_size((WIDTH, 24)).columns), nl=False)
    elif shown == "markdown":
        click.echo(found.to_markdown(language), nl=False)
    elif shown == "csv":
        click.echo(found.to_csv(language), nl=False)
    else:
        click.echo(json.dumps(found.to_dict(language), ensure_ascii=False, indent=2))
    if not quiet:
        for note in (*result.notes, *found.notes):
            click.echo(f"note: {note}", err=True)
