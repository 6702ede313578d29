"""What becomes of each row of an entry when its document comes again. Pure: three digests a row, no Django.

A document writes over what it wrote itself, and over nothing else: a row that somebody edited here since keeps the
edit, and where the document changed that very row too, the two are a conflict for a curator to settle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Plan:
    """Keys of rows by what is to be done; `conflicts` says of a row why it was left alone."""

    create: list[str] = field(default_factory=list)
    update: list[str] = field(default_factory=list)
    delete: list[str] = field(default_factory=list)
    conflicts: dict[str, str] = field(default_factory=dict)


def entry_plan(*, recorded: Mapping[str, str], current: Mapping[str, str], wanted: Mapping[str, str]) -> Plan:
    """Compare what the document last set, what stands here now and what it says now; each maps a key to a digest."""
    plan = Plan()
    for key in [*wanted, *(key for key in recorded if key not in wanted)]:
        _place(plan, key, recorded.get(key), current.get(key), wanted.get(key))
    return plan


def _place(plan: Plan, key: str, before: str | None, now: str | None, said: str | None) -> None:
    if said in (before, now):
        return  # the document says what it said before, or what stands here anyway
    if said is None:
        if now == before:
            plan.delete.append(key)
        else:
            plan.conflicts[key] = "was edited here and is no longer in the document"
    elif now is None and before is None:
        plan.create.append(key)
    elif now is None:
        plan.conflicts[key] = "was removed here and is changed in the document"
    elif now == before:
        plan.update.append(key)
    elif before is None:
        plan.conflicts[key] = "was written here and is new in the document"
    else:
        plan.conflicts[key] = "was edited here and is changed in the document"
