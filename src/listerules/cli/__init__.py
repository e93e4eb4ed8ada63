"""The command line: each command a few lines over the public functions, in a module of its own.

Results go to standard output, words to standard error. Everything heavy is imported inside the command that
needs it, so that help and version come at once.
"""

from __future__ import annotations

import click

from listerules._version import __version__
from listerules.cli.certainty import certainty
from listerules.cli.check import check
from listerules.cli.classify import classify
from listerules.cli.compare import compare
from listerules.cli.explain import explain
from listerules.cli.outlook import outlook
from listerules.cli.readings import readings
from listerules.cli.rules import columns, example, schema, show
from listerules.cli.shared import WIDTH, Program
from listerules.cli.sql import sql
from listerules.cli.verify import verify
from listerules.cli.whatif import whatif


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
    epilog="Start with:  listerules example  and then  listerules classify areas.csv --reference reference.csv",
)
@click.version_option(__version__, "-V", "--version", message="listerules %(version)s")
def main() -> None:
    """The yearly Danish lists of social housing areas, from figures and the law in force.

    Results go to standard output, words to standard error. Exit status 0 is done, 1 is problems found, 2 is
    could not run. Options such as --language stand after the command.
    """


for command in (classify, explain, compare, outlook, columns, show, schema, example, verify, readings, whatif, check):
    main.add_command(command)
main.add_command(sql)
main.add_command(certainty)
