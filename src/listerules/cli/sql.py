"""`listerules sql`: the rules of a series as one query, for those whose data may not move."""

from __future__ import annotations

from typing import Any

import click

from listerules.cli.shared import language_option, load, rules_option, tell_mistakes


@click.command(
    short_help="The rules as one SQL query, to run where the data are.",
    epilog="\b\nExamples:\n"
    "  listerules sql > lists.sql\n"
    "  listerules sql --regime almenboligloven-2021 --table register.areas --reference register.places\n"
    "  listerules sql --dialect postgres --column list_date --column doemte_pct=1 --nodes",
)
@click.option(
    "--dialect",
    type=click.Choice(["duckdb", "postgres", "sqlite", "spark", "snowflake", "tsql", "oracle"]),
    default="duckdb",
    show_default=True,
    help="Which database.",
)
@click.option("--series", default="omraadelister", show_default=True, help="Which family of lists.")
@click.option("--regime", "regimes", metavar="NAME", multiple=True, help="Only lists by this regime; may be repeated.")
@rules_option
@click.option("--table", default="areas", show_default=True, metavar="NAME", help="The table of areas.")
@click.option("--reference", default="reference", show_default=True, metavar="NAME", help="The table of baselines.")
@click.option("--no-reference", is_flag=True, help="There is no table of baselines.")
@click.option(
    "--column",
    "columns",
    metavar="NAME[=DECIMALS]",
    multiple=True,
    help="A column the areas have besides, such as list_date, published_parallelsamfund or doemte_pct=1; or one with"
    " other decimals than two, such as bruttoindkomst=0. May be repeated.",
)
@click.option(
    "--reference-column", "reference_columns", metavar="NAME[=DECIMALS]", multiple=True, help="One the baselines have."
)
@click.option("--without", metavar="NAME", multiple=True, help="A column that the tables lack; may be repeated.")
@click.option("--largest", type=click.IntRange(min=1), metavar="N", help="No figure is above this.  [100000000]")
@click.option("--nodes", is_flag=True, help="A column for each condition as well, named by its path.")
@language_option
@tell_mistakes
def sql(language: Any, rules: str | None, table: str, reference: str, *, no_reference: bool, **options: Any) -> None:
    """The rules of a series as one readable SQL query, with the paragraph beside each condition.

    Prints the query; `listerules columns` tells of the columns, and docs/sql.md of their types and units.
    """
    from listerules.result.query import Tables, write_series_query  # noqa: PLC0415

    tables = Tables(
        table,
        None if no_reference else reference,
        options["columns"],
        options["reference_columns"],
        options["without"],
    )
    query = write_series_query(
        load(rules),
        options["series"],
        language,
        dialect=options["dialect"],
        tables=tables,
        regimes=options["regimes"],
        nodes=options["nodes"],
        largest=options["largest"],
    )
    click.echo(query, nl=False)
