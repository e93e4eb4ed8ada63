"""What if: a regime's plain tree with a few words changed, each change refused where it does not fit.

Paths are those of nodes, with a word at the end where a word is meant: `parallelsamfund.ikke_vestlige`,
`udsat_boligomraade.sociale_kriterier.bruttoindkomst.below`, `measures.doemte.of`.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic import ValidationError

from listerules.errors import Problem, RulesError
from listerules.law.mistakes import explain_errors, find_nearest, join_words, locate_mistakes, words_of
from listerules.law.model import Group, ListRule, Patch, Scenario, parse_number
from listerules.law.source import KeyPath, Tree, read_source, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUPS = ("all", "of", "none")
_FAMILIES = ("measures", "columns")


def load_scenario(path: str | Path) -> Scenario:
    """Read one scenario file. Raises RulesError, naming the place of each mistake."""
    source = read_source(Path(path))
    try:
        return Scenario.model_validate(source.tree)
    except ValidationError as error:
        raise RulesError(locate_mistakes(explain_errors(error, Scenario), source)) from None


def apply_patch(tree: dict[str, Tree], patch: Patch, where: str = "scenario") -> dict[str, Tree]:
    """A copy of a regime's plain tree with the patch applied: changes first, then removals, then additions.

    Raises RulesError at the first path that does not fit; `where` is what the problem is said to lie in.
    """
    patched = deepcopy(tree)
    editor = _Editor(patched, where)
    for path, change in patch.change.items():
        editor.change(path, change.was, change.now)
    for path in patch.remove:
        editor.remove(path)
    for path, value in patch.add.items():
        editor.add(path, to_tree(value))
    editor.drop_empty_groups()
    return patched


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
    """Edits one tree in place, by dotted paths."""

    def __init__(self, tree: dict[str, Tree], where: str) -> None:
        self.tree = tree
        self.where = where
        self.emptied: list[tuple[str, KeyPath]] = []  # what was removed last from a group, and the group

    def change(self, path: str, was: str, now: str) -> None:
        place = self._find(path)
        here = value_at(self.tree, place)
        if not isinstance(here, str):
            self._refuse(path, "is more than one word", f"Change a word of it, such as {self._word_below(path)}.")
        if not _same(here, was):
            self._refuse(path, f"says '{shorten(here)}', not '{shorten(was)}'", "Mend 'was', or look at 'on' again.")
        self._holder(place)[str(place[-1])] = now

    def remove(self, path: str) -> None:
        place = self._find(path)
        holder = self._holder(place)
        del holder[str(place[-1])]
        if not holder and place[-2] in GROUPS:
            self.emptied.append((path, place[:-1]))

    def add(self, path: str, value: Tree) -> None:
        if find_place(self.tree, path) is not None:
            self._refuse(path, "stands there already", "Use 'change' to say something else there.")
        above, _, key = path.rpartition(".")
        self._room_for(path, above, key)[key] = value

    def drop_empty_groups(self) -> None:
        """A list whose `none` has lost its last node has no `none`; any other group may not be emptied."""
        for path, place in self.emptied:
            if value_at(self.tree, place):
                continue
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
        raise RulesError(Problem(self.where, f"'{shorten(path)}' {what}.", what_to_do))


def _same(here: str, was: str) -> bool:
    """Whether two words say the same: as text, or as one number (`40 %`, `40%`)."""
    if here.strip() == was.strip():
        return True
    try:
        return parse_number(here) == parse_number(was)
    except ValueError:
        return False
