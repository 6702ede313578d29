"""Lighthouse on the site as readers get it: granian, production settings, collected static files.

The suite asks for what does not depend on how busy the machine is; `make lighthouse` asks for performance too.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.services.processes import wait_for
from tests.browser.conftest import executable

CHECKOUT = Path(__file__).resolve().parent.parent.parent
PROGRAM = CHECKOUT / "tests" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
SETTINGS = CHECKOUT / "tests" / "lighthouse" / "settings.json"
LEAST = 95
CATEGORIES = ["accessibility", "best-practices", "seo"]
TIMED = os.environ.get("LIGHTHOUSE_PERFORMANCE") == "1"
PAGES = {
    "home": "/",
    # Offered to search engines; what is not is marked so, and Lighthouse would take off points for that.
    "comparison": "/compare/deepseek-ai--deepseek-r1-vs-qwen--qwen3-235b-a22b/",
    "artifact": "/artifacts/deepseek-ai--deepseek-r1/",
    "search": "/search/?q=speech+to+text",
}
# Results of a search are a reader's own question: no search engine is to list them.
NOT_LISTED = {"search": {"is-crawlable"}}

pytestmark = pytest.mark.skipif(not (PROGRAM.exists() and shutil.which("node")), reason="Lighthouse is not installed")


@pytest.fixture(scope="module")
def served(whole_catalog_database, tmp_path_factory):
    """Address of the site as it is served; it ends with the module."""
    from django.db import connection

    database = connection.settings_dict
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    folder = tmp_path_factory.mktemp("served")
    address = f"host='{database['HOST']}' port='{database['PORT'] or 5432}' user='{database['USER']}'"
    address += f" dbname='{whole_catalog_database}'"
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "VAR_DIR": str(folder),
    }
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"],
        cwd=CHECKOUT,
        env=environment,
        check=True,
    )
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "config.wsgi:application"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=log, stderr=log)
    try:
        assert wait_for(lambda: _answers(port), seconds=60), (folder / "log").read_text()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reaches_the_mark_in_every_category(served, tmp_path, name):
    wanted = [*CATEGORIES, *(["performance"] if TIMED else [])]
    report = tmp_path / "report.json"
    subprocess.run(
        [
            PROGRAM,
            served + PAGES[name],
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--config-path={SETTINGS}",
            f"--only-categories={','.join(wanted)}",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        ],
        env={**os.environ, "CHROME_PATH": executable() or ""},
        check=True,
        timeout=240,
    )
    found = json.loads(report.read_text())
    skipped = NOT_LISTED.get(name, set())
    for category in wanted:
        print(f"{name}: {category} {100 * found['categories'][category]['score']:.0f}")
        failed = {
            ref["id"]
            for ref in found["categories"][category]["auditRefs"]
            if ref["weight"] and (found["audits"][ref["id"]]["score"] or 0) < 0.9
            and found["audits"][ref["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
        }  # fmt: skip
        score = 100 * found["categories"][category]["score"]
        assert score >= LEAST or failed == skipped, f"{category} {score:.0f}: {sorted(failed)}"


def _answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
