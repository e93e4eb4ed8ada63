"""The command line: each command a few lines over the public functions.

Results go to standard output, words to standard error. Everything heavy is imported inside the command that
needs it, so that help and version come at once.
"""

from __future__ import annotations

import functools
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from listerules._version import __version__
from listerules.errors import DataError, ListerulesError, Problem

if TYPE_CHECKING:
    from listerules.law.rulebook import Rulebook
    from listerules.result.result import Result

COULD_NOT_RUN = 2
WIDTH = 100  # of text that is not shown in a terminal

P = ParamSpec("P")
R = TypeVar("R")


def _tell_mistakes(command: Callable[P, R]) -> Callable[P, R]:
    """A user's mistake is told in its own words on standard error, with exit status 2."""

    @functools.wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ListerulesError as mistake:
            click.echo(str(mistake), err=True)
            sys.exit(COULD_NOT_RUN)

    return told


def _read_years(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> tuple[int, ...] | None:
    """`2019`, or `2018-2023` for all from the first to the last; none given means all there are."""
    years: list[int] = []
    for text in texts:
        found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text.strip())
        if not found or (found[2] and found[2] < found[1]):
            raise click.BadParameter(f"'{text}' is not a year. Write 2019, or 2018-2023 for several.")
        years += range(int(found[1]), int(found[2] or found[1]) + 1)
    return tuple(dict.fromkeys(years)) or None


def _choose_language(_: click.Context, __: click.Parameter, said: str | None) -> str:
    from listerules.result.wording import find_language  # noqa: PLC0415

    return said or find_language()


language_option = click.option(
    "--language",
    type=click.Choice(["da", "en"]),
    callback=_choose_language,
    help="Danish or English; that of the machine where not given.",
)
rules_option = click.option(
    "--rules", metavar="PATH", help="A rule file, or a folder of them, instead of the rules that ship."
)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
    epilog="Start with:  listerules example  and then  listerules classify areas.csv --reference reference.csv",
)
@click.version_option(__version__, "-V", "--version", message="listerules %(version)s")
def main() -> None:
    """The yearly Danish lists of social housing areas, from figures and the law in force.

    Results go to standard output, words to standard error. Exit status 0 is done, 1 is problems found, 2 is
    could not run.
    """


@main.command(
    epilog="\b\nExamples:\n"
    "  listerules classify areas.csv --reference reference.csv\n"
    "  listerules classify areas.xlsx --history lists.csv --year 2018-2023 -o lists.xlsx\n"
    "  listerules classify areas.csv --format csv | sort"
)
@click.argument("areas", type=click.Path(path_type=Path))
@click.option(
    "--year",
    "years",
    multiple=True,
    callback=_read_years,
    metavar="YEAR",
    help="2019, or 2018-2023; all where not given.",
)
@click.option("--reference", metavar="FILE", help="The same columns for Danmark and the regions: the baselines.")
@click.option(
    "--history", metavar="FILE", help="The published lists: area, year or list_date, list. They win over figures."
)
@click.option("--lineage", metavar="FILE", help="Renamed, split and merged areas: area, from_year, was.")
@rules_option
@click.option("--series", default="omraadelister", show_default=True, help="Which family of lists.")
@click.option("--decimal", type=click.Choice([",", "."]), help="The decimal mark, where the cells do not show it.")
@click.option("--as-printed", is_flag=True, help="Take published rates as exact figures, not as rounded ones.")
@click.option("-o", "--output", metavar="FILE", help="Write the lists to .csv, .parquet, .json or .xlsx instead.")
@click.option("--findings", metavar="FILE", help="Write every node of every area too, with value, line and reason.")
@click.option(
    "--format",
    "shown",
    type=click.Choice(["lists", "csv"]),
    help="What to print: lists for people (in a terminal) or CSV (in a pipe).",
)
@click.option("-q", "--quiet", is_flag=True, help="Do not tell what was recognised and assumed.")
@language_option
@_tell_mistakes
def classify(areas: Path, **options: Any) -> None:
    """Judge every area and year of AREAS by the law in force on its list date.

    AREAS is a CSV, Parquet, Arrow or XLSX file with a row per area and year: counts, or rates as published.
    `listerules columns` tells which columns it may have.
    """
    from listerules.progress import show_progress  # noqa: PLC0415

    with show_progress() as tell:
        _classify(areas, tell, **options)


