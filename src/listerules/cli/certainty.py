"""`listerules certainty`: how often an area is on a list, when printed rates are anything that rounds to them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
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
    from listerules.result.draws import Draws


@click.command(
    short_help="How often an area is on a list, whatever print has rounded.",
    epilog="\b\nExamples:\n"
    "  listerules certainty areas.csv --draws 10000 --seed 1\n"
    "  listerules certainty areas.csv --history lists.csv --year 2023 --format csv\n"
    "  listerules certainty areas.csv -o certainty.xlsx",
)
@click.argument("areas", type=click.Path(path_type=Path))
@click.option("--draws", default=10_000, show_default=True, metavar="NUMBER", help="How many times to draw.")
@click.option("--seed", default=1, show_default=True, metavar="NUMBER", help="The same number, the same draws.")
@years_option
@table_options
@scenario_option
@click.option("-o", "--output", metavar="FILE", help="Write a row for each verdict to .csv, .parquet, .json or .xlsx.")
@click.option(
    "--format",
    "shown",
    type=click.Choice(["text", "markdown", "json", "csv"]),
    default="text",
    show_default=True,
    help="How to print it; csv has a row for each verdict.",
)
@quiet_option
@language_option
@tell_mistakes
def certainty(areas: Path, **options: Any) -> None:
    """Draw the printed rates of AREAS from what they may have been before they were rounded, and judge each draw.

    AREAS is a table as `listerules classify` takes it. A rate printed as 40.0 is anything from 39.95 to 40.05, each
    number as likely as the others. What is certain whatever was rounded is told without drawing; for the rest, how
    often it is on each list.
    """
    from listerules.progress import show_progress  # noqa: PLC0415

    if options["as_printed"]:
        raise click.UsageError("--as-printed takes printed rates as exact, which leaves nothing to draw.")
    with show_progress() as tell:
        _certainty(areas, tell, **options)


def _certainty(  # noqa: PLR0913 - one word for each option
    areas: Path,
    tell: Callable[[str], None],
    *,
    draws: int,
    seed: int,
    output: str | None,
    shown: str,
    quiet: bool,
    language: Any,
    rules: str | None,
    **options: Any,
) -> None:
    from listerules.result.classify import classify  # noqa: PLC0415
    from listerules.result.draws import draw_lists  # noqa: PLC0415
    from listerules.result.write import check_target, write_frame  # noqa: PLC0415

    inputs = [areas, *(options[name] for name in ("reference", "history", "lineage") if options[name])]
    if output:
        check_target(output, inputs)
    tell(f"reading {areas}")
    result = classify(areas, rules, **options)
    drawn = draw_lists(result, draws, seed, tell=tell)
    if output:
        tell(f"writing {output}")
        write_frame(drawn.table, output, inputs, language)
        tell("")
        click.echo(f"{output}: {drawn.table.height} rows, {draws} draws, seed {seed}", err=True)
    else:
        text = _show(drawn, shown, language)
        tell("")
        click.echo(text, nl=not text.endswith("\n"))
    if not quiet:
        for note in result.notes:
            click.echo(f"note: {note}", err=True)


def _show(drawn: Draws, shown: str, language: Any) -> str:
    from listerules.result.write import make_csv  # noqa: PLC0415

    if shown == "json":
        return json.dumps(drawn.to_dict(), ensure_ascii=False, indent=1, default=str)
    if shown == "csv":
        return make_csv(drawn.table).decode()
    if shown == "markdown":
        return drawn.to_markdown(language)
    return drawn.to_text(language, shutil.get_terminal_size((WIDTH, 24)).columns)
