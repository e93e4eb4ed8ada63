"""`listerules classify spark://...`: the lists of a table of Spark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from listerules.errors import DataError, Problem

_CANNOT = ("findings", "shown", "readings", "reference", "history", "lineage", "decimal")
_WORDS = {"shown": "--format"}


def classify_in_spark(
    address: str, tell: Callable[[str], None], *, output: str | None, rules: str | None, **options: Any
) -> None:
    """Run the query there, and print the lists as CSV or write them to .csv or .parquet.

    Raises `DataError` for what cannot be had of Spark, and as `run_spark` does.
    """
    from listerules.result.spark import parse_spark, run_spark  # noqa: PLC0415
    from listerules.result.write import check_target, make_harmless  # noqa: PLC0415

    parse_spark(address)
    for name in _CANNOT:
        if options[name] and options[name] != "csv":
            what = f"{_WORDS.get(name, f'--{name}')} is not for tables of Spark."
            raise DataError(Problem(address, what, "Leave it out; baselines stand in the address, as reference=NAME."))
    if output:
        check_target(output, [])
        if Path(output).suffix.lower() not in (".csv", ".parquet"):
            raise DataError(Problem(output, "Lists from Spark are written as tables.", "Name a .csv or .parquet."))
    tell(f"asking Spark at {address}")
    wanted = {name: options[name] for name in ("series", "years", "scenario", "as_printed")}
    lists = make_harmless(run_spark(address, rules, **wanted))
    tell("")
    if output is None:
        click.echo(lists.write_csv(), nl=False)
        return
    part = Path(f"{output}.part")  # so that nothing half written ever has the name
    try:
        (lists.write_parquet if output.lower().endswith(".parquet") else lists.write_csv)(part)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
    click.echo(f"{output}: {lists.height} rows", err=True)
