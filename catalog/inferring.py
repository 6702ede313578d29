"""From facts of one artifact to capability entries, by the rulebook. Pure: no Django, no clock, no order of input."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalog.rulebook import Rule, Rulebook

Value = str | int | float | bool | Sequence[str]

MANY = 6
NAME_LENGTH = 160
FACT_LENGTH = 300
# Entries that somebody wrote come first.
FIRST_POSITION = 1000


@dataclass(frozen=True, slots=True)
class Stated:
    """A value and the source that states it; None where a curator set it."""

    value: Value
    source: int | None


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind that a path of the rules leads to; two paths lead to one when their kinds were merged."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is stated of one artifact, by path: `facts.tool_call`, `tasks`, `licence` ..."""

    uid: uuid.UUID
    kind: str
    stated: Mapping[str, Stated]


@dataclass(frozen=True, slots=True)
class Inferred:
    """An entry to be. `kind` is the number of its kind, `fact` the stored fact that it rests on."""

    uid: uuid.UUID
    kind: int
    name: str
    description: str
    position: int
    rule: str
    fact: str
    source: int | None


def entries_infer(sheet: Sheet, rules: Rulebook, *, kinds: Mapping[str, Kind]) -> list[Inferred]:
    """Entries in the order of their kinds, one a kind. A path that is not among `kinds` makes no entry."""
    found: dict[int, Inferred] = {}
    for entry in (*_from_tasks(sheet, rules, kinds), *_from_rules(sheet, rules, kinds)):
        found.setdefault(entry.kind, entry)
    return sorted(found.values(), key=lambda entry: entry.position)


def _from_tasks(sheet: Sheet, rules: Rulebook, kinds: Mapping[str, Kind]) -> Iterable[Inferred]:
    """One entry for all labels that stand for the same kind."""
    tasks = sheet.stated.get("tasks")
    if tasks is None or isinstance(tasks.value, str | int | float):
        return
    labels: dict[str, list[str]] = {}
    for label in sorted(set(tasks.value)):
        kind = rules.kind_of_label.get(label)
        if kind is not None and kind in kinds:
            labels.setdefault(kind, []).append(label)
    for kind, spelled in labels.items():
        listed = _listed([f'"{label}"' for label in spelled])
        yield Inferred(
            uid=_entry_uid(sheet, f"task.{kind}"),
            kind=kinds[kind].number,
            name=kinds[kind].name,
            description=f"Listed under the task label{'s' if len(spelled) > 1 else ''} {listed}.",
            position=FIRST_POSITION + rules.place_of_kind[kind],
            rule=f"task.{kind}",
            fact=_fact("tasks", spelled),
            source=tasks.source,
        )


def _from_rules(sheet: Sheet, rules: Rulebook, kinds: Mapping[str, Kind]) -> Iterable[Inferred]:
    for rule in rules.rule:
        path = next((path for path in rule.fact if path in sheet.stated), None)
        if path is None or rule.kind not in kinds or not _applies(rule, sheet):
            continue
        stated = sheet.stated[path]
        if not holds(rule, stated.value):
            continue
        value = _text(_meant(rule, stated.value))
        yield Inferred(
            uid=_entry_uid(sheet, rule.id),
            kind=kinds[rule.kind].number,
            name=(rule.name.format(value=value) or kinds[rule.kind].name)[:NAME_LENGTH],
            description=rule.says.format(value=value),
            position=FIRST_POSITION + rules.place_of_kind[rule.kind],
            rule=rule.id,
            fact=_fact(path, stated.value),
            source=stated.source,
        )


def _applies(rule: Rule, sheet: Sheet) -> bool:
    if sheet.kind not in rule.of:
        return False
    if rule.when_stated is not None and rule.when_stated not in sheet.stated:
        return False
    return rule.unless_stated is None or rule.unless_stated not in sheet.stated


def holds(rule: Rule, value: Value) -> bool:
    """Whether every condition of the rule holds for a stated value. Nothing holds for an empty one."""
    values = _values(value)
    if not values:
        return False
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    count = len(values) if number is None else number
    return (
        (rule.is_ is None or value is rule.is_)
        and (rule.from_ is None or (number is not None and number >= rule.from_))
        and (rule.to is None or (number is not None and number <= rule.to))
        and (rule.any is None or not values.isdisjoint(rule.any))
        and (rule.only is None or values.issubset(rule.only))
        and (rule.none is None or not (number is not None or values & set(rule.none)))
        and (rule.count_from is None or count >= rule.count_from)
        and (rule.count_to is None or count <= rule.count_to)
    )


def _values(value: Value) -> set[str]:
    """The values of a list, each once; one text or number as itself."""
    if isinstance(value, str):
        return {value} if value else set()
    return {str(value)} if isinstance(value, bool | int | float) else set(value)


def _meant(rule: Rule, value: Value) -> Value:
    """Of a list, the values that the rule asks for; else the value."""
    if rule.any is None or isinstance(value, str | int | float):
        return value
    return [each for each in value if each in rule.any]


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.0f}" if value == int(value) else f"{value:,}"
    return _listed(sorted(set(value)))


def _listed(words: Sequence[str]) -> str:
    """Up to six of them, and how many more there are."""
    shown = list(words[:MANY])
    if len(words) > MANY:
        return f"{', '.join(shown)} and {len(words) - MANY} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def _fact(path: str, value: Value) -> str:
    if isinstance(value, str | bool | int | float):
        text = str(value).lower() if isinstance(value, bool) else str(value)
    else:
        text = ", ".join(sorted(set(value)))
    whole = f"{path} = {text}"
    return whole if len(whole) <= FACT_LENGTH else f"{whole[: FACT_LENGTH - 3]}..."


def _entry_uid(sheet: Sheet, rule: str) -> uuid.UUID:
    """The same in every instance, and whatever the facts say meanwhile."""
    return uuid.uuid5(sheet.uid, f"capability:{rule}")
