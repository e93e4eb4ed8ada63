"""What the commands share: options, and how a mistake is told."""

from __future__ import annotations

import atexit
import functools
import gc
import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from listerules.errors import ListerulesError

if TYPE_CHECKING:
    from listerules.law.rulebook import Rulebook

COULD_NOT_RUN = 2
STOPPED = 130
WIDTH = 100  # of text that is not shown in a terminal

P = ParamSpec("P")
R = TypeVar("R")


class Program(click.Group):
    """A group of commands that ends in words whatever befalls its output.

    Stopped with Ctrl-C it ends with status 130; where standard output cannot be written, with 2.
    """

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - click's own signature
        **extra: Any,
    ) -> Any:
        """Run, print what a person needs to know, and exit."""
        run: Callable[[], Any] = functools.partial(
            super().main, args, prog_name, complete_var, standalone_mode=False, **extra
        )
        if not standalone_mode:
            return run()
        _look_less_for_garbage()
        for name in ("stdout", "stderr"):
            if getattr(sys, name) is None:  # closed by the shell
                setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        try:
            status = run()
            sys.stdout.flush()
        except click.ClickException as mistake:
            mistake.show()
            sys.exit(mistake.exit_code)
        except click.Abort:
            click.echo("Stopped.", err=True)
            sys.exit(STOPPED)
        except OSError as trouble:
            self._leave_output()
            if isinstance(trouble, BrokenPipeError):
                sys.exit(0)  # whoever reads has seen enough
            where = trouble.filename or "standard output"
            click.echo(f"{where}: {trouble.strerror}. Make room, or read and write elsewhere.", err=True)
            sys.exit(COULD_NOT_RUN)
        sys.exit(status if isinstance(status, int) else 0)

    @staticmethod
    def _leave_output() -> None:
        """Let nothing more be written, so that Python's own clearing up does not fail on it again."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _look_less_for_garbage() -> None:
    """Look for circles of garbage a hundred times less often, and not at all when the process ends.

    Nearly all that is made at the start stays: to look through it again and again, and a last time at the end, is
    a sixth of the time that a short command takes.
    """
    gc.set_threshold(100_000, 20, 20)
    atexit.register(gc.freeze)


def tell_mistakes(command: Callable[P, R]) -> Callable[P, R]:
    """A user's mistake is told in its own words on standard error, with exit status 2."""

    @functools.wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ListerulesError as mistake:
            click.echo(str(mistake), err=True)
            sys.exit(COULD_NOT_RUN)

    return told


def read_years(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> tuple[int, ...] | None:
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
years_option = click.option(
    "--year",
    "years",
    multiple=True,
    callback=read_years,
    metavar="YEAR",
    help="2019, or 2018-2023; all where not given.",
)
scenario_option = click.option(
    "--scenario", metavar="FILE", help="Judge under a scenario: a file, or the name of one that ships."
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Do not tell what was recognised and assumed.")
rules_option = click.option(
    "--rules", metavar="PATH", help="A rule file, or a folder of them, instead of the rules that ship."
)


def table_options(command: Callable[P, R]) -> Callable[P, R]:
    """The tables a command reads besides that of the areas, by which rules, and how their cells are read."""
    options = (
        click.option(
            "--reference", metavar="FILE", help="The same columns for Danmark and the regions: the baselines."
        ),
        click.option(
            "--history",
            metavar="FILE",
            help="The published lists: area, year or list_date, list. They win over figures.",
        ),
        click.option("--lineage", metavar="FILE", help="Renamed, split and merged areas: area, from_year, was."),
        rules_option,
        click.option("--series", default="omraadelister", show_default=True, help="Which family of lists."),
        click.option("--decimal", type=click.Choice([",", "."]), help="The decimal mark, where cells do not show it."),
        click.option("--as-printed", is_flag=True, help="Take published rates as exact figures, not as rounded ones."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def load(rules: str | None) -> Rulebook:
    """The rules that ship, or those of a file or folder."""
    from listerules.law.rulebook import load_rules  # noqa: PLC0415

    return load_rules(rules)
