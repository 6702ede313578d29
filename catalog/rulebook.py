"""The shape of `rules/capabilities.toml`: which facts say which capability. Checked when read. Pure: no Django."""

from __future__ import annotations

import functools
import hashlib
import re
import string
import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from catalog.facts import DatasetFacts, ModelFacts

RULES = Path(__file__).parent / "rules" / "capabilities.toml"
# What a rule may look at beside the typed facts.
COLUMNS = ("languages", "modalities", "domains", "licence", "pricing.offer_count", "signals.gguf_conversions")
FACTS = {"model": ModelFacts.__annotations__.keys(), "dataset": DatasetFacts.__annotations__.keys()}
LISTED = 5


class BadRulesError(ValueError):
    """The rules contradict themselves or their shape; the message lists what is wrong and where."""


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


KindPath = Annotated[str, Field(pattern=r"^[a-z0-9.-]+$", max_length=58)]
Labels = Annotated[tuple[str, ...], Field(min_length=1), BeforeValidator(tuple)]
Fact = Annotated[str, Field(pattern=rf"^(facts\.[a-z0-9_]+|{'|'.join(map(re.escape, COLUMNS))})$")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TaskGroup(_Shape):
    """Spellings of task labels that stand for one kind."""

    kind: KindPath
    labels: Labels


class IgnoredLabels(_Shape):
    """Labels that stand for no capability, and why."""

    reason: Annotated[str, Field(min_length=1)]
    labels: Labels


class Rule(_Shape):
    """One kind that follows from one fact. `fact` may name several: the first that is stated is looked at.

    All conditions that are given must hold: `is` (that very value), `from` and `to` (a number, both included), `any`
    (one of the values is among these), `only` (all are), `none` (none is), `count_from` and `count_to` (how many
    values, or the number itself), `stated` (whatever it is).
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=64)]
    kind: KindPath
    of: Annotated[tuple[Literal["model", "dataset"], ...], Field(min_length=1)] = ("model", "dataset")
    fact: Annotated[tuple[Fact, ...], Field(min_length=1), BeforeValidator(_as_list)]
    when_stated: Fact | None = None
    unless_stated: Fact | None = None
    is_: Annotated[bool | None, Field(alias="is")] = None
    from_: Annotated[float | None, Field(alias="from")] = None
    to: float | None = None
    any: Labels | None = None
    only: Labels | None = None
    none: Labels | None = None
    count_from: int | None = None
    count_to: int | None = None
    stated: Literal[True] | None = None
    name: str = ""
    says: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _looks_at_known_facts(self) -> Self:
        looked_at = filter(None, (*self.fact, self.when_stated, self.unless_stated))
        names = [path.removeprefix("facts.") for path in looked_at if path.startswith("facts.")]
        if unknown := [name for name in names if not any(name in FACTS[kind] for kind in self.of)]:
            raise ValueError(f"looks at facts that no {' or '.join(self.of)} has: {', '.join(unknown)}")
        return self

    @model_validator(mode="after")
    def _has_a_condition(self) -> Self:
        conditions = (self.is_, self.from_, self.to, self.any, self.only, self.none, self.count_from, self.count_to)
        if all(condition is None for condition in (*conditions, self.stated)):
            raise ValueError("has no condition")
        for template in (self.name, self.says):
            fields = {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}
            if fields - {"value"}:
                raise ValueError(f"prints {sorted(fields - {'value'})}, but only {{value}} can be printed")
        return self


class Rulebook(_Shape):
    """All rules; an entry stands where its kind is met first."""

    task: tuple[TaskGroup, ...] = ()
    ignored: tuple[IgnoredLabels, ...] = ()
    rule: tuple[Rule, ...] = ()
    sha256: str = ""

    @model_validator(mode="after")
    def _says_everything_once(self) -> Self:
        grouped = [*(group.labels for group in self.task), *(group.labels for group in self.ignored)]
        labels = Counter(label for group in grouped for label in group)
        doubled = [f"the label {label!r} stands in two groups" for label, uses in labels.items() if uses > 1]
        ids = Counter(rule.id for rule in self.rule)
        doubled += [f"two rules have the id {rule!r}" for rule, uses in ids.items() if uses > 1]
        kinds = Counter(group.kind for group in self.task)
        doubled += [f"two groups of labels have the kind {kind!r}" for kind, uses in kinds.items() if uses > 1]
        if doubled:
            raise ValueError("; ".join(doubled[:LISTED]))
        return self

    @functools.cached_property
    def kind_of_label(self) -> dict[str, str]:
        return {label: group.kind for group in self.task for label in group.labels}

    @functools.cached_property
    def reason_of_label(self) -> dict[str, str]:
        """Labels that are no capability, with the reason."""
        return {label: group.reason for group in self.ignored for label in group.labels}

    @functools.cached_property
    def place_of_kind(self) -> dict[str, int]:
        kinds = dict.fromkeys([*(group.kind for group in self.task), *(rule.kind for rule in self.rule)])
        return {kind: place for place, kind in enumerate(kinds)}


def rulebook_parse(text: str) -> Rulebook:
    """Raises `BadRulesError`."""
    try:
        values = tomllib.loads(text)
        return Rulebook.model_validate({**values, "sha256": hashlib.sha256(text.encode()).hexdigest()})
    except tomllib.TOMLDecodeError as error:
        raise BadRulesError(f"is not TOML: {error}") from error
    except ValidationError as error:
        faults = [f"{_place(fault['loc'], values)}: {fault['msg']}" for fault in error.errors()[:LISTED]]
        raise BadRulesError("; ".join(faults)) from error


@functools.cache
def rulebook() -> Rulebook:
    """The rules of this version. Raises `BadRulesError`."""
    return rulebook_parse(RULES.read_text("utf-8"))


def _place(location: tuple[int | str, ...], values: dict[str, Any]) -> str:
    """`rule tool-calling, field is` rather than `rule.7.is`."""
    words = [str(part) for part in location]
    if len(location) > 1 and isinstance(location[1], int):
        item = values[words[0]][location[1]]
        name = item.get("id") or item.get("kind") or f"number {location[1] + 1}" if isinstance(item, dict) else ""
        words = [f"{words[0]} {name}".strip(), *words[2:]]
    return ", ".join(words) or "rules"
