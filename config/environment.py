"""Deployment values, read once from the environment and checked all together.

Every value has a name, a type and a reason; `docs/operations.md` lists them. A secret may come from a file instead
(`SECRET_KEY_FILE=/run/secrets/key`), so that it never stands in a process list.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from psycopg import conninfo
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parent.parent

# Read only by a debug server on loopback; `check --deploy` refuses it (security.W009).
DEVELOPMENT_KEY = "django-insecure-development-only"


class Environment(BaseSettings):
    """What differs between one installation and another."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    debug: bool = False
    secret_key: SecretStr = SecretStr("")
    allowed_hosts: str = "127.0.0.1,localhost,[::1]"
    site_url: str = "http://127.0.0.1:8000"
    rank_name: str = "UnfragileRank"
    database_url: str = ""
    redis_url: str = ""
    var_dir: Path = CHECKOUT / "var"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    # Statement timeout of a reader's request; jobs and the admin set their own (docs/operations.md).
    database_timeout_ms: int = Field(default=3000, ge=100)

    @model_validator(mode="before")
    @classmethod
    def secrets_from_files(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Fill `x` from the file named by the variable `X_FILE`, when that is given."""
        for name in ("secret_key", "database_url", "redis_url"):
            path = os.environ.get(f"{name.upper()}_FILE")
            if path and not values.get(name):
                values[name] = Path(path).read_text(encoding="utf-8").strip()
        return values

    @field_validator("database_url")
    @classmethod
    def database_url_parses(cls, value: str) -> str:
        if value:
            conninfo.conninfo_to_dict(value)
        return value

    @model_validator(mode="after")
    def key_is_given_outside_debug(self) -> Environment:
        if not self.debug and not self.secret_key.get_secret_value():
            raise ValueError(
                "SECRET_KEY is not set. Give one (SECRET_KEY or SECRET_KEY_FILE), for instance "
                f"SECRET_KEY={secrets.token_urlsafe(8)}..., or set DEBUG=1 for a server on your own machine."
            )
        return self

    @property
    def key(self) -> str:
        return self.secret_key.get_secret_value() or DEVELOPMENT_KEY

    def database(self) -> dict[str, Any]:
        """Django's DATABASES entry for `database_url`, in libpq's own reading of the address."""
        given = conninfo.conninfo_to_dict(self.database_url or "postgresql:///unfragile")
        parts = {key: given.pop(key, "") for key in ("dbname", "user", "password", "host", "port")}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts["dbname"] or "unfragile",
            "USER": parts["user"],
            "PASSWORD": parts["password"],
            "HOST": parts["host"],
            "PORT": parts["port"],
            "CONN_MAX_AGE": None,
            # A server that was restarted while a connection lay idle costs no request (reliability: H11).
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {
                # A server that does not even refuse: two seconds are the least that libpq takes.
                "connect_timeout": "2",
                **given,
                "options": f"-c statement_timeout={self.database_timeout_ms} -c lock_timeout=2000"
                " -c idle_in_transaction_session_timeout=60000",
            },
        }

    @property
    def broker_url(self) -> str:
        """`redis_url` in the spelling that kombu wants for a unix socket."""
        split = urlsplit(self.redis_url)
        if split.scheme != "unix":
            return self.redis_url
        database = dict(pair.split("=", 1) for pair in split.query.split("&") if "=" in pair).get("db", "0")
        return f"redis+socket://{split.netloc}{split.path}?virtual_host={database}"


environment = Environment()
