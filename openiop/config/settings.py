"""Deployment facts only. Clinical, legal and payer numbers live in `openiop/domain`."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from openiop import __version__

from . import env

ROOT = Path(__file__).resolve().parents[2]
PRODUCT_VERSION = __version__

OPENIOP_DATA = Path(env.text("OPENIOP_DATA", str(ROOT / "var"))).resolve()
"""Folder for database, uploads, keys and delivered messages."""


def _key(name: str, file_name: str) -> str:
    """A secret from the environment, else from the keys folder `openiop serve` makes."""
    stored = OPENIOP_DATA / "keys" / file_name
    return env.text(name, stored.read_text().strip() if stored.exists() else None)


SECRET_KEY = _key("OPENIOP_SECRET_KEY", "secret_key")
FIELD_KEYS = _key("OPENIOP_FIELD_KEYS", "field_keys")
"""Keys of encrypted columns, one `id:base64` a line, newest last."""
_PRIVATE = OPENIOP_DATA / "keys" / "private_note_keys"
PRIVATE_NOTE_KEYS = env.text(
    "OPENIOP_PRIVATE_NOTE_KEYS", _PRIVATE.read_text().strip() if _PRIVATE.exists() else ""
)
"""Keys of psychotherapy notes alone; without one they cannot be written here."""

DEBUG = False
ALLOWED_HOSTS = env.words("OPENIOP_HOSTS", "localhost,127.0.0.1,[::1]")

ADDRESS = env.text("OPENIOP_ADDRESS", "http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "openiop.base",
    "openiop.privacy",
    "openiop.outbox",
    "openiop.accounts",
    "openiop.programs",
    "openiop.clients",
    "openiop.coverage",
    "openiop.health",
    "openiop.schedule",
    "openiop.safety",
    "openiop.measures",
    "openiop.referral",
    "openiop.assessment",
    "openiop.admission",
    "openiop.day",
    "openiop.care",
    "openiop.documents",
    "openiop.letters",
    "openiop.private_notes",
    "openiop.plans",
    "openiop.curriculum",
    "openiop.practice",
    "openiop.course",
    "openiop.discharge",
    "openiop.followup",
    "openiop.readiness",
    "openiop.chart",
    "openiop.public",
    "openiop.portal",
    "openiop.kiosk",
    "openiop.asking",
    "openiop.intake",
    "openiop.discretion",
    "openiop.timetable",
    "openiop.billing",
    "openiop.outcomes",
    "openiop.desk",
    "openiop.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "openiop.config.middleware.PrivatePages",
    "openiop.config.middleware.SmallEnough",
    "openiop.config.middleware.SiteScope",
    "openiop.config.middleware.FormsOnly",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "openiop.accounts.middleware.WhoIsThis",
    "openiop.config.middleware.ReadersLanguage",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "openiop.config.urls"
WSGI_APPLICATION = "openiop.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "openiop.config.context.everywhere",
            ],
            "builtins": ["django.templatetags.i18n", "openiop.base.templatetags.words"],
        },
    }
]

_SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000; "
    "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=27103364; "
    "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
)


def _database() -> dict[str, Any]:
    """Embedded SQLite unless `DATABASE_URL` names a PostgreSQL."""
    url = env.text("DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "openiop.config.sqlite",
            "NAME": env.text("OPENIOP_DATABASE_FILE", str(OPENIOP_DATA / "openiop.sqlite3")),
            "TEST": {"NAME": ":memory:"},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": _SQLITE_START,
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise env.BadSetting("DATABASE_URL should start with postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 2, "max_size": 8}},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "openiop.accounts.backend.SignInName",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
AXES_USERNAME_FORM_FIELD = "username"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "openiop.accounts.views.locked_out"

SESSION_COOKIE_NAME = "openiop"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "openiop_form"
CSRF_COOKIE_AGE = None
"""Ends with the browser: a stranger who only reads keeps nothing on her device."""
CSRF_FAILURE_VIEW = "openiop.privacy.web.not_sent"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

BEHIND_TLS = env.flag("OPENIOP_TLS", False)
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [ROOT / "openiop" / "locale"]
FORMAT_MODULE_PATH = ["openiop.base.formats"]
LANGUAGE_COOKIE_NAME = "openiop_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = OPENIOP_DATA / "static"
_COLLECTED = (STATIC_ROOT / "staticfiles.json").exists() or env.flag("OPENIOP_COLLECTING", False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _COLLECTED

CALL_TEXT = env.text("OPENIOP_CALL_TEXT", "")
CALL_EMAIL = env.text("OPENIOP_CALL_EMAIL", "")
"""Carriers that call staff, in Apprise's form with `{to}`; `file` writes to a folder."""

EMAIL_BACKEND = "openiop.outbox.delivery.ThroughTheOutbox"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"no_secrets": {"()": "openiop.config.logs.NoSecretAddresses"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}

SILENCED_SYSTEM_CHECKS = [
    # The demo is served on loopback without TLS; OPENIOP_TLS=yes sets all of these.
    "security.W004",
    "security.W008",
    "security.W012",
    "security.W016",
]
