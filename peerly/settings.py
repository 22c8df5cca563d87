"""Every setting of Peerly, in one file; what differs between installations is in the environment.

The README's configuration table lists the variables. Defaults are safe for production.
"""

import sys
from datetime import timedelta
from pathlib import Path

from peerly import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = "1.0.0"

# Where Peerly lives ---------------------------------------------------------

PUBLIC_URL = env.web_address("PUBLIC_URL", env.own_address())
ON_HTTPS = PUBLIC_URL.startswith("https://")
DATA_DIR = env.data_folder("PEERLY_DATA", BASE_DIR / "data")
SERVING = env.flag("PEERLY_SERVING")
DEMO = env.flag("PEERLY_DEMO", default=True)

# Core -----------------------------------------------------------------------

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY", DATA_DIR / "secret_key")
ALLOWED_HOSTS = [
    *env.hosts("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]"),
    env.host_of(PUBLIC_URL),
]
ROOT_URLCONF = "peerly.urls"
WSGI_APPLICATION = "peerly.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "accounts",
    "recognition",
    "peerly",
    "peerly.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "social_django",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "peerly.middleware.RequestIdMiddleware",
    "peerly.proxies.BelievedProtocol",
    "django.middleware.security.SecurityMiddleware",
    "peerly.content_security.ContentSecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.through.OneRequestOnly",
    "peerly.dialects.doorkeeper.Doorkeeper",  # what is behind it is for pages only
    "peerly.languages.Languages",
    "peerly.compression.PageCompression",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.sessions.OwnerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "social_django.middleware.SocialAuthExceptionMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "peerly.handlers.FailureMiddleware",
]
MESSAGE_STORAGE = "peerly.messages.Messages"
# Bytes of a body (peerly-v1 §1). A longer one is refused by its length, unread.
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
# A redirect would eat the body of a POST; the API's paths accept both spellings themselves.
APPEND_SLASH = False

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
                "recognition.frame.frame",
            ],
        },
    },
]

# Database -------------------------------------------------------------------

DATABASES = {
    "default": env.database(
        "DATABASE_URL", f"sqlite:///{DATA_DIR / 'peerly.sqlite3'}", serving=SERVING
    )
}

