from __future__ import annotations

import pytest

from jobs import broker


@pytest.fixture(autouse=True)
def _broker_not_given_up(monkeypatch):
    """What an earlier test did to its broker is forgotten."""
    monkeypatch.setattr(broker, "_breaker", broker._Breaker())
