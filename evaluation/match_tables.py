"""Figures of the match graph in a simulated world as tables of Markdown."""

from __future__ import annotations

from typing import Any

from evaluation.cells import number, table


def match_graph(results: dict[str, Any]) -> dict[str, str]:
    """Every table and figure of the section, by its place in `page.md`."""
    learning = results["learning"]
    return {
        "match_seeds": str(learning["seeds"]),
        "match_reliability": number(learning["reliability"]),
        "match_theta_error": number(learning["theta_error"]),
        "match_recovery": table(
            ("order", "200k, by traffic", "200k, by intent", "1M, by traffic", "1M, by intent"),
            (
                [
                    row["way"],
                    *[number(row[key]) for key in ("few_weighted", "few_intents", "many_weighted", "many_intents")],
                ]
                for row in learning["recovery"]
            ),
        ),
        "match_farms": table(
            (
                "networks",
                "defence",
                "top 3 at once",
                "at any day's end",
                "after 1,000 searches",
                "nDCG@10 lost at once",
            ),
            (
                [row["blocks"], row["way"], *[number(row[key]) for key in ("at_once", "worst_day", "end", "loss")]]
                for row in results["farms"]
            ),
        ),
    }
