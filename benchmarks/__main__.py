"""`python -m benchmarks`: measure, print a table, keep the figures in var/bench.json of the checkout.

Needs DATABASE_URL (a role that may create databases; only throwaway ones are touched) and REDIS_URL.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import aligning, importing, million, scoring, services
from benchmarks.measuring import Line
from benchmarks.scratch import CHECKOUT, MissingError, Scratch, scratch

AREAS = ("align", "import", "search", "scoring", "export", "million", "pages", "match", "services")
SERVICE_MISSING = 4
SEARCH_ROWS, SEARCHED = Path(__file__).with_name("search_rows.sql"), 60_000


def main() -> int:
    options = arguments()
    server = os.environ.get("DATABASE_URL")
    if not server:
        sys.stderr.write("DATABASE_URL is not set. `make bench` starts throwaway servers and sets it\n")
        return SERVICE_MISSING
    try:
        with scratch(server) as databases:
            lines = measure(databases, wanted=options.only, rounds=options.rounds, artifacts=options.artifacts)
    except MissingError as missing:
        sys.stderr.write(f"{missing}\n")
        return SERVICE_MISSING
    show(lines)
    keep(lines, options.out)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds of each area (5)")
    # Not under VAR_DIR: that of throwaway servers is removed behind them.
    parser.add_argument("--out", type=Path, default=CHECKOUT / "var" / "bench.json", help="where the figures are kept")
    parser.add_argument("--only", nargs="+", choices=AREAS, default=AREAS, help="these areas alone")
    parser.add_argument(
        "--artifacts",
        type=int,
        default=million.ARTIFACTS,
        help="of million, pages a day of match (1,000,000)",
    )
    return parser.parse_args()


def measure(databases: Scratch, *, wanted: list[str], rounds: int, artifacts: int) -> list[Line]:
    """The wanted areas in their order; scoring and pages work on what the import leaves, so it runs once at least."""
    lines: list[Line] = aligning.measure(rounds=rounds) if "align" in wanted else []
    if {"import", "search", "scoring", "export", "million", "pages", "match"} & set(wanted):
        imported = importing.measure(databases, rounds=rounds if "import" in wanted else 1)
        lines += imported if "import" in wanted else []
    if "search" in wanted:
        code = f"from benchmarks.searching import print_measured; print_measured(rounds={rounds})"
        databases.create("search", template="catalog")
        databases.psql_file("search", SEARCH_ROWS, artifacts=SEARCHED)
        lines += _lines(databases.manage("search", "shell", "-v", "0", "-c", code))
    if {"scoring", "export", "pages"} & set(wanted):
        scored = scoring.measure(databases, rounds=rounds if "scoring" in wanted else 1)
        lines += scored if "scoring" in wanted else []
    if "export" in wanted:
        code = f"from benchmarks.exporting import print_measured; print_measured(rounds={rounds})"
        lines += _lines(databases.manage("catalog", "shell", "-v", "0", "-c", code))
    if "pages" in wanted:
        # A search over nothing is quick.
        databases.manage("catalog", "search", "index")
        lines += _lines(databases.python("catalog", "-m", "benchmarks.pages", str(rounds)))
    if "match" in wanted:
        databases.manage("catalog", "search", "index")
        lines += _lines(databases.python("catalog", "-m", "benchmarks.matching", str(rounds), str(artifacts)))
    if "million" in wanted:
        lines += million.measure(databases, rounds=rounds, artifacts=artifacts)
    if "services" in wanted:
        lines += services.measure(rounds=rounds)
    return lines


def _lines(printed: str) -> list[Line]:
    """What a process of its own measured on the catalog."""
    return [Line(**line) for line in json.loads(printed)]


def show(lines: list[Line]) -> None:
    table = Table(title=f"medians of interleaved rounds, {machine()}")
    for heading in ("area", "what", "seconds", "spread", "per second", "times", "of", "note"):
        table.add_column(heading, justify="left" if heading in {"area", "what", "of", "note"} else "right")
    for line in lines:
        rate = f"{line.per_second:,}" if line.per_second else ""
        times = f"{line.times:.2f}" if line.times is not None else ""
        seconds = f"{line.seconds:.4f}" if line.seconds < 1 else f"{line.seconds:.2f}"
        table.add_row(line.area, line.name, seconds, f"{line.spread:.2f}", rate, times, line.against, line.note)
    Console(width=max(150, Console().width)).print(table)


def keep(lines: list[Line], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    report = {"at": datetime.now(UTC).isoformat(), "machine": machine(), "lines": [line.as_dict() for line in lines]}
    target.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"kept in {target}\n")


def machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


if __name__ == "__main__":
    sys.exit(main())
