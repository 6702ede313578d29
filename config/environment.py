"""Deployment values, read once from the environment and checked all together.

Every value has a name, a type and a reason; `docs/operations.md` lists them. A secret may come from a file instead
(`SECRET_KEY_FILE=/run/secrets/key`), so that it never stands in a process list.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from psycopg import ProgrammingError, conninfo
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parent.parent

INVALID = 3

# Read only by a debug server on loopback; `check --deploy` refuses it (security.W009).
DEVELOPMENT_KEY = "django-insecure-development-only"


class Environment(BaseSettings):
    """What differs between one installation and another."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        # An address that is refused may hold a password; the message goes to logs.
        hide_input_in_errors=True,
    )

    debug: bool = False
    secret_key: SecretStr = Field(default=SecretStr(""), validate_default=True)
    allowed_hosts: str = "127.0.0.1,localhost,[::1]"
    site_url: str = "http://127.0.0.1:8000"
    rank_name: str = "UnfragileRank"
    database_url: str = Field(default="", validate_default=True)
    redis_url: str = Field(default="", validate_default=True)
    var_dir: Path = CHECKOUT / "var"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    # Statement timeout of a reader's request; jobs and the admin set their own (docs/operations.md).
    database_timeout_ms: int = Field(default=3000, ge=100)
    # What makes vectors of texts for search: `wordllama`, `none`, or a class of your own as `module:Class`.
    search_embedder: str = "wordllama"
    # Requests a minute to the JSON API: of a client without a key, of a key; 0 sets no limit.
    api_rate_anon: int = Field(default=60, ge=0)
    api_rate_key: int = Field(default=300, ge=0)
    # How many proxies of our own stand in front, each adding one address to X-Forwarded-For.
    trusted_proxies: int = Field(default=0, ge=0, le=8)
    # Of each web process: finished pages in front of Django (`config.page_cache`).
    page_cache_mb: int = Field(default=64, ge=0)
    # Whether searches and what people choose are noted for the match graph (docs/matchgraph.md).
    match_recording: bool = True

    @field_validator("secret_key", "database_url", "redis_url", mode="before")
    @classmethod
    def read_from_file(cls, value: Any, info: ValidationInfo) -> Any:
        """Without `X`, the content of the file that the variable `X_FILE` names."""
        variable = f"{info.field_name or ''}_file".upper()
        path = os.environ.get(variable)
        given = value.get_secret_value() if isinstance(value, SecretStr) else value
        if given or not path:
            return value
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"{variable} names a file that cannot be read ({type(error).__name__})") from error

    @field_validator("secret_key")
    @classmethod
    def key_is_given_outside_debug(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        if not value.get_secret_value() and not info.data.get("debug", True):
            raise ValueError(
                "is not set. Give one in SECRET_KEY or in the file that SECRET_KEY_FILE names, for instance from "
                "`python -c 'import secrets; print(secrets.token_urlsafe(50))'`, "
                "or set DEBUG=1 for a server on your own machine"
            )
        return value

    @field_validator("database_url")
    @classmethod
    def database_url_parses(cls, value: str) -> str:
        try:
            conninfo.conninfo_to_dict(value)
        except ProgrammingError:
            # Its own message would quote what it was given.
            raise ValueError(
                "is neither an address (postgresql://user:password@host/name, special characters as %20) "
                "nor a list of libpq's words (host=... dbname=...)"
            ) from None
        return value

    @field_validator("redis_url")
    @classmethod
    def redis_url_has_a_known_scheme(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must start with redis://, rediss:// or unix://, for instance redis://127.0.0.1:6379/0")
        return value

    @field_validator("site_url")
    @classmethod
    def site_url_is_an_origin(cls, value: str) -> str:
        split = urlsplit(value)
        if split.scheme not in {"http", "https"} or not split.hostname or split.path.strip("/"):
            raise ValueError("must be the address of the site without a path, for instance https://compare.example.org")
        return value

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
                " -c idle_in_transaction_session_timeout=60000"
                # Nearest vectors: the default of 40 misses one in ten, and filters must not end a search early.
                " -c hnsw.ef_search=100 -c hnsw.iterative_scan=relaxed_order",
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


def environment_read() -> Environment:
    """The values, or an end of the process that lists everything wrong with them and shows none of them."""
    try:
        return Environment()
    except ValidationError as error:
        lines = [
            f"  {str(problem['loc'][0]).upper()}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors()
        ]
        sys.stderr.write("\n".join(["The environment cannot be used (docs/operations.md):", *lines, ""]))
        raise SystemExit(INVALID) from None


environment = environment_read()
