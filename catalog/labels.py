"""One line about an artifact and one about its price, by fixed rules from stored facts. Pure: no query, no clock."""

from __future__ import annotations

from typing import Any

from catalog.models.artifact import Artifact
from common.money import SMALLEST, money_label

# Licences that let anyone use what they cover, some with conditions: SPDX ids as the sources spell them.
_OPEN = (
    "0bsd afl-3.0 agpl-3.0 apache-2.0 artistic-2.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear bsl-1.0",
    "cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-sa-2.0 cc-by-sa-3.0 cc-by-sa-4.0 cdla-permissive-1.0",
    "cdla-permissive-2.0 cdla-sharing-1.0 ecl-2.0 epl-2.0 eupl-1.1 gfdl gpl gpl-2.0 gpl-3.0 isc lgpl lgpl-2.1",
    "lgpl-3.0 mit mpl-2.0 ms-pl mulanpsl-2.0 odbl odc-by openmdw-1.1 pddl postgresql unlicense wtfpl zlib",
    "bigcode-openrail-m bigscience-bloom-rail-1.0 bigscience-openrail-m creativeml-openrail-m openrail openrail++",
    "gemma llama2 llama3 llama3.1 llama3.2 llama3.3 llama3.4 llama4",
)
OPEN_LICENCES = frozenset(licence for line in _OPEN for licence in line.split())
# Licences that permit use, but not every use: the price is nothing, the terms are not.
NON_COMMERCIAL = ("cc-by-nc", "non-commercial", "noncommercial", "academic", "research")

# Identifiers that neither start with a capital nor are capitals throughout.
_SPELLED = {
    "creativeml-openrail-m": "CreativeML-OpenRAIL-M",
    "ms-pl": "MS-PL",
    "odbl": "ODbL",
    "odc-by": "ODC-By",
    "openmdw-1.1": "OpenMDW-1.1",
}
_CAPITALS = (
    "cc",
    "mit",
    "bsd",
    "gpl",
    "agpl",
    "lgpl",
    "mpl",
    "isc",
    "afl",
    "epl",
    "eupl",
    "gfdl",
    "osl",
    "pddl",
    "wtfpl",
)

NOT_STATED = "not stated"
MANY_LANGUAGES = 2

_TASK_NOUNS = {
    "text-generation": "text-generation",
    "language-modeling": "language",
    "image-classification": "image-classification",
    "sentence-similarity": "text-embedding",
}


def facts_of(artifact: Artifact) -> dict[str, Any]:
    """Imported facts with curated ones laid over them."""
    return {**artifact.facts, **artifact.curated_facts}


def size_label(count: float) -> str:
    """7000000000 -> 7B, 1480000000 -> 1.5B, 200000 -> 200K."""
    for limit, unit in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")):
        # 999,950 would print as 1000K: it goes up a unit.
        if count >= limit * 0.99995:
            return f"{count / limit:.1f}".removesuffix(".0") + unit
    return f"{count:.0f}"


def summary_line(artifact: Artifact) -> str:
    """The curated summary, or `7B text-generation model by X, Apache-2.0, released 2024-03`."""
    if artifact.summary:
        return artifact.summary
    facts = facts_of(artifact)
    words = [_size(artifact, facts), _what_for(artifact), _noun(artifact, facts)]
    line = " ".join(word for word in words if word)
    if artifact.organization:
        line += f" by {artifact.organization.name}"
    if artifact.licence and artifact.licence not in ("other", "unknown"):
        line += f", {licence_label(artifact.licence)}"
    if artifact.released:
        line += f", released {artifact.released[:7]}"
    return line[0].upper() + line[1:]


def licence_label(licence: str) -> str:
    """A licence id as its owners write it where case matters: apache-2.0 -> Apache-2.0, cc-by-4.0 -> CC-BY-4.0."""
    if licence.startswith(_CAPITALS):
        head, dash, tail = licence.rpartition("-clause")
        return f"{head.upper()}-Clause{tail.title()}" if dash else licence.upper()
    return _SPELLED.get(licence) or licence[:1].upper() + licence[1:]


def pricing_label(artifact: Artifact) -> str:
    """`Free` for open weights or data whose licence permits use, `from $x / M tokens (...)` for offers, or both."""
    labels = [label for label in (_free_label(artifact), _offer_label(artifact.pricing)) if label]
    return "; ".join(labels) or NOT_STATED


def _free_label(artifact: Artifact) -> str:
    if artifact.kind == Artifact.Kind.MODEL and facts_of(artifact).get("open_weights") is not True:
        return ""
    if artifact.licence in OPEN_LICENCES:
        return "Free"
    if any(word in artifact.licence for word in NON_COMMERCIAL):
        return "Free for non-commercial use"
    return ""


def _offer_label(pricing: dict[str, Any]) -> str:
    """The lowest input price above nothing, how many offers there are and when they were seen."""
    if not pricing or not pricing.get("offer_count"):
        return ""
    count = pricing["offer_count"]
    providers = f"{count} provider{'s' if count != 1 else ''}"
    if pricing.get("observed"):
        providers += f", {pricing['observed']}"
    lowest = pricing.get("min_input")
    if lowest is None:
        return f"hosted, price {NOT_STATED} ({providers})"
    if lowest == 0:
        return f"free tier ({providers})"
    # A price below the last digit shown is not nothing.
    below = "below" if lowest < SMALLEST else "from"
    amount = money_label(round(max(lowest, SMALLEST), 4), pricing.get("currency") or "")
    return f"{below} {amount} / M tokens ({providers})"


def _size(artifact: Artifact, facts: dict[str, Any]) -> str:
    if artifact.kind == Artifact.Kind.MODEL:
        return size_label(facts["parameters"]) if facts.get("parameters") else ""
    return f"{size_label(facts['examples'])}-example" if facts.get("examples") else ""


def _what_for(artifact: Artifact) -> str:
    languages = artifact.languages
    spoken = "multilingual " if len(languages) > MANY_LANGUAGES and artifact.kind == Artifact.Kind.DATASET else ""
    if artifact.tasks:
        return spoken + _TASK_NOUNS.get(artifact.tasks[0], artifact.tasks[0])
    if artifact.modalities:
        return spoken + "-and-".join(artifact.modalities[:2])
    return spoken.strip()


def _noun(artifact: Artifact, facts: dict[str, Any]) -> str:
    family = " family" if facts.get("artifact_scope") == "family" else ""
    return f"{artifact.get_kind_display()}{family}"
