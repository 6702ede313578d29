"""Figures of sides on one test under one setting, by board, and those that entries hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from catalog.models import BenchmarkResult, Signal
from compare.answers.boards import BOARDS, BoardTest, board_test
from compare.pages.entries import metric_of, result_of, test_of
from compare.pages.frames import web_address
from compare.pages.subjects import Subject
from compare.parts.entries import BenchmarkGroup, Result, SharedBenchmarks, SharedRow

# Below two sides nothing is side by side.
SIDES = 2
ENTRIES = "From entries"
ENTRIES_NOTE = "As the sources of each entry report them; each row is one setting."


def benchmarks(
    subjects: Sequence[Subject], results: Sequence[BenchmarkResult], figures: Sequence[Signal]
) -> SharedBenchmarks:
    """Tests that at least two sides took under one setting; a test under another setting is another row."""
    groups = [*_entry_groups(subjects, results), *_board_groups(subjects, figures, least=SIDES)]
    stands = {(row.benchmark, row.setting, group.title) for group in groups for row in group.rows}
    alone = tuple(
        len({test_of(r) for r in results if r.artifact_id == s.artifact.pk} - _shared_tests(subjects, results))
        + sum((test.name, test.setting, test.board.title) not in stands for test in _tests(s, figures))
        for s in subjects
    )
    return SharedBenchmarks(tuple(groups), alone)


def board_results(subject: Subject, figures: Sequence[Signal]) -> tuple[BenchmarkGroup, ...]:
    """Everything that boards say of one artifact."""
    return tuple(_board_groups([subject], figures, least=1))


def _tests(subject: Subject, figures: Iterable[Signal]) -> list[BoardTest]:
    own = (board_test(figure.metric) for figure in figures if figure.artifact_id == subject.artifact.pk)
    return [test for test in own if test]


def _board_groups(subjects: Sequence[Subject], figures: Sequence[Signal], *, least: int) -> list[BenchmarkGroup]:
    """In the order of `BOARDS`; tests in that of their board, or by name."""
    by_test: dict[str, dict[int, Signal]] = defaultdict(dict)
    for figure in figures:
        by_test[figure.metric][figure.artifact_id] = figure
    groups = []
    for key, board in BOARDS.items():
        metrics = [metric for metric in by_test if metric.partition(":")[0] == key and len(by_test[metric]) >= least]
        order = {name: place for place, name in enumerate(board.names.values())}
        named = [(test, by_test[metric]) for metric in metrics if (test := board_test(metric))]
        named.sort(key=lambda each: (order.get(each[0].name, len(order)), each[0].name))
        rows = tuple(_board_row(test, found, subjects) for test, found in named)
        if rows:
            anchor = f"board-{key.replace('_', '-')}"
            groups.append(BenchmarkGroup(anchor, board.title, board.note, board.unit, _letters(subjects), rows))
    return groups


def _board_row(test: BoardTest, found: Mapping[int, Signal], subjects: Sequence[Subject]) -> SharedRow:
    figures = (found.get(subject.artifact.pk) for subject in subjects)
    return SharedRow(
        benchmark=test.name,
        setting=test.setting,
        metric="" if test.board.unit else next((figure.unit for figure in found.values()), ""),
        cells=tuple((_board_result(test, figure),) if figure else () for figure in figures),
    )


def _board_result(test: BoardTest, figure: Signal) -> Result:
    value = figure.value or 0.0
    return Result(
        text=f"{value:,.{test.board.digits}f}",
        value=value,
        variant="",
        reported_by=test.board.reported_by,
        reported=figure.observed,
        source_name=figure.source.name,
        source_url=web_address(figure.source.url),
        citations=(),
    )


def _entry_groups(subjects: Sequence[Subject], results: Sequence[BenchmarkResult]) -> list[BenchmarkGroup]:
    shared = _shared_tests(subjects, results)
    tests = {test_of(result): result.benchmark for result in results if test_of(result) in shared}
    rows = tuple(
        SharedRow(
            benchmark=benchmark.name,
            setting=test[1],
            metric=metric_of(benchmark.metric, benchmark.unit),
            cells=tuple(
                tuple(result_of(s, r) for r in results if r.artifact_id == s.artifact.pk and test_of(r) == test)
                for s in subjects
            ),
        )
        for test, benchmark in sorted(tests.items(), key=lambda item: (item[1].name, item[0]))
    )
    units = {benchmark.unit for benchmark in tests.values()}
    unit = units.pop() if len(units) == 1 else ""
    return [BenchmarkGroup("board-entries", ENTRIES, ENTRIES_NOTE, unit, _letters(subjects), rows)] if rows else []


def _shared_tests(subjects: Sequence[Subject], results: Sequence[BenchmarkResult]) -> set[tuple[str, str]]:
    took: dict[tuple[str, str], set[int]] = defaultdict(set)
    for result in results:
        took[test_of(result)].add(result.artifact_id)
    ids = {subject.artifact.pk for subject in subjects}
    return {test for test, sides in took.items() if len(sides & ids) >= SIDES}


def _letters(subjects: Sequence[Subject]) -> tuple[str, ...]:
    return tuple(subject.letter for subject in subjects)
