"""What candidates are narrowed to. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Filters:
    """An empty value narrows nothing. `licence` is a class or an id, `language` a code; the bounds are inclusive:
    sizes in billions of parameters, the context in thousands of tokens, the price in USD a million input tokens.
    """

    kind: str = ""
    licence: str = ""
    task: str = ""
    modality: str = ""
    language: str = ""
    open_weights: bool = False
    size_min: float | None = None
    size_max: float | None = None
    context_min: float | None = None
    price_max: float | None = None
    source: str = ""

    def named(self) -> dict[str, Any]:
        """The filters that are set, by name. A price of nought is a bound."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in values.items() if value not in ("", None) and value is not False}

    def without(self, name: str) -> Filters:
        return Filters(**{key: value for key, value in self.named().items() if key != name})

    def over(self, other: Filters) -> Filters:
        """These, and those of `other` that are not set here."""
        return Filters(**{**other.named(), **self.named()})
