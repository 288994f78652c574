"""Django's settings, all read from the environment through ``kit.env``; see ``docs/recipes/settings.md``."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from townline.kit import env

HERE = Path(__file__).resolve().parent

DATA = env.folder(
    "TOWNLINE_DATA", "~/.local/share/townline", "Where the database, files and secrets of this town lie."
)
PORT = env.whole("PORT", 8311, "Port of the web server.")
POSTGRES_BIN = env.text(
    "TOWNLINE_POSTGRES_BIN",
    "",
    "Which PostgreSQL the embedded one runs: system, wheel, or a folder of programs.",
)
DEBUG = env.flag("TOWNLINE_DEBUG", "Show details of errors in the browser; never in production.")
SECRET_KEY = env.text(
    "TOWNLINE_SECRET_KEY", "", "Signs sessions and links; made in the data folder when empty."
)
ALLOWED_HOSTS = env.several("TOWNLINE_HOSTS", "localhost,127.0.0.1,[::1]", "Host names this site answers to.")
PUBLIC_URL = env.text(
    "TOWNLINE_URL", "", "Address of the site in links that leave it; empty: the address asked for."
)
BEHIND_TLS = env.flag("TOWNLINE_TLS", "The site is reached over https only: secure cookies, HSTS.")
API_PER_MINUTE = env.whole(
    "TOWNLINE_API_PER_MINUTE", 600, "Calls a minute that one API key may make; 0: any number."
)
MAP_TILES = env.text(
    "TOWNLINE_MAP_TILES", "", "Address pattern of map tiles; empty: the town's own streets are drawn."
)


def _secret_key() -> str:
    """The key of this data folder, made at first use and readable by its owner only."""
    file = DATA / "secret-key"
    if not file.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        made = DATA / f"secret-key.{os.getpid()}"
        made.touch(mode=0o600)
        made.write_text(os.urandom(48).hex())
        try:
            os.link(made, file)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return file.read_text().strip()


SECRET_KEY = SECRET_KEY or _secret_key()


def _database(url: str) -> dict[str, object]:
    """Django's description of a ``postgresql://`` address; a Unix socket folder stands in ``?host=``."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        message = "DATABASE_URL must start with postgresql://; Townline runs on PostgreSQL 15 or newer only."
        raise env.BadSetting(message)
    options: dict[str, object] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or parts.hostname or ""
    port = options.pop("port", None) or parts.port or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "townline",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port),
        "CONN_MAX_AGE": env.whole(
            "TOWNLINE_CONNECTION_SECONDS", 600, "How long a web thread keeps its connection."
        ),
        "OPTIONS": options,
        "TEST": {"NAME": os.environ.get("TOWNLINE_TEST_DATABASE", "test_townline")},
        "DISABLE_SERVER_SIDE_CURSORS": env.flag(
            "TOWNLINE_PGBOUNCER", "The database is reached through PgBouncer in transaction mode."
        ),
    }


DATABASES = {
    "default": _database(
        env.text(
            "DATABASE_URL", "postgresql:///townline", "The database; `townline` sets it to the embedded one."
        )
    )
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "townline.kit",
    "townline.audit",
    "townline.identity",
    "townline.look",
    "townline.places",
    "townline.servicelevels",
    "townline.contacts",
    "townline.services",
    "townline.routing",
    "townline.requests",
    "townline.channels",
    "townline.api",
    "townline.integrations",
    "townline.portal",
    "townline.console",
    "townline.wiring.Wiring",
]

MIDDLEWARE = [
    "townline.kit.middleware.security_headers",
    "townline.kit.middleware.database_away",
    "django.middleware.security.SecurityMiddleware",
    "townline.kit.middleware.machines",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

CSRF_FAILURE_VIEW = "townline.portal.views.failures.csrf"
ROOT_URLCONF = "townline.urls"
WSGI_APPLICATION = "townline.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "townline.look.environment.environment",
            "context_processors": ["townline.console.frame.accounts"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

# In the database and not in one process, so that sign-in limits hold whatever the number of web processes.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "townline_cache"}}

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "townline.identity.signin.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Townline"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/console/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "townline.look.storage.Published"},
}
MEDIA_ROOT = DATA / "files"
MEDIA_URL = "/files/"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10

EMAIL_BACKEND = (
    "django.core.mail.backends.console.EmailBackend"
    if DEBUG
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST = env.text("TOWNLINE_SMTP_HOST", "localhost", "Mail server that sends our mail.")
EMAIL_PORT = env.whole("TOWNLINE_SMTP_PORT", 25, "Port of the mail server.")
DEFAULT_FROM_EMAIL = env.text("TOWNLINE_MAIL_FROM", "311@localhost", "Sender of our mail.")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []
PROCRASTINATE_IMPORT_PATHS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Every 4xx of a public API would be a line; what the sender got wrong stands in the answer.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {
        "handlers": ["out"],
        "level": env.text("TOWNLINE_LOG", "WARNING", "Least important log line to print."),
    },
}
