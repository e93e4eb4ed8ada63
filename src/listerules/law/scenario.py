"""What if: a regime's plain tree with a few words changed, each change refused where it does not fit.

A scenario file names one regime and what to do to it, or several, each with its own patch:

    scenario: fire-aar
    on:
      almenboligloven-2018: {readings: [fem-aar-2018]}
      almenboligloven-2021:
        change: {omdannelsesomraade.parallelsamfund.years_running: {was: 5, now: 4}}

Paths are those of nodes, with a word at the end where a word is meant: `parallelsamfund.ikke_vestlige`,
`udsat_boligomraade.sociale_kriterier.bruttoindkomst.below`, `measures.doemte.of`.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic import ValidationError

from listerules.errors import Problem, RulesError
from listerules.law.mistakes import (
    explain_errors,
    find_nearest,
    join_words,
    locate_mistakes,
    suggest,
    words_of,
)
from listerules.law.model import Group, ListRule, Patch, RegimePatch, Scenario, parse_number
from listerules.law.source import KeyPath, Source, Tree, read_source, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GROUPS = ("all", "of", "none")
_FAMILIES = ("measures", "columns")
_NOWHERE = Source("scenario", "", {})


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario with the file it was read from, so that what does not fit can be told with its line."""

    scenario: Scenario
    source: Source


@dataclass(frozen=True)
class Place:
    """Where a patch is written: in which file, and at which key of it."""

    source: Source = _NOWHERE
    above: KeyPath = ()

    def problem(self, word: str, key: str | int, what: str, what_to_do: str) -> Problem:
        """A problem at one line of the patch."""
        return self.source.problem((*self.above, word, key), what, what_to_do)


@dataclass(frozen=True)
class PatchedSource(Source):
    """The tree of a patched regime. What is wrong with it is told at the line of the patch that made it so."""

    patch: RegimePatch = field(default_factory=RegimePatch)
    place: Place = field(default_factory=Place)

    def problem(
        self, path: KeyPath, what: str, what_to_do: str = "", *, label: str = "", of_value: bool = False
    ) -> Problem:
        """The problem at the line that says the word, or something above or below it; else with its path alone."""
        for word, keys in (("change", self.patch.change), ("add", self.patch.add), ("remove", self.patch.remove)):
            for number, dotted in enumerate(keys):
                there = find_place(self.tree, dotted)
                if there and (there == path[: len(there)] or path == there[: len(path)]):
                    within = {"change": ("now",), "add": path[len(there) :], "remove": ()}[word]
                    at = (*self.place.above, word, number if word == "remove" else dotted, *within)
                    return self.place.source.problem(at, what, what_to_do, label=label, of_value=of_value)
        return Problem(f"{self.name}  {label}" if label else self.name, what, what_to_do)


def load_scenario(path: str | Path) -> Scenario:
    """Read one scenario file. Raises RulesError, naming the place of each mistake."""
    return read_scenario(path).scenario


def read_scenario(path: str | Path, name: str | None = None) -> ScenarioFile:
    """Read one scenario file and keep its places; `name` is what users are shown. Raises RulesError."""
    source = read_source(Path(path), name)
    try:
        return ScenarioFile(Scenario.model_validate(source.tree), source)
    except ValidationError as error:
        raise RulesError(locate_mistakes(explain_errors(error, Scenario), source)) from None


