"""`python -m evaluation`: measure, and write docs/evaluation.md with docs/evaluation.json beside it.

Needs DATABASE_URL of an empty database, which it migrates and fills; `make eval` starts a throwaway one. Everything is
seeded: the same fixtures and methodology write the same two files.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from pathlib import Path

import django

from evaluation import report

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    parser.add_argument("--folder", type=Path, default=DOCS, help="where both files are written (docs)")
    parser.add_argument(
        "--only", choices=("searching", "match_graph"), help="measure this part alone, and keep the other figures"
    )
    options = parser.parse_args()
    folder: Path = options.folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    # Named, not imported above: tables exist only once Django is set up.
    measuring = importlib.import_module("evaluation.measuring")
    if options.only:
        former = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
        results = {**former, options.only: measuring.PARTS[options.only]()}
    else:
        results = measuring.measure()
    text = json.dumps(results, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / "evaluation.json").write_text(text + "\n", encoding="utf-8")
    (folder / "evaluation.md").write_text(report.page(json.loads(text)), encoding="utf-8")
    sys.stdout.write(f"wrote evaluation.md and evaluation.json to {folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
