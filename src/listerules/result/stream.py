"""Tables larger than memory: judged batch by batch and written as they are judged, with the bytes of a small one."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, reduce
from operator import add
from pathlib import Path
from queue import Queue
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import polars as pl
from polars.io.plugins import register_io_source

from listerules.areas.batches import (
    BATCH_ROWS,
    Batch,
    BatchReader,
    ScatteredError,
    cut_at_areas,
    find_decimal,
    read_ahead,
)
from listerules.areas.big import open_big
from listerules.areas.check import check_times, tell_missing_baselines, tell_missing_measures, tell_times
from listerules.areas.history import add_history, check_dates, match_spelling, read_history, tell_absent
from listerules.areas.numbers import figure_columns
from listerules.areas.panel import (
    Input,
    Panel,
    Reader,
    last_of_each_year,
    read_figures,
    tell_dates,
    tell_useless,
)
from listerules.areas.partitions import part, read_names, read_partitions
from listerules.areas.structure import add_structure, read_text
from listerules.errors import DataError, Problem
from listerules.law.columns import STRUCTURAL
from listerules.law.rulebook import Rulebook, load_rules
from listerules.result.answers import Answers
from listerules.result.classify import SERIES, check_years
from listerules.result.manifest import MOST_HASHED, Written, make_manifest, name_manifest
from listerules.result.result import name_lists, tabulate
from listerules.result.scenario import (
    check_in_force,
    describe_scenario,
    judge_by_figures,
    patch_rules,
    read_as_law,
    read_scenario,
    regimes_of,
)
from listerules.result.write import check_target, make_harmless, sink_parquet
from listerules.verdict.engine import Order, find_order, judge, list_column

if TYPE_CHECKING:
    from polars._typing import EngineType

    from listerules.areas.big import BigTable
    from listerules.areas.history import History
    from listerules.areas.text import DecimalMark
    from listerules.law.model import Regime
    from listerules.law.rulebook import Series
    from listerules.result.scenario import Said

Tell = Callable[[int, int | None], None]
JudgeAll: TypeAlias = Callable[[BatchReader, Path], Iterator[pl.DataFrame]]
ENDINGS = (".parquet", ".csv")
_REQUESTS = (signal.SIGINT, signal.SIGTERM)
MOST_NAMES = 1_000_000  # of areas, beside a history
MOST_IN_A_NUMBER = 12  # lists, whose answers and the year fit in 32 bits
ENGINE: EngineType = "in-memory"  # for a batch: measured


@dataclass(frozen=True)
class Streamed:
    """What a table that went from file to file was judged by, and how many areas are on each list.

    `height` is how many rows were written, `years` the first and the last of them; the other fields are those of
    `Result`, with a panel that has no rows.
    """

    rulebook: Rulebook
    series: Series
    regimes: tuple[Regime, ...]
    options: Mapping[str, Any]
    panel: Panel
    counts: Mapping[str, Mapping[str, Mapping[str, int]]]
    height: int
    years: tuple[int, int]

    @property
    def notes(self) -> tuple[str, ...]:
        """What was recognised, assumed and left out while reading."""
        return self.panel.notes


def classify_stream(  # noqa: PLR0913 - one word for each thing an analyst can give
    areas: str | Path,
    target: str | Path,
    rules: Rulebook | str | None = None,
    *,
    series: str = SERIES,
    years: Collection[int] | int | None = None,
    reference: Any = None,
    history: Any = None,
    decimal: DecimalMark | None = None,
    as_printed: bool = False,
    scenario: Said | None = None,
    today: date | None = None,
    batch_rows: int = BATCH_ROWS,
    progress: Tell | None = None,
) -> Streamed:
    """Judge a table that may be larger than memory, and write the table of `classify` to `.parquet` or `.csv`.

    The file has the bytes that `classify(...).write(target)` would give it, and its manifest beside it. About
    `batch_rows` rows are held at a time, or one area where that has more. `progress` is told how many rows are judged,
    and of how many (None where that is not known). The other words are those of `classify`.
    Raises `RulesError` and `DataError`; the mistakes are those of the first batch that has any. The target is then as
    it was.
    """
    if scenario is not None:
        refuse_beside(areas, {"--history beside a scenario": history})
    rulebook = rules if isinstance(rules, Rulebook) else load_rules(rules)
    inputs = [each for each in (areas, reference, history) if isinstance(each, str | Path)]
    target = check_target(target, inputs)
    if target.suffix.lower() not in ENDINGS:
        what = f"A table of this size is written to {' or '.join(ENDINGS)}."
        raise DataError(Problem(str(target), what, "Write one of these, or ask for fewer rows."))
    said = None if scenario is None else read_scenario(scenario)
    if said is not None:
        rulebook = patch_rules(rulebook, said, series).rulebook
    law = read_as_law(rulebook)
    reader = Reader(law, law.get_series(series), decimal, as_printed=False)
    table = open_big(areas, law.vocabulary)
    years = (years,) if isinstance(years, int) else years
    days = _find_days(table, reader)
    check_years(years, days)
    chosen = rulebook.get_series(series)
    if said is not None:
        check_in_force(said, chosen, days, years)
    options = {
        "series": series,
        "years": sorted(years) if years is not None else None,
        "as_printed": as_printed,
        "decimal": decimal,
        **({} if said is None else {"scenario": describe_scenario(said)}),
    }
    baselines = None if reference is None else _read_baselines(reference, reader)
    published = None if history is None else _read_published(history, table, reader, days, batch_rows)
    today = today or datetime.now(tz=UTC).date()
    plan = _Plan(table, reader, rulebook, chosen, days, options, baselines, published, today)
    return _write(plan, target, batch_rows, progress or (lambda _, __: None))


def refuse_beside(areas: str | Path, asked: Mapping[str, Any]) -> None:
    """Raise `DataError` for what is made of the whole table at once. `asked` are options, and what was given."""
    for option, given in asked.items():
        if given:
            what = f"The table is too large for {option}, which needs all of it in memory."
            raise DataError(Problem(Path(areas).name, what, "Leave it out, or give a table of fewer areas."))


@dataclass(frozen=True)
class _Baselines:
    rows: pl.DataFrame
    notes: tuple[str, ...]
    source: Input


@dataclass(frozen=True)
class _Published:
    history: History
    notes: tuple[str, ...]
    source: Input


@dataclass(frozen=True)
class _Plan:
    """All that is known before the rows are read. `days` has a row for every year and list date there is."""

    table: BigTable
    reader: Reader
    rulebook: Rulebook
    series: Series
    days: pl.DataFrame
    options: Mapping[str, Any]
    baselines: _Baselines | None
    published: _Published | None
    today: date

    @property
    def reported(self) -> pl.DataFrame:
        """The days that are reported."""
        years = self.options["years"]
        return self.days if years is None else self.days.filter(pl.col("year").is_in(years))

    @cached_property
    def regimes(self) -> tuple[Regime, ...]:
        """The regimes in force in the reported rows."""
        return regimes_of(self.reported, self.series)

    @cached_property
    def lists(self) -> Mapping[str, str]:
        """The lists of the table that is written, by newest name of all."""
        return name_lists(self.series, self.regimes)

    @cached_property
    def is_dated(self) -> bool:
        """Whether the table that is written has list dates."""
        return bool(self.reported["list_date"].is_not_null().any())

    @cached_property
    def schema(self) -> pl.Schema:
        """The columns of the table that is written."""
        lists = dict.fromkeys(self.lists, pl.Boolean())
        dates = {"list_date": pl.Date()} if self.is_dated else {}
        who = {"area": pl.String(), "year": pl.Int32(), "regime": pl.String()}
        return pl.Schema({**who, **lists, "undecided": pl.String(), **dates})

    def judge(self, batch: Batch) -> pl.DataFrame:
        """The judged rows of a batch, in order: who they are, the regime, and the lists."""
        reference = None if self.baselines is None else self.baselines.rows.lazy()
        batch = batch if self.published is None else _look_up(batch, self.published.history)
        panel = judge_by_figures(Panel(batch.rows.lazy(), reference, (), ()), self.rulebook, self.series.name)
        if self.options["as_printed"]:
            panel = panel.take_as_printed()
        order = find_order(batch.rows) if batch.facts is None else Order(is_dated=False, **vars(batch.facts))
        vocabulary = self.rulebook.vocabulary
        judged = judge(panel, self.series, vocabulary, regimes_of(self.days, self.series), order)
        judged = judged if self.published is None else judged.filter("given")
        needed = [list_column(chain) for chain in self.lists.values()]
        return judged.select("area", "year", *(["list_date"] if self.is_dated else []), "regime", *needed).collect(
            engine=ENGINE
        )

    def report(self, judged: pl.DataFrame) -> pl.DataFrame:
        """The rows that are reported."""
        years = self.options["years"]
        return judged if years is None else judged.filter(pl.col("year").is_in(years))

    def name_regimes(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with the regime of each."""
        days = self.days.select("year", "list_date")
        found = [
            self.series.regime_on(day) if day else self.series.regime_of_year(year) for year, day in days.iter_rows()
        ]
        names = pl.Series("regime", [regime and regime.regime for regime in found], dtype=pl.String)
        return rows.join(
            days.with_columns(names), on=["year", "list_date"], how="left", nulls_equal=True, maintain_order="left"
        )

    def tabulate(self, judged: pl.DataFrame) -> pl.DataFrame:
        """The rows as they are written."""
        table = tabulate(judged.lazy(), self.series, self.regimes, dated=self.is_dated)
        return table.with_columns(pl.col("area").cast(pl.String)).collect(engine=ENGINE)


