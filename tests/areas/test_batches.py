"""Large tables are cut where an area begins, and what is surely right is told from what is not."""

from __future__ import annotations

import itertools

import polars as pl
import pytest

import listerules as lr
from listerules.areas.batches import BatchReader, ScatteredError, cut_at_areas
from listerules.areas.big import open_big
from listerules.areas.panel import Reader

RULES = lr.load_rules()


@pytest.fixture
def write_table(tmp_path):
    def write(**columns):
        pl.DataFrame(columns).write_parquet(tmp_path / "areas.parquet")
        return open_big(tmp_path / "areas.parquet", RULES.vocabulary)

    return write


def read_whole(table):
    reader = BatchReader(table, Reader(RULES, RULES.get_series("omraadelister"), None, as_printed=False), ".")
    return reader.read(next(table.pieces(1000, reader.columns)))


@pytest.mark.parametrize("rows", range(1, 8))
def test_each_area_is_whole_in_one_piece_whatever_is_read_at_a_time(write_table, rows):
    areas = [name for name, times in (("a", 3), ("b", 1), ("c", 4), ("d", 2)) for _ in range(times)]
    table = write_table(area=areas, year=[2015 + row for row in range(10)])
    pieces = [piece.frame["area"].to_list() for piece in cut_at_areas(table.pieces(rows))]
    assert [name for piece in pieces for name in piece] == areas
    assert all(not set(piece) & set(after) for piece, after in itertools.pairwise(pieces))


def test_plain_columns_are_handed_on_as_they_are(write_table):
    batch = read_whole(write_table(area=[7, 7], year=[2019, 2020], beboere=[1000.0, None], bruttoindkomst=[1.5, 0.0]))
    assert batch.facts is not None
    assert batch.rows.schema["beboere"] == pl.Int32
    assert batch.rows["bruttoindkomst"].to_list() == [1.5, 0.0]


def test_a_part_larger_than_its_whole_is_found_among_plain_columns(write_table):
    table = write_table(area=["a", "b"], year=[2019, 2019], doemte=[1, 9], beboere_18_og_over=[5, 5])
    with pytest.raises(lr.DataError, match=r"'doemte' is larger than 'beboere_18_og_over'.*row 2 \(b 2019\)"):
        read_whole(table)


@pytest.mark.parametrize(
    "doubtful",
    [
        {"bruttoindkomst": [0.5, 2.0]},  # many decimals are possible
        {"region": ["Region Atlantis", None]},
        {"area": ["a ", "b"]},
        {"year": [20190, 2019]},
        {"beboere": [1.5, 2.0]},
    ],
)
def test_what_is_not_surely_right_is_read_cell_by_cell(write_table, doubtful):
    table = write_table(**{"area": ["a", "b"], "year": [2019, 2019], **doubtful})
    try:
        assert read_whole(table).facts is None
    except lr.DataError as refused:
        assert refused.problems  # noqa: PT017 - refused or read, and never handed on


def test_an_area_in_two_places_is_noticed(write_table):
    with pytest.raises(ScatteredError):
        read_whole(write_table(area=["a", "b", "a"], year=[2019, 2019, 2020]))
