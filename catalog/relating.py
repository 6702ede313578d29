"""Which artifact a source means by a name: exact names and listed rules, never a guess. Pure: no Django."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# The fact, the relation that it states, the kind of artifact that it names, and whether commas part several names.
STATED = (
    ("training_datasets", "trained_on", "dataset", False),
    ("training_dataset", "trained_on", "dataset", True),
    ("evaluated_on", "evaluated_on", "dataset", True),
    ("base_model", "derived_from", "model", False),
    ("base_model_name", "derived_from", "model", False),
    ("derived_from", "derived_from", "dataset", False),
)
# Values that name nothing.
NOTHING = frozenset({
    "unspecified", "unknown", "none", "n/a", "na", "other", "others", "various", "various datasets", "not provided",
    "not mentioned", "not specified", "not stated", "extended", "extended|other", "original", "validation",
    "validation metrics", "custom", "train.csv", "generic_dataset", "imagefolder", "internal", "private",
    "proprietary", "[more information needed]",
})  # fmt: skip
NOTHING_BEFORE = ("unspecified ", "autotrain-data", "/workspace/")
# Ways of writing the same name, tried in this order after the name as it stands.
PREFIXES = ("extended|", "other-", "https://huggingface.co/datasets/", "https://huggingface.co/", "the ")
SUFFIXES = (" (merge)", " corpus", " benchmark", " test set", " validation set", " validation")
IN_PARENTHESES = re.compile(r"^(?P<outside>[^()]+?)\s*\((?P<inside>[^()]+)\)$")
SHORTEST = 2
AMBIGUOUS = -1
NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Named:
    """An artifact and every name by which it is known; `tasks` are what benchmarks call it."""

    number: int
    kind: str
    slug: str
    hub_id: str
    name: str
    aliases: Sequence[str] = ()
    tasks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Meant:
    """The artifact that a name stands for, and the rule that says so."""

    number: int
    rule: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in a fact, in the words of the source."""

    key: str
    type: str
    kind: str
    name: str


class Names:
    """All names of all artifacts. A name that two artifacts of one kind share by one rule stands for neither."""

    def __init__(self, artifacts: Iterable[Named]) -> None:
        self._by_rule: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        for artifact in artifacts:
            for rule, key in _keys_of(artifact):
                known = self._by_rule[rule].setdefault((artifact.kind, key), artifact.number)
                if known != artifact.number:
                    self._by_rule[rule][artifact.kind, key] = AMBIGUOUS

    def find(self, name: str, *, kind: str) -> Meant | None:
        """The artifact of the first rule that knows the name as it stands, or else the one that its other spellings
        agree on; None when a rule knows several, when spellings disagree, or when no rule knows any of them.
        """
        as_it_stands, *others = [self._first(spelling, kind) for spelling in spellings(name)] or [None]
        if as_it_stands is not None:
            return None if as_it_stands.number == AMBIGUOUS else as_it_stands
        found = [meant for meant in others if meant is not None]
        if len({meant.number for meant in found}) != 1 or found[0].number == AMBIGUOUS:
            return None
        return found[0]

    def _first(self, spelling: str, kind: str) -> Meant | None:
        for rule, key in _keys_asked(spelling):
            number = self._by_rule[rule].get((kind, key))
            if number is not None:
                return Meant(number, rule)
        return None


def mentions(facts: Mapping[str, Any]) -> Iterator[Mention]:
    """Every name that the facts of one artifact hold, also such as name nothing, in the order of the facts."""
    for key, type_, kind, parted in STATED:
        value = facts.get(key)
        texts = [value] if isinstance(value, str) else list(value or ())
        for text in texts:
            for name in _parts(text) if parted else [text.strip()]:
                yield Mention(key, type_, kind, name[:NAME_LENGTH])


def names_nothing(text: str) -> bool:
    plain = text.strip().casefold()
    return len(_letters(plain)) < SHORTEST or plain in NOTHING or plain.startswith(NOTHING_BEFORE)


def spellings(name: str) -> Iterator[str]:
    """The name as it stands, then as the listed rules let it be written."""
    seen: set[str] = set()
    waiting = [name.strip()]
    while waiting:
        spelling = waiting.pop(0)
        if not spelling or spelling in seen or names_nothing(spelling):
            continue
        seen.add(spelling)
        yield spelling
        lower = spelling.casefold()
        waiting += [spelling[len(prefix) :].strip() for prefix in PREFIXES if lower.startswith(prefix)]
        waiting += [spelling[: -len(suffix)].strip() for suffix in SUFFIXES if lower.endswith(suffix)]
        if match := IN_PARENTHESES.match(spelling):
            # What stands in parentheses is the name in full or in short; several of them are parts, not names.
            inside = [] if "," in match["inside"] else [match["inside"].strip()]
            waiting += [match["outside"].strip(), *inside]


def _keys_of(artifact: Named) -> Iterator[tuple[str, str]]:
    yield "slug", artifact.slug
    if artifact.hub_id:
        yield "hub id", artifact.hub_id.casefold()
    yield "name", artifact.name
    yield from (("letters of the name", _letters(name)) for name in {artifact.name, artifact.slug})
    yield from (("alias", alias) for alias in artifact.aliases)
    yield from (("letters of an alias", _letters(alias)) for alias in artifact.aliases)
    yield from (("name in a benchmark", _letters(task)) for task in artifact.tasks)


def _keys_asked(name: str) -> Iterator[tuple[str, str]]:
    letters = _letters(name)
    yield "slug", name
    yield "hub id", name.casefold()
    yield "name", name
    yield "letters of the name", letters
    yield "alias", name
    yield "letters of an alias", letters
    yield "name in a benchmark", letters


def _letters(name: str) -> str:
    """Letters and digits of every script, without case: `HotpotQA` and `hotpot_qa` are one."""
    return "".join(character for character in name.casefold() if character.isalnum())


def _parts(text: str) -> list[str]:
    """Names between commas that stand outside parentheses."""
    parts = re.split(r",(?![^()]*\))", text)
    return [part.strip() for part in parts if part.strip()]
