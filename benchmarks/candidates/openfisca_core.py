"""OpenFisca: each criterion and list a variable of an area and a year, computed over all areas at once.

Blank counts are -1 and blank incomes NaN; answers are 0 no, 1 unknown, 2 yes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.candidates.codes import from_codes
from benchmarks.candidates.numpy_blocks import UNKNOWN, YES
from benchmarks.work import COUNTS, FIRST_YEAR, INCOME, LISTS, RUN, YEARS, InMemory, Job

if TYPE_CHECKING:
    import polars as pl

    from benchmarks.baselines import Baselines

SOCIAL = ("work_40", "crime_3", "school_60", "income_55")
AT_RISK = ("work_30", "crime_2", "school_60", "income_65")


def prepare(frame: pl.DataFrame, baselines: Baselines) -> Job:
    """From one array per variable and year, to the same."""
    from openfisca_core.simulations import SimulationBuilder  # noqa: PLC0415 - only in this candidate's process

    system = _build_system(baselines)
    areas = frame["area"].unique().sort().to_numpy()
    place = (frame["year"].to_numpy() - FIRST_YEAR, np.searchsorted(areas, frame["area"].to_numpy()))
    given = {name: _pivot(frame, name, len(areas), place) for name in ("region_code", *COUNTS, INCOME)}
    asked = (*LISTS, "n_met")

    def run() -> dict[str, np.ndarray]:
        simulation = SimulationBuilder().build_default_simulation(system, count=len(areas))
        for name, by_year in given.items():
            for index, figures in enumerate(by_year):
                simulation.set_input(name, str(FIRST_YEAR + index), figures)
        years = [str(FIRST_YEAR + index) for index in range(YEARS)]
        return {name: np.stack([simulation.calculate(name, year) for year in years]) for name in asked}

    def tabulate(answer: dict[str, np.ndarray]) -> pl.DataFrame:
        codes = [answer[name][place].astype(np.int8) for name in asked]
        return from_codes(frame["area"].to_numpy(), frame["year"].to_numpy(), codes)

    return Job(run=run, tabulate=tabulate)


def _pivot(frame: pl.DataFrame, name: str, areas: int, place: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Figures by year and area; what no row gives is a blank."""
    blank, kind = (np.nan, np.float64) if name == INCOME else (1 if name == "region_code" else -1, np.int32)
    by_year = np.full((YEARS, areas), blank, kind)
    by_year[place] = frame[name].fill_null(blank).to_numpy()
    return by_year


def _build_system(baselines: Baselines) -> Any:
    from openfisca_core.entities import build_entity  # noqa: PLC0415
    from openfisca_core.periods import YEAR  # noqa: PLC0415
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem  # noqa: PLC0415
    from openfisca_core.variables import Variable  # noqa: PLC0415

    entity = build_entity(key="area", plural="areas", label="area", is_person=True)
    system = TaxBenefitSystem([entity])

    def add(name: str, **words: Any) -> None:
        system.add_variable(type(name, (Variable,), {"entity": entity, "definition_period": YEAR, **words}))

    for name in ("region_code", *COUNTS):
        add(name, value_type=int, default_value=-1)
    add(INCOME, value_type=float, default_value=np.nan)
    for name, formula in {**_write_tests(baselines), **_write_lists()}.items():
        add(name, value_type=int, default_value=UNKNOWN, formula=formula)
    return system


def _write_tests(baselines: Baselines) -> dict[str, Callable[..., np.ndarray]]:
    national, regional = baselines.national_shares(), baselines.regional_incomes()
    work, crime = _mean_of_two("uden_tilknytning", "beboere_18_64"), _mean_of_two("doemte", "beboere_18_og_over")
    school, foreign = _share("kun_grundskole", "beboere_30_59"), _share("ikke_vestlige", "beboere")

    def above(figure: Callable[..., np.ndarray], line: float) -> Callable[..., np.ndarray]:
        def formula(area: Any, period: Any) -> np.ndarray:
            value = figure(area, period)
            return _code(value > line, value)

        return formula

    def at_least_national(times: int) -> Callable[..., np.ndarray]:
        def formula(area: Any, period: Any) -> np.ndarray:
            value, line = crime(area, period), times * national[period.start.year - FIRST_YEAR]
            return _code(value >= line, value + line)

        return formula

    def below_regional(times: float) -> Callable[..., np.ndarray]:
        def formula(area: Any, period: Any) -> np.ndarray:
            value = area(INCOME, period).astype(float)
            line = times * regional[period.start.year - FIRST_YEAR][area("region_code", period) - 1]
            return _code(value < line, value + line)

        return formula

    def large(area: Any, period: Any) -> np.ndarray:
        residents = area("beboere", period)
        return np.where(residents < 0, UNKNOWN, (residents >= 1000) * YES)

    return {
        "work_40": above(work, 0.40),
        "work_30": above(work, 0.30),
        "crime_3": at_least_national(3),
        "crime_2": at_least_national(2),
        "school_60": above(school, 0.60),
        "income_55": below_regional(0.55),
        "income_65": below_regional(0.65),
        "large": large,
        "above_half": above(foreign, 0.50),
        "above_three_tenths": above(foreign, 0.30),
    }


def _write_lists() -> dict[str, Callable[..., np.ndarray]]:
    def vulnerable(area: Any, period: Any) -> np.ndarray:
        return np.minimum(area("large", period), _two_of(area, period, SOCIAL))

    def parallel(area: Any, period: Any) -> np.ndarray:
        return np.minimum(area(LISTS[0], period), area("above_half", period))

    def transformation(area: Any, period: Any) -> np.ndarray:
        years = [period.offset(-back) for back in range(RUN)]
        known = [area(LISTS[1], year) if year.start.year >= FIRST_YEAR else UNKNOWN for year in years]
        return reduce(np.minimum, known)

    def prevention(area: Any, period: Any) -> np.ndarray:
        needed = [area("large", period), area("above_three_tenths", period), _two_of(area, period, AT_RISK)]
        return reduce(np.minimum, needed, YES - area(LISTS[0], period))

    def met(area: Any, period: Any) -> np.ndarray:
        return sum((area(name, period) == YES).astype(np.int32) for name in SOCIAL)

    return {**dict(zip(LISTS, (vulnerable, parallel, transformation, prevention), strict=True)), "n_met": met}


def _share(part: str, whole: str) -> Callable[..., np.ndarray]:
    def figure(area: Any, period: Any) -> np.ndarray:
        above, under = area(part, period), area(whole, period)
        known = (under > 0) & (above >= 0)
        return np.where(known, above / np.where(under > 0, under, 1), np.nan)

    return figure


def _mean_of_two(part: str, whole: str) -> Callable[..., np.ndarray]:
    share = _share(part, whole)
    return lambda area, period: (share(area, period) + share(area, period.last_year)) / 2


def _code(is_met: np.ndarray, figure: np.ndarray) -> np.ndarray:
    return (is_met * YES + np.isnan(figure)).astype(np.int32)


def _two_of(area: Any, period: Any, names: Sequence[str]) -> np.ndarray:
    tests = [area(name, period) for name in names]
    surely = sum((test == YES).astype(np.int32) for test in tests)
    possibly = sum((test > 0).astype(np.int32) for test in tests)
    return (surely >= 2) * 1 + (possibly >= 2)


CANDIDATES = (InMemory("OpenFisca", prepare, quick_rows=0),)
