"""Property tests for whoever writes rules: made-up areas aimed at the lines, and what must hold of any rules.

Needs the extra `testing`. Names are loaded when they are first used: pytest imports this package at every start.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from listerules.testing.strategies import areas, panels
    from listerules.testing.tables import Tables
    from listerules.testing.trees import rule_trees

_HOMES = {
    "Tables": "tables",
    "areas": "strategies",
    "panels": "strategies",
    "rule_trees": "trees",
}

__all__ = ["Tables", "areas", "panels", "rule_trees"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'listerules.testing' has no attribute '{name}'")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
