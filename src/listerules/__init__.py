"""The law about Danish social housing areas as data, and the yearly lists as a query over it.

Names are loaded when they are first used, so that `import listerules` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from listerules._version import __version__

if TYPE_CHECKING:
    from listerules.errors import DataError, ListerulesError, Problem, RulesError
    from listerules.law.rulebook import Rulebook, load_rules
    from listerules.result.classify import classify, classify_lazy
    from listerules.result.explain import explain
    from listerules.result.nearest import list_nearest
    from listerules.result.result import Result
    from listerules.result.sweep import Sweep, sweep
    from listerules.result.whatif import WhatIf, run_scenarios

_HOMES = {
    "DataError": "listerules.errors",
    "ListerulesError": "listerules.errors",
    "Problem": "listerules.errors",
    "Result": "listerules.result.result",
    "Rulebook": "listerules.law.rulebook",
    "RulesError": "listerules.errors",
    "Sweep": "listerules.result.sweep",
    "WhatIf": "listerules.result.whatif",
    "classify": "listerules.result.classify",
    "classify_lazy": "listerules.result.classify",
    "explain": "listerules.result.explain",
    "list_nearest": "listerules.result.nearest",
    "load_rules": "listerules.law.rulebook",
    "run_scenarios": "listerules.result.whatif",
    "sweep": "listerules.result.sweep",
}

__all__ = [
    "DataError",
    "ListerulesError",
    "Problem",
    "Result",
    "Rulebook",
    "RulesError",
    "Sweep",
    "WhatIf",
    "__version__",
    "classify",
    "classify_lazy",
    "explain",
    "list_nearest",
    "load_rules",
    "run_scenarios",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'listerules' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