def _find_days(table: BigTable, reader: Reader) -> pl.DataFrame:
    """Every year and list date of the table, as rows of a panel. What cannot be read is left to whoever reads all."""
    found = table.find_days()
    read = add_structure(found.lazy()).select("year", "list_date", given=pl.lit(value=True)).unique().collect()
    days = read.filter(pl.col("year").is_not_null()).sort("year", "list_date")
    problems = list(check_times(table.head, days, reader.series)) if days.height else []
    if problems:
        raise DataError(problems)
    return days


def _read_baselines(source: Any, reader: Reader) -> _Baselines:
    table, rows, notes = read_figures(source, reader, "reference", baselines=True)
    told = (*notes, *(f"{table.name}: {note}" for note in tell_dates(rows)))
    path = Path(source).absolute() if isinstance(source, str | Path) else None
    went_in = Input(table.name, table.sha256, table.frame.height, "reference", path)
    return _Baselines(last_of_each_year(rows.lazy()).collect(), told, went_in)


def _read_published(source: Any, table: BigTable, reader: Reader, days: pl.DataFrame, batch_rows: int) -> _Published:
    """The published lists, with the spelling of the table. All its names are read for that, before anything else."""
    own, history, notes = read_history(source, reader.rulebook, reader.series)
    there = _find_names(table, batch_rows)
    history = match_spelling(history, there, there, own.name)
    problems = list(check_dates(history, days, own.name))
    if problems:
        raise DataError(problems)
    told = (*notes, *(f"{own.name}: {note}" for note in tell_absent(history, there, there)))
    path = Path(source).absolute() if isinstance(source, str | Path) else None
    return _Published(history, told, Input(own.name, own.sha256, own.frame.height, "history", path))


