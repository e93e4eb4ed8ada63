"""Property tests for whoever writes rules: made-up areas aimed at the lines, and what must hold of any rules.

Needs the extra `testing`. Names are loaded when they are first used: pytest imports this package at every start.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from listerules.testing.properties import (
        assert_all,
        assert_apart,
        assert_claims,
        assert_distance_flips,
        assert_filling_blanks_keeps_decisions,
        assert_monotone,
        assert_order_does_not_matter,
        assert_parts_equal_the_whole,
        assert_scale_does_not_matter,
        assert_within,
    )
    from listerules.testing.strategies import areas, panels
    from listerules.testing.tables import Tables
    from listerules.testing.trees import rule_trees

_HOMES = {
    "Tables": "tables",
    "areas": "strategies",
    "assert_all": "properties",
    "assert_apart": "properties",
    "assert_claims": "properties",
    "assert_distance_flips": "properties",
    "assert_filling_blanks_keeps_decisions": "properties",
    "assert_monotone": "properties",
    "assert_order_does_not_matter": "properties",
    "assert_parts_equal_the_whole": "properties",
    "assert_scale_does_not_matter": "properties",
    "assert_within": "properties",
    "panels": "strategies",
    "rule_trees": "trees",
}

__all__ = [
    "Tables",
    "areas",
    "assert_all",
    "assert_apart",
    "assert_claims",
    "assert_distance_flips",
    "assert_filling_blanks_keeps_decisions",
    "assert_monotone",
    "assert_order_does_not_matter",
    "assert_parts_equal_the_whole",
    "assert_scale_does_not_matter",
    "assert_within",
    "panels",
    "rule_trees",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'listerules.testing' has no attribute '{name}'")
    try:
        home = import_module(f"{__name__}.{_HOMES[name]}")
    except ModuleNotFoundError as missing:
        if missing.name != "hypothesis":
            raise
        raise ImportError('listerules.testing needs Hypothesis: pip install "listerules[testing]"') from None
    return getattr(home, name)


def __dir__() -> list[str]:
    return sorted(__all__)
