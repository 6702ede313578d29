"""What a licence lets one do, in plain words: from the rules that also give an artifact its kinds of terms."""

from __future__ import annotations

import functools

from catalog.rulebook import rulebook

COMMERCIAL = {
    "terms.public-domain": "no rights are claimed, use it for anything",
    "terms.non-commercial": "no commercial use",
    "terms.commercial-with-conditions": "commercial use within the limits that it sets on who and what for",
    "terms.commercial": "commercial use allowed",
}
DUTIES = {
    "terms.attribution": "name the authors",
    "terms.share-alike": "what is made from it must stay under the same or like terms",
    "terms.no-derivatives": "no changed versions may be shared",
}
VAGUE = {
    "other": "its own terms, which the source does not name",
    "unknown": "the source does not know it",
    "various": "several licences, part by part",
    "multiple": "several licences, part by part",
    "cc": "one of several Creative Commons licences, and the source does not say which",
    "proprietary": "no licence to the weights is offered",
}
UNREAD = "its terms are not among those that this site knows"


@functools.lru_cache(maxsize=1024)
def licence_terms(licence: str) -> frozenset[str]:
    """Paths of the kinds of terms that a licence id stands for; empty for one that no rule knows."""
    return frozenset(
        rule.kind for rule in rulebook().rule if rule.fact == ("licence",) and rule.any and licence in rule.any
    )


def commercial_licences() -> dict[str, tuple[str, ...]]:
    """Ids of licences by what they say of commercial use, in the order of `COMMERCIAL`; one stands under one alone."""
    known = sorted({licence for rule in rulebook().rule if rule.fact == ("licence",) for licence in rule.any or ()})
    found: dict[str, list[str]] = {path: [] for path in COMMERCIAL}
    for licence in known:
        if said := next((path for path in COMMERCIAL if path in licence_terms(licence)), None):
            found[said].append(licence)
    return {path: tuple(licences) for path, licences in found.items()}


def licence_meaning(licence: str) -> str:
    """`Commercial use allowed; name the authors`, without a full stop. Empty for no licence."""
    if not licence:
        return ""
    terms = licence_terms(licence)
    commercial = next((words for path, words in COMMERCIAL.items() if path in terms), "")
    duties = [words for path, words in DUTIES.items() if path in terms]
    said = [commercial, *duties] if commercial or duties else [VAGUE.get(licence, UNREAD)]
    text = "; ".join(words for words in said if words)
    return text[0].upper() + text[1:]
