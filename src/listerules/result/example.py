"""The made-up tables that ship, for trying the program on."""

from __future__ import annotations

from pathlib import Path

from listerules.errors import DataError, Problem

FILES = ("areas.csv", "reference.csv", "areas_dansk_excel.csv")


def find_example() -> Path:
    """The folder of the made-up tables: inside the installed package, or among the fixtures of a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "example"
    return installed if installed.is_dir() else package.parent.parent / "fixtures" / "made_up"


def write_example(folder: str | Path) -> list[Path]:
    """Copy the made-up tables into a folder, made where it is not there, and give their paths.

    `areas.csv` and `reference.csv` belong together; `areas_dansk_excel.csv` is the same areas as a Danish
    spreadsheet saves them. Raises `DataError` where one of them is there already, in which case none is
    written, or where the folder cannot be written to.
    """
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise DataError(Problem(str(target), "This is a file.", "Name a folder for the example to be written to."))
    paths = [target / name for name in FILES]
    there = [path for path in paths if path.exists() or path.is_symlink()]
    if there:
        raise DataError([_explain_there(path) for path in there])
    source = find_example()
    try:
        target.mkdir(parents=True, exist_ok=True)
        for path in paths:
            _copy(source / path.name, path)
    except FileExistsError as error:  # written by someone else since we looked
        raise DataError(_explain_there(Path(error.filename))) from None
    except OSError as error:
        what = f"The example cannot be written here: {error.strerror}."
        raise DataError(Problem(str(error.filename or target), what, "Name another folder.")) from None
    return paths


def _copy(source: Path, target: Path) -> None:
    """A copy that never overwrites, and is taken away again where it could not be finished."""
    content = source.read_bytes()
    with target.open("xb") as file:
        try:
            file.write(content)
        except OSError:
            target.unlink()
            raise


def _explain_there(path: Path) -> Problem:
    return Problem(str(path), "There is such a file already.", "Move it away, or name another folder.")
