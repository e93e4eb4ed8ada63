"""Hostile rule files, scenarios and vocabularies, by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from random import Random
from typing import Any

from hostile import (
    BITS,
    BYTES,
    SCALARS,
    SHIPPED_CASES,
    SHIPPED_COLUMNS,
    SHIPPED_RULES,
    SHIPPED_SCENARIOS,
    WORDS,
    Hostile,
    Kind,
    damage,
    places,
    put,
    render,
    stray_lines,
    value_at,
)

from listerules.law.mistakes import NAMES, words_of
from listerules.law.source import parse_source

SIZE = 1_000_000  # bytes a rule file may have
PIECES = [*BITS, *BYTES, *WORDS, *(scalar.encode() for scalar in SCALARS if len(scalar) < 1000)]
GRAMMAR = [*sorted({word for kind in NAMES for word in words_of(kind)}), "beboere", "a", "A", "__class__", "<<"]
TREES = [parse_source(data, "rules").tree for data in SHIPPED_RULES]
CASES_TREES = [parse_source(data, "cases").tree for data in SHIPPED_CASES]
SCENARIO_TREES = [parse_source(data, "scenario").tree for data in SHIPPED_SCENARIOS]
COLUMNS = parse_source(SHIPPED_COLUMNS, "columns").tree

TITLE = {"da": "T", "en": "T"}
REGIME = {
    "regime": "made-up",
    "series": "omraadelister",
    "title": TITLE,
    "from": "2010-01-01",
    "law": {"name": "L", "url": "u"},
    "checked_on": "2026-01-01",
    "measures": {"beboere": {"title": TITLE, "count": "beboere"}},
}


def made_up(**words: Any) -> dict[str, Any]:
    """A small regime that is right, with some words said otherwise."""
    return {**REGIME, "lists": {"a": listed({"beboere": {"at_least": "1"}})}, **words}


def listed(members: Mapping[str, Any], **words: Any) -> dict[str, Any]:
    """A list of these nodes."""
    return {"title": TITLE, "cite": "§ 1", "all": members, **words}


def as_rules(data: bytes) -> Hostile:
    """A rule file."""
    return Hostile("rules", {"rules.yaml": data})


def as_scenario(data: bytes) -> Hostile:
    """A scenario file."""
    return Hostile("scenario", {"scenario.yaml": data})


def as_columns(data: bytes) -> Hostile:
    """A vocabulary beside a rule file."""
    return Hostile("rules", {"rules/made-up.yaml": render(made_up()), "rules/columns.yaml": data})


def among_shipped(change: Callable[[int], bytes], random: Random) -> Hostile:
    """A shipped file changed, alone or among the others, so that it is read to the end; `change` takes its number."""
    number = random.randrange(len(SHIPPED_RULES))
    data = change(number)
    if random.random() < 0.3:
        return as_rules(data)
    others = {f"rules/{place}.yaml": other for place, other in enumerate(SHIPPED_RULES) if place != number}
    return Hostile("rules", {"rules/changed.yaml": data, **others, "rules/columns.yaml": SHIPPED_COLUMNS})


def damaged(random: Random) -> Hostile:
    """A rule file with a few bytes otherwise."""
    return among_shipped(lambda number: damage(SHIPPED_RULES[number], random, PIECES), random)


def lines_astray(random: Random) -> Hostile:
    """A rule file with a few lines otherwise."""
    return among_shipped(lambda number: stray_lines(SHIPPED_RULES[number], random), random)


def altered_rules(random: Random) -> Hostile:
    """A rule file with a few values, keys or parts otherwise."""
    return among_shipped(lambda number: altered(TREES[number], random), random)


def as_cases(data: bytes) -> Hostile:
    """A file of cases beside the rules it is about."""
    rules = {f"rules/{place}.yaml": data for place, data in enumerate(SHIPPED_RULES)}
    return Hostile("cases", {"rules/made-up.cases.yaml": data, **rules, "rules/columns.yaml": SHIPPED_COLUMNS})


def random_bytes(random: Random) -> bytes:
    """Bytes of no kind."""
    return random.randbytes(random.choice([0, 1, 3, 50, 2000]))


def random_marks(random: Random) -> bytes:
    """The marks and words of YAML in no order."""
    words = [*PIECES, *(word.encode() for word in GRAMMAR), b" ", b"  ", b"\n", b": ", b"? ", b"| ", b"> ", b"#"]
    return b"".join(random.choice(words) for _ in range(random.randint(1, 60)))


def known_words(random: Random) -> bytes:
    """Words of the grammar in wrong places."""
    return render({random.choice(GRAMMAR): _grow(random, 5) for _ in range(random.randint(1, 6))})


def _grow(random: Random, depth: int) -> Any:
    kind = random.random()
    if depth == 0 or kind < 0.3:
        return random.choice([*GRAMMAR, "40 %", "1000", "5", "", random.choice(SCALARS)[:100]])
    if kind < 0.5:
        return [_grow(random, depth - 1) for _ in range(random.randint(0, 3))]
    return {random.choice(GRAMMAR): _grow(random, depth - 1) for _ in range(random.randint(0, 5))}


def altered(tree: Any, random: Random) -> bytes:
    """A true file with values, keys or whole parts exchanged for others."""
    for _ in range(random.randint(1, 3)):
        there = list(places(tree))[1:]
        at = random.choice(there)
        other = value_at(tree, random.choice(there))
        value = random.choice([random.choice(SCALARS), other, _grow(random, 2), {}, [], [other] * 3])
        if isinstance(at[-1], str) and random.random() < 0.3:
            holder = dict(value_at(tree, at[:-1]))
            key = random.choice([*GRAMMAR, random.choice(SCALARS)])
            holder[key] = holder.pop(at[-1])
            tree = put(tree, at[:-1], holder)
        else:
            tree = put(tree, at, value)
    return render(tree)


TAGGED = [
    '!!python/object/apply:os.system ["touch owned"]',
    "!!python/object/new:os.system [touch owned]",
    "!!python/object/apply:builtins.exec [\"open('owned','w')\"]",
    "!!python/name:os.system",
    "!!python/module:os",
    "!!python/object:listerules.errors.Problem {where: x}",
    "!!binary aGVq",
    "!!set {a, b}",
    "!!omap [a: 1]",
    "!<tag:yaml.org,2002:python/name:os.system> ''",
    "!include /etc/passwd",
    "!ENV ${HOME}",
    "&a [*a]",
    "&a {<<: *a}",
    "*nothing",
    "{<<: {regime: x}}",
    "{? [a, b] : c}",
    "{? {a: b} : c}",
    '"\\ud800"',
    '"\\udfff\\ud800"',
    '"\\UFFFFFFFF"',
    '"\\x00\\x1b[2J"',
    '"\\N\\L\\P\\_"',
    "|2147483648\n  x",
    "|0\n x",
    "'unclosed",
    '"unclosed',
    "{a: {b: [c",
    "? ",
    "- - - - - -",
    "%YAML 9.9",
    "@reserved",
    "`reserved",
    "\t- x",
]


def yaml_features(random: Random) -> bytes:
    """Tags that would run code, anchors, merge keys and escapes, somewhere in a true file."""
    tree = random.choice(TREES)
    at = random.choice(list(places(tree))[1:])
    return render(put(tree, at, "MARK")).replace(b'"MARK"', random.choice(TAGGED).encode(), 1)


def directives(random: Random) -> bytes:
    """Directives, documents and encodings around a true file."""
    before = random.choice(
        [
            *(f"%YAML {version}\n---\n" for version in ("1.0", "1.2", "2.0", "9" * 5000, "1." + "9" * 5000, "x")),
            "%TAG ! tag:yaml.org,2002:python/\n---\n",
            "%TAG !! !\n---\n",
            "%" + "A" * 9000 + "\n---\n",
            "---\n---\n",
            "...\n",
            "--- |\n",
            "--- !!map\n",
            "# " + "x" * 100_000 + "\n",
            "\ufeff\ufeff",
        ]
    )
    text = before + random.choice(SHIPPED_RULES).decode()
    encoding = random.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"])
    return text.encode(encoding) + random.choice([b"", b"\x00", b"\n...\n---\n", b"\xff", b"\x1a"])


def alias_bomb(random: Random) -> bytes:
    """Ten aliases of ten aliases of ten: a billion laughs."""
    levels = random.randint(5, 60)
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines).encode()


def deep(random: Random) -> bytes:
    """Brackets, keys, dashes or groups within each other, a hundred thousand deep."""
    depth = random.choice([30, 49, 50, 51, 1000, 100_000])
    opened = random.choice(["{a: ", "[", "{all: ", "- ", "? ", "&a [", '{"a":'])
    if random.random() < 0.3:
        opened, depth = "\n", min(depth, 1000)
        return "\n".join(" " * level + "a:" for level in range(depth)).encode()[:SIZE]
    start = "lists: " if random.random() < 0.5 else ""
    return (start + opened * depth + "x").encode()[:SIZE]


def deep_groups(random: Random) -> bytes:
    """Groups within groups, as deep as a file may go and a little deeper."""
    node: Any = {"at_least": "1"}
    for level in range(random.randint(18, 26)):
        node = {random.choice(["all", "none"]): {f"g{level}": node, "beboere": {"at_least": "1"}}}
    return render(made_up(lists={"a": listed({"g": node})}))


def filler(random: Random) -> bytes:
    """A file of the largest size there may be, of one thing over and over."""
    unit = random.choice(
        [
            b"a",
            b"a: b\n",
            b"\n",
            b" ",
            b"\t",
            b"#",
            b"# x\n",
            b"'",
            b'"',
            b"''",
            b"- a\n",
            b"[]\n",
            b"a,",
            b"a: ",
            b"? ",
            b"\\",
            b"-",
            b"%",
            b"&a ",
            b"*a ",
            b"!a ",
            b"|\n",
            b"\xc3\xa6",
            b"\xff",
            b"\x00",
            b"\xe2\x80\xa8",
            b"\r",
            b"a:\n",
            b"'' ",
            b"\n ",
        ]
    )
    before = random.choice([b"", b"a: ", b"a: '", b'a: "', b"a: |\n ", b"a: >\n ", b"a: [", b"a: {", b"%", b"&", b"!"])
    size = random.choice([SIZE - 1, SIZE, SIZE + 1, 300_000])
    return (before + unit * (size // len(unit) + 1))[:size]


def hostile_keys(random: Random) -> bytes:
    """Ten thousand keys, or five thousand lists, measures or columns, each a mistake."""
    count = random.choice([100, 1500, 4990, 10_000])
    name = random.choice(["k{}", "K {}", "æ{}", "udsat_boligomraade_{}", "x" * 60 + "{}"])
    value = random.choice(["x", {}, [], {"title": "x"}, "on_list", {"above": "x"}])
    many = {name.format(number): value for number in range(count)}
    word = random.choice(["lists", "measures", "columns", "law", "title", None])
    return render(made_up(**{word: many}) if word else {**many, **made_up()})[:SIZE]


def unknown_names(random: Random) -> bytes:
    """Many nodes that name measures and lists there are not, beside many there are: each asks for the nearest."""
    count = random.choice([20, 200, 700])
    node = random.choice([{"at_least": "1"}, "on_list", {"years_running": "2"}])
    lists = {f"udsat_boligomraade_nummer_{n}": listed({f"udsat_boligomraede_numer_{n}": node}) for n in range(count)}
    return render(made_up(lists=lists))


def unknown_formers(random: Random) -> bytes:
    """One list that claims thousands of former names."""
    names = [f"ghettoomraade_{number}" for number in range(random.choice([10, 500, 4000]))]
    return render(made_up(lists={"a": listed({"beboere": {"at_least": "1"}}, formerly=names)}))


def circle(random: Random) -> bytes:
    """Lists that refer to each other in a circle or in a long chain, in any order."""
    count = random.choice([1, 2, 10, 300, 1200])
    names = [f"l{number}" for number in range(count)]
    word = random.choice(["on_list", "ever", {"years_running": "50"}])
    ends = random.choice([names[0], "beboere"])
    last = {ends: word} if ends != "beboere" else {"beboere": {"at_least": "1"}}
    lists = {name: listed({after: word}) for name, after in pairwise(names)}
    lists[names[-1]] = listed(last)
    shuffled = random.sample(list(lists), len(lists))
    return render(made_up(lists={name: lists[name] for name in shuffled}))


def web(random: Random) -> bytes:
    """Lists that each refer to all before them."""
    count = random.choice([10, 30, 60])
    lists: dict[str, Any] = {"l0": listed({"beboere": {"at_least": "1"}})}
    for number in range(1, count):
        lists[f"l{number}"] = listed({f"l{other}": random.choice(["on_list", "ever"]) for other in range(number)})
    return render(made_up(lists=lists))


def readings(random: Random) -> bytes:
    """Very many readings, each with another choice that must be tried."""
    count = random.choice([10, 100, 300, 600])
    patches = [{"change": {"a.beboere.at_least": {"was": "1", "now": "2"}}}, {"remove": ["a"]}, {"add": {"a.b.c": "x"}}]
    nodes = {
        f"n{number}": {
            "measure": "beboere",
            "at_least": "1",
            "reading": {"name": f"r{number}", "choice": TITLE, "why": TITLE, "alternative": random.choice(patches)},
        }
        for number in range(count)
    }
    return render(made_up(lists={"a": listed({"beboere": {"at_least": "1"}, **nodes})}))


def enormous_numbers(random: Random) -> bytes:
    """Numbers at and past every limit, wherever a number may stand."""
    number = random.choice(SCALARS)
    node: dict[str, Any] = {random.choice(["above", "at_least", "below", "at_most"]): number}
    members = {"beboere": node, "g": {"at_least": random.choice(SCALARS), "of": {"beboere": node}}}
    members["a"] = {"years_running": random.choice(SCALARS)}
    words = {"from": random.choice(SCALARS)} if random.random() < 0.3 else {}
    return render(made_up(lists={"a": listed(random.choice([members, {"beboere": node}]))}, **words))


def long_names(random: Random) -> bytes:
    """Names of a hundred thousand letters, wherever a name may stand and where there is none of that name."""
    name = random.choice(["a", "ab_", "udsat_boligomraade"]) * random.choice([100, 10_000])
    trees = [
        made_up(regime=name.replace("_", "-")),
        made_up(series=name.replace("_", "-")),
        made_up(lists={name: listed({"beboere": {"at_least": "1"}})}),
        made_up(lists={"a": listed({name: {"at_least": "1"}})}),
        made_up(lists={"a": listed({name: "on_list"})}),
        made_up(lists={name: listed({name: "on_list"})}),
        made_up(lists={name: listed({name + "a": "on_list"}), name + "a": listed({name: "on_list"})}),
        made_up(lists={"a": listed({"b": {"years_running": "2", "list": name}})}),
        made_up(lists={"a": listed({"b": {"at_least": "1", "measure": name}})}),
        made_up(lists={"a": listed({"beboere": {"at_least": "1"}}, formerly=[name])}),
        made_up(measures={"beboere": {"title": TITLE, "count": name}}),
        made_up(measures={name: {"title": TITLE, "share": "beboere", "of": name}}),
        made_up(columns={name: {"title": TITLE, "unit": "persons", "line_of": name + "b"}}),
        made_up(columns={name: {"title": TITLE, "unit": "persons", "headings": ["beboere"]}}),
        made_up(title={"da": name, "en": name, name: name}),
        made_up(**{name: name}),
    ]
    return render(random.choice(trees))


def columns_of_regime(random: Random) -> bytes:
    """Columns that claim headings of others, one after another."""
    count = random.choice([5, 500, 1500])
    heading = random.choice(["beboere", "{}", "x", "Antal {}", "æ" * 200 + "{}"])
    columns = {
        f"c{number}": {
            "title": TITLE,
            "unit": random.choice(["persons", "percent", "x"]),
            "headings": [heading.format(number)],
        }
        for number in range(count)
    }
    return render(made_up(columns=columns))


def folder_of_rules(random: Random) -> Hostile:
    """Many files in one folder: regimes that clash, names that are strange, vocabularies in the wrong place."""
    files = {}
    for number in range(random.choice([2, 10, 60])):
        name = random.choice(
            [f"r{number}.yaml", f"s{number}/x.yaml", f"æ {number}.yaml", f"-{number}.yaml", "columns.yaml"]
        )
        day = random.choice(["2010-01-01", f"20{number % 90 + 10}-01-01"])
        lists = {
            f"l{random.randint(0, 5)}": listed({"beboere": {"at_least": "1"}}, formerly=[f"l{random.randint(0, 5)}"])
        }
        tree = made_up(**{"regime": f"made-up-{random.randint(0, number)}", "from": day, "lists": lists})
        data = random.choice([render(tree), render(tree), random.choice(SHIPPED_RULES), random_marks(random)])
        files[f"rules/{name}"] = data
    return Hostile("rules", files)


def many_formers(_: Random) -> Hostile:
    """A regime of very many lists, and a later one that claims as many former names that are nearly right."""
    early = {f"ghettoomraade_nummer_{n}": listed({"beboere": {"at_least": "1"}}) for n in range(1200)}
    late = {"a": listed({"beboere": {"at_least": "1"}}, formerly=[f"ghettoomraede_numer_{n}" for n in range(4000)])}
    later = made_up(**{"regime": "later", "from": "2020-01-01", "lists": late})
    return Hostile("rules", {"rules/a.yaml": render(made_up(lists=early)), "rules/b.yaml": render(later)})


SCENARIO = {"scenario": "s", "on": "almenboligloven-2021"}
PATHS = [
    "udsat_boligomraade",
    "udsat_boligomraade.sociale_kriterier.doemte.at_least",
    "parallelsamfund.ikke_vestlige",
    "measures.doemte.of",
    "columns",
    "lists",
    ".",
    "",
    "..",
    "../../etc/passwd",
    "a." * 50_000,
    "udsat_boligomraade." * 1000,
    "measures",
    "measures.",
    "title.da",
    "regime",
    "series",
    "x" * 100_000,
]


def patches(random: Random) -> bytes:
    """Scenarios that change, remove and add strange things in strange places."""
    change = {random.choice(PATHS): {"was": random.choice(SCALARS), "now": random.choice(SCALARS)} for _ in range(2)}
    add = {random.choice(PATHS) + random.choice(["", ".x", ".title"]): _grow(random, 4) for _ in range(2)}
    words: dict[str, Any] = {
        "change": change,
        "remove": random.choices(PATHS, k=3),
        "add": add,
        "readings": [random.choice(SCALARS)],
        "on": random.choice([random.choice(SCALARS), {"almenboligloven-2018": {}, random.choice(SCALARS): {}}, []]),
        "scenario": random.choice(SCALARS),
    }
    return render({**SCENARIO, **{word: words[word] for word in random.sample(list(words), random.randint(1, 3))}})


def many_patches(random: Random) -> bytes:
    """Thousands of changes, removals and additions of one regime."""
    count = random.choice([100, 1000, 3000])
    nodes = {f"udsat_boligomraade.n{number}": {"measure": "beboere", "at_least": "1"} for number in range(count)}
    if random.random() < 0.5:
        return render({**SCENARIO, "add": nodes})
    gone = [f"udsat_boligomraade.sociale_kriterier.n{number}" for number in range(count)]
    return render({**SCENARIO, "remove": random.choice([gone, ["forebyggelsesomraade"] * count])})


def _any(make: Callable[[Random], bytes], wrap: Callable[[bytes], Hostile]) -> Callable[[Random], Hostile]:
    return lambda random: wrap(make(random))


KINDS: Mapping[str, Kind] = {
    "rules: random bytes": Kind(_any(random_bytes, as_rules)),
    "rules: random marks": Kind(_any(random_marks, as_rules)),
    "rules: damaged": Kind(damaged),
    "rules: lines astray": Kind(lines_astray),
    "rules: known words": Kind(_any(known_words, as_rules)),
    "rules: altered": Kind(altered_rules),
    "rules: tags and aliases": Kind(_any(yaml_features, as_rules)),
    "rules: directives and encodings": Kind(_any(directives, as_rules), 0.5),
    "rules: alias bomb": Kind(_any(alias_bomb, as_rules), 0.1),
    "rules: deep": Kind(_any(deep, as_rules), 0.1),
    "rules: deep groups": Kind(_any(deep_groups, as_rules), 0.1),
    "rules: one megabyte": Kind(_any(filler, as_rules), 0.1),
    "rules: ten thousand keys": Kind(_any(hostile_keys, as_rules), 0.05),
    "rules: unknown names": Kind(_any(unknown_names, as_rules), 0.05),
    "rules: unknown former names": Kind(_any(unknown_formers, as_rules), 0.05),
    "rules: circles and chains": Kind(_any(circle, as_rules), 0.05),
    "rules: all refer to all": Kind(_any(web, as_rules), 0.02),
    "rules: many readings": Kind(_any(readings, as_rules), 0.02),
    "rules: enormous numbers": Kind(_any(enormous_numbers, as_rules), 0.5),
    "rules: long names": Kind(_any(long_names, as_rules), 0.2),
    "rules: columns": Kind(_any(columns_of_regime, as_rules), 0.05),
    "rules: folder": Kind(folder_of_rules, 0.2),
    "rules: many former names": Kind(many_formers, 0.01),
    "columns: random marks": Kind(_any(random_marks, as_columns), 0.2),
    "columns: damaged": Kind(lambda random: as_columns(damage(SHIPPED_COLUMNS, random, PIECES)), 0.5),
    "columns: altered": Kind(lambda random: as_columns(altered(COLUMNS, random)), 0.5),
    "columns: one megabyte": Kind(_any(filler, as_columns), 0.02),
    "cases: random marks": Kind(_any(random_marks, as_cases), 0.1),
    "cases: damaged": Kind(lambda random: as_cases(damage(random.choice(SHIPPED_CASES), random, PIECES)), 0.3),
    "cases: altered": Kind(lambda random: as_cases(altered(random.choice(CASES_TREES), random)), 0.5),
    "scenario: random marks": Kind(_any(random_marks, as_scenario), 0.5),
    "scenario: damaged": Kind(lambda random: as_scenario(damage(random.choice(SHIPPED_SCENARIOS), random, PIECES))),
    "scenario: altered": Kind(lambda random: as_scenario(altered(random.choice(SCENARIO_TREES), random))),
    "scenario: known words": Kind(_any(known_words, as_scenario), 0.5),
    "scenario: patches": Kind(_any(patches, as_scenario)),
    "scenario: many patches": Kind(_any(many_patches, as_scenario), 0.02),
    "scenario: one megabyte": Kind(_any(filler, as_scenario), 0.02),
}
