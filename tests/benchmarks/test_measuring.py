"""How figures are taken: in turns, with medians, and ratios within a round."""

from __future__ import annotations

import pytest

from benchmarks.measuring import Case, Series, interleave, lines_of


def test_interleave_runs_every_case_once_a_round_each_after_its_preparation():
    log: list[str] = []
    cases = {
        "a": Case(lambda: log.append("a"), prepare=lambda: log.append("prepare a")),
        "b": Case(lambda: log.append("b")),
    }
    series = interleave(cases, rounds=2)
    assert log == ["prepare a", "a", "b"] * 2
    assert [len(one.seconds) for one in series.values()] == [2, 2]


def test_ratio_is_the_median_of_the_rounds_own_ratios():
    base, other = Series(seconds=[1.0, 2.0, 10.0]), Series(units=100, seconds=[2.0, 6.0, 20.0])
    line = lines_of("area", {"base": base, "other": other}, against="base", notes={"other": "a note"})[1]
    assert (line.times, line.against, line.note) == (2.0, "base", "a note")
    assert line.seconds == 6.0
    assert line.per_second == 17


def test_base_line_has_no_ratio_to_itself():
    line = lines_of("area", {"base": Series(seconds=[1.0])}, against="base", notes={})[0]
    assert (line.times, line.against) == (None, "")


def test_spread_is_slowest_minus_fastest_by_the_median():
    assert Series(seconds=[1.0, 2.0, 4.0]).spread == pytest.approx(1.5)
