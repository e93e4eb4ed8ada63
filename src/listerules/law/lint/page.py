"""The page of each lint: what it asks, an example to avoid, one to prefer, and why."""

from __future__ import annotations

from pathlib import Path

from listerules.errors import Problem, RulesError
from listerules.law.mistakes import suggest


def read_page(slug: str) -> str:
    """The page of a lint, as Markdown. Raises RulesError for a lint there is not, naming the nearest."""
    pages = {page.stem: page for page in sorted(find_pages().glob("*.md"))}
    if slug not in pages:
        raise RulesError(Problem("lints", f"There is no lint '{slug}'.", suggest(slug, pages, "lints")))
    return pages[slug].read_text(encoding="utf-8")


def find_pages() -> Path:
    """The folder of the pages: inside the installed package, or in the documents of a checkout."""
    package = Path(__file__).resolve().parent.parent.parent
    installed = package / "lints"
    return installed if installed.is_dir() else package.parent.parent / "docs" / "lints"
