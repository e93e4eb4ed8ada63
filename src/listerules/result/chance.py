"""Numbers by chance that are the same everywhere: each is worked out from its own name, and none from the one before.

A generator that deals out one number after another gives others when rows come in another order, in other batches or
on more threads. Here the number of a thing in a draw depends on nothing but the seed, the name of the thing and the
number of the draw:

* the **key** of a thing is the first 64 bits of BLAKE2b over the seed and the thing's name;
* its number in draw n is the (n + 1)th number of SplitMix64 started at that key: the key plus (n + 1) times a constant,
  mixed (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). SplitMix64 can be asked for any
  of its numbers at once, since its state only counts up.

All of it is arithmetic on whole numbers of 64 bits that wrap around, which Polars does alike on every machine.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

_STEP = 0x9E3779B97F4A7C15
_MIXERS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
_SEPARATOR = "\x1f"  # stands in no name, so that no two names run together alike


def make_keys(seed: int, names: Iterable[tuple[str, ...]]) -> pl.Series:
    """A key for each name, UInt64: the same for the same seed and name, and for others as good as unrelated."""
    keys = (blake2b(_SEPARATOR.join((str(seed), *name)).encode(), digest_size=8) for name in names)
    return pl.Series([int.from_bytes(key.digest(), "little") for key in keys], dtype=pl.UInt64)


def draw_between(key: pl.Expr, draw: pl.Expr, low: pl.Expr, high: pl.Expr) -> pl.Expr:
    """Whole numbers from `low` to `high`, both included (Int128), each as likely as the others; null where one is.

    `key` (UInt64) says of what, `draw` in which draw. A number of 64 bits times the width, over 2^64, keeps its
    upper part: no range of values is more or less likely than it should be by more than 1 in 2^64. The width must be
    below 2^63.
    """
    chance = _mix(key + (draw.cast(pl.UInt64) + 1) * pl.lit(_STEP, pl.UInt64)).cast(pl.Int128)
    return low + chance * (high - low + 1) // pl.lit(2**64, pl.Int128)


def _mix(state: pl.Expr) -> pl.Expr:
    """Let every bit bear on every other. Dividing by a power of two shifts to the right."""
    first, second = (pl.lit(mixer, pl.UInt64) for mixer in _MIXERS)
    state = (state ^ (state // 2**30)) * first
    state = (state ^ (state // 2**27)) * second
    return state ^ (state // 2**31)
