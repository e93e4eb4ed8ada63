"""Results as tables: in the terminal, and between the marks of README.md and docs/benchmarks.md; and the plot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.measure import Measured
from benchmarks.plan import SORTED
from benchmarks.results import Results, Spread, ratio_of, spread_of
from benchmarks.targets import Outcome, judge_targets
from benchmarks.work import HERE, OURS

ROOT = HERE.parent
PLOT = ROOT / "docs" / "benchmarks.svg"
BEGIN, END = "<!-- benchmarks: begin, written by make bench -->", "<!-- benchmarks: end -->"
README_SIZES = {"memory": (10**6, 10**7), "files": (10**7, 10**8)}
LANE_TITLES = {"memory": "In memory, from frame to frame", "files": "From Parquet to Parquet"}
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


# --- where it is written ----------------------------------------------------------------------------------


def write_report(results: Results) -> None:
    """Write the tables into README.md and docs/benchmarks.md, and draw the plot."""
    from benchmarks.plot import draw_plot  # noqa: PLC0415 - matplotlib is in the benchmarks' own environment

    draw_plot(results, PLOT)
    put_between_marks(ROOT / "README.md", "\n".join(write_summary(results)))
    put_between_marks(ROOT / "docs" / "benchmarks.md", "\n".join(write_details(results)))


def print_report(results: Results) -> None:
    """Print what goes into docs/benchmarks.md."""
    print("\n".join(write_details(results)))


def put_between_marks(path: Path, text: str) -> None:
    """Put new text between the marks of a page. Raises ValueError where the page has no such marks."""
    page = path.read_text()
    if BEGIN not in page or END not in page:
        raise ValueError(f"{path.name} has no marks for the tables of the benchmarks")
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")


# --- the pages --------------------------------------------------------------------------------------------


def write_summary(results: Results) -> Iterator[str]:
    """What the README shows: the machine, and the ratios at two sizes of each lane."""
    yield describe_run(results)
    for lane, sizes in README_SIZES.items():
        yield from ("", f"**{LANE_TITLES[lane]}**", "")
        yield from write_lane(results, lane, sizes, with_spread=False)
    met = [outcome.is_met for outcome in judge_targets(results)]
    yield ""
    yield f"Of {len(met)} targets {met.count(True)} are met; [each of them](docs/benchmarks.md), with spread."


def write_details(results: Results) -> Iterator[str]:
    """What docs/benchmarks.md shows: targets, all sizes with spread, memory, and agreement."""
    yield describe_run(results)
    yield from ("", "### Targets", "")
    yield from write_targets(judge_targets(results))
    for lane, title in LANE_TITLES.items():
        sizes = sorted({each.case.rows for each in results.measured if each.case.lane == lane})
        if sizes:
            yield from ("", f"### {title}: time", "")
            yield from write_lane(results, lane, sizes, with_spread=True)
            yield from ("", f"### {title}: peak memory", "")
            yield from write_memory(results, lane, sizes)
    yield from ("", "### Agreement", "")
    yield from write_agreement(results)
    yield from write_remarks(results)


def describe_run(results: Results) -> str:
    """The day, the machine and the versions in a sentence."""
    machine = results.machine
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    return (
        f"Run on {machine['date']}: {machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, "
        f"{machine['system']}; {versions}."
    )


def write_targets(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A line per target."""
    yield from ("| target | asked | reached | quartiles | met |", "|---|---|---|---|---|")
    for outcome in outcomes:
        target, reached = outcome.target, outcome.reached
        asked = f"at {'least' if target.at_least else 'most'} {_write_number(target.limit)}{target.unit}"
        if reached is None:
            yield f"| {target.what} | {asked} | not measured | | |"
        else:
            middle, quartiles = _write_number(reached.middle), _write_quartiles(reached)
            met = "yes" if outcome.is_met else "**no**"
            yield f"| {target.what} | {asked} | {middle}{target.unit} | {quartiles} | {met} |"


def write_lane(results: Results, lane: str, sizes: Iterable[int], *, with_spread: bool) -> Iterator[str]:
    """A line per candidate, fastest first: the median time at each size, and how many times that of listerules."""
    sizes = tuple(sizes)
    yield f"| | {' | '.join(f'{_write_size(rows)} rows' for rows in sizes)} |"
    yield f"|---|{'---|' * len(sizes)}"
    for name in _order(results, lane, sizes):
        cells = (_write_cell(results, lane, name, rows, with_spread=with_spread) for rows in sizes)
        yield f"| {_mark(name)} | {' | '.join(cells)} |"


