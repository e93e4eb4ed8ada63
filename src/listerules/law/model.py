"""The rule tree: what a rule file may say, as frozen models.

The words are those of `design` section 3: measures say what is counted, tests say where the line is,
groups say how many tests must be met, lists are what comes out. Everything read from YAML arrives as
text and becomes exact here: `40 %` is the fraction 2/5, never a float.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeAlias, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WithJsonSchema,
    model_validator,
)

Operator: TypeAlias = Literal["above", "at_least", "below", "at_most"]
Baseline: TypeAlias = Literal["national", "region", "municipality"]
OPERATORS: tuple[Operator, ...] = get_args(Operator)

# Digits are the ten of ASCII and few: `\d` would take other scripts, and a thousand digits mean no figure.
_NUMBER = re.compile(r"^([0-9]{1,15}(?:\.[0-9]{1,15})?)\s*(%?)$")
_WHOLE = re.compile(r"^[0-9]{1,6}$")
_DAY = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")


def parse_number(text: object) -> Fraction:
    """Read `1000`, `2.7` or `40 %` as the exact fraction it names."""
    if isinstance(text, Fraction):
        return text
    found = _NUMBER.match(str(text).strip())
    if not found:
        raise ValueError(f"'{text}' is not a number. Write 1000, 2.7 or 40 %")
    number = Fraction(found[1])
    return number / 100 if found[2] else number


def _check_whole(value: object) -> object:
    """Let whole numbers of up to six digits through, and nothing that merely resembles one (`5.0`, `1_000`)."""
    if isinstance(value, str) and not _WHOLE.match(value):
        raise ValueError(f"'{value}' is not a whole number, such as 5")
    return value


def _check_day(value: object) -> object:
    """Let `2021-12-01` through; pydantic alone would also take `86400` for a day in 1970."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value if _DAY.match(value) else "")
        except ValueError:
            raise ValueError(f"'{value}' is not a day. Write year, month and day, such as 2021-12-01") from None
    return value


