"""`listerules check`: whether rules can be trusted."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from listerules.cli.shared import load, tell_mistakes

FOUND = 1
LEAST_SECONDS, MOST_SECONDS = 0.1, 3600.0


def _read_seconds(_: click.Context, __: click.Parameter, seconds: float) -> float:
    """Click's own range would let `nan` through."""
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        raise click.BadParameter(f"{seconds:g} is not from {LEAST_SECONDS:g} to {MOST_SECONDS:g} seconds.")
    return seconds


@click.command(
    short_help="Check rules: grammar, lints, cases, and proofs of claims.",
    epilog="\b\nExamples:\n"
    "  listerules check my-rules.yaml\n"
    "  listerules check rules --prove\n"
    "  listerules check rules --format sarif > findings.sarif\n"
    "  listerules check --between almenboligloven-2014 almenboligloven-2018\n"
    "  listerules check --scenario fire-aar\n"
    "  listerules check --explain unused-measure",
)
@click.argument("rules", type=click.Path(path_type=Path), required=False)
@click.option("--prove", is_flag=True, help="Prove or refute the claims for all possible areas (extra 'prove').")
@click.option(
    "--between", nargs=2, metavar="REGIME REGIME", help="Only: which areas two regimes judge otherwise (extra 'prove')."
)
@click.option(
    "--scenario",
    metavar="FILE",
    help="Only: which areas a scenario, a file or one that ships, judges otherwise (extra 'prove').",
)
@click.option(
    "--seconds",
    type=float,
    callback=_read_seconds,
    default=5.0,
    show_default=True,
    help="How long to think about each question; then its answer is unknown.",
)
@click.option(
    "--format",
    "shown",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="How it is written; sarif is for code review.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note"]),
    default="warning",
    show_default=True,
    help="The least level that ends with exit status 1.",
)
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Reckon the age of the files from that day."
)
@click.option("--explain", "slug", metavar="LINT", help="Only: why a lint asks, what to avoid, and what is better.")
@tell_mistakes
def check(  # noqa: PLR0913 - one word for each option
    *,
    rules: Path | None,
    between: tuple[str, str] | None,
    scenario: str | None,
    slug: str | None,
    seconds: float,
    shown: str,
    fail_on: str,
    **options: Any,
) -> None:
    """Check a rule file, or a folder of them; the rules that ship where none is named.

    The grammar first, then the lints (questions such as whether a measure is used), then the cases that stand beside
    the rules. Exit status 0 is all well, 1 is something found, 2 is could not run.
    """
    from listerules.progress import show_progress  # noqa: PLC0415

    if sum(bool(only) for only in (between, scenario, slug)) > 1:
        raise click.UsageError("Give only one of --between, --scenario and --explain.")
    if shown == "sarif" and (between or scenario):
        raise click.UsageError("What two rules judge otherwise is not a finding; use --format text or json.")
    with show_progress() as tell:
        failed = False
        if slug:
            text = _explain(slug)
        elif between or scenario:
            tell("looking for areas that are judged otherwise")
            text = _differ(load(str(rules) if rules else None), between, scenario, shown, seconds)
        else:
            text, failed = _check(rules, tell, shown, fail_on, seconds=seconds, **options)
        tell("")
    click.echo(text)
    sys.exit(FOUND if failed else 0)


def _explain(slug: str) -> str:
    from listerules.law.lint import read_page  # noqa: PLC0415

    return read_page(slug).rstrip()


def _differ(rulebook: Any, between: tuple[str, str] | None, scenario: str | None, shown: str, seconds: float) -> str:
    from listerules.law.scenario import find_scenario  # noqa: PLC0415
    from listerules.result.proofs import find_changes, find_differences  # noqa: PLC0415

    if scenario:
        found = find_changes(rulebook, find_scenario(scenario), seconds=seconds)
    else:
        found = (find_differences(rulebook, *between, seconds=seconds),) if between else ()
    if shown == "json":
        return json.dumps([each.to_mapping() for each in found], ensure_ascii=False, indent=1, default=str)
    return "\n\n".join("\n".join(each.describe()) for each in found)


def _check(
    rules: Path | None, tell: Callable[[str], None], shown: str, fail_on: str, *, today: Any, **options: Any
) -> tuple[str, bool]:
    from listerules.law.lint import Level  # noqa: PLC0415
    from listerules.result import check_pages as page  # noqa: PLC0415
    from listerules.result.check import check as check_rules  # noqa: PLC0415

    checked = check_rules(rules, today=today.date() if today else None, tell=tell, **options)
    if shown == "json":
        text = page.render_json(checked)
    elif shown == "sarif":
        text = page.render_sarif(checked)
    else:
        text = "\n".join(page.describe_check(checked))
    return text, checked.has(Level(fail_on))