def _write_cell(results: Results, lane: str, name: str, rows: int, *, with_spread: bool) -> str:
    found, ours = results.find(lane, name, rows), results.find(lane, OURS, rows)
    if found is None:
        return ""
    time = _write_seconds(spread_of(found.seconds).middle)
    if ours is None or name == OURS:
        return time
    ratio = ratio_of(found.seconds, ours.seconds)
    spread = f" [{_write_quartiles(ratio)}]" if with_spread else ""
    return f"{time} ({_write_number(ratio.middle)}×{spread})"


def write_memory(results: Results, lane: str, sizes: Iterable[int]) -> Iterator[str]:
    """A line per candidate: the peak of memory of its process, the panel included, in megabytes."""
    sizes = tuple(sizes)
    yield f"| MB | {' | '.join(_write_size(rows) for rows in sizes)} |"
    yield f"|---|{'---|' * len(sizes)}"
    for name in _order(results, lane, sizes):
        found = (results.find(lane, name, rows) for rows in sizes)
        yield f"| {_mark(name)} | {' | '.join('' if each is None else f'{each.peak / 1e6:,.0f}' for each in found)} |"


def write_agreement(results: Results) -> Iterator[str]:
    """How many rows of the checked panels each candidate gets other than exact fractions do."""
    candidates = list(dict.fromkeys((each.lane, each.candidate) for each in results.agreement))
    yield from (
        "| candidate | rows checked | rows on a line | differ on a line | differ elsewhere |",
        "|---|---|---|---|---|",
    )
    for lane, name in candidates:
        checked = [each for each in results.agreement if (each.lane, each.candidate) == (lane, name)]
        errors = [each.error for each in checked if each.error]
        rows, lines = sum(each.rows for each in checked), sum(each.on_lines for each in checked)
        elsewhere = sum(each.off_lines for each in checked)
        on_lines = errors[0] if errors else f"{sum(each.differ for each in checked) - elsewhere:,}"
        yield f"| {_mark(name)}, {lane} | {rows:,} | {lines:,} | {on_lines} | {elsewhere:,} |"


def write_remarks(results: Results) -> Iterator[str]:
    """What must be known to read the tables: differences on the timed panels, disturbances, and failures."""
    disturbed = sum(each.disturbed for each in results.measured)
    rounds = sum(len(each.seconds) for each in results.measured)
    yield ""
    yield f"Others used the machine during {disturbed} of {rounds} samples, in spite of further tries."
    yield from _tell_differences([each for each in results.measured if each.differ])
    for each in results.measured:
        if each.error:
            yield f"{_tell_case(each)} failed: {_tidy(each.error)}."


def _tell_differences(differing: list[Measured]) -> Iterator[str]:
    if not differing:
        yield "On the timed panels every answer that was compared is that of listerules, in every row."
    for rows in sorted({each.case.rows for each in differing}):
        here = [each for each in differing if each.case.rows == rows]
        for differ in sorted({each.differ for each in here}):
            names = dict.fromkeys(each.case.candidate for each in here if each.differ == differ)
            where = f"On the timed panel of {_write_size(rows)} rows, {differ:,} rows differ from listerules for"
            yield f"{where}: {'; '.join(names)}."


def _tell_case(measured: Measured) -> str:
    case = measured.case
    return f"{case.candidate} ({case.lane}, {case.kind}, {_write_size(case.rows)})"


# --- words ------------------------------------------------------------------------------------------------


def _order(results: Results, lane: str, sizes: tuple[int, ...]) -> list[str]:
    """Candidates of a lane by time: at the largest size that both have, and so at the largest that it has."""
    names = {each.case.candidate for each in results.measured if each.case.lane == lane} - {SORTED}

    def slowness(name: str) -> float:
        found = [each for rows in sizes if (each := results.find(lane, name, rows))]
        return spread_of(found[-1].seconds).middle / found[-1].case.rows if found else float("inf")

    return sorted((name for name in names if slowness(name) < float("inf")), key=lambda name: (slowness(name), name))


def _mark(name: str) -> str:
    return f"**{name}**" if name.startswith(OURS) else name


def _write_size(rows: int) -> str:
    power = len(str(rows)) - 1
    return f"10{str(power).translate(SUPERSCRIPTS)}" if rows == 10**power else f"{rows:,}"


def _write_seconds(seconds: float) -> str:
    return f"{_write_number(seconds)} s" if seconds >= 1 else f"{_write_number(1000 * seconds)} ms"


def _write_quartiles(spread: Spread) -> str:
    return f"{_write_number(spread.low)}-{_write_number(spread.high)}"


def _write_number(number: float) -> str:
    """Two to three digits that count."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def _tidy(words: str) -> str:
    return re.sub(r"\s+", " ", words.replace(str(ROOT), "")).rstrip(".")