def _classify(  # noqa: PLR0913 - one word for each option
    areas: Path,
    tell: Callable[[str], None],
    *,
    output: str | None,
    findings: str | None,
    shown: str | None,
    quiet: bool,
    language: Any,
    rules: str | None,
    **options: Any,
) -> None:
    from listerules.result.classify import classify as classify_areas  # noqa: PLC0415
    from listerules.result.write import check_target, write_frame, write_result  # noqa: PLC0415

    given = [areas, *(options[name] for name in ("reference", "history", "lineage") if options[name])]
    inputs = [Path(each) for each in given]
    for target in (output, findings):
        if target:
            check_target(target, inputs)
    tell(f"reading {areas}")
    result = classify_areas(areas, rules, **options)
    if findings:
        tell(f"writing {findings}")
        write_frame(result.list_findings(language), findings, inputs)
    if output:
        tell(f"writing {output}")
        write_result(result, output, language, inputs)
        tell("")
        click.echo(_sum_up(result, output), err=True)
    elif shown == "lists" or (shown is None and sys.stdout.isatty()):
        tell("comparing the two engines")
        lines = list(_print(result, language))
        tell("")
        click.echo("\n".join(lines))
    else:
        tell("")
        click.echo(_to_csv(result), nl=False)
    if not quiet:
        for note in result.notes:
            click.echo(f"note: {note}", err=True)


def _print(result: Result, language: Any) -> Iterator[str]:
    from listerules.result.terminal import print_lists  # noqa: PLC0415

    return print_lists(result, language, shutil.get_terminal_size((WIDTH, 24)).columns)


def _to_csv(result: Result) -> str:
    from listerules.result.write import make_harmless  # noqa: PLC0415

    text: str = make_harmless(result.table).write_csv()
    return text


def _sum_up(result: Result, output: str) -> str:
    first, last = min(result.table["year"]), max(result.table["year"])
    return f"{output}: {result.table.height} rows, {first if first == last else f'{first}-{last}'}"


@main.command(epilog="\b\nExample:\n  listerules columns --language en")
@language_option
@rules_option
@_tell_mistakes
def columns(language: Any, rules: str | None) -> None:
    """The columns a table may have, with their units and the headings that are recognised."""
    from listerules.result.columns import describe_columns  # noqa: PLC0415

    click.echo(describe_columns(_load(rules).vocabulary, language))


@main.command(
    epilog="\b\nExamples:\n"
    "  listerules show\n"
    "  listerules show almenboligloven-2021\n"
    "  listerules show almenboligloven-2018 almenboligloven-2021\n"
    "  listerules show --on 2019-12-01"
)
@click.argument("regimes", nargs=-1)
@click.option("--on", "day", metavar="DATE", help="Only what was in force that day, such as 2019-12-01.")
@rules_option
@language_option
@_tell_mistakes
def show(regimes: tuple[str, ...], day: str | None, rules: str | None, language: Any) -> None:
    """A regime in words, two side by side, or, without a name, which there are."""
    from listerules.result.show import compare_regimes, describe_regime, list_regimes  # noqa: PLC0415

    rulebook = _load(rules)
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


@main.command(epilog="\b\nExample:\n  listerules schema regime > regime.schema.json")
@click.argument("which", type=click.Choice(["regime", "columns", "scenario"]), default="regime")
@_tell_mistakes
def schema(which: str) -> None:
    """The JSON Schema of a rule file, so that an editor can complete it."""
    from listerules.law.schema import render_schemas  # noqa: PLC0415

    click.echo(render_schemas()[f"{which}.schema.json"], nl=False)


@main.command(epilog="\b\nExample:\n  listerules example try-it && cd try-it")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@_tell_mistakes
def example(folder: Path) -> None:
    """Write small made-up tables to try the commands on."""
    from listerules.result.example import write_example  # noqa: PLC0415

    for path in write_example(folder):
        click.echo(path)
    click.echo(f"Now try: listerules classify {folder / 'areas.csv'} --reference {folder / 'reference.csv'}", err=True)


def _load(rules: str | None) -> Rulebook:
    from listerules.law.rulebook import load_rules  # noqa: PLC0415

    return load_rules(rules)


def _read_day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problem = Problem("--on", f"'{text}' is not a date.", "Write it as 2019-12-01.")
        raise DataError(problem) from None