def find_shipped_scenarios() -> Path:
    """The folder of the scenarios that ship: inside the installed package, or at the top of a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "scenarios"
    return installed if installed.is_dir() else package.parent.parent / "scenarios"


def list_scenarios() -> Mapping[str, Path]:
    """The scenarios that ship, by name."""
    return {path.stem: path for path in sorted(find_shipped_scenarios().glob("*.yaml"))}


def find_scenario(name_or_path: str | Path) -> ScenarioFile:
    """A scenario that ships, by its name, or that of a file. Raises RulesError, naming the nearest ones that ship."""
    shipped = list_scenarios()
    word = str(name_or_path)
    if word in shipped:
        return read_scenario(shipped[word], shipped[word].name)
    if Path(word).suffix in (".yaml", ".yml") or Path(word).exists():
        return read_scenario(word)
    what_to_do = f"{suggest(word, shipped, 'scenarios that ship')} A scenario of your own is a file that ends in .yaml."
    raise RulesError(Problem("scenario", f"No scenario that ships is called '{shorten(word)}'.", what_to_do))


def places_of(scenario: Scenario | ScenarioFile) -> Mapping[str, Place]:
    """Where the patch of each regime is written."""
    if isinstance(scenario, ScenarioFile):
        source, said = scenario.source, scenario.scenario
    else:
        source, said = Source(f"scenario {scenario.scenario}", "", {}), scenario
    several = not isinstance(said.on, str)
    return {name: Place(source, ("on", name) if several else ()) for name in said.patches}


def apply_patch(tree: dict[str, Tree], patch: Patch, place: Place | None = None) -> dict[str, Tree]:
    """A copy of a regime's plain tree with the patch applied: changes first, then removals, then additions.

    Raises RulesError at the first path that does not fit; `place` is where the patch is written.
    """
    patched = deepcopy(tree)
    editor = _Editor(patched, place or Place())
    for path, change in patch.change.items():
        editor.change(path, change.was, change.now)
    for number, path in enumerate(patch.remove):
        editor.remove(path, number)
    for path, value in patch.add.items():
        editor.add(path, to_tree(value))
    editor.drop_empty_groups()
    return patched


def patch_regime(
    tree: dict[str, Tree], alternatives: Mapping[str, tuple[KeyPath, Patch | None]], patch: RegimePatch, place: Place
) -> dict[str, Tree]:
    """A regime's plain tree with the alternatives of the readings named, and then with the rest of the patch.

    `alternatives` are those of the regime's readings by name, each with the place of what carries it. A reading
    that is not the chosen one any more is taken out. Raises RulesError where something does not fit.
    """
    for number, name in enumerate(patch.readings):
        if name not in alternatives:
            what_to_do = suggest(name, alternatives, "readings")
            raise RulesError(place.problem("readings", number, f"The regime has no reading '{name}'.", what_to_do))
        at, alternative = alternatives[name]
        if alternative is None:
            what = f"The reading '{name}' has no other choice that the rules can follow."
            raise RulesError(place.problem("readings", number, what, "Say what to change under 'change'."))
        tree = apply_patch(tree, alternative, place)
        carrier = value_at(tree, at)
        if isinstance(carrier, dict):
            carrier.pop("reading", None)
    return apply_patch(tree, patch, place)


def name_scenario(tree: dict[str, Tree], name: str) -> dict[str, Tree]:
    """The tree with the scenario named in the title of the regime, in words that are both Danish and English."""
    title = _as_mapping(tree.get("title"))
    return {**tree, "title": {language: f"{said}, scenario {name}" for language, said in title.items()}}


def drop_promises(tree: dict[str, Tree]) -> dict[str, Tree]:
    """The tree without its claims and cases: they say what holds of the law as it stands, not of a patched one."""
    return {word: below for word, below in tree.items() if word not in ("claims", "cases")}


def find_place(tree: dict[str, Tree], dotted: str) -> KeyPath | None:
    """Where in a regime's tree the node or word with this dotted path stands; None where nothing does."""
    first, *rest = dotted.split(".")
    place: KeyPath = (first,) if first in _FAMILIES and rest else ("lists", first)
    if not isinstance(value_at(tree, place), dict | list | str):
        return None
    for part in rest:
        here = value_at(tree, place)
        if not isinstance(here, dict):
            return None
        group = next((word for word in GROUPS if part in _as_mapping(here.get(word))), None)
        if part in here:
            place = (*place, part)
        elif group and place not in (("measures",), ("columns",)):
            place = (*place, group, part)
        else:
            return None
    return place


def value_at(tree: Tree, place: KeyPath) -> Tree | None:
    """What stands at a place of a plain tree; None where nothing does."""
    here: Tree | None = tree
    for part in place:
        if isinstance(here, dict):
            here = here.get(str(part))
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        else:
            return None
    return here


def list_paths(tree: dict[str, Tree]) -> Iterator[str]:
    """Every dotted path of a regime that a scenario can name."""
    for name, rule in _as_mapping(tree.get("lists")).items():
        yield from _paths_below(name, rule)
    for family in _FAMILIES:
        for name, thing in _as_mapping(tree.get(family)).items():
            yield from _paths_below(f"{family}.{name}", thing)


