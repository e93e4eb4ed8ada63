"""What processes take: memory at its peak, processor time, and how busy the machine is with others. Linux only in full.

The peak is that of the process's own memory, `VmHWM`: `ru_maxrss` may still hold the peak of the program that started
it. The JVM of Spark is a child of the process, and counts with it.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
TICKS = os.sysconf("SC_CLK_TCK")


def read_peak() -> int:
    """The most memory, in bytes, that this process and those under it have had at any one time, added up.

    Or that of a program it ran which has ended, where that was more.
    """
    ended = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * UNIT
    peaks = [_peak_of(process) for process in (os.getpid(), *_find_children(os.getpid()))]
    if all(peak is None for peak in peaks):
        return max(ended, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT)
    return max(ended, sum(peak or 0 for peak in peaks))


def read_processor_seconds() -> float:
    """Processor time of this process and those under it."""
    times = os.times()
    ended = times.children_user + times.children_system
    return times.user + times.system + ended + sum(_seconds_of(child) for child in _find_children(os.getpid()))


def read_machine_seconds() -> float | None:
    """Processor time that the whole machine has spent working since it started; None where it does not say."""
    try:
        fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    except OSError:
        return None
    user, nice, system, _, _, interrupts, soft_interrupts, stolen = map(int, fields[:8])
    return (user + nice + system + interrupts + soft_interrupts + stolen) / TICKS


def _peak_of(process: int) -> int | None:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), None)


def _seconds_of(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def _find_children(process: int) -> Iterator[int]:
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield child
        yield from _find_children(child)
