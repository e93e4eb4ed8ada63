"""`listerules verify`: make a written result again and see whether it is the same."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from listerules.cli.shared import language_option, tell_mistakes

DIFFERS = 1


@click.command(
    epilog="\b\nExamples:\n  listerules verify lists.csv\n  listerules verify lists.csv.manifest.json --format json"
)
@click.argument("written", type=click.Path(path_type=Path))
@click.option(
    "--format", "shown", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to tell it."
)
@language_option
@tell_mistakes
def verify(written: Path, shown: str, language: Any) -> None:
    """Make a result again from its manifest, and tell what differs.

    WRITTEN is a manifest, or a file written by `listerules classify -o` or `--findings` that has one beside it or
    within it. Exit status 0 is the same, 1 is not the same, 2 is could not run.
    """
    from listerules.result.verification import verify_result  # noqa: PLC0415
    from listerules.result.verification_page import describe_verification, render_verification  # noqa: PLC0415

    verification = verify_result(written)
    if shown == "json":
        click.echo(render_verification(verification))
    else:
        click.echo("\n".join(describe_verification(verification, language)))
    if not verification.is_same:
        sys.exit(DIFFERS)