Number = Annotated[
    Fraction,
    BeforeValidator(parse_number),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0},
                {"type": "string", "pattern": r"^[0-9]{1,15}(\.[0-9]{1,15})?\s*%?$"},
            ],
            "description": "A whole number, a decimal with a point, or either with %.",
        }
    ),
]
Whole = Annotated[int, BeforeValidator(_check_whole), Field(ge=1)]
Years = Annotated[int, BeforeValidator(_check_whole), Field(ge=1, le=50)]
Day = Annotated[date, BeforeValidator(_check_day)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Model(BaseModel):
    """Frozen, and closed: a word the grammar does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Model):
    """The same words in Danish and in English."""

    da: str
    en: str


class Law(Model):
    """The act a regime encodes."""

    name: str = Field(description="Name, number and date of the act or its consolidation.")
    url: str = Field(description="Where the text can be read.")


Scalar = Annotated[str, WithJsonSchema({"type": ["string", "number"]})]


class Change(Model):
    """A word of the rules with the value it has and the value to try."""

    was: Scalar
    now: Scalar


class Patch(Model):
    """A change of rules with its context: refused where `was` does not fit."""

    change: dict[str, Change] = Field(default_factory=dict, description="path.word: {was: ..., now: ...}")
    remove: tuple[str, ...] = Field(default=(), description="Paths of nodes or words to take away.")
    add: dict[str, Any] = Field(default_factory=dict, description="Paths of new nodes or words, with what they say.")


class RegimePatch(Patch):
    """What a scenario does to one regime: other readings first, then changes, removals and additions."""

    readings: tuple[Slug, ...] = Field(default=(), description="Readings whose alternative is chosen, by name.")


ONE_REGIME, SEVERAL_REGIMES = "one regime", "several regimes"


def _count_regimes(on: object) -> str:
    return SEVERAL_REGIMES if isinstance(on, Mapping) else ONE_REGIME


class Scenario(RegimePatch):
    """A named what-if: one regime with its patch beside it, or several under `on`, each with its own."""

    scenario: Slug = Field(description="The name it is called by.")
    title: Text | None = None
    question: Text | None = Field(default=None, description="The question it answers.")
    on: Annotated[
        Annotated[Slug, Tag(ONE_REGIME)] | Annotated[dict[Slug, RegimePatch], Tag(SEVERAL_REGIMES)],
        Discriminator(_count_regimes),
    ] = Field(description="The regime that is patched; or several: {regime: {change: ...}, other: {change: ...}}.")

    @model_validator(mode="after")
    def _one_place_for_patches(self) -> Scenario:
        words = [word for word in RegimePatch.model_fields if getattr(self, word)]
        if isinstance(self.on, Mapping) and words:
            raise ValueError(f"'{words[0]}' belongs to a regime; move it below one of those under 'on'")
        return self

    @property
    def patches(self) -> Mapping[str, RegimePatch]:
        """The patch of each regime by the regime's name."""
        if isinstance(self.on, Mapping):
            return self.on
        return {self.on: RegimePatch(**{word: getattr(self, word) for word in RegimePatch.model_fields})}


class Reading(Model):
    """A choice the law leaves open: what was chosen, why, and what else it could be."""

    name: Slug
    choice: Text
    why: Text
    alternative: Patch | None = Field(default=None, description="The other choice, as a patch of this regime.")


class Measure(Model):
    """What is counted: a count, a share of a group, or a mean in kroner."""

    title: Text
    count: Name | None = None
    share: Name | None = None
    of: Name | None = None
    mean: Name | None = None
    mean_of_years: Years | None = Field(default=None, description="The mean of that many yearly figures.")
    pooled_years: Years | None = Field(default=None, description="The years' counts added before dividing.")
    published: Name | None = Field(
        default=None, description="The column of the published rate, where it is not the counted column with _pct."
    )
    cite: str = ""
    reading: Reading | None = None

    @model_validator(mode="after")
    def _one_way_of_counting(self) -> Measure:
        ways = [word for word in ("count", "share", "mean") if getattr(self, word) is not None]
        if len(ways) != 1:
            raise ValueError("A measure has exactly one of 'count', 'share' and 'mean'")
        if (self.of is not None) != (self.share is not None):
            raise ValueError("'share' and 'of' go together: the share of which group?")
        if self.mean_of_years is not None and self.pooled_years is not None:
            raise ValueError("A measure has 'mean_of_years' or 'pooled_years', not both")
        if self.pooled_years is not None and self.share is None:
            raise ValueError("'pooled_years' adds counts before dividing, so it needs a 'share'")
        if self.years > 1 and self.count is not None:
            raise ValueError("A count is of one day; 'mean_of_years' and 'pooled_years' need a 'share' or a 'mean'")
        return self

    @property
    def column(self) -> str:
        """The counted column: the count, the share's numerator, or the mean."""
        return self.count or self.share or self.mean or ""

    @property
    def years(self) -> int:
        """How many years the figure is taken over, the list year included."""
        return self.mean_of_years or self.pooled_years or 1

    @property
    def rate(self) -> str | None:
        """The column a published rate of this measure would stand in; none for a count."""
        return None if self.count else self.published or f"{self.column}_pct"


class Test(Model):
    """A measure against a line: exactly one comparison word."""

    measure: Name | None = Field(default=None, description="The measure, where the key is not its name.")
    above: Number | None = Field(default=None, description="More than the line ('overstiger').")
    at_least: Number | None = Field(default=None, description="The line or more ('mindst').")
    below: Number | None = Field(default=None, description="Less than the line ('mindre end').")
    at_most: Number | None = Field(default=None, description="The line or less ('hoejst').")
    relative_to: Baseline | None = Field(default=None, description="The line is times the same measure there.")
    title: Text | None = None
    cite: str = ""
    reading: Reading | None = None

    __test__ = False  # not a pytest class

    @model_validator(mode="after")
    def _one_comparison(self) -> Test:
        words = [word for word in OPERATORS if getattr(self, word) is not None]
        if not words:
            raise ValueError("A test has one of 'above', 'at_least', 'below' and 'at_most'")
        if len(words) > 1:
            raise ValueError(f"A test has one comparison word; here are {' and '.join(repr(w) for w in words)}")
        return self

    @property
    def operator(self) -> Operator:
        """The comparison word used."""
        return next(word for word in OPERATORS if getattr(self, word) is not None)

    @property
    def line(self) -> Fraction:
        """The number beside the comparison word; a multiple of the baseline where `relative_to` is given."""
        line: Fraction = getattr(self, self.operator)
        return line


class Running(Model):
    """On a list that many list years running, the year itself included."""

    years_running: Years
    list: Name | None = Field(default=None, description="The list, where the key is not its name.")
    title: Text | None = None
    cite: str = ""
    reading: Reading | None = None


ListWord: TypeAlias = Literal["on_list", "ever"]


class Group(Model):
    """All of, at least so many of, or none of some nodes."""

    all: dict[Name, Node] | None = Field(default=None, min_length=1)
    at_least: Whole | None = Field(default=None, description="How many of them.")
    of: dict[Name, Node] | None = Field(default=None, min_length=1)
    none: dict[Name, Node] | None = Field(default=None, min_length=1)
    title: Text | None = None
    cite: str = ""
    reading: Reading | None = None

    @model_validator(mode="after")
    def _one_way_of_grouping(self) -> Group:
        ways = [word for word in ("all", "of", "none") if getattr(self, word) is not None]
        if len(ways) != 1:
            raise ValueError("A group has exactly one of 'all', 'at_least' with 'of', and 'none'")
        if (self.of is not None) != (self.at_least is not None):
            raise ValueError("'at_least' and 'of' go together: at least how many of which?")
        return self

    @property
    def members(self) -> Mapping[str, Node]:
        """The nodes of the group by key."""
        return self.all or self.of or self.none or {}


def _kind_of_node(node: object) -> str:
    if isinstance(node, Test | Group | Running):
        return type(node).__name__.lower()
    if isinstance(node, Mapping):
        if "years_running" in node:
            return "running"
        if {"all", "of", "none"} & set(node):
            return "group"
        return "test"
    return "word"


Node = Annotated[
    Annotated[Test, Tag("test")]
    | Annotated[Group, Tag("group")]
    | Annotated[Running, Tag("running")]
    | Annotated[ListWord, Tag("word")],
    Discriminator(_kind_of_node),
]


class ListRule(Model):
    """What puts an area on a list: all of some nodes, and none of some others."""

    title: Text
    cite: str
    formerly: tuple[Name, ...] = Field(default=(), description="Names the list had in earlier regimes.")
    all: dict[Name, Node] = Field(min_length=1)
    none: dict[Name, Node] | None = Field(default=None, min_length=1)
    reading: Reading | None = None

    @model_validator(mode="after")
    def _keys_differ(self) -> ListRule:
        twice = set(self.all) & set(self.none or {})
        if twice:
            raise ValueError(f"'{min(twice)}' stands under both 'all' and 'none'")
        return self


class Column(Model):
    """A column of area data: its unit, its titles, and the headings people give it."""

    title: Text
    short: Text | None = Field(default=None, description="A word or two for the head of a narrow table column.")
    unit: Literal["persons", "number", "kroner", "percent", "text", "date"] = Field(
        description="persons are whole; number may have decimals; percent is a published rate."
    )
    headings: tuple[str, ...] = Field(default=(), description="Other headings this column is known under.")
    line_of: Name | None = Field(default=None, description="A published line: of which counted column.")
    times: Number | None = Field(default=None, description="A published line: how many times the baseline it is.")


ONE_YEAR, SEVERAL_YEARS = "one year", "several years"
_YEAR = re.compile(r"^[0-9]{4}$")


def _count_years(figures: object) -> str:
    by_year = isinstance(figures, Mapping) and figures and all(_YEAR.match(str(key)) for key in figures)
    return SEVERAL_YEARS if by_year else ONE_YEAR


def _check_figures(figures: object) -> object:
    if isinstance(figures, Mapping) and 0 < sum(bool(_YEAR.match(str(key))) for key in figures) < len(figures):
        raise ValueError("Figures stand by year, or all without; here are both. Write {2020: {...}, 2021: {...}}")
    return figures


ListYear = Annotated[int, BeforeValidator(_check_whole), Field(ge=1900, le=2200)]
Cells: TypeAlias = dict[Name, Scalar]
# The figures of one place: of the case's own year, or those of several years by year.
Figures = Annotated[
    Annotated[Cells, Tag(ONE_YEAR)] | Annotated[dict[ListYear, Cells], Tag(SEVERAL_YEARS), Field(min_length=1)],
    Discriminator(_count_years),
    BeforeValidator(_check_figures),
]


class Case(Model):
    """A made-up area with the answers it must get. A figure that is not given is blank."""

    name: str = Field(min_length=1, description="What the case shows, in a few words.")
    year: ListYear = Field(description="The list year.")
    list_date: Day | None = Field(default=None, description="The day of the list, where a year has two.")
    area: Figures = Field(description="{column: figure, ...}; or {2020: {...}, 2021: {...}} for several years.")
    reference: dict[str, Figures] = Field(
        default_factory=dict, description="The same for Danmark, a region or a municipality, by name."
    )
    lists: dict[ListYear, tuple[Name, ...]] = Field(
        default_factory=dict, description="The published lists the area was on by year; it was off all others then."
    )
    expect: dict[str, Literal["yes", "no", "undecided"]] = Field(
        min_length=1, description="The answer to a list or to any node below it, by its path."
    )

    def by_year(self, figures: Figures) -> Mapping[int, Mapping[str, str]]:
        """The figures of a place by year; those given without a year are of the case's own."""
        if _count_years(figures) == SEVERAL_YEARS:
            return {int(year): cells for year, cells in figures.items()}  # type: ignore[misc]
        return {self.year: figures}  # type: ignore[dict-item]


class CaseFile(Model):
    """Cases in a file of their own, beside the rules: `2021-12-01.cases.yaml`."""

    cases_of: Slug = Field(description="The regime the cases are about.")
    cases: tuple[Case, ...] = Field(min_length=1)


Relation: TypeAlias = Literal["within", "apart from"]
_PATH = r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*"
_CLAIM = re.compile(rf"^({_PATH}) +(within|apart from) +({_PATH})$")


def _read_claim(text: object) -> object:
    if isinstance(text, Claim):
        return text
    found = _CLAIM.match(text.strip()) if isinstance(text, str) else None
    if not found:
        what = f"'{text}' is not a claim" if isinstance(text, str) else "A claim is one sentence"
        raise ValueError(f"{what}. Write 'one_list within other_list' or 'one_list apart from other_list'")
    return {"one": found[1], "relation": found[2], "other": found[3]}


class Claim(Model):
    """What must hold of every area: one list lies within another, or apart from it.

    `one` and `other` are lists or nodes by path, and are about the same area and list. `within`: where the one says
    yes, the other never says no. `apart from`: the two never both say yes.
    """

    one: str
    relation: Relation
    other: str

    def __str__(self) -> str:
        return f"{self.one} {self.relation} {self.other}"


WrittenClaim = Annotated[
    Claim,
    BeforeValidator(_read_claim),
    WithJsonSchema({"type": "string", "pattern": rf"^{_PATH} +(within|apart from) +{_PATH}$"}),
]


class Regime(Model):
    """The law of a series from one date until its next regime starts."""

    regime: Slug
    series: Slug
    title: Text
    from_: Day = Field(alias="from", description="First day in force.")
    law: Law
    checked_on: Day = Field(description="Last day someone read the law and found this file still true.")
    columns: dict[Name, Column] = Field(default_factory=dict, description="Columns this regime adds to the vocabulary.")
    measures: dict[Name, Measure] = Field(default_factory=dict)
    lists: dict[Name, ListRule] = Field(default_factory=dict)
    claims: tuple[WrittenClaim, ...] = Field(
        default=(), description="What must hold of every area: 'one_list within other_list', '... apart from ...'."
    )
    cases: tuple[Case, ...] = Field(default=(), description="Made-up areas with the answers they must get.")

    def nodes(self) -> Iterator[tuple[str, Node | ListRule]]:
        """Every node with its path, such as `udsat_boligomraade.sociale_kriterier.doemte`, lists first."""
        for name, rule in self.lists.items():
            yield name, rule
            for members in (rule.all, rule.none or {}):
                yield from _nodes_below(name, members)

    def measure_of(self, key: str, test: Test) -> Measure:
        """The measure a test with this key compares."""
        return self.measures[test.measure or key]


def _nodes_below(path: str, members: Mapping[str, Node]) -> Iterator[tuple[str, Node]]:
    for key, node in members.items():
        yield f"{path}.{key}", node
        if isinstance(node, Group):
            yield from _nodes_below(f"{path}.{key}", node.members)
