"""The settings of a production server, read in a process of their own."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "SITE_URL": "https://compare.example.org",
    "ALLOWED_HOSTS": "compare.example.org, 127.0.0.1",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}

SHOW = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=CHECKOUT,
        env={**os.environ, **PRODUCTION, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def settings_of(*names: str, **environment: str) -> dict:
    finished = run("-c", SHOW, *names, **environment)
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def test_deploy_check_of_production_settings_has_no_warning():
    finished = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert finished.returncode == 0, finished.stderr


def test_deploy_check_of_a_debug_server_is_not_passed():
    finished = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", DEBUG="1", SECRET_KEY="")
    assert finished.returncode == 1
    assert "security.W009" in finished.stderr
    assert "security.W018" in finished.stderr


def test_plain_http_site_sends_no_promise_of_https():
    values = settings_of("SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", SITE_URL="http://127.0.0.1:8000")
    assert values == {"SECURE_HSTS_SECONDS": 0, "SECURE_SSL_REDIRECT": False}


def test_hosts_are_split_at_commas_without_blanks():
    assert settings_of("ALLOWED_HOSTS") == {"ALLOWED_HOSTS": ["compare.example.org", "127.0.0.1"]}


def test_script_and_style_come_from_the_site_alone():
    policy = settings_of("CONTENT_SECURITY_POLICY")["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_asked_without_tls_is_answered_and_not_redirected(client, settings, path, transactional_db):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(path).status_code == 200
    assert client.get("/admin/").status_code == 301
