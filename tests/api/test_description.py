"""The API held against its own description: requests made up by chance, seeded, in this process.

API_CASES says how many requests, 600 where it says nothing; CI asks for 5,000. They are shared out among the operations.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks

from api.urls import api
from config.wsgi import application
from tests.compare import factories

CASES = int(os.environ.get("API_CASES", "600"))
# So that processes that share a run share this too.
SHARES = 4
SEED = 20261128
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
# What a description cannot say is left out: that a name which has the right shape may be nobody's.
CHECKS = (
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
)
THERE = (
    {"pair": "alpha-vs-beta", "slug": "alpha", "path": "code", "kind": "model", "version": "ur-1.1.0"},
    {"pair": "alpha-vs-gamma", "slug": "gamma", "path": "code", "kind": "dataset", "version": "ur-0.1.0"},
)


@pytest.fixture
def small_catalog(db):
    alpha = factories.rated("alpha", downloads=5_000)
    factories.entry(alpha, "Writes code", kind="code", cited=True)
    factories.rated("beta")
    factories.artifact("gamma", kind="dataset")
    factories.published()


@pytest.fixture
def there(small_catalog, client):
    """Names of what is there, for each parameter of a path."""
    receipt = client.get("/api/v1/artifacts/alpha/score").json()["receipt"]["sha256"]
    return [{**names, "sha256": receipt} for names in THERE]


@pytest.fixture
def connection_kept(there):
    """Requests through WSGI end with closing old connections; that of this test holds its transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("share", range(SHARES))
def test_no_answer_is_a_fault_or_other_than_described(there, connection_kept, share):
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
    schema.app = application.application  # without what compresses
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations[share::SHARES]:
        counts = Counter()
        _hold(operation, cases=-(-CASES // len(operations)), counts=counts, there=there)
        assert counts[200], operation.label
        assert sum(counts.values()) >= CASES // len(operations), operation.label
        assert max(counts) < 500


def _hold(operation, *, cases, counts, there):
    """Half of the requests as described, half not; most of the first name what is there, half of those and nothing else."""

    @seed(SEED)
    @settings(
        max_examples=cases,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
        database=None,
    )
    @given(
        case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in MODES)),
        names=st.sampled_from((None, *there)),
        bare=st.booleans(),
    )
    def hold(case, names, bare):
        if names is not None and case.path_parameters:
            case.path_parameters = {key: names.get(key, value) for key, value in case.path_parameters.items()}
        if bare:
            case.query = {}
        response = case.call()
        counts[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    hold()
