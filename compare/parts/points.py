"""Points of the score as integer tenths, so that printed rows add up to printed sums. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic_core import core_schema

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True, order=True)
class Points:
    """Prints as `57.4`; `signed` as `+3.9`; in JSON the number 57.4."""

    tenths: int

    def __str__(self) -> str:
        whole, tenth = divmod(abs(self.tenths), 10)
        return f"{MINUS if self.tenths < 0 else ''}{whole}.{tenth}"

    @property
    def signed(self) -> str:
        return str(self) if self.tenths <= 0 else f"+{self}"

    @property
    def magnitude(self) -> Points:
        return Points(abs(self.tenths))

    @property
    def number(self) -> float:
        return self.tenths / 10

    @property
    def whole_below(self) -> int:
        return self.tenths // 10

    @property
    def whole_above(self) -> int:
        return -(-self.tenths // 10)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        """A decimal with one digit for whoever reads JSON."""
        return core_schema.no_info_after_validator_function(
            lambda value: value if isinstance(value, Points) else Points(round(value * 10)),
            core_schema.union_schema([core_schema.is_instance_schema(cls), core_schema.float_schema()]),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda points: points.number, return_schema=core_schema.float_schema()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "number", "multipleOf": 0.1}


@dataclass(frozen=True, slots=True)
class Between:
    """A 90 % interval. Prints as `51 to 64`, in whole points that hold it; in JSON both ends have their tenth."""

    low: Points
    high: Points

    def __str__(self) -> str:
        return f"{self.low.whole_below} to {self.high.whole_above}"

    @property
    def width(self) -> Points:
        return Points(self.high.tenths - self.low.tenths)
