"""Entry documents with only what matters to a test visible."""

from __future__ import annotations


def citation(number=1, **fields):
    return {
        "number": number,
        "url": f"https://example.org/{number}",
        "title": f"Source {number}",
        "cited_by": "A book",
        **fields,
    }


def capability(id="chat", **fields):
    return {
        "id": id,
        "position": 0,
        "name": id.title(),
        "description": "What it does.",
        "unique": "What sets it apart.",
        "vs_alternatives": "How it stands to others.",
        "best_for": ["talking"],
        "limitations": ["English only"],
        "requires": ["a GPU"],
        "input_types": ["text"],
        "output_types": ["text"],
        "intents_served": ["chat"],
        "status": "published",
        "provenance": "source_backed",
        "citations": [1],
        **fields,
    }


def claim(id="size", **fields):
    stated = {"subject": "size", "statement": "It is large.", "status": "published", "citations": [1]}
    return {"id": id, **stated, **fields}


def result(**fields):
    return {"benchmark": "mmlu", "variant": "7B", "setting": "5-shot", "value": 71, "reported_by": "self", **fields}


def document(slug="alpha", **lists):
    return {"entry_of": slug, "citations": [citation()], **lists}


BENCHMARK = {"key": "mmlu", "name": "MMLU", "unit": "percent"}
