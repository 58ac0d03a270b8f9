"""Settings, all from the environment.

| variable | meaning | default |
|---|---|---|
| ``DATABASE_URL`` | PostgreSQL 15+, for the role this process runs as | set by ``dengbu run`` |
| ``DENGBU_HOME`` | folder of all state | ``.dengbu`` |
| ``DENGBU_DEMO`` | ``1``: demonstration city and accounts | off |
| ``DENGBU_CATALOGUE`` | folder of services and cities | ``catalogue`` |
| ``DENGBU_CITY`` | whose offices are opened: a folder of ``cities`` | 430600 |
| ``DENGBU_SECRET_KEY`` | signs sessions | a file in the home folder |
| ``DENGBU_HOSTS`` | host names that are answered, comma separated | localhost |
| ``DENGBU_ROLE`` | role taken after connecting with ``DATABASE_URL`` | none |
| ``DENGBU_PROXIES`` | reverse proxies in front, whose ``X-Forwarded-For`` is believed | 0 |
| ``DENGBU_DEPARTMENT_TAX`` and so on | where a department answers, over the city's overlay | none |
| ``DENGBU_DEPARTMENT_TAX_SECRET`` | what it knows us by | none |
| ``DENGBU_LOG_ORIGIN`` | what checkpoints call our logs, before the office | dengbu.example/log |
| ``DENGBU_LOG_KEY_430602`` and so on | private key of an office's log | a file in the home folder |
| ``DENGBU_AUTHORITIES`` | PEM of authorities whose seals on courts' papers are believed | none |
| ``DENGBU_SHOWING_KEY_430602`` and so on | private keys for showing, the newest last | a file |
| ``DENGBU_SEAL_430602`` and so on | file of an office's seal, PEM | none; in demonstrations made |
| ``DENGBU_DEPARTMENT_CA`` | file of the authority of the government network | the usual ones |
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote

import psycopg

from dengbu.site import server

ROOT = Path(__file__).resolve().parents[2]
HOME = server.home()
DEMO = os.environ.get("DENGBU_DEMO") == "1"
DEBUG = False
SECOND_FACTOR = not DEMO  # officers need a one-time code
PROXIES = int(os.environ.get("DENGBU_PROXIES", "0"))
_NAMED = {"dbname", "user", "password", "host", "port", "options"}


def _secret_key() -> str:
    """The signing key: from the environment, else made once and kept for the owner only."""
    if given := os.environ.get("DENGBU_SECRET_KEY"):
        return given
    path = HOME / "secret_key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def _database() -> dict[str, object]:
    """Django's database entry from ``DATABASE_URL``, which the commands set before Django loads."""
    url = os.environ.get("DATABASE_URL", "postgresql:///dengbu")
    info = psycopg.conninfo.conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(str(info.get("dbname", "dengbu"))),
        "USER": info.get("user", ""),
        "PASSWORD": info.get("password", ""),
        "HOST": info.get("host", ""),
        "PORT": info.get("port", ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Custom plans of the batch loads flip to parallel scans: measured, see benchmarks/.
        "OPTIONS": {
            "options": "-c plan_cache_mode=force_generic_plan" + _role(),
            "prepare_threshold": 2,  # for the set-wise statements; the ORM binds on the client
            **{name: value for name, value in info.items() if name not in _NAMED},
        },
    }


