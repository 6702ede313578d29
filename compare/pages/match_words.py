"""Match evidence as a phrase."""

from __future__ import annotations

from matchgraph.selectors_graph import MatchEvidence

NO_EVIDENCE = "no match evidence yet"
SIMULATED = "simulated traffic: no person made it"
DAYS = 90


def evidence_text(found: MatchEvidence | None) -> str:
    """`matched 12 times in 340 searches of the last 90 days`, or that there is none."""
    if found is None:
        return NO_EVIDENCE
    label = f" ({SIMULATED})" if found.simulated else ""
    times = "once" if found.matched == 1 else f"{found.matched:,} times"
    searches = "1 search" if found.searches == 1 else f"{found.searches:,} searches"
    return f"matched {times} in {searches} of the last {DAYS} days{label}"
