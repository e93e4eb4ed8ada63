"""`listerules whatif`: the lists under scenarios, or one number of the rules moved step by step."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from listerules.cli.shared import WIDTH, language_option, quiet_option, table_options, tell_mistakes, years_option

if TYPE_CHECKING:
    from listerules.result.sweep import Sweep
    from listerules.result.whatif import WhatIf


@click.command(
    epilog="\b\nExamples:\n"
    "  listerules whatif --list\n"
    "  listerules whatif areas.csv --reference reference.csv --scenario fire-aar\n"
    "  listerules whatif areas.csv --scenario my-scenario.yaml --format markdown\n"
    "  listerules whatif areas.csv --year 2024 \\\n"
    "      --sweep udsat_boligomraade...uden_tilknytning.above=30%..50%/1%"
)
@click.argument("areas", type=click.Path(path_type=Path), required=False)
@click.option(
    "--scenario", "scenarios", metavar="FILE", multiple=True, help="A file, or one that ships; may be repeated."
)
@click.option("--sweep", "asked", metavar="PATH=FROM..TO/STEP", help="Move one number; ... stands for nodes between.")
@click.option("--regime", "regimes", metavar="NAME", multiple=True, help="Sweep the number of this regime only.")
@click.option("--list", "listed", is_flag=True, help="List the scenarios that ship, with what they change.")
@years_option
@table_options
@click.option(
    "--format",
    "shown",
    type=click.Choice(["text", "markdown", "csv", "json"]),
    default="text",
    show_default=True,
    help="How to print the answer.",
)
@quiet_option
@language_option
@tell_mistakes
def whatif(  # noqa: PLR0913 - one word for each option
    *,
    areas: Path | None,
    scenarios: tuple[str, ...],
    asked: str | None,
    regimes: tuple[str, ...],
    listed: bool,
    shown: str,
    quiet: bool,
    language: Any,
    **options: Any,
) -> None:
    """Judge AREAS under other rules, and compare with the law as it is.

    Each scenario is a YAML file that changes a regime, or the name of one that ships; with none given, all that
    ship are tried. With --sweep one number of the rules is moved step by step: how many areas are on each list
    at each step, and where each area comes and goes.
    """
    if listed:
        click.echo("\n".join(_list_scenarios(language)))
        return
    if areas is None:
        raise click.UsageError("Name the table of areas, or list the scenarios that ship with --list.")
    if asked and scenarios:
        raise click.UsageError("Give either --scenario or --sweep.")
    if regimes and not asked:
        raise click.UsageError("--regime belongs to --sweep; a scenario names its own regimes.")
    from listerules.progress import show_progress  # noqa: PLC0415

    with show_progress() as tell:
        tell(f"reading {areas}")
        answer = _answer(areas, scenarios, asked, regimes, options)
        tell("")
    click.echo(_show(answer, shown, language), nl=False)
    if not quiet:
        for note in answer.notes:
            click.echo(f"note: {note}", err=True)


def _answer(
    areas: Path, scenarios: Sequence[str], asked: str | None, regimes: Sequence[str], options: dict[str, Any]
) -> WhatIf | Sweep:
    from listerules.result.sweep import sweep  # noqa: PLC0415
    from listerules.result.whatif import run_scenarios  # noqa: PLC0415

    if asked:
        return sweep(areas, asked, regimes=regimes or None, **options)
    return run_scenarios(areas, scenarios=scenarios or None, **options)


def _show(answer: WhatIf | Sweep, shown: str, language: Any) -> str:
    if shown == "json":
        import json  # noqa: PLC0415

        return json.dumps(answer.to_dict(), ensure_ascii=False, indent=1) + "\n"
    if shown == "csv":
        from listerules.result.write import make_harmless  # noqa: PLC0415

        text: str = make_harmless(answer.table).write_csv()
        return text
    if shown == "markdown":
        return answer.to_markdown(language) + "\n"
    return answer.to_text(language, shutil.get_terminal_size((WIDTH, 24)).columns) + "\n"


def _list_scenarios(language: Any) -> Iterator[str]:
    from listerules.law.scenario import find_scenario, list_scenarios  # noqa: PLC0415
    from listerules.result.scenario_pages import describe_scenario  # noqa: PLC0415

    width = shutil.get_terminal_size((WIDTH, 24)).columns
    for number, name in enumerate(list_scenarios()):
        if number:
            yield ""
        yield from describe_scenario(find_scenario(name).scenario, language, width)
