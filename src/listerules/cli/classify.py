"""`listerules classify`: figures in, lists out."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from listerules.cli.readings import write_readings
from listerules.cli.shared import (
    WIDTH,
    language_option,
    quiet_option,
    scenario_option,
    table_options,
    tell_mistakes,
    years_option,
)
from listerules.errors import DataError, Problem

if TYPE_CHECKING:
    from listerules.result.result import Result
    from listerules.result.stream import Streamed

_TABLES = ("reference", "history", "lineage")


@click.command(
    short_help="Area figures in, the lists of each year out.",
    epilog="\b\nExamples:\n"
    "  listerules classify areas.csv --reference reference.csv\n"
    "  listerules classify areas.xlsx --history lists.csv --year 2018-2023 -o lists.xlsx\n"
    "  listerules classify areas.csv --format csv | sort\n"
    "  listerules classify 'duckdb:///register.db?table=areas&reference=national' -o lists.csv\n"
    "  listerules classify 'postgresql://user@host/database?table=register.areas' --year 2024\n"
    "  listerules classify 'spark://local[2]?path=areas.parquet&reference=national.parquet' -o lists.csv",
)
@click.argument("areas")
@years_option
@table_options
@scenario_option
@click.option("-o", "--output", metavar="FILE", help="Write the lists to .csv, .parquet, .json or .xlsx instead.")
@click.option("--findings", metavar="FILE", help="Write every node of every area too, with value, line and reason.")
@click.option(
    "--format",
    "shown",
    type=click.Choice(["lists", "csv"]),
    help="What to print: lists for people (in a terminal) or CSV (in a pipe).",
)
@click.option("--readings", is_flag=True, help="After the lists, tell which verdicts depend on how the law is read.")
@quiet_option
@language_option
@tell_mistakes
def classify(areas: str, **options: Any) -> None:
    """Judge every area and year of AREAS by the law in force on its list date.

    AREAS is a CSV, Parquet, Arrow or XLSX file with a row per area and year: counts, or rates as published.
    `listerules columns` tells which columns it may have. Or it is the address of a table in DuckDB or PostgreSQL,
    which is judged there: only names, years and lists are fetched; or of one of Spark (see docs/spark.md).
    """
    from listerules.progress import show_progress  # noqa: PLC0415

    with show_progress() as tell:
        if areas.startswith("spark:/"):
            from listerules.cli.spark import classify_in_spark  # noqa: PLC0415

            classify_in_spark(areas, tell, **options)
        else:
            _classify(areas, tell, **options)


def _classify(  # noqa: PLR0913 - one word for each option
    areas: str,
    tell: Callable[[str], None],
    *,
    output: str | None,
    findings: str | None,
    shown: str | None,
    readings: bool,
    quiet: bool,
    language: Any,
    rules: str | None,
    **options: Any,
) -> None:
    from listerules.result.classify import classify as classify_areas  # noqa: PLC0415
    from listerules.result.write import check_target, write_findings, write_result  # noqa: PLC0415

    is_shown = not output and (shown == "lists" or (shown is None and sys.stdout.isatty()))
    if readings and not is_shown:
        raise click.UsageError("--readings is told after the lists: add --format lists, or use 'listerules readings'.")
    shown_name, inputs = _name_inputs(areas, "Findings" if findings else "Other readings" if readings else "")
    inputs += [Path(options[name]) for name in _TABLES if options[name]]
    for target in (output, findings):
        if target:
            check_target(target, inputs)
    if output and findings and Path(output).resolve() == Path(findings).resolve():
        raise DataError(Problem(findings, "The lists and the findings would be one file.", "Give two names."))
    tell(f"reading {shown_name}")
    asked = {"--findings": findings, "--readings": readings}
    if output and _goes_from_file_to_file(areas, output, {**asked, **options}):
        done = _classify_big(areas, output, tell, asked, rules=rules, **options)
        tell("")
        click.echo(_sum_up(done.height, done.years, output), err=True)
        _tell_notes(done.notes, quiet=quiet)
        return
    result = classify_areas(areas, rules, **options)
    if findings:
        tell(f"writing {findings}")
        write_findings(result, findings, language, inputs)
    if output:
        tell(f"writing {output}")
        write_result(result, output, language, inputs)
        tell("")
        years = (min(result.table["year"]), max(result.table["year"]))
        click.echo(_sum_up(result.table.height, years, output), err=True)
    elif is_shown:
        tell("comparing the two engines")
        lines = [*_print(result, language), *(["", write_readings(result, "text", language)] if readings else [])]
        tell("")
        click.echo("\n".join(lines))
    else:
        tell("")
        click.echo(_to_csv(result), nl=False)
    _tell_notes(result.notes, quiet=quiet)


def _tell_notes(notes: Iterable[str], *, quiet: bool) -> None:
    for note in () if quiet else notes:
        click.echo(f"note: {note}", err=True)


def _goes_from_file_to_file(areas: str, output: str, asked: Mapping[str, Any]) -> bool:
    """Whether a table is too large for memory; or large, and nothing is asked for that needs it there."""
    from listerules.areas.big import WORTH_ROWS, is_big  # noqa: PLC0415

    needs_memory = asked["--findings"] or asked["--readings"] or asked["lineage"] or asked["history"]
    is_plain = not needs_memory and Path(output).suffix.lower() in (".parquet", ".csv")
    return is_big(areas, WORTH_ROWS) if is_plain else is_big(areas)


def _classify_big(
    areas: str, output: str, tell: Callable[[str], None], asked: Mapping[str, Any], **options: Any
) -> Streamed:
    """From file to file, as tables are judged that may be larger than memory."""
    from listerules.result.stream import classify_stream, refuse_beside  # noqa: PLC0415 - few tables are so large

    refuse_beside(areas, {**asked, "--lineage": options.pop("lineage")})

    def show(judged: int, of: int | None) -> None:
        tell(f"{judged:,} rows judged" + (f" of {of:,}" if of else ""))

    return classify_stream(areas, output, progress=show, **options)


def _name_inputs(areas: str, asked: str) -> tuple[str, list[Path]]:
    """What to call the areas, and the files they are read from; `asked` needs figures, which a database keeps."""
    from listerules.areas.address import is_address, parse_address, refuse  # noqa: PLC0415

    if not is_address(areas):
        return areas, [Path(areas)]
    address = parse_address(areas)
    if asked:
        refuse(str(address), asked)
    return str(address), [Path(address.target)] if address.system == "duckdb" else []


def _print(result: Result, language: Any) -> Iterator[str]:
    from listerules.result.terminal import print_lists  # noqa: PLC0415

    return print_lists(result, language, shutil.get_terminal_size((WIDTH, 24)).columns)


def _to_csv(result: Result) -> str:
    from listerules.result.write import make_harmless  # noqa: PLC0415

    text: str = make_harmless(result.table).write_csv()
    return text


def _sum_up(height: int, years: tuple[int, int], output: str) -> str:
    first, last = years
    return f"{output}: {height} rows, {first if first == last else f'{first}-{last}'}"
