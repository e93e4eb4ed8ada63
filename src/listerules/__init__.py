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
    from listerules.result.certainty import judge_certainty
    from listerules.result.check import Checked, check
    from listerules.result.classify import classify, classify_lazy
    from listerules.result.compare import compare
    from listerules.result.comparison import Comparison
    from listerules.result.draws import Draws, draw_lists
    from listerules.result.explain import explain
    from listerules.result.manifest import read_manifest
    from listerules.result.nearest import list_nearest
    from listerules.result.outlook import Outlook, outlook
    from listerules.result.readings import try_readings
    from listerules.result.result import Result
    from listerules.result.spark import classify_spark
    from listerules.result.stream import Streamed, classify_stream
    from listerules.result.sweep import Sweep, sweep
    from listerules.result.verification import verify_result
    from listerules.result.whatif import WhatIf, run_scenarios
    from listerules.result.written import WrittenResult, read_result

_HOMES = {
    "Checked": "listerules.result.check",
    "Comparison": "listerules.result.comparison",
    "DataError": "listerules.errors",
    "Draws": "listerules.result.draws",
    "ListerulesError": "listerules.errors",
    "Outlook": "listerules.result.outlook",
    "Problem": "listerules.errors",
    "Result": "listerules.result.result",
    "Streamed": "listerules.result.stream",
    "Rulebook": "listerules.law.rulebook",
    "RulesError": "listerules.errors",
    "Sweep": "listerules.result.sweep",
    "WhatIf": "listerules.result.whatif",
    "WrittenResult": "listerules.result.written",
    "check": "listerules.result.check",
    "classify": "listerules.result.classify",
    "classify_lazy": "listerules.result.classify",
    "classify_stream": "listerules.result.stream",
    "classify_spark": "listerules.result.spark",
    "compare": "listerules.result.compare",
    "draw_lists": "listerules.result.draws",
    "explain": "listerules.result.explain",
    "judge_certainty": "listerules.result.certainty",
    "list_nearest": "listerules.result.nearest",
    "load_rules": "listerules.law.rulebook",
    "outlook": "listerules.result.outlook",
    "read_manifest": "listerules.result.manifest",
    "read_result": "listerules.result.written",
    "run_scenarios": "listerules.result.whatif",
    "sweep": "listerules.result.sweep",
    "try_readings": "listerules.result.readings",
    "verify_result": "listerules.result.verification",
}

__all__ = [
    "Checked",
    "Comparison",
    "DataError",
    "Draws",
    "ListerulesError",
    "Outlook",
    "Problem",
    "Result",
    "Rulebook",
    "RulesError",
    "Streamed",
    "Sweep",
    "WhatIf",
    "WrittenResult",
    "__version__",
    "check",
    "classify",
    "classify_lazy",
    "classify_spark",
    "classify_stream",
    "compare",
    "draw_lists",
    "explain",
    "judge_certainty",
    "list_nearest",
    "load_rules",
    "outlook",
    "read_manifest",
    "read_result",
    "run_scenarios",
    "sweep",
    "try_readings",
    "verify_result",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'listerules' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
