"""The sides of a pair as `compare.answers.choose` looks at them."""

from __future__ import annotations

from collections.abc import Sequence

from compare.answers.choose import Commercial, Traits, choose
from compare.answers.purposes import job_kinds
from compare.pages.alternatives import candidate_of
from compare.pages.subjects import Subject
from compare.parts.capabilities import Capabilities
from compare.parts.choices import Choose

# Kinds of terms, as `catalog/rules/capabilities.toml` reads them from a licence.
COMMERCIAL: dict[str, Commercial] = {
    "terms.non-commercial": "forbidden",
    "terms.commercial-with-conditions": "conditions",
    "terms.commercial": "permitted",
}


def choose_lines(subjects: Sequence[Subject], capabilities: Capabilities) -> tuple[Choose, ...]:
    """Of two sides of one kind; none otherwise."""
    if len(subjects) != 2 or len({subject.artifact.kind for subject in subjects}) > 1:
        return ()
    a, b = (_traits(subject, place, capabilities) for place, subject in enumerate(subjects))
    return choose(a, b)


def _traits(subject: Subject, place: int, capabilities: Capabilities) -> Traits:
    paths = {entry.kind.path for entry in subject.entries if entry.kind}
    return Traits(
        letter=subject.letter,
        candidate=candidate_of(subject.artifact, None, frozenset(), ""),
        commercial=next((terms for path, terms in COMMERCIAL.items() if path in paths), ""),
        released=subject.artifact.released,
        only=tuple(item.name for item in capabilities.only[place].items if item.kind and job_kinds([item.kind])),
        says_what_for=bool(job_kinds(paths)),
    )