def _find_names(table: BigTable, batch_rows: int) -> set[str]:
    """The names of all areas. Raises `DataError` where they are too many to look for one that is misspelled."""
    names: set[str] = set()
    for piece in table.pieces(batch_rows, ["area"]):
        spelled = piece.frame.select(pl.col("area").unique())
        names |= set(spelled.select(read_text("area", spelled.schema)).to_series().drop_nulls())
        if len(names) > MOST_NAMES:
            what = f"The table has more than {MOST_NAMES:,} areas, too many to compare their names with a history."
            raise DataError(Problem(table.name, what, "Leave --history out, or give a table of fewer areas."))
    return names


def _look_up(batch: Batch, history: History) -> Batch:
    """The batch with what was published, and rows for the years of the history that its areas lack."""
    rows = batch.rows.lazy().with_columns(pl.col("area").cast(pl.String))
    if batch.facts is not None:
        rows = rows.with_columns(list_date=pl.lit(None, pl.Date), given=pl.lit(value=True))
    return Batch(add_history(rows, history).collect(), batch.numbers)


def _write(plan: _Plan, target: Path, batch_rows: int, tell: Tell) -> Streamed:
    """Judge every batch and write it; where areas do not stand together, part the table first."""
    decimal, mark_notes = find_decimal(plan.table, plan.reader, batch_rows)
    work = _Work(plan, decimal, mark_notes, batch_rows, tell)
    with take_place(target) as files:
        try:
            return work.write(files, target, work.judge_in_order)
        except ScatteredError:
            return work.write(files, target, work.judge_parted)


