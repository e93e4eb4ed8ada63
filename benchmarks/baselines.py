"""The made-up national and regional figures, in the forms the candidates take them in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import polars as pl

from benchmarks.work import FIRST_YEAR, INCOME, REGIONS, YEARS

ADULTS = 4_600_000
CONVICTED_IN_10_000 = (140, 135, 132, 130, 127, 125, 123, 120, 118)  # from the year before the first
INCOMES = (400_000, 350_000, 330_000, 340_000, 310_000)  # in the first year; they grow 2 per cent a year


@dataclass(frozen=True)
class Baselines:
    """Convicted of the country, by year from the one before `FIRST_YEAR`; mean incomes by year and region, in kroner.

    None is a blank. The adults of the country are `ADULTS` in every year.
    """

    convicted: tuple[int | None, ...]
    incomes: tuple[tuple[int | None, ...], ...]

    def national_share(self, year: int) -> Fraction | None:
        """The two-year mean of the national share of convicted, exact."""
        now, before = (self.convicted[year - FIRST_YEAR + back] for back in (1, 0))
        return None if now is None or before is None else Fraction(now + before, 2 * ADULTS)

    def regional_income(self, year: int, region_code: int) -> int | None:
        """The mean income of a region, by its code from 1."""
        return self.incomes[year - FIRST_YEAR][region_code - 1]

    def national_shares(self) -> np.ndarray:
        """`national_share` of each year as floats, shape (years,); a blank is NaN."""
        shares = (self.national_share(FIRST_YEAR + index) for index in range(YEARS))
        return np.array([np.nan if share is None else float(share) for share in shares])

    def regional_incomes(self) -> np.ndarray:
        """`regional_income` of each year and region as floats, shape (years, regions); a blank is NaN."""
        return np.array([[np.nan if cell is None else float(cell) for cell in row] for row in self.incomes])

    def to_table(self) -> pl.DataFrame:
        """One row per year and region: `year`, `region_code`, `national` (a share) and `regional` (kroner)."""
        national, regional = self.national_shares(), self.regional_incomes()
        rows = [
            (FIRST_YEAR + index, code, national[index], regional[index, code - 1])
            for index in range(YEARS)
            for code in range(1, len(REGIONS) + 1)
        ]
        schema = {"year": pl.Int16, "region_code": pl.Int8, "national": pl.Float64, "regional": pl.Float64}
        return pl.DataFrame(rows, schema=schema, orient="row").fill_nan(None)

    def to_reference(self) -> pl.DataFrame:
        """The table of baselines as listerules takes it: a row per year for Danmark and for each region."""
        country = [
            ("Danmark", FIRST_YEAR - 1 + index, convicted, ADULTS, None)
            for index, convicted in enumerate(self.convicted)
        ]
        regions = [
            (region, FIRST_YEAR + index, None, None, income)
            for index, incomes in enumerate(self.incomes)
            for region, income in zip(REGIONS, incomes, strict=True)
        ]
        schema = {
            "area": pl.String,
            "year": pl.Int16,
            "doemte": pl.Int32,
            "beboere_18_og_over": pl.Int32,
            INCOME: pl.Float64,
        }
        return pl.DataFrame(country + regions, schema=schema, orient="row")


def make_baselines(*, holes: bool = False) -> Baselines:
    """Made-up figures. With `holes`, one year has no national figure and one region no income in another.

    Incomes are whole tens of kroner, so that 55 and 65 per cent of them are whole or half kroner: figures can then
    stand exactly on the line as whole numbers, as decimals and as floats.
    """
    convicted: list[int | None] = [ADULTS // 10_000 * each for each in CONVICTED_IN_10_000]
    incomes: list[list[int | None]] = [
        [round(income * 1.02**index / 10) * 10 for income in INCOMES] for index in range(YEARS)
    ]
    if holes:
        convicted[6] = None
        incomes[3][1] = None
    return Baselines(tuple(convicted), tuple(tuple(row) for row in incomes))
