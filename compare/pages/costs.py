"""What it takes to run or to rent a side: prices of its offers, memory for its weights."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from catalog.labels import NOT_STATED
from catalog.models import Price
from common.money import money_label
from compare.pages.subjects import Subject
from compare.parts.basics import FactCell

# Bytes a parameter; the narrow ones are what quantized files hold, their scales left out.
PRECISIONS = ((16, 2.0), (8, 1.0), (4, 0.5))
# Working memory on top of the weights: https://blog.eleuther.ai/transformer-math/ (inference memory).
WORKING_SHARE = 1.2
GB = 1e9
COMPUTED = "computed from the stated parameters"


def price_cell(prices: Sequence[Price], field: str) -> FactCell:
    """The range over providers of one amount (`input_amount`, `output_amount`), with who asks the least and the most.

    Only of the unit and currency that most offers are in: others cannot be set beside it. Free offers stand apart: they
    are tiers with limits.
    """
    offered = [price for price in prices if getattr(price, field) is not None]
    free = sorted({price.provider for price in offered if not getattr(price, field)})
    priced = [price for price in offered if getattr(price, field)]
    tiers = f"free tier at {', '.join(free)}" if free else ""
    if not priced:
        return FactCell("free tier", 0.0, note=f"at {', '.join(free)}") if free else FactCell(NOT_STATED, None)
    units = [(price.currency, price.unit) for price in priced]
    currency, unit = max(sorted(set(units)), key=units.count)
    same = [price for price in priced if (price.currency, price.unit) == (currency, unit)]
    order = sorted(same, key=lambda price: (getattr(price, field), price.provider))
    amounts = [money_label(float(_amount(price, field)), currency) for price in (order[0], order[-1])]
    text = amounts[0] if amounts[0] == amounts[1] else f"{amounts[0]} to {amounts[1]}"
    note = "; ".join(part for part in (_who(order, alike=amounts[0] == amounts[1]), _seen(same), tiers) if part)
    return FactCell(f"{text} per {unit}", float(_amount(order[0], field)), note=note)


def _who(order: Sequence[Price], *, alike: bool) -> str:
    """`order` by amount; `alike` when all ask the same."""
    low, high = order[0].provider, order[-1].provider
    if alike:
        return f"at {low}" if len(order) == 1 else f"at {len(order)} providers"
    return f"{len(order)} offers, the lowest at {low}, the highest at {high}"


def _seen(prices: Sequence[Price]) -> str:
    days = sorted({price.observed for price in prices if price.observed})
    return f"seen {days[0]}{f' to {days[-1]}' if len(days) > 1 else ''}" if days else ""


def _amount(price: Price, field: str) -> Decimal:
    return Decimal(getattr(price, field))


def memory_cell(subject: Subject) -> FactCell:
    """Memory for the weights at common precisions, and with room to work; of models whose size is stated."""
    parameters = subject.facts.get("parameters")
    if not isinstance(parameters, int | float) or not parameters or subject.is_family:
        return FactCell(NOT_STATED, None)
    weights = [(bits, parameters * width / GB) for bits, width in PRECISIONS]
    text = ", ".join(f"{_gigabytes(size)} at {bits} bits" for bits, size in weights)
    formula = " / ".join(f"{width:g}" for _, width in PRECISIONS)
    working = " / ".join(_gigabytes(size * WORKING_SHARE) for _, size in weights)
    note = f"parameters x {formula} bytes; to run it about a fifth more, {working}"
    return FactCell(text, round(weights[0][1], 3), note=note, source_name=COMPUTED)


def _gigabytes(size: float) -> str:
    """Decimal gigabytes, with the digits that tell sizes apart."""
    if size >= 100:
        return f"{size:,.0f} GB"
    return f"{size:.1f} GB" if size >= 1 else f"{size * 1000:.0f} MB"
