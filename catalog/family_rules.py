"""The shape of `rules/families.toml`: which models belong to which family. Checked when read. Pure: no Django."""

from __future__ import annotations

import functools
import hashlib
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from catalog.rulebook import BadRulesError

RULES = Path(__file__).parent / "rules" / "families.toml"
LISTED = 5


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, Field(min_length=2), AfterValidator(_compiles)]
Texts = tuple[Annotated[str, Field(min_length=1)], ...]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class VersionRule(_Shape):
    """`name` is the version of a member whose plain name holds the pattern.

    {0} is what the pattern's group holds, its first letter capital; {upper} and {lower} write all of it so.
    """

    pattern: Pattern
    name: Annotated[str, Field(min_length=1, max_length=60)]

    @model_validator(mode="after")
    def _has_the_group_that_it_prints(self) -> Self:
        if "{" in self.name and re.compile(self.pattern).groups < 1:
            raise ValueError(f"{self.name} prints a group, but {self.pattern} has none")
        return self


class FamilyRules(_Shape):
    """The rules of one family, tried in the order of `catalog.grouping.RULES`."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-+[a-z0-9]+)*$")]
    publishers: Annotated[tuple[Annotated[str, Field(pattern=r"^[a-z0-9]+$")], ...], Field(min_length=1)]
    listed: Texts = ()
    facts: Texts = ()
    names: tuple[Pattern, ...] = ()
    strangers: tuple[Pattern, ...] = ()
    base_model: bool = True
    versions: tuple[VersionRule, ...] = ()

    @functools.cached_property
    def name_patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern) for pattern in self.names)

    @functools.cached_property
    def stranger_patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern) for pattern in self.strangers)

    @functools.cached_property
    def version_patterns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((re.compile(version.pattern), version.name) for version in self.versions)


class FamilyRulebook(_Shape):
    """The rules of all families."""

    family: tuple[FamilyRules, ...] = ()
    sha256: str = ""

    @model_validator(mode="after")
    def _says_everything_once(self) -> Self:
        slugs = Counter(rules.slug for rules in self.family)
        facts = Counter(fact for rules in self.family for fact in rules.facts)
        listed = Counter(name for rules in self.family for name in rules.listed)
        doubled = [f"the family {slug!r} stands twice" for slug, uses in slugs.items() if uses > 1]
        doubled += [f"facts.family {fact!r} stands for two families" for fact, uses in facts.items() if uses > 1]
        doubled += [f"{name!r} is listed in two families" for name, uses in listed.items() if uses > 1]
        if doubled:
            raise ValueError("; ".join(doubled[:LISTED]))
        return self


def family_rulebook_parse(text: str) -> FamilyRulebook:
    """Raises `BadRulesError`."""
    try:
        values = tomllib.loads(text)
        return FamilyRulebook.model_validate({**values, "sha256": hashlib.sha256(text.encode()).hexdigest()})
    except tomllib.TOMLDecodeError as error:
        raise BadRulesError(f"is not TOML: {error}") from error
    except ValidationError as error:
        faults = [
            f"{'.'.join(str(part) for part in fault['loc']) or 'rules'}: {fault['msg']}"
            for fault in error.errors()[:LISTED]
        ]
        raise BadRulesError("; ".join(faults)) from error


@functools.cache
def family_rulebook() -> FamilyRulebook:
    """The rules of this version. Raises `BadRulesError`."""
    return family_rulebook_parse(RULES.read_text("utf-8"))
