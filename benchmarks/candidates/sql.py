"""The work as one SQL query, for every engine that speaks it."""

from __future__ import annotations

from benchmarks.work import INCOME, LISTS, RUN

AREA_BY_YEAR = "WINDOW w AS (PARTITION BY area ORDER BY year)"


def write_query(panel: str, baselines: str = "baselines") -> str:
    """The query that gives the answer columns, from a table of the panel and one of the baselines."""
    return f"""
WITH shares AS (
  SELECT p.area, p.year, p.beboere, p.{INCOME} AS income, b.national, b.regional,
    {_share("uden_tilknytning", "beboere_18_64")} AS work_now,
    {_share("doemte", "beboere_18_og_over")} AS crime_now,
    {_share("kun_grundskole", "beboere_30_59")} AS school,
    {_share("ikke_vestlige", "beboere")} AS non_western
  FROM {panel} AS p LEFT JOIN {baselines} AS b ON b.year = p.year AND b.region_code = p.region_code
), looked_back AS (
  SELECT *, lag(work_now) OVER w AS work_then, lag(crime_now) OVER w AS crime_then, lag(year) OVER w AS year_then
  FROM shares {AREA_BY_YEAR}
), means AS (
  SELECT *,
    CASE WHEN year_then = year - 1 THEN (work_now + work_then) / 2e0 END AS work,
    CASE WHEN year_then = year - 1 THEN (crime_now + crime_then) / 2e0 END AS crime
  FROM looked_back
), tests AS (
  SELECT area, year, beboere >= 1000 AS large, non_western > 0.5e0 AS above_half,
    non_western > 0.3e0 AS above_three_tenths, work > 0.4e0 AS work_40, work > 0.3e0 AS work_30,
    crime >= 3e0 * national AS crime_3, crime >= 2e0 * national AS crime_2, school > 0.6e0 AS school_60,
    income < 0.55e0 * regional AS income_55, income < 0.65e0 * regional AS income_65
  FROM means
), vulnerable AS (
  SELECT area, year, large, above_half, above_three_tenths,
    large AND {_two_of("work_40", "crime_3", "school_60", "income_55")} AS {LISTS[0]},
    {_two_of("work_30", "crime_2", "school_60", "income_65")} AS at_risk,
    {_count("work_40", "crime_3", "school_60", "income_55")} AS n_met
  FROM tests
), lists AS (
  SELECT area, year, n_met, {LISTS[0]}, {LISTS[0]} AND above_half AS {LISTS[1]},
    (NOT {LISTS[0]}) AND large AND above_three_tenths AND at_risk AS {LISTS[3]}
  FROM vulnerable
), runs AS (
  SELECT *, {_earlier_lists()}
  FROM lists {AREA_BY_YEAR}
)
SELECT area, year, {LISTS[0]}, {LISTS[1]}, {LISTS[1]} AND {_all_earlier()} AS {LISTS[2]}, {LISTS[3]}, n_met
FROM runs"""  # noqa: S608 - made of names that stand in this project


def _share(part: str, whole: str) -> str:
    return f"CASE WHEN p.{whole} > 0 THEN CAST(p.{part} AS DOUBLE) / p.{whole} END"


def _two_of(first: str, second: str, third: str, fourth: str) -> str:
    return f"(({first} AND {second}) OR ({third} AND {fourth}) OR (({first} OR {second}) AND ({third} OR {fourth})))"


def _count(*tests: str) -> str:
    return " + ".join(f"CASE WHEN {test} THEN 1 ELSE 0 END" for test in tests)


def _earlier_lists() -> str:
    earlier = range(1, RUN)
    return ", ".join(
        f"lag({LISTS[1]}, {back}) OVER w AS then_{back}, lag(year, {back}) OVER w AS year_{back}" for back in earlier
    )


def _all_earlier() -> str:
    return " AND ".join(f"CASE WHEN year_{back} > year - {RUN} THEN then_{back} END" for back in range(1, RUN))
