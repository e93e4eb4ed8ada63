"""Compiled loops over whole columns. A blank count is -1, a blank income NaN; an answer is 0 no, 1 unknown, 2 yes."""

from __future__ import annotations

import numba
import numpy as np

NO, UNKNOWN, YES = 0, 1, 2
LONG_AGO = -10_000


@numba.njit(inline="always")
def _share(part, whole):  # noqa: ANN001, ANN202 - numba takes the types from the calls
    return part / whole if whole > 0 and part >= 0 else np.nan


@numba.njit(inline="always")
def _answer(is_met, figure):  # noqa: ANN001, ANN202
    return UNKNOWN if np.isnan(figure) else YES if is_met else NO


@numba.njit(inline="always")
def _two_of(first, second, third, fourth):  # noqa: ANN001, ANN202
    surely = (first == YES) + (second == YES) + (third == YES) + (fourth == YES)
    possibly = (first > NO) + (second > NO) + (third > NO) + (fourth > NO)
    return (surely >= 2) + (possibly >= 2)


@numba.njit(inline="always")
def _start_of_area(area, row):  # noqa: ANN001, ANN202
    """The first row from `row` on where an area begins."""
    while 0 < row < area.size and area[row] == area[row - 1]:
        row += 1
    return min(row, area.size)


@numba.njit(parallel=True, error_model="numpy", cache=True)
def classify(  # noqa: ANN201, PLR0913, PLR0917
    area, year, region, residents, of_working_age, outside, non_western, convicted, adults, of_middle_age, schooled,  # noqa: ANN001
    income, national, regional, first_year, parts, answer,  # noqa: ANN001
):  # fmt: skip
    """One pass over rows sorted by area and year, one part of the areas per thread; fills `answer`, (5, rows)."""
    rows_a_part = (area.size + parts - 1) // parts
    for part in numba.prange(parts):
        row = _start_of_area(area, part * rows_a_part)
        end = _start_of_area(area, min(area.size, (part + 1) * rows_a_part))
        this_area, last_year, last_no, running = -1, LONG_AGO, LONG_AGO, 0
        work_then, crime_then = np.nan, np.nan
        while row < end:
            now = np.int64(year[row])
            if area[row] != this_area:
                this_area, last_year, last_no, running = area[row], LONG_AGO, LONG_AGO, 0
            work_now = _share(outside[row], of_working_age[row])
            crime_now = _share(convicted[row], adults[row])
            work, crime = np.nan, np.nan
            if last_year == now - 1:
                work, crime = (work_now + work_then) / 2, (crime_now + crime_then) / 2
            else:
                running = 0
            country, around = national[now - first_year], regional[now - first_year, region[row] - 1]
            school = _share(schooled[row], of_middle_age[row])
            foreign = _share(non_western[row], residents[row])
            school_60 = _answer(school > 0.60, school)
            work_40, work_30 = _answer(work > 0.40, work), _answer(work > 0.30, work)
            crime_3 = _answer(crime >= 3 * country, crime + country)
            crime_2 = _answer(crime >= 2 * country, crime + country)
            income_55 = _answer(income[row] < 0.55 * around, income[row] + around)
            income_65 = _answer(income[row] < 0.65 * around, income[row] + around)
            large = UNKNOWN if residents[row] < 0 else YES if residents[row] >= 1000 else NO
            vulnerable = min(large, _two_of(work_40, crime_3, school_60, income_55))
            parallel = min(vulnerable, _answer(foreign > 0.50, foreign))
            at_risk = _two_of(work_30, crime_2, school_60, income_65)
            prevention = min(YES - vulnerable, large, _answer(foreign > 0.30, foreign), at_risk)
            running = running + 1 if parallel == YES else 0
            last_no = now if parallel == NO else last_no
            answer[0, row], answer[1, row] = vulnerable, parallel
            answer[2, row] = NO if now - last_no < 5 else YES if running >= 5 else UNKNOWN
            answer[3, row] = prevention
            answer[4, row] = (work_40 == YES) + (crime_3 == YES) + (school_60 == YES) + (income_55 == YES)
            work_then, crime_then, last_year = work_now, crime_now, now
            row += 1


@numba.njit(parallel=True, cache=True)
def read_and_write(  # noqa: ANN201, PLR0913, PLR0917
    area, year, region, residents, of_working_age, outside, non_western, convicted, adults, of_middle_age, schooled,  # noqa: ANN001
    income, answer,  # noqa: ANN001
):  # fmt: skip
    """Add up every figure of a row, and write as many bytes as `classify` does."""
    for row in numba.prange(area.size):
        total = area[row] ^ year[row] ^ region[row] ^ residents[row] ^ of_working_age[row] ^ outside[row]
        total ^= non_western[row] ^ convicted[row] ^ adults[row] ^ of_middle_age[row] ^ schooled[row]
        total ^= np.int64(income[row] > 0.0)
        for column in range(5):
            answer[column, row] = total
