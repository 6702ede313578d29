"""Django's settings, one file, in Django's own order. Deployment values come from `config.environment` alone."""

from __future__ import annotations

import django_stubs_ext
import structlog
from celery.schedules import crontab
from csp.constants import NONE, SELF
from whitenoise.compress import Compressor

from config.environment import CHECKOUT, environment

# Lets `ModelAdmin[Artifact]` and its like be written where Django has no subscript of its own.
django_stubs_ext.monkeypatch()

BASE_DIR = CHECKOUT
VAR_DIR = environment.var_dir
RANK_NAME = environment.rank_name
SITE_URL = environment.site_url.rstrip("/")

LOG_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]

# --- core
DEBUG = environment.debug
SECRET_KEY = environment.key
ALLOWED_HOSTS = [host.strip() for host in environment.allowed_hosts.split(",") if host.strip()]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "config.apps.CurationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "django_structlog",
    "ninja",
    "pghistory",
    "pgtrigger",
    "config.apps.SiteConfig",
    "jobs.apps.JobsConfig",
    "catalog.apps.CatalogConfig",
    "matchgraph.apps.MatchgraphConfig",
    "scoring.apps.ScoringConfig",
    "compare.apps.CompareConfig",
    "api.apps.ApiConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "api.boundary.ApiBoundary",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- data
DATABASES = {"default": environment.database()}
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": environment.redis_url or "redis://127.0.0.1:6379/0",
        "OPTIONS": {
            # The site serves without its cache; a hung one may cost a quarter of a second, not five (H13).
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 0.25,
            "SOCKET_TIMEOUT": 0.25,
        },
    }
}

# Of the statement, not of its transaction: two edits of one request keep their order.
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"

# --- language and time
LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# --- static files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.bundling.BundleFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Half the files and a third of the time: only hashed names are ever linked, and only developers load source maps.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]

# --- security: readers get no cookie, so only staff pages meet these
LOGIN_URL = "/admin/login/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
# A container asks its own process, past the proxy that speaks TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- JSON API
API_RATE_ANON = environment.api_rate_anon
API_RATE_KEY = environment.api_rate_key
TRUSTED_PROXIES = environment.trusted_proxies

# --- background work: a job's truth is its row; Celery carries the id (docs/adr/0003-jobs.md)
JOBS_LEASE_SECONDS = 30
JOBS_HEARTBEAT_SECONDS = 5
JOBS_DISPATCH_SECONDS = 5
# A message that nobody took for this long counts as lost and is sent again; a doubled one finds the job taken.
JOBS_RESEND_SECONDS = 30
JOBS_STATEMENT_SECONDS = 60
# A scoring run follows edits by itself: so long after the last one, and at the latest so long after the first.
RESCORE_QUIET_SECONDS = 60
RESCORE_LATEST_SECONDS = 900
RESCORE_WATCH_SECONDS = 15
# How often the published scores are computed again and compared.
SCORES_CHECK_SECONDS = 7 * 24 * 3600
# How long after an edit a search may still answer from before it: until the index is looked at again.
SEARCH_INDEX_SECONDS = 30
# What makes vectors of texts (`matchgraph.embedding`).
SEARCH_EMBEDDER = environment.search_embedder
# How often pairs are looked through for those that search engines are offered, where a run was published since.
PAIRS_SURVEY_SECONDS = 3600
PAIRS_WATCH_SECONDS = 60

CELERY_BROKER_URL = environment.broker_url or "redis://127.0.0.1:6379/0"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A dead worker's message is offered again after 5 to 7 seconds instead of 101 (reliability: H2).
    "visibility_timeout": 5,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 0.5,
    # A broker that vanished without a word is noticed after some 10 seconds (H6).
    "socket_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 5,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 600
CELERY_TASK_TIME_LIMIT = 660
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Off the response, by a thread of each web process; tests write when they say so.
MATCH_RECORDING = environment.match_recording
MATCH_FLUSH = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "dispatch": {
        "task": "jobs.dispatch",
        "schedule": JOBS_DISPATCH_SECONDS,
        "options": {"expires": JOBS_DISPATCH_SECONDS},
    },
    "rescore": {
        "task": "scoring.watch",
        "schedule": RESCORE_WATCH_SECONDS,
        "options": {"expires": RESCORE_WATCH_SECONDS},
    },
    "dumps": {"task": "api.dump_nightly", "schedule": crontab(hour=3, minute=17)},
    "check-scores": {"task": "scoring.check", "schedule": SCORES_CHECK_SECONDS},
    "search-index": {
        "task": "matchgraph.refresh",
        "schedule": SEARCH_INDEX_SECONDS,
        "options": {"expires": SEARCH_INDEX_SECONDS},
    },
    # After the last day has ended everywhere that a result page of it may still be open.
    "match-graph": {"task": "matchgraph.nightly", "schedule": crontab(hour=3, minute=10)},
    "pairs": {
        "task": "compare.watch",
        "schedule": PAIRS_WATCH_SECONDS,
        "options": {"expires": PAIRS_WATCH_SECONDS},
    },
}

# --- logs: one event and its key-values a line, on standard error
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "key_value": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
            "foreign_pre_chain": LOG_PROCESSORS,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "key_value"}},
    "root": {"handlers": ["stderr"], "level": environment.log_level},
}
# A request's lines share an id. Whose it was is not written down: no account, which would cost a query, and no address.
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
structlog.configure(
    processors=[*LOG_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
