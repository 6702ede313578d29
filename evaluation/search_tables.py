"""Figures of search as tables of Markdown."""

from __future__ import annotations

from typing import Any

from evaluation.cells import table

MEASURES = ("recall@10", "MRR", "nDCG@10", "task-hit@5")
ABSENT = "Not measured here: `EVAL_DATA` was not given."


def searching(results: dict[str, Any]) -> dict[str, str]:
    """Both tables of the section, by their places in `page.md`."""
    return {"searching_development": _figures(results["development"]), "searching_own": _figures(results["own"])}


def _figures(rows: list[dict[str, Any]] | None) -> str:
    if rows is None:
        return ABSENT
    order = {kind: place for place, kind in enumerate(dict.fromkeys(row["kind"] for row in rows))}
    return table(
        ("questions", "n", "way", *(f"{name} (90 %)" for name in MEASURES)),
        (
            [row["kind"], row["n"], row["way"], *(_cell(row[name]) for name in MEASURES)]
            for row in sorted(rows, key=lambda row: order[row["kind"]])
        ),
    )


def _cell(value: list[float]) -> str:
    mean, low, high = value
    return f"{mean:.3f} ({low:.2f} to {high:.2f})"
