"""`/healthz`: the process lives. `/readyz`: what it needs answers. For monitors, containers and load balancers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Literal

import redis
import structlog
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

from common.database import statement_timeout
from jobs.signs import worker_age
from scoring.selectors import published_run

log = structlog.get_logger(__name__)

WAIT_SECONDS = 1.0
REDIS_WAIT_SECONDS = 0.5

State = Literal["ok", "degraded", "down"]


@dataclass(frozen=True)
class Check:
    """The state of one thing that the site stands on. `detail` says it in words and never names an address."""

    state: State
    detail: str
    facts: dict[str, object] = field(default_factory=dict)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 while pages can be served, if with less; 503 when they cannot."""
    checks = {"redis": redis_check(), **database_checks()}
    states = {check.state for check in checks.values()}
    state: State = "down" if "down" in states else "degraded" if "degraded" in states else "ok"
    report = {name: {"state": check.state, "detail": check.detail, **check.facts} for name, check in checks.items()}
    return JsonResponse({"state": state, "checks": report}, status=503 if state == "down" else 200)


def redis_check() -> Check:
    """Pages are served without the cache, only slower; background work waits."""
    client = redis.Redis.from_url(
        str(settings.CACHES["default"]["LOCATION"]),
        socket_connect_timeout=REDIS_WAIT_SECONDS,
        socket_timeout=REDIS_WAIT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        client.ping()
    except (redis.RedisError, OSError) as error:
        log.warning("redis_unreachable", error=str(error))
        return Check("degraded", "does not answer: pages are slower and background work waits")
    finally:
        client.close()
    return Check("ok", "answers")


def database_checks() -> dict[str, Check]:
    """What only the database can tell. When it does not, nothing else is said either."""
    try:
        return _bounded(_database_questions)
    except (Error, TimeoutError) as error:
        log.warning("database_unreachable", error=str(error) or "no answer in time")
        return {"database": Check("down", "does not answer")}


def _database_questions() -> dict[str, Check]:
    try:
        with statement_timeout(WAIT_SECONDS):
            checks = {"database": Check("ok", "answers"), "migrations": migrations_check()}
            if checks["migrations"].state == "ok":
                checks |= {"worker": worker_check(), "scores": scores_check()}
        return checks
    finally:
        connection.close()


def migrations_check() -> Check:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        return Check("down", "some are not applied: run manage.py migrate", {"missing": missing})
    return Check("ok", "all applied", {"missing": 0})


def worker_check() -> Check:
    age = worker_age()
    facts: dict[str, object] = {"age_seconds": None if age is None else round(age, 1)}
    if age is None:
        return Check("degraded", "none was ever seen: background work waits", facts)
    if age > settings.JOBS_RESEND_SECONDS:
        return Check("degraded", "none was seen lately: background work waits", facts)
    return Check("ok", "seen lately", facts)


def scores_check() -> Check:
    run = published_run()
    if run is None:
        return Check("degraded", "no scoring run is published: run manage.py score", {"run_id": None, "as_of": None})
    return Check("ok", "published", {"run_id": run.run_id, "as_of": run.as_of.isoformat()})


_asking = threading.Lock()


def _bounded(question: Callable[[], dict[str, Check]]) -> dict[str, Check]:
    """The answer, or TimeoutError when there is none in time.

    The question runs in a thread of its own, since no setting bounds every way in which a server can hang. Only one
    is open at a time, so that a monitor that keeps asking leaves one waiting thread behind and not hundreds.
    """
    answer: Future[dict[str, Check]] = Future()

    def ask() -> None:
        try:
            answer.set_result(question())
        except Exception as error:
            answer.set_exception(error)
        finally:
            _asking.release()

    if not _asking.acquire(timeout=WAIT_SECONDS):
        raise TimeoutError
    threading.Thread(target=ask, name="readyz", daemon=True).start()
    return answer.result(timeout=WAIT_SECONDS)
