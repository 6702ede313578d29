"""How often one may ask, and with which key: counted exactly, whatever a client claims to be."""

from __future__ import annotations

import subprocess
import threading
import uuid
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from api.keys import key_parts, key_text
from api.limiting import Limiter, client_block, limiter
from api.models import ApiKey
from api.services import key_create, keys_revoke
from tests.api.test_api import problem_of

ADDRESS = "/api/v1/methodologies/ur-1.1.0"


@pytest.fixture
def address():
    """A client that nobody has counted yet."""
    return f"2001:db8:{uuid.uuid4().hex[:4]}:{uuid.uuid4().hex[:4]}::1"


@pytest.fixture
def limited(settings):
    settings.API_RATE_ANON, settings.API_RATE_KEY = 3, 5


@pytest.fixture
def key(db):
    return key_create(name="A program", scopes=["read"])


def asked(client, address, **given):
    return client.get(ADDRESS, REMOTE_ADDR=address, **given)


def with_key(key):
    return {"headers": {"Authorization": f"Bearer {key}"}}


def test_a_client_that_asks_too_often_is_told_when_to_come_back(limited, client, address, db):
    answers = [asked(client, address) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer["RateLimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0", "r=0"]
    assert answers[0]["RateLimit-Policy"] == '"anon";q=3;w=60'
    problem = problem_of(answers[3])
    assert problem.type == "too-many-requests"
    assert 1 <= int(answers[3]["Retry-After"]) <= 60
    assert answers[3]["Cache-Control"] == "no-store"
    assert "Retry-After" in answers[3]["Access-Control-Expose-Headers"]
    assert asked(client, "203.0.113.77").status_code == 200


def test_forged_forwarding_headers_change_nothing(limited, client, address, db):
    forged = [{"HTTP_X_FORWARDED_FOR": f"198.51.100.{n}", "HTTP_X_REAL_IP": f"10.0.0.{n}"} for n in range(4)]
    assert [asked(client, address, **headers).status_code for headers in forged] == [200, 200, 200, 429]


def test_behind_proxies_of_our_own_the_address_that_they_added_counts(limited, settings, client, address, db):
    settings.TRUSTED_PROXIES = 1
    forged = [f"198.51.100.{n}, {address}" for n in range(4)]
    answers = [asked(client, "127.0.0.1", HTTP_X_FORWARDED_FOR=headers).status_code for headers in forged]
    assert answers == [200, 200, 200, 429]


def test_neighbors_in_one_block_are_one_client():
    def block(address):
        return client_block({"REMOTE_ADDR": address}, proxies=0)

    assert block("203.0.113.7") == block("203.0.113.200") == block("::ffff:203.0.113.9") != block("203.0.114.7")
    assert block("2001:db8:1:2::1") == block("2001:db8:1:ff::9") != block("2001:db8:1:100::1")
    assert block("") == block("unix:") == "unknown"
    assert "203" not in block("203.0.113.7")


def test_no_limit_when_set_to_zero_and_none_for_preflights_and_the_description(settings, client, address, db):
    settings.API_RATE_ANON = 1
    for _ in range(3):
        assert client.options(ADDRESS, REMOTE_ADDR=address).status_code == 204
        assert client.get("/api/v1/openapi.json", REMOTE_ADDR=address).status_code == 200
    settings.API_RATE_ANON = 0
    answers = [asked(client, address) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit" not in answers[0]


@pytest.mark.parametrize("shared", [True, False], ids=["in Valkey", "in memory"])
def test_fifty_threads_at_once_are_granted_the_limit_and_no_more(shared, address):
    counting = Limiter()
    if not shared:
        counting.pause_until = float("inf")
    limit, granted = 20, []
    barrier = threading.Barrier(50)

    def ask():
        barrier.wait()
        granted.append(counting.ask(policy="anon", client=address, limit=limit).granted)

    threads = [threading.Thread(target=ask) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(granted) == limit


def test_without_valkey_this_process_counts_by_itself(limited, settings, client, address, db):
    settings.CACHES = {
        "default": {
            **settings.CACHES["default"],
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    former, limiter.shared, limiter.pause_until = limiter.shared, None, 0.0
    try:
        assert [asked(client, address).status_code for _ in range(4)] == [200, 200, 200, 429]
        assert limiter.pause_until > 0
    finally:
        limiter.shared, limiter.pause_until = former, 0.0


def test_a_key_is_allowed_more_and_costs_one_query(limited, client, address, key, django_assert_num_queries):
    assert asked(client, address, **with_key(key)).status_code == 200
    with django_assert_num_queries(1):
        answer = asked(client, address, **with_key(key))
    assert answer["RateLimit-Policy"] == '"key";q=5;w=60'
    assert [asked(client, "192.0.2.1", **with_key(key)).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert ApiKey.objects.get().last_used_on == timezone.now().date()
    with django_assert_num_queries(0):
        assert asked(client, address).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda key: key[:-1] + ("A" if key[-1] != "A" else "B"),
        lambda key: key.replace("uk_", "uk_x"),
        lambda key: key_text("a" * 12, key_parts(key)[1]),
        lambda key: "",
        lambda key: "ü" * 40,
    ],
)
def test_a_key_that_was_tampered_with_is_refused(client, address, key, change):
    answer = asked(client, address, **with_key(change(key)))
    problem = problem_of(answer)
    assert (problem.status, problem.type) == (401, "no-such-key")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Cache-Control"] == "no-store"


def test_a_key_that_is_revoked_expired_or_without_the_scope_is_refused(client, address, key, db):
    today = timezone.now().date()
    last = key_create(name="Until today", scopes=["read"], expires_on=today)
    over = key_create(name="Until yesterday", scopes=["read"], expires_on=today - timedelta(days=1))
    none = key_create(name="For nothing", scopes=[])
    assert asked(client, address, **with_key(last)).status_code == 200
    assert problem_of(asked(client, address, **with_key(over))).status == 401
    assert problem_of(asked(client, address, **with_key(none))).type == "missing-scope"
    assert keys_revoke(key_ids=[ApiKey.objects.get(name="A program").pk]) == 1
    assert problem_of(asked(client, address, **with_key(key))).status == 401
    assert problem_of(client.get(ADDRESS, headers={"Authorization": "Basic abc"})).status == 401


def test_staff_make_a_key_that_is_shown_once_and_kept_as_a_hash(client, address, db):
    client.force_login(User.objects.create_superuser("staff"))
    given = {"name": "A reader", "scopes": ["read"], "expires_on": "2099-12-31"}
    response = client.post(reverse("admin:api_apikey_add"), given)
    shown = response.context["key"]
    kept = ApiKey.objects.get()
    assert (kept.name, kept.created_by, kept.expires_on) == ("A reader", "staff", date(2099, 12, 31))
    prefix, secret = key_parts(shown)
    assert prefix == kept.prefix
    assert secret not in repr(ApiKey.objects.values())
    assert "no-store" in response["Cache-Control"]
    assert not [cookie for cookie in response.cookies.values() if secret in cookie.value]
    assert asked(Client(), address, **with_key(shown)).status_code == 200
    listed = client.get(reverse("admin:api_apikey_changelist")).content.decode()
    assert prefix in listed
    assert secret not in listed
    action = {"action": "revoke", "_selected_action": [kept.pk]}
    client.post(reverse("admin:api_apikey_changelist"), action)
    assert problem_of(asked(Client(), address, **with_key(shown))).status == 401


def test_an_installation_sets_its_own_limits(run_manage):
    code = "from django.conf import settings as s; print(s.API_RATE_ANON, s.API_RATE_KEY, s.TRUSTED_PROXIES)"
    given = {
        "API_RATE_ANON": "7",
        "API_RATE_KEY": "0",
        "TRUSTED_PROXIES": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    finished: subprocess.CompletedProcess[str] = run_manage("shell", "-v", "0", "-c", code, **given)
    assert finished.stdout.split() == ["7", "0", "1"]
