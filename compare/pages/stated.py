"""Readers of what the catalog states of an artifact, one a row of the facts table: the text to print, and the value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from catalog.labels import licence_label, size_label
from catalog.models import Artifact

MANY = 12

Value = str | int | float | tuple[str, ...] | None
Reader = Callable[[Artifact, dict[str, Any]], tuple[str, Value]]


def stated_licence(artifact: Artifact, facts: dict[str, Any]) -> tuple[str, Value]:
    return licence_label(artifact.licence), artifact.licence or None


def _other_licence(field: str) -> Reader:
    """A reader of the licence of something that comes with the artifact."""

    def read(artifact: Artifact, facts: dict[str, Any]) -> tuple[str, Value]:
        licence = getattr(artifact, field)
        return licence_label(licence), licence or None

    return read


def _released(artifact: Artifact, facts: dict[str, Any]) -> tuple[str, Value]:
    return artifact.released, artifact.released or None


def _organization(artifact: Artifact, facts: dict[str, Any]) -> tuple[str, Value]:
    name = artifact.organization.name if artifact.organization else ""
    return name, name or None


def stated_size(artifact: Artifact, facts: dict[str, Any]) -> tuple[str, Value]:
    """Parameters of a model; examples, or volume, of a dataset."""
    if parameters := facts.get("parameters"):
        active = facts.get("active_parameters")
        return f"{size_label(parameters)} parameters" + (f", {size_label(active)} active" if active else ""), parameters
    if examples := facts.get("examples"):
        return f"{examples:,} examples", examples
    parts = facts.get("components") or []
    if parts:
        raw = sum(part["raw_gib"] for part in parts)
        text = f"{raw:,.1f} GiB in {len(parts)} parts"
        if effective := facts.get("effective_size_gib"):
            text += f", {effective:,.1f} GiB as trained on, with repeats"
        return text, round(raw, 1)
    stated = facts.get("stated_size")
    return stated or "", stated or None


def stated_context(artifact: Artifact, facts: dict[str, Any]) -> tuple[str, Value]:
    tokens = facts.get("context_length") or facts.get("max_context_length") or facts.get("max_input_tokens")
    return (f"{int(tokens):,} tokens", int(tokens)) if tokens else ("", None)


def _named(key: str) -> Reader:
    """A reader of one text or list among the typed facts."""

    def read(artifact: Artifact, facts: dict[str, Any]) -> tuple[str, Value]:
        value = facts.get(key)
        return (_joined(value), tuple(value)) if isinstance(value, list) else (str(value or ""), value or None)

    return read


def _training_data(artifact: Artifact, facts: dict[str, Any]) -> tuple[str, Value]:
    """A source that writes "Unspecified unreleased" names nothing."""
    text, value = _named("training_dataset")(artifact, facts)
    return ("", None) if text.lower().startswith("unspecified") else (text, value)


def _labels(field: str) -> Reader:
    """A reader of one list of labels."""

    def read(artifact: Artifact, facts: dict[str, Any]) -> tuple[str, Value]:
        values = getattr(artifact, field)
        return _joined([value.replace("-", " ") for value in values]), tuple(values)

    return read


def _languages(artifact: Artifact, facts: dict[str, Any]) -> tuple[str, Value]:
    if artifact.languages:
        return _joined(artifact.languages), tuple(artifact.languages)
    count = facts.get("language_count")
    return (f"{count} language{'s' if count != 1 else ''}", count) if count else ("", None)


def _tokens(artifact: Artifact, facts: dict[str, Any]) -> tuple[str, Value]:
    tokens = facts.get("latest_training_tokens")
    return (f"{size_label(tokens)} tokens", tokens) if tokens else ("", None)


def _joined(values: Sequence[str]) -> str:
    more = f" and {len(values) - MANY} more" if len(values) > MANY else ""
    return ", ".join(values[:MANY]) + more


STATED = (
    ("licence", "Licence", stated_licence),
    ("licence_code", "Licence of the code", _other_licence("licence_code")),
    ("licence_data", "Licence of the data", _other_licence("licence_data")),
    ("released", "Released", _released),
    ("organization", "Organization", _organization),
    ("size", "Size", stated_size),
    ("context", "Context", stated_context),
    ("training_tokens", "Training tokens", _tokens),
    ("architecture", "Architecture", _named("architecture")),
    ("base_model", "Base model", _named("base_model")),
    ("training_data", "Training data", _training_data),
    ("knowledge_cutoff", "Knowledge cutoff", _named("knowledge_cutoff")),
    ("formats", "Formats", _named("formats")),
    ("modalities", "Modalities", _labels("modalities")),
    ("tasks", "Tasks", _labels("tasks")),
    ("languages", "Languages", _languages),
)