# People and passwords -------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
# For whose programs keys are made: no app knows a dialect by itself.
CLIENT_FAMILIES = "peerly.families.families"
AUTHENTICATION_BACKENDS = ["accounts.google.PeerlyGoogle", "accounts.passwords.PasswordBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/"

# Google sign-in -------------------------------------------------------------

GOOGLE_CLIENT_ID = env.text("GOOGLE_CLIENT_ID")
GOOGLE_CLIENT_SECRET = env.text("GOOGLE_CLIENT_SECRET")
GOOGLE_API_ROOT = env.web_address("GOOGLE_API_ROOT", "https://www.googleapis.com")
GOOGLE_TIMEOUT_SECONDS = 5

SOCIAL_AUTH_GOOGLE_OAUTH2_KEY = GOOGLE_CLIENT_ID
SOCIAL_AUTH_GOOGLE_OAUTH2_SECRET = GOOGLE_CLIENT_SECRET
SOCIAL_AUTH_GOOGLE_OAUTH2_SCOPE = ["openid", "email", "profile"]
# Google's own advice: the mail address may change hands, ``sub`` never does.
SOCIAL_AUTH_GOOGLE_OAUTH2_USE_UNIQUE_USER_ID = True
SOCIAL_AUTH_GOOGLE_OAUTH2_USE_PKCE = True
SOCIAL_AUTH_GOOGLE_OAUTH2_AUTHORIZATION_URL = env.web_address(
    "GOOGLE_AUTHORIZATION_URL", "https://accounts.google.com/o/oauth2/auth"
)
SOCIAL_AUTH_GOOGLE_OAUTH2_ACCESS_TOKEN_URL = env.web_address(
    "GOOGLE_TOKEN_URL", "https://accounts.google.com/o/oauth2/token"
)
SOCIAL_AUTH_URL_NAMESPACE = "social"
SOCIAL_AUTH_JSONFIELD_ENABLED = True
# Ours has no is_active column; a removed person's session ends at the next request.
SOCIAL_AUTH_ACTIVE_USERS_FILTER = {"soft_delete_at__isnull": True}
SOCIAL_AUTH_LOGIN_ERROR_URL = "/sign-in"
SOCIAL_AUTH_RAISE_EXCEPTIONS = False
SOCIAL_AUTH_REDIRECT_IS_HTTPS = ON_HTTPS
SOCIAL_AUTH_PIPELINE = (
    "social_core.pipeline.social_auth.social_details",
    "social_core.pipeline.social_auth.social_uid",
    "social_core.pipeline.social_auth.auth_allowed",
    "accounts.google.find_member",
    "social_core.pipeline.social_auth.associate_user",
    "accounts.google.tell_of_another_account",
)

# Tokens ---------------------------------------------------------------------

JWT_ALGORITHM = env.text("JWT_ALGORITHM", "HS256")
if JWT_ALGORITHM not in {"HS256", "RS256"}:
    raise env.BadConfiguration(f"JWT_ALGORITHM is {JWT_ALGORITHM!r}; it must be HS256 or RS256.")
if JWT_ALGORITHM == "RS256":
    JWT_SIGNING_KEY = env.pem_file("JWT_PRIVATE_KEY_FILE")
    JWT_VERIFYING_KEY = env.pem_file("JWT_PUBLIC_KEY_FILE")
    env.require_pair(JWT_SIGNING_KEY, JWT_VERIFYING_KEY)
else:
    # A secret of its own: rotating SECRET_KEY ends sessions, not everybody's tokens.
    JWT_SIGNING_KEY = env.secret("JWT_SIGNING_KEY", DATA_DIR / "jwt_key")
    JWT_VERIFYING_KEY = ""

SIMPLE_JWT = {
    "ALGORITHM": JWT_ALGORITHM,
    "SIGNING_KEY": JWT_SIGNING_KEY,
    "VERIFYING_KEY": JWT_VERIFYING_KEY,
    "ISSUER": env.text("JWT_ISSUER", "node.peerly.com"),
    "AUDIENCE": env.text("JWT_AUDIENCE", "peerly.com"),
    "USER_ID_CLAIM": "sub",
    # For the start of a token that a machine with a faster clock issued; none for its end.
    "LEEWAY": timedelta(seconds=10),
    "ACCESS_TOKEN_LIFETIME": timedelta(hours=env.number("JWT_HOURS", 12, least=1, most=720)),
    "UPDATE_LAST_LOGIN": False,
}
# The name of the token's claim about role and organisation, as the API page prints it.
JWT_CLAIM = "https://peerly.com"

# Under which the secrets of integrations are stored: losing it ends them. What is no secret, and
# what is done with that alone, does not depend on it.
CREDENTIAL_PEPPER = env.secret("CREDENTIAL_PEPPER", DATA_DIR / "credential_pepper")

# Rates: "<requests>/<seconds>" per principal, or per address before sign-in ---------------

SIGN_IN_RATE = env.rate("SIGN_IN_RATE", "600/60")
PASSWORD_RATE = env.rate("PASSWORD_RATE", "10/900")
INTEGRATION_RATE = env.rate("INTEGRATION_RATE", "200/60")

# REST -----------------------------------------------------------------------
# What differs by family of clients is bound per URL by its dialect; these are only the floor.

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "peerly.api.schema.DialectSchema",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": env.number("PROXIES", 0, most=10),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Peerly",
    "VERSION": VERSION,
    "DESCRIPTION": "Peer recognition: people thank each other for living their company's values.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"persistAuthorization": True, "displayRequestDuration": True},
    "COMPONENT_SPLIT_REQUEST": True,
    "ENABLE_LIST_MECHANICS_ON_NON_2XX": False,
    "SORT_OPERATIONS": False,
    "OAS_VERSION": "3.1.0",
    "PREPROCESSING_HOOKS": ["peerly.api.schema.without_other_spellings"],
    "POSTPROCESSING_HOOKS": [],
    # It puts all dialects into one document; the tests look at the one of each.
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
}

# Security -------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ON_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE, SESSION_COOKIE_AGE = "accounts.sessions", 12 * 60 * 60
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "peerly.handlers.csrf_failure"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if ON_HTTPS else 0
SECURE_REFERRER_POLICY, X_FRAME_OPTIONS = "same-origin", "DENY"
SECURE_PROXY_SSL_HEADER: tuple[str, str] | None = None
if env.flag("BEHIND_TLS_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DEFAULT_EXCEPTION_REPORTER = "peerly.debug_pages.Reporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "peerly.debug_pages.KeepsSecrets"

# The written list of what `check --deploy` may not complain about, and why.
SILENCED_SYSTEM_CHECKS = [
    # An API must not redirect http to https: the first request has already leaked its token.
    "security.W008",
    # Whether every subdomain is on https, and preloaded as such, is not ours to promise.
    "security.W005",
    "security.W021",
    # One active and one removed account may not share an address: unique by Lower(email).
    "auth.W004",
]
if not ON_HTTPS:
    # Started on plain http (a laptop, a first look): secure cookies would lock everybody out.
    # With an https PUBLIC_URL these three are on, and checked.
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W012", "security.W016"]

# Language, time, files ------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["peerly.formats"]
LANGUAGE_COOKIE_NAME, LANGUAGE_COOKIE_AGE = "language", 365 * 24 * 60 * 60
# What pages show; the API speaks epoch seconds, and organisations have their own.
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
USE_TZ = True
STATIC_URL = "static/"
STATICFILES_FINDERS = ["peerly.public_files.PublicFiles"]
# Served from where the packages keep them: nothing to collect, nothing to forget to collect.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Logs -----------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "peerly.middleware.RequestIdFilter"}},
    "formatters": {
        "line": {
            "()": "peerly.middleware.OneLineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
        }
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "stream": sys.stderr,
            "filters": ["request_id"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["stderr"], "level": env.log_level("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # Anybody can send a strange Host; it is answered with a 400 and needs no traceback.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # At DEBUG it would write every URL it asks for, and Google wants the token in one.
        "urllib3": {"level": "INFO"},
    },
}
