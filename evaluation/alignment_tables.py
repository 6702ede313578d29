"""Figures of alignment as tables of Markdown."""

from __future__ import annotations

from typing import Any

from evaluation.alignment_gold import VIEWS
from evaluation.cells import number, plain, table


def alignment(results: dict[str, Any]) -> dict[str, str]:
    """Every table of the section, by its place in `page.md`."""
    return {
        "alignment_stretch": str(results["fitted"]["stretch"]),
        "alignment_threshold": number(results["fitted"]["threshold"]),
        "alignment_pairs": plain(results["pairs"], ("stratum", "pairs", "same")),
        "alignment_views": _scores(results["views"], ("view", "fold")),
        "alignment_strata": _scores(results["strata"], ("stratum", "view")),
        "alignment_methods": _methods(results["methods"]),
        "alignment_ways": table(
            ("way", *VIEWS, "all without kinds", "threshold"),
            (
                [row["way"], *[number(row[view]) for view in (*VIEWS, "all without kinds", "threshold")]]
                for row in results["ways"]
            ),
        ),
        "alignment_kinds": _scores(results["kind_rules"], ("words join",)),
    }


def _scores(rows: list[dict[str, Any]], keys: tuple[str, ...]) -> str:
    heads = (*keys, "pairs", "same", "precision", "recall", "F1 (90 %)")
    return table(
        heads,
        (
            [
                *[row[key] for key in (*keys, "pairs", "same")],
                number(row["precision"]),
                number(row["recall"]),
                f"{row['f1']:.3f} ({row['low']:.2f} to {row['high']:.2f})",
            ]
            for row in rows
        ),
    )


def _methods(rows: list[dict[str, Any]]) -> str:
    return table(
        ("view", "method", "made", "right", "share"),
        ([row["view"], row["method"], row["made"], row["right"], number(row["right"] / row["made"])] for row in rows),
    )
