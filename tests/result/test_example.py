"""The made-up tables that ship, copied to where someone can try the program on them."""

import pytest

from listerules.errors import DataError
from listerules.result.example import find_example, write_example

NAMES = ["areas.csv", "reference.csv", "areas_dansk_excel.csv"]


def test_the_tables_are_copied_as_they_are_into_a_folder_made_for_them(tmp_path):
    paths = write_example(tmp_path / "new" / "folder")
    assert paths == [tmp_path / "new" / "folder" / name for name in NAMES]
    for path in paths:
        assert path.read_bytes() == (find_example() / path.name).read_bytes()


def test_other_files_of_the_folder_stay(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    write_example(str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*NAMES, "mine.txt"])


def test_an_existing_file_is_never_overwritten_and_nothing_else_written(tmp_path):
    (tmp_path / "reference.csv").write_text("mine")
    with pytest.raises(DataError) as caught:
        write_example(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path / 'reference.csv'}: There is such a file already. Move it away, or name another folder."
    )
    assert [path.name for path in tmp_path.iterdir()] == ["reference.csv"]
    assert (tmp_path / "reference.csv").read_text() == "mine"


def test_a_second_time_every_file_in_the_way_is_named(tmp_path):
    write_example(tmp_path)
    with pytest.raises(DataError) as caught:
        write_example(tmp_path)
    assert len(caught.value.problems) == 3


def test_a_link_that_leads_nowhere_is_in_the_way_too(tmp_path):
    (tmp_path / "reference.csv").symlink_to(tmp_path / "nowhere.csv")
    with pytest.raises(DataError, match="There is such a file already"):
        write_example(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["reference.csv"]


def test_a_file_where_the_folder_should_be_is_said_so(tmp_path):
    (tmp_path / "here").write_text("")
    with pytest.raises(DataError, match="This is a file"):
        write_example(tmp_path / "here")
    with pytest.raises(DataError, match="cannot be written here"):
        write_example(tmp_path / "here" / "below")
