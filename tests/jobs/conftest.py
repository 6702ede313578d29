from __future__ import annotations

import tests.jobs.handlers  # noqa: F401
