"""`listerules compare`: what changed between two years, results or sets of rules, or from the published lists."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from listerules.cli.shared import WIDTH, language_option, load, quiet_option, read_years, table_options, tell_mistakes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from listerules.law.rulebook import Rulebook
    from listerules.result.comparison import Comparison
    from listerules.result.result import Result

# What only a table of areas needs: a written result is judged already.
_OF_TABLES = ("reference", "history", "decimal", "as_printed", "against_rules", "scenario")


@click.command(
    epilog="\b\nExamples:\n"
    "  listerules compare areas.csv --years 2022 2023 --history lists.csv --counts counts.csv --note\n"
    "  listerules compare old.json new.json\n"
    "  listerules compare areas.csv --reference reference.csv --against-rules my-rules/ --year 2023\n"
    "  listerules compare areas.csv --reference reference.csv --scenario income-60.yaml --year 2023\n"
    "  listerules compare areas.csv --against lists.csv"
)
@click.argument("before", type=click.Path(path_type=Path), metavar="AREAS | OLD")
@click.argument("after", type=click.Path(path_type=Path), required=False, metavar="[NEW]")
@click.option("--years", nargs=2, metavar="YEAR YEAR", help="The two lists to compare, as 2022 or 2014-02-01.")
@click.option("--against", metavar="FILE", help="Published lists, to compare what the figures say with.")
@click.option("--against-rules", metavar="PATH", help="Other rules, a file or folder, on the same areas.")
@click.option("--scenario", metavar="FILE", help="A change of the rules, on the same areas.")
@click.option(
    "--year", "only", multiple=True, callback=read_years, metavar="YEAR", help="With rules or lists: only these years."
)
@click.option("--list", "lists", multiple=True, metavar="NAME", help="Only this list; all where not given.")
@table_options
@click.option("--counts", metavar="FILE", help="Published counts: year or list_date, list, what, count.")
@click.option("--note", is_flag=True, help="The release note: the counts, then who came and went.")
@click.option(
    "--format",
    "shown",
    type=click.Choice(["text", "markdown", "csv", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@quiet_option
@language_option
@tell_mistakes
def compare(before: Path, after: Path | None, **options: Any) -> None:
    """What changed: two years of AREAS, or two written results OLD and NEW.

    One table of areas is compared over two years (--years, else the last two), under two sets of rules
    (--against-rules or --scenario), or with the published lists (--against). Two files are results that
    `listerules classify -o` wrote.

    Exit status: 0 also where there are differences; 1 where the figures contradict the published lists
    (--against); 2 could not run.
    """
    _refuse_nonsense(after, options)
    comparison, notes = _compare(before, after, options)
    _print(comparison, options)
    if not options["quiet"]:
        for note in notes:
            click.echo(f"note: {note}", err=True)
    if comparison.kind == "published" and comparison.contradictions:
        sys.exit(1)


def _refuse_nonsense(after: Path | None, options: Mapping[str, Any]) -> None:
    ways = [
        word
        for word, given in (
            ("two files", after),
            ("--against", options["against"]),
            ("--against-rules", options["against_rules"]),
            ("--scenario", options["scenario"]),
        )
        if given
    ]
    if len(ways) > 1:
        raise click.UsageError(f"{' and '.join(ways)} are different comparisons: give one of them.")
    if options["years"] and ways and ways != ["two files"]:
        raise click.UsageError(f"--years compares two years; with {ways[0]} give --year.")
    if options["only"] and (not ways or after):
        raise click.UsageError("--year goes with --against, --against-rules and --scenario; two years are --years.")
    if after:
        _refuse_table_options("Two files are written results", options)
    if options["note"] and options["shown"] in ("csv", "json"):
        raise click.UsageError("A release note is text or markdown.")


def _refuse_table_options(what: str, options: Mapping[str, Any]) -> None:
    given = [f"--{name.replace('_', '-')}" for name in _OF_TABLES if options[name]]
    if given:
        raise click.UsageError(f"{what}, judged already: {given[0]} goes with a table of areas.")


def _compare(before: Path, after: Path | None, options: Mapping[str, Any]) -> tuple[Comparison, list[str]]:
    from listerules.result.compare import compare as compare_results  # noqa: PLC0415
    from listerules.result.written import is_result, read_result  # noqa: PLC0415

    rulebook = load(options["rules"])
    said: dict[str, Any] = {name: options[name] or None for name in ("years", "lists", "counts")}
    if after or is_result(before):
        if not after:
            _refuse_table_options(f"{before.name} is a written result", options)
        first = read_result(before, rulebook)
        second = read_result(after, rulebook) if after else None
        said |= {"lineage": options["lineage"], "against": options["against"]}
        comparison = compare_results(first, second, **said)
        return comparison, list(comparison.notes)
    first_result, second_result, labels = _classify(before, rulebook, options)
    comparison = compare_results(first_result, second_result, against=options["against"], labels=labels, **said)
    return comparison, [*first_result.notes, *comparison.notes]


def _classify(areas: Path, rulebook: Rulebook, options: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    from listerules.result.classify import classify  # noqa: PLC0415

    given = {name: options[name] for name in ("series", "reference", "lineage", "decimal", "as_printed")}
    given |= {"history": options["history"] or options["against"], "years": options["only"]}
    result = classify(areas, rulebook, **given)
    if options["against_rules"]:
        labels = (options["rules"] or _tell("law", options), options["against_rules"])
        return result, classify(areas, load(options["against_rules"]), **given), labels
    if options["scenario"]:
        from listerules.law.scenario import read_scenario  # noqa: PLC0415

        found = read_scenario(options["scenario"])
        changed = rulebook.with_scenario(found)
        _check_in_force(found.scenario.patches, result, options["scenario"])
        title = found.scenario.title
        name = found.scenario.scenario if title is None else getattr(title, options["language"])
        labels = (options["rules"] or _tell("law", options), _tell("scenario_named", options, name=name))
        return result, classify(areas, changed, **given), labels
    return result, None, None


def _tell(word: str, options: Mapping[str, Any], **parts: object) -> str:
    from listerules.result.wording_of_comparisons import tell  # noqa: PLC0415

    return tell(word, options["language"], **parts)


def _check_in_force(patched: Collection[str], result: Result, path: str) -> None:
    """A scenario of a regime that judges none of the lists would change nothing, and is refused."""
    from listerules.errors import DataError, Problem  # noqa: PLC0415

    in_force = [regime.regime for regime in result.regimes]
    if not set(patched) & set(in_force):
        what = f"It changes {', '.join(patched)}, which judges none of these lists."
        raise DataError(Problem(Path(path).name, what, f"They are judged by {', '.join(in_force)}."))


def _print(comparison: Comparison, options: Mapping[str, Any]) -> None:
    for line in _lines(comparison, options):
        click.echo(line, nl=False)


def _lines(comparison: Comparison, options: Mapping[str, Any]) -> Iterator[str]:
    language, shown = options["language"], options["shown"]
    if options["note"]:
        yield comparison.note(language, markdown=shown == "markdown") + "\n"
    elif shown == "csv":
        from listerules.result.write import make_harmless  # noqa: PLC0415

        yield make_harmless(comparison.table).write_csv()
    elif shown == "json":
        yield json.dumps(comparison.to_dict(), ensure_ascii=False, indent=1) + "\n"
    elif shown == "markdown":
        yield comparison.to_markdown(language) + "\n"
    else:
        yield comparison.to_text(language, shutil.get_terminal_size((WIDTH, 24)).columns) + "\n"
