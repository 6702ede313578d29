"""Which family an artifact belongs to, by listed rules; two families that claim one get none. Pure: no Django."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.family_rules import FamilyRules

MEMBERS = "facts.members"
LISTED = "listed"
FACT = "facts.family"
NAME = "name"
BASE_MODEL = "base_model"
# The rules in the order in which they are tried: the first that finds a family decides.
RULES = (MEMBERS, LISTED, FACT, NAME, BASE_MODEL)
# `OpenAI: GPT-4o` names the seller before the model, as some price lists do.
SELLER = re.compile(r"^[^:/]{2,30}:\s+")
BETWEEN_WORDS = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An artifact that may be a member. `publisher` is the key of its organization, `bases` what it was made from."""

    number: int
    hub_id: str
    name: str
    publisher: str
    family_fact: str = ""
    bases: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """That an artifact belongs to the family of this slug, by which rule and in which version."""

    number: int
    family: str
    rule: str
    version: str


@dataclass(frozen=True, slots=True)
class Grouped:
    """`ambiguous` holds the slugs of the families that one rule claimed an artifact for."""

    members: dict[int, Member]
    ambiguous: dict[int, tuple[str, ...]] = field(default_factory=dict)


def plain_name(hub_id: str, name: str) -> str:
    """`Qwen/Qwen2.5-7B` and `Qwen: Qwen2.5 7B` are both `qwen2.5-7b`."""
    own = hub_id.rpartition("/")[2] or SELLER.sub("", name)
    return BETWEEN_WORDS.sub("-", own.strip().casefold())


def group(
    candidates: Iterable[Candidate], families: Sequence[FamilyRules], *, named: Mapping[str, Sequence[str]]
) -> Grouped:
    """Members by number. `named` holds what `facts.members` of the families lists, by slug of the family."""
    by_number = {candidate.number: candidate for candidate in candidates}
    own = _ids_of(named)
    listed = _ids_of({rules.slug: rules.listed for rules in families})
    members: dict[int, Member] = {}
    ambiguous: dict[int, tuple[str, ...]] = {}
    for number, candidate in by_number.items():
        rule, claims = _claims(candidate, families, own, listed)
        if len(claims) == 1:
            members[number] = _member(candidate, claims[0], rule)
        elif claims:
            ambiguous[number] = tuple(rules.slug for rules in claims)
    _add_variants(by_number, families, members, set(ambiguous))
    return Grouped(members, ambiguous)


def version_of(rules: FamilyRules, plain: str) -> str:
    """The version that the first matching pattern names; empty where none does."""
    for pattern, name in rules.version_patterns:
        if match := pattern.search(plain):
            # `3-5` in a hub id is 3.5.
            found = re.sub(r"(?<=\d)-(?=\d)", ".", (match[1] or "") if pattern.groups else "")
            capital = found[:1].upper() + found[1:]
            return name.replace("{0}", capital).replace("{upper}", found.upper()).replace("{lower}", found)
    return ""


def _ids_of(names: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    ids: dict[str, set[str]] = defaultdict(set)
    for slug, listed in names.items():
        for name in listed:
            ids[name.casefold()].add(slug)
    return ids


def _claims(
    candidate: Candidate, families: Sequence[FamilyRules], own: Mapping[str, set[str]], listed: Mapping[str, set[str]]
) -> tuple[str, list[FamilyRules]]:
    """The first rule by which a family claims the candidate, and all families that claim it by that rule."""
    hub_id = candidate.hub_id.casefold()
    plain = plain_name(candidate.hub_id, candidate.name)
    kin = [rules for rules in families if not any(pattern.search(plain) for pattern in rules.stranger_patterns)]
    published = [rules for rules in kin if candidate.publisher in rules.publishers]
    # A price list that says the family but no publisher is believed where the name says the same.
    believed = published if candidate.publisher else [rules for rules in kin if _names(rules, plain)]
    tiers = (
        (MEMBERS, [rules for rules in families if rules.slug in own.get(hub_id, ())]),
        (LISTED, [rules for rules in families if rules.slug in listed.get(hub_id, ())]),
        (FACT, [rules for rules in believed if candidate.family_fact in rules.facts]),
        (NAME, [rules for rules in published if _names(rules, plain)]),
    )
    return next(((rule, claims) for rule, claims in tiers if claims), ("", []))


def _names(rules: FamilyRules, plain: str) -> bool:
    return any(pattern.match(plain) for pattern in rules.name_patterns)


def _member(candidate: Candidate, rules: FamilyRules, rule: str) -> Member:
    version = version_of(rules, plain_name(candidate.hub_id, candidate.name))
    return Member(candidate.number, rules.slug, rule, version)


def _add_variants(
    candidates: Mapping[int, Candidate],
    families: Sequence[FamilyRules],
    members: dict[int, Member],
    open_: set[int],
) -> None:
    """Variants that a family's own publisher made from a member, and variants of these, until nothing is added."""
    by_slug = {rules.slug: rules for rules in families}
    waiting = {n: c for n, c in candidates.items() if c.bases and n not in members and n not in open_}
    while True:
        found = {}
        for number, candidate in waiting.items():
            slugs = {members[base].family for base in candidate.bases if base in members}
            claims = [by_slug[slug] for slug in sorted(slugs) if _may_adopt(by_slug[slug], candidate)]
            if len(claims) == 1:
                found[number] = _member(candidate, claims[0], BASE_MODEL)
        if not found:
            return
        members |= found
        waiting = {number: candidate for number, candidate in waiting.items() if number not in found}


def _may_adopt(rules: FamilyRules, candidate: Candidate) -> bool:
    plain = plain_name(candidate.hub_id, candidate.name)
    stranger = any(pattern.search(plain) for pattern in rules.stranger_patterns)
    return rules.base_model and candidate.publisher in rules.publishers and not stranger
