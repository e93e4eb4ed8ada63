"""Made-up panels: random ones of any size, some with rows on the lines, and one to check every candidate with.

Nothing here is a figure of a real area. The same size gives the same panel, whatever else was made before.
`python -m benchmarks.panels ROWS KIND` makes one where it is not there yet.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from benchmarks.baselines import CONVICTED_IN_10_000, Baselines, make_baselines
from benchmarks.work import BUILD, COUNTS, FIRST_YEAR, INCOME, REGIONS, YEARS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Draw = Callable[[float, float], np.ndarray]

Kind = Literal["random", "lines"]

SCHEMA = pl.Schema(
    {
        "area": pl.Int32,
        "year": pl.Int16,
        "region": pl.Enum(REGIONS),
        "region_code": pl.Int8,
        **dict.fromkeys(COUNTS, pl.Int32),
        INCOME: pl.Float64,
    }
)
AREAS_AT_ONCE = 131_072  # 2^20 rows: a row group
BLANK_COUNTS, BLANK_INCOMES, ZERO_WHOLES, ON_LINES = 0.01, 0.02, 0.0005, 0.01

# Shares of two years, the sum of which is 4/5 or 3/5: the mean stands on the line of 40 or of 30 per cent.
PAIRS = tuple(
    (Fraction(first), Fraction(second))
    for first, second in (
        *(("2/5", "2/5"), ("1/3", "7/15"), ("7/20", "9/20"), ("3/10", "1/2"), ("1/10", "7/10"), ("1/7", "23/35")),
        *(("3/10", "3/10"), ("1/5", "2/5"), ("1/7", "16/35"), ("1/3", "4/15"), ("3/7", "6/35"), ("94/340", "110/340")),
    )
)


# --- random panels ----------------------------------------------------------------------------------------


def panel_path(rows: int, kind: Kind = "random") -> Path:
    """Where the panel of a size is kept."""
    return BUILD / "data" / f"{kind}-{rows}.parquet"


def write_panel(rows: int, kind: Kind = "random") -> Path:
    """Make the panel of a size as Parquet, sorted by area and year, where it is not there yet; give its path."""
    path = panel_path(rows, kind)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        _write(_make_parts(rows, kind), part)
        part.rename(path)
    return path


def read_panel(rows: int, kind: Kind = "random") -> pl.DataFrame:
    """The panel of a size in memory, in one chunk."""
    return pl.read_parquet(panel_path(rows, kind)).rechunk()


def _make_parts(rows: int, kind: Kind) -> Iterator[pl.DataFrame]:
    areas = rows // YEARS
    for first in range(0, areas, AREAS_AT_ONCE):
        panel = make_panel(first, min(areas, first + AREAS_AT_ONCE))
        yield panel if kind == "random" else move_to_lines(panel, make_baselines())


def _write(parts: Iterator[pl.DataFrame], path: Path) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415 - only where panels are made

    writer = None
    for part in parts:
        table = part.to_arrow()
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=1 << 20)
    if writer is not None:
        writer.close()


def make_panel(first: int, last: int, seed: int = 2021) -> pl.DataFrame:
    """Random areas from number `first` up to `last`, eight years each, with blanks and empty denominators.

    Each area has a hidden degree of deprivation that its shares follow, so that every list has members, and
    some areas stay on it for years.
    """
    random = np.random.default_rng([seed, first])
    areas, rows = last - first, (last - first) * YEARS

    def spread(low: float, width: float) -> np.ndarray:
        return np.float32(low) + random.random(rows, dtype=np.float32) * np.float32(width)

    def whole(figures: np.ndarray) -> np.ndarray:
        return figures.astype(np.int32)

    year = np.tile(np.arange(FIRST_YEAR, FIRST_YEAR + YEARS, dtype=np.int16), areas)
    region_code = np.repeat(random.integers(1, len(REGIONS) + 1, areas).astype(np.int8), YEARS)
    deprivation = np.repeat(random.beta(2, 2, areas).astype(np.float32), YEARS)
    size = np.repeat(np.exp(random.normal(7.3, 0.6, areas)).astype(np.float32), YEARS)
    residents = whole(size * spread(0.95, 0.1))
    figures = {"beboere": residents, **_make_shares(residents, deprivation, spread, whole)}
    emptied = random.integers(0, rows, max(1, int(rows * ZERO_WHOLES)))
    figures["beboere_18_64"][emptied] = 0
    figures["uden_tilknytning"][emptied] = 0
    mean = make_baselines().regional_incomes()[year - FIRST_YEAR, region_code - 1]
    income = np.round(mean * (spread(1.05, 0.1) - 0.75 * deprivation)).astype(np.float64)
    blank = {name: random.random(rows, dtype=np.float32) < BLANK_COUNTS for name in COUNTS}
    blank[INCOME] = random.random(rows, dtype=np.float32) < BLANK_INCOMES
    return _to_frame(
        {
            "area": np.repeat(np.arange(first, last, dtype=np.int32), YEARS),
            "year": year,
            "region_code": region_code,
            **figures,
            INCOME: income,
        },
        blank,
    )


def _make_shares(
    residents: np.ndarray, deprivation: np.ndarray, spread: Draw, whole: Callable[[np.ndarray], np.ndarray]
) -> dict[str, np.ndarray]:
    of_working_age = whole(residents * spread(0.55, 0.1))
    adults = whole(residents * spread(0.70, 0.1))
    of_middle_age = whole(residents * spread(0.35, 0.1))
    return {
        "beboere_18_64": of_working_age,
        "uden_tilknytning": whole(of_working_age * (spread(0.10, 0.08) + 0.5 * deprivation)),
        "ikke_vestlige": whole(residents * (spread(0.05, 0.08) + 0.75 * deprivation)),
        "beboere_18_og_over": adults,
        "doemte": whole(adults * (spread(0.005, 0.02) + 0.05 * deprivation)),
        "beboere_30_59": of_middle_age,
        "kun_grundskole": whole(of_middle_age * (spread(0.25, 0.08) + 0.6 * deprivation)),
    }


def _to_frame(columns: dict[str, np.ndarray], blank: dict[str, np.ndarray]) -> pl.DataFrame:
    frame = pl.DataFrame(columns).with_columns(
        pl.when(~pl.Series(mask)).then(pl.col(name)).alias(name) for name, mask in blank.items()
    )
    names = pl.col("region_code").replace_strict(dict(enumerate(REGIONS, 1)), return_dtype=pl.Enum(REGIONS))
    return frame.with_columns(region=names).select(SCHEMA.names()).cast(dict(SCHEMA))


# --- rows on the lines ------------------------------------------------------------------------------------


def move_to_lines(panel: pl.DataFrame, baselines: Baselines) -> pl.DataFrame:
    """The panel with one row in a hundred exactly on a line: of each of the four social criteria in turn.

    A two-year mean takes the figures of the row before along. Blanks of the figures that are moved are filled in.
    """
    year = panel["year"].to_numpy() - FIRST_YEAR
    every = int(1 / ON_LINES)
    moved = np.arange(0, panel.height - 1, every)
    moved += year[moved] == 0  # the first year of an area has no row before it
    work, convicted, school, income = (moved[kind::4] for kind in range(4))
    columns = {name: panel[name].fill_null(-1).to_numpy().copy() for name in (*COUNTS, INCOME)}
    scale = 1 + work % 5
    for at, outside in ((work - 1, 94), (work, 110)):
        columns["uden_tilknytning"][at], columns["beboere_18_64"][at] = outside * scale, 340 * scale
    for at in (convicted - 1, convicted):
        rate = np.array(CONVICTED_IN_10_000)[year[at] + 1]
        columns["doemte"][at], columns["beboere_18_og_over"][at] = 3 * rate, 10_000
    fifths = 100 + school % 50
    columns["kun_grundskole"][school], columns["beboere_30_59"][school] = 3 * fifths, 5 * fifths
    region = panel["region_code"].to_numpy()[income] - 1
    columns[INCOME][income] = baselines.regional_incomes()[year[income], region] * 55 / 100
    series = [pl.Series(name, column) for name, column in columns.items()]
    return panel.with_columns(pl.when(each >= 0).then(each).alias(each.name) for each in series).cast(dict(SCHEMA))


# --- the panel that every candidate is checked with -------------------------------------------------------


def make_checked_panels(areas: int = 2700) -> tuple[dict[str, pl.DataFrame], Baselines]:
    """Panels with blanks, zeros and rows on every line: one with all years, one with gaps; and their baselines."""
    baselines = make_baselines(holes=True)
    random = Random(2021)  # noqa: S311 - panels, not secrets
    plain = areas * 5 // 9
    full = pl.concat([make_panel(0, plain), _make_line_areas(plain, areas, baselines, random)])
    kept = pl.Series([random.random() > 0.07 for _ in range(full.height)])
    return {"full": full, "gaps": full.filter(kept)}, baselines


def _make_line_areas(first: int, last: int, baselines: Baselines, random: Random) -> pl.DataFrame:
    rows = []
    for area in range(first, last):
        pair, region_code = random.choice(PAIRS), random.randint(1, len(REGIONS))
        for index in range(YEARS):
            figures = _draw_on_lines(index, pair[index % 2], region_code, baselines, random)
            blanked = {name: value if random.random() > 0.04 else None for name, value in figures.items()}
            rows.append(
                {
                    "area": area,
                    "year": FIRST_YEAR + index,
                    "region": REGIONS[region_code - 1],
                    "region_code": region_code,
                    **blanked,
                }
            )
    return pl.DataFrame(rows, schema=SCHEMA)


def _draw_on_lines(
    index: int, share: Fraction, region_code: int, baselines: Baselines, random: Random
) -> dict[str, Any]:
    """Figures of one year, most of them on a line, or one person or half a krone to a side of it."""
    scale = 1155 * random.randint(1, 3) // share.denominator + 1
    in_40_000 = random.choice((2, 3)) * CONVICTED_IN_10_000[index + 1] * 4
    if random.random() < 0.3:
        in_40_000 += random.choice((-1, 1))
    adults, convicted = random.choice(((40_000, in_40_000), (random.randint(500, 900), random.randint(1, 40))))
    middle_aged = 5 * random.randint(100, 400)
    residents = random.choice((999, 1000, 1000, 1001, 2000, 5000, 0))
    tenths = random.choice((3, 5))
    mean = baselines.incomes[index][region_code - 1] or 300_000
    return {
        "beboere": residents,
        "beboere_18_64": share.denominator * scale,
        "uden_tilknytning": share.numerator * scale,
        "ikke_vestlige": residents * tenths // 10 + random.choice((0, 0, 1)) * (residents > 0),
        "doemte": convicted,
        "beboere_18_og_over": adults,
        "beboere_30_59": middle_aged,
        "kun_grundskole": middle_aged * 3 // 5 + random.choice((0, 0, -1, 1)),
        INCOME: mean * random.choice((55, 65)) / 100 + random.choice((0, 0, 0, -0.5, 0.5)),
    }


if __name__ == "__main__":
    write_panel(int(sys.argv[1]), sys.argv[2])  # type: ignore[arg-type]
