"""The answers of very many rows, two bits each, kept by row number until the rows are written in their own order."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

_IN_A_BYTE = 4
_NO, _YES, _UNDECIDED = 1, 2, 3  # 0: the row is not reported


class Answers:
    """A byte a row for each three or four lists.

    `columns` are Boolean columns. `rows` is the highest row number there is.
    """

    def __init__(self, columns: Sequence[str], rows: int) -> None:
        there = [None, *columns]  # first, whether the row is reported at all
        self._groups = [there[first : first + _IN_A_BYTE] for first in range(0, len(there), _IN_A_BYTE)]
        self._bytes = [pl.zeros(rows + 1, dtype=pl.UInt8, eager=True) for _ in self._groups]

    def keep(self, numbers: pl.Series, judged: pl.DataFrame) -> None:
        """Keep the answers of the rows with these numbers."""
        for place, group in enumerate(self._groups):
            codes = pl.sum_horizontal(_code(name) * 4**shift for shift, name in enumerate(group))
            packed = judged.select(codes.cast(pl.UInt8)).to_series()
            if len(packed) != len(numbers):  # all of it is one literal
                packed = packed.new_from_index(0, len(numbers))
            self._bytes[place] = self._bytes[place].scatter(numbers, packed)

    def give(self, numbers: pl.Series) -> pl.DataFrame:
        """`is reported:` and the columns, of the rows with these numbers."""
        packed = pl.DataFrame([codes.gather(numbers).alias(f"{at}") for at, codes in enumerate(self._bytes)])
        return packed.select(
            _decode(pl.col(f"{at}") // 4**shift % 4, name)
            for at, group in enumerate(self._groups)
            for shift, name in enumerate(group)
        )


def _code(name: str | None) -> pl.Expr:
    if name is None:
        return pl.lit(_YES, pl.UInt8)
    return pl.col(name).cast(pl.UInt8).fill_null(_UNDECIDED - _NO) + _NO


def _decode(code: pl.Expr, name: str | None) -> pl.Expr:
    if name is None:
        return (code == _YES).alias("is reported:")
    return pl.when(code != _UNDECIDED).then(code == _YES).alias(name)
