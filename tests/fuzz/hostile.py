"""What a hostile input is made of: words, numbers and bytes that readers stumble over, and ways to damage a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHIPPED_RULES = [path.read_bytes() for path in sorted((ROOT / "rules").rglob("????-??-??.yaml"))]
SHIPPED_CASES = [path.read_bytes() for path in sorted((ROOT / "rules").rglob("*.cases.yaml"))]
SHIPPED_SCENARIOS = [path.read_bytes() for path in sorted((ROOT / "scenarios").glob("*.yaml"))]
SHIPPED_COLUMNS = (ROOT / "rules" / "columns.yaml").read_bytes()


@dataclass(frozen=True)
class Hostile:
    """Files by name, in a folder of their own; `door` says what the first of them is given as."""

    door: str
    files: Mapping[str, bytes]


Make = Callable[[Random], Hostile]


@dataclass(frozen=True)
class Kind:
    """A kind of hostile input; `weight` says how often it is drawn, beside 1 for those that are light."""

    make: Make
    weight: float = 1.0


BITS = [b"{", b"}", b"[", b"]", b":", b"- ", b"'", b'"', b"&a ", b"*a", b"!!int ", b"<<: ", b"%", b"\t", b"\n", b"\r"]
BYTES = [b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\xc3", b"\x85", b"\xe2\x80\xa8", b"\x1b[2J"]
WORDS = [b"all: ", b"of: ", b"none: ", b"on_list", b"ever", b"above: 1", b"at_least: 0", b"years_running: 9", b"1e9"]
CELLS = [b";", b",", b"nan", b"-inf", b"1e5", b"=1+1", b"0000-00-00", b"99999-01-01", b"9" * 40, b"..", b"1.234,5"]

NUMBERS = [
    "0",
    "-0",
    "-1",
    "1e400",
    "9" * 15,
    "9" * 16,
    "9" * 100_000,
    "0." + "0" * 5000 + "1",
    "1_000",
    "0x10",
    "0o7",
    "١٢٣",
    "１２",
    "1/0",
    "NaN",
    ".inf",
    "-.inf",
    "+5",
    "5.",
    ".5",
    "40 %%",
    "40 ％",
    "1 000",
    "1.000,5",
    "5e-324",
    "²",
    "½",
]
SPANS = ["0000-00-00", "0000-01-01", "0001-01-01", "9999-12-31", "99999-01-01", "2021-02-30", "2021-12-01T00:00:00Z"]
TEXTS = [
    "",
    " ",
    "\n",
    "a" * 50_000,
    "æ" * 3000,
    "\u202eregime",
    "\u200b",
    "\ufeff",
    "\U0001f3e0" * 500,
    "e" + "\u0301" * 5000,
    "../../../../etc/passwd",
    "/etc/passwd",
    "C:\\CON",
    "file:///etc/passwd",
    "{0.__class__}",
    "%s%n%x",
    "{{7*7}}",
    "$(touch owned)",
    "`id`",
    "__import__('os').system('touch owned')",
    "!!python/object/apply:os.system [touch owned]",
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "<script>",
    "]]>",
    "'; DROP TABLE areas; --",
    "(a+)+$",
    "a" * 40 + "!",
    "1" * 60 + "x",
    "null",
    "~",
    "yes",
    "no",
    "on_list",
    "ever",
]
SCALARS = [*NUMBERS, *SPANS, *TEXTS]


def damage(data: bytes, random: Random, pieces: Sequence[bytes], most: int = 60) -> bytes:
    """A file with a few bytes cut out, put in, doubled, moved or flipped."""
    for _ in range(random.choice([1, 1, 1, 2, 5])):
        start = random.randint(0, len(data))
        end = min(len(data), start + random.randint(0, most))
        piece = random.choice([b"", data[start:end] * 2, random.choice(pieces), random.randbytes(random.randint(1, 4))])
        data = data[:start] + piece + data[end:]
    return data[: random.randint(0, len(data))] if random.random() < 0.1 else data


def stray_lines(data: bytes, random: Random) -> bytes:
    """A file with some lines gone, doubled, indented otherwise or taken from elsewhere: mostly still readable."""
    lines = data.splitlines()
    for _ in range(min(random.randint(1, 4), len(lines) - 1)):
        index, other = random.randrange(len(lines)), random.randrange(len(lines))
        indented = b" " * random.randint(0, 8) + lines[index].lstrip()
        lines[index : index + 1] = random.choice([[], [lines[other]], [indented], [lines[index], lines[other]]])
    return b"\n".join(lines)


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a plain tree, from the top."""
    yield path
    below = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in below:
        yield from places(value, (*path, key))


def value_at(tree: Any, path: tuple[Any, ...]) -> Any:
    """What stands at a place."""
    for key in path:
        tree = tree[key]
    return tree


def put(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy of a tree with another value at a place; the rest is shared."""
    if not path:
        return value
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[path[0]] = put(copy[path[0]], path[1:], value)
    return copy


def render(tree: Any) -> bytes:
    """A tree as JSON, which is YAML."""
    return json.dumps(tree, ensure_ascii=False).encode("utf-8", "surrogatepass")