@dataclass(frozen=True)
class _Work:
    """How a plan is carried out. `decimal` is the decimal mark, `mark_notes` say how it is known."""

    plan: _Plan
    decimal: DecimalMark
    mark_notes: Sequence[str]
    batch_rows: int
    tell: Tell

    def write(self, files: Files, target: Path, judge_all: JudgeAll) -> Streamed:
        """Write the table and its manifest."""
        plan, ending = self.plan, target.suffix.lower()
        expected = plan.table.height if plan.options["years"] is None else None
        tally, digest = Tally(plan), TableHash(expected)
        batches = BatchReader(plan.table, plan.reader, self.decimal, is_parted=judge_all == self.judge_parted)

        def shape(judged: pl.DataFrame) -> pl.DataFrame:
            table = plan.tabulate(judged)
            tally.add(judged)
            digest.add(table)
            return make_harmless(table) if ending == ".csv" else table

        with Writer(files.table, ending, plan.schema, shape) as writer:
            for judged in judge_all(batches, files.folder):
                writer.put(judged)
            writer.wait()
            done = _sum_up(plan, batches, self.mark_notes, tally)
            written = Written(name=target.name, holds="table", language="da", sha256=digest.finish())
            manifest = make_manifest(done, target.absolute().parent, written).render()
            writer.finish(manifest)
        files.manifest.write_text(manifest, encoding="utf-8")
        return done

    def judge_in_order(self, batches: BatchReader, _: Path) -> Iterator[pl.DataFrame]:
        """The judged rows that are reported, of areas that each stand together."""
        rows = batches.find_rows(self.batch_rows)
        for piece in cut_at_areas(read_ahead(self.plan.table.pieces(rows, batches.columns))):
            yield self.plan.report(self.plan.judge(batches.read(piece)))
            self.tell(piece.first + piece.frame.height, self.plan.table.height)
        batches.check_names()
        batches.check_rates()

    def judge_parted(self, batches: BatchReader, folder: Path) -> Iterator[pl.DataFrame]:
        """The judged rows that are reported, of areas in any order: the rows are read twice, and parted in between."""
        plan, table = self.plan, self.plan.table
        last = 0
        at_a_time = batches.find_rows(self.batch_rows)
        for written in part(table, folder, at_a_time, batches.columns):
            self.tell(written // 3, table.height)
            last = written
        lists = [list_column(chain) for chain in plan.lists.values()]
        answers = Answers(lists, table.last_number or last)
        for piece in read_partitions(folder):
            batch = batches.read(piece)
            judged = plan.judge(batch)
            answers.keep(batch.numbers, judged)
            self.tell(last // 3 + batches.rows_read // 3, table.height)
        batches.check_rates()
        who = [name for name in ("area", "year", "list_date") if name in table.head.frame.columns]
        for piece in table.pieces(at_a_time, who):
            rows = pl.concat([read_names(piece.frame), answers.give(piece.numbers)], how="horizontal")
            yield plan.report(plan.name_regimes(rows.filter("is reported:")))
            self.tell((2 * last + piece.first + piece.frame.height) // 3, table.height)


def _sum_up(plan: _Plan, batches: BatchReader, mark_notes: Sequence[str], tally: Tally) -> Streamed:
    """What is said of the whole, in the order in which it is said of a small table."""
    table, columns = plan.table, plan.rulebook.vocabulary.columns
    head = table.head
    figures = figure_columns(head.frame.columns, columns)
    outline = _outline(plan, batches)
    series, baselines = plan.reader.series, plan.baselines
    useless = [each for each in head.frame.columns if each not in figures and each not in STRUCTURAL]
    notes = [*head.notes, *batches.tell_blanks(), *mark_notes, *batches.tell_fractions(), *tell_useless(useless)]
    notes += [*tell_times(outline, series, plan.today), *tell_missing_measures(outline, series)]
    notes = [f"{table.name}: {note}" for note in notes]
    notes += baselines.notes if baselines else ()
    rows = baselines.rows if baselines else None
    notes += [f"{table.name}: {note}" for note in tell_missing_baselines(outline, rows, series, columns)]
    inputs = [Input(table.name, table.hash(), batches.rows_read, "areas", table.path.absolute())]
    inputs += [baselines.source] if baselines else []
    inputs += [plan.published.source] if plan.published else []
    notes += plan.published.notes if plan.published else ()
    panel = Panel(outline.head(0).lazy(), None if rows is None else rows.lazy(), tuple(notes), tuple(inputs))
    panel = judge_by_figures(panel, plan.rulebook, plan.series.name)
    years = plan.reported["year"]
    span = (min(years), max(years))
    return Streamed(plan.rulebook, plan.series, plan.regimes, plan.options, panel, tally.counts, tally.height, span)


def _outline(plan: _Plan, batches: BatchReader) -> pl.DataFrame:
    """A panel of all columns with a row for every day there is, and a region in them where any row had one."""
    days = plan.days.with_columns(region=pl.lit("" if batches.has_region else None, pl.String))
    return pl.concat([batches.outline(), days], how="diagonal")


class Tally:
    """Counts, by list date and list, how many areas are on, off and undecided."""

    def __init__(self, plan: _Plan) -> None:
        self._lists = plan.lists
        self._series = plan.series
        self._is_dated = plan.is_dated
        self.counts: dict[str, dict[str, dict[str, int]]] = {}
        self.height = 0

    def add(self, judged: pl.DataFrame) -> None:
        """Count the rows of a batch."""
        self.height += judged.height
        answers = [pl.col(list_column(chain)) for chain in self._lists.values()]
        if self._is_dated or len(answers) > MOST_IN_A_NUMBER:
            days = ["year", *(["list_date"] if self._is_dated else [])]
            code = pl.concat_list(answer.cast(pl.UInt8).fill_null(2) for answer in answers) if answers else pl.lit([])
            grouped = judged.lazy().group_by(*days, code.alias("code"), maintain_order=True).len()
            for row in grouped.collect(engine="in-memory").iter_rows(named=True):
                self._count(row["year"], row.get("list_date"), row["code"], row["len"])
            return
        # Year and answers as one number: counting numbers is many times faster than grouping by columns.
        digits = (answer.cast(pl.UInt32).fill_null(2) * 3**at for at, answer in enumerate(answers))
        numbers = judged.select(reduce(add, digits, pl.col("year").cast(pl.UInt32) * 3 ** len(answers))).to_series()
        for number, rows in zip(numbers.unique(maintain_order=True), numbers.unique_counts(), strict=True):
            year, code = divmod(number, 3 ** len(answers))
            self._count(year, None, [code // 3**at % 3 for at in range(len(answers))], rows)

    def _count(self, year: int, listed: date | None, answers: Sequence[int], rows: int) -> None:
        regime = self._series.regime_on(listed) if listed else self._series.regime_of_year(year)
        for answer, (name, chain) in zip(answers, self._lists.items(), strict=True):
            word = ("off", "on", "undecided")[answer]
            if word != "undecided" or (regime is not None and self._series.name_in(regime, chain)):
                day = self.counts.setdefault(str(listed or year), {})
                day.setdefault(name, {"on": 0, "off": 0, "undecided": 0})[word] += rows


class TableHash:
    """The SHA-256 of a table as CSV, taken as the rows come; none of a table that is too large.

    `expected` is how many rows there will be, where that is known.
    """

    def __init__(self, expected: int | None) -> None:
        self._is_wanted = expected is None or expected <= MOST_HASHED
        self._rows = 0
        self._is_new = True
        self._hash = hashlib.sha256()

    def add(self, table: pl.DataFrame) -> None:
        """Take in some more rows."""
        if self._is_wanted and self._rows + table.height <= MOST_HASHED:
            self._hash.update(make_harmless(table).write_csv(include_header=self._is_new).encode())
        self._is_new = False
        self._rows += table.height

    def finish(self) -> str | None:
        """The hash of all, None where they were too many."""
        return self._hash.hexdigest() if self._is_wanted and self._rows <= MOST_HASHED else None


@dataclass(frozen=True)
class Files:
    """Where the table and its manifest are made before they take their places; and a folder for what lies between."""

    table: Path
    manifest: Path
    folder: Path


@contextmanager
def take_place(target: Path) -> Iterator[Files]:
    """Files beside the target and its manifest, that take their places at the end, and are gone if it fails."""
    places = {target: _hide(target), name_manifest(target): _hide(target)}
    with stop_when_told():
        try:
            with TemporaryDirectory(prefix=".listerules-", dir=_find_room(target)) as folder:
                table, manifest = places.values()
                yield Files(table, manifest, Path(folder))
            for place, beside in places.items():
                with beside.open("rb") as file:
                    os.fsync(file.fileno())
                if place.exists():
                    shutil.copymode(place, beside)
            for place, beside in places.items():
                beside.replace(place)
        except OSError as error:
            raise _tell_trouble(target, error) from error
        finally:
            for beside in places.values():
                with suppress(OSError):  # the disk is gone, and the user is already told so
                    beside.unlink(missing_ok=True)


def _find_room(target: Path) -> str:
    """Where there is room for temporary files: TMPDIR where it is set, else beside the target."""
    return os.environ.get("TMPDIR") or str(target.parent)


def _hide(target: Path) -> Path:
    return target.with_name(f".listerules-{token_hex(8)}.tmp")


def _tell_trouble(target: Path, error: Exception) -> DataError:
    reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
    what_to_do = "Make room or write elsewhere; what was there before is untouched."
    return DataError(Problem(str(target), f"The file cannot be written: {reason}.", what_to_do))


@contextmanager
def stop_when_told() -> Iterator[None]:
    """Ctrl-C, or a request to end (SIGTERM), is one exception and no second, so that all that is half made is cleared.

    Both are heard again at the end.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _stop) for number in _REQUESTS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, _: object) -> None:
    for each in _REQUESTS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)


class Writer:
    """Shapes frames and writes them to one file, in a thread of its own, while the next are judged.

    `shape` makes rows of `schema` of what is put in, in that order. It holds two frames at most. Used as a context:
    leaving it by an exception ends the thread.
    """

    def __init__(
        self, file: Path, ending: str, schema: pl.Schema, shape: Callable[[pl.DataFrame], pl.DataFrame]
    ) -> None:
        self._shape = shape
        self._frames: Queue[pl.DataFrame | None] = Queue(maxsize=1)
        self._file = file
        self.ending = ending
        self._schema = schema
        self._manifest: str | None = None
        self._trouble: BaseException | None = None
        self._is_over = False
        self._thread = threading.Thread(target=self._write, name="listerules writer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread.is_alive():
            self._frames.put(None)
            self._thread.join()

    def put(self, frame: pl.DataFrame) -> None:
        """Give it the next rows. Raises `OSError` where the rows before could not be written."""
        self._check()
        self._frames.put(frame)

    def wait(self) -> None:
        """Until all that was put in is shaped. Raises as `put` does."""
        self._frames.join()
        self._check()

    def finish(self, manifest: str) -> None:
        """Write what is left, and the manifest. Raises `OSError` where that cannot be done."""
        self._manifest = manifest
        self._frames.put(None)
        self._thread.join()
        self._check()

    def _check(self) -> None:
        if self._trouble is not None:
            raise self._trouble

    def _write(self) -> None:
        try:
            frames = register_io_source(self._give, schema=self._schema)
            if self.ending == ".csv":
                frames.sink_csv(self._file, check_extension=False)
            else:
                sink_parquet(frames, self._file, lambda: self._manifest or "")
        except BaseException as error:  # noqa: BLE001 - told where the next rows are given; Ctrl-C comes here too
            self._trouble = OSError(str(error)) if isinstance(error, pl.exceptions.PolarsError) else error
            while not self._is_over:
                self._is_over = self._frames.get() is None
                self._frames.task_done()

    def _give(self, *_: object) -> Iterator[pl.DataFrame]:
        while (frame := self._frames.get()) is not None:
            try:
                shaped = self._shape(frame)
            finally:
                self._frames.task_done()
            yield shaped
        self._is_over = True
        if self._manifest is None:
            raise OSError("stopped")