def _role() -> str:
    role = os.environ.get("DENGBU_ROLE", "")
    return f" -c role={role}" if role else ""


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("DENGBU_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
DATABASES = {"default": _database()}
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "dengbu.database",
    "dengbu.evidence",
    "dengbu.accounts",
    "dengbu.cadastre",
    "dengbu.register",
    "dengbu.exchange",
    "dengbu.casework",
    "dengbu.inquiry",
    "dengbu.web",
    "dengbu.site",
]
MIDDLEWARE = [
    "dengbu.site.middleware.client_address",
    "django.middleware.security.SecurityMiddleware",
    "dengbu.site.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dengbu.site.limits.request_limits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dengbu.site.middleware.sliding_session",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "dengbu.site.middleware.visible_text",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dengbu.web.shared.middleware.FaultAnswers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
WEB = ROOT / "dengbu" / "web"  # each face keeps its own templates and static files
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(WEB.glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "dengbu.site.context.surroundings",
            ],
            "libraries": {
                tags.stem: ".".join(tags.relative_to(ROOT).with_suffix("").parts)
                for tags in sorted(WEB.glob("*/templatetags/*.py"))
                if tags.stem != "__init__"
            },
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Other departments: where each answers, and what it knows us by; see dengbu.exchange.partners
CATALOGUE = Path(os.environ.get("DENGBU_CATALOGUE") or ROOT / "catalogue")
CITY = os.environ.get("DENGBU_CITY") or "430600"
CITIES = CATALOGUE / "cities"
_OF_DEPARTMENTS = {
    name.removeprefix("DENGBU_DEPARTMENT_"): value
    for name, value in os.environ.items()
    if name.startswith("DENGBU_DEPARTMENT_")
}
DEPARTMENT_CA = _OF_DEPARTMENTS.pop("CA", "")
DEPARTMENT_SECRETS = {
    name.removesuffix("_SECRET"): value
    for name, value in _OF_DEPARTMENTS.items()
    if name.endswith("_SECRET")
}
DEPARTMENTS = {k: v for k, v in _OF_DEPARTMENTS.items() if not k.endswith("_SECRET")}
DEPARTMENT_PATIENCE: dict[str, float] = {}  # over the overlay's, for all: tests wait less long

# The public log: see dengbu.site.log_keys
LOG_ORIGIN = os.environ.get("DENGBU_LOG_ORIGIN", "dengbu.example/log")
LOG_KEYS = HOME / "keys"
DRAWS = HOME / "draws"  # what anybody fetches of the draws of examiners: see dengbu.site.draws

ROOT_URLCONF = "dengbu.site.urls"
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Sign-in and sessions
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/sign-in"
SESSION_COOKIE_AGE = 30 * 60  # seconds without a request, see `sliding_session`
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # a link from a text message must find the person signed in
SESSION_COOKIE_SECURE = not DEMO
CSRF_COOKIE_HTTPONLY = True  # pages carry the token
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = not DEMO
CSRF_FAILURE_VIEW = "dengbu.site.failures.stale_form"

# What browsers may do with our pages
CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
PERMISSIONS_POLICY = ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 3600
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
X_FRAME_OPTIONS = "DENY"

# Limits
BODY_LIMIT = 20 * 1024 * 1024  # bytes of a request without files
UPLOAD_LIMIT = 160 * 1024 * 1024  # of one with files: every paper of a case at its largest
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT  # Django does not count files, which go to disk
DATA_UPLOAD_MAX_NUMBER_FILES = 50
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # a sale of fifty to fifty has some nine fields for each
RATE_LIMITS = {  # (method, path prefix): requests a minute from one address
    ("POST", "/sign-in"): 20,
    ("GET", "/check"): 60,
    ("GET", "/CHECK"): 60,  # as a code of showing spells it
    ("POST", "/check/show/"): 30,
    ("POST", "/check/file"): 10,
    ("POST", "/check"): 60,
    ("GET", "/notices"): 60,
    ("POST", "/notices/"): 10,
    ("POST", "/log/"): 10,
    ("GET", "/rehearsal"): 60,
    ("GET", "/me/rehearsal"): 60,
    ("POST", "/agent/v1/rehearsals"): 300,
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # a context's jobs are in its jobs.py

STATIC_URL = "/static/"
STATICFILES_DIRS = sorted(WEB.glob("*/static"))
# `dengbu web` collects the files under names that carry their hash, which browsers keep for ever;
# without it they are served from where they lie.
_HASHED = os.environ.get("DENGBU_STATIC") == "hashed"
STATIC_ROOT = HOME / "static" if _HASHED else None
_STATIC = "ManifestStaticFilesStorage" if _HASHED else "StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": f"django.contrib.staticfiles.storage.{_STATIC}"},
}
WHITENOISE_USE_FINDERS = not _HASHED

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "dengbu.site.logs.Formatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "filters": {"not_health": {"()": "dengbu.site.logs.NotHealth"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["not_health"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"dengbu": {"level": "INFO"}},
}