def to_tree(value: Any) -> Tree:
    """A value written in Python as it would be written in a file: text, lists and mappings of text."""
    if isinstance(value, dict):
        return {str(key): to_tree(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [to_tree(item) for item in value]
    return str(value)


def _paths_below(path: str, here: Tree) -> Iterator[str]:
    yield path
    for key, below in _as_mapping(here).items():
        if key in GROUPS and isinstance(below, dict):
            for name, node in below.items():
                yield from _paths_below(f"{path}.{name}", node)
        elif key != "reading":
            yield from _paths_below(f"{path}.{key}", below)


def _as_mapping(value: Tree | None) -> dict[str, Tree]:
    return value if isinstance(value, dict) else {}


class _Editor:
    """Edits one tree in place, by dotted paths; what does not fit is told at its line of the patch."""

    def __init__(self, tree: dict[str, Tree], written: Place) -> None:
        self.tree = tree
        self.written = written
        self.line: tuple[str, str | int] = ("change", "")
        self.emptied: list[tuple[str, int, KeyPath]] = []  # what was removed last from a group, and the group

    def change(self, path: str, was: str, now: str) -> None:
        self.line = ("change", path)
        place = self._find(path)
        here = value_at(self.tree, place)
        if not isinstance(here, str):
            self._refuse(path, "is more than one word", f"Change a word of it, such as {self._word_below(path)}.")
        if not _same(here, was):
            self._refuse(path, f"says '{shorten(here)}', not '{shorten(was)}'", "Mend 'was', or look at 'on' again.")
        if _same(was, now):
            self._refuse(path, f"says '{shorten(here)}' already", "Write under 'now' what it should say instead.")
        self._holder(place)[str(place[-1])] = now

    def remove(self, path: str, number: int) -> None:
        self.line = ("remove", number)
        place = self._find(path)
        holder = self._holder(place)
        del holder[str(place[-1])]
        if not holder and place[-2] in GROUPS:
            self.emptied.append((path, number, place[:-1]))

    def add(self, path: str, value: Tree) -> None:
        self.line = ("add", path)
        if find_place(self.tree, path) is not None:
            self._refuse(path, "stands there already", "Use 'change' to say something else there.")
        above, _, key = path.rpartition(".")
        self._room_for(path, above, key)[key] = value

    def drop_empty_groups(self) -> None:
        """A list whose `none` has lost its last node has no `none`; any other group may not be emptied."""
        for path, number, place in self.emptied:
            if value_at(self.tree, place):
                continue
            self.line = ("remove", number)
            if place[0] == "lists" and len(place) == 3 and place[-1] == "none":
                self._holder(place).pop("none", None)
            else:
                self._refuse(path, "is the last node of its group", "Remove the whole group, or add another node.")

    def _room_for(self, path: str, above: str, key: str) -> dict[str, Tree]:
        """The mapping that a new node or word goes into."""
        if not above:
            return self._family("lists")
        if above in _FAMILIES:
            return self._family(above)
        place = self._find(above, path)
        here = value_at(self.tree, place)
        if not isinstance(here, dict):
            self._refuse(path, f"cannot be added: '{above}' is one word", "Add it to a node, a list or a measure.")
        if place[0] != "lists":
            return here
        if len(place) == 2:
            return here if key in words_of(ListRule) else self._members(here, "all")
        group = next((word for word in GROUPS if word in here), None)
        return self._members(here, group) if group and key not in words_of(Group) else here

    def _family(self, name: str) -> dict[str, Tree]:
        return self._members(self.tree, name)

    @staticmethod
    def _members(here: dict[str, Tree], word: str) -> dict[str, Tree]:
        members = here.setdefault(word, {})
        return members if isinstance(members, dict) else {}

    def _find(self, path: str, asked: str | None = None) -> KeyPath:
        place = find_place(self.tree, path)
        if place is None:
            near = find_nearest(path, list_paths(self.tree))
            what_to_do = f"Did you mean {join_words(near)}?" if near else "'listerules show' lists the paths."
            missing = f"there is no '{shorten(path)}'" if asked else "nothing stands there"
            self._refuse(asked or path, f"does not fit: {missing}", what_to_do)
        return place

    def _holder(self, place: KeyPath) -> dict[str, Tree]:
        return _as_mapping(value_at(self.tree, place[:-1]))

    def _word_below(self, path: str) -> str:
        below = [other for other in list_paths(self.tree) if other.startswith(f"{path}.")]
        return f"'{below[-1]}'" if below else "one with a value"

    def _refuse(self, path: str, what: str, what_to_do: str) -> NoReturn:
        raise RulesError(self.written.problem(*self.line, f"'{shorten(path)}' {what}.", what_to_do))


def _same(here: str, was: str) -> bool:
    """Whether two words say the same: as text, or as one number (`40 %`, `40%`)."""
    if here.strip() == was.strip():
        return True
    try:
        return parse_number(here) == parse_number(was)
    except ValueError:
        return False
