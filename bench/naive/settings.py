"""What startproject, the DRF tutorial and the simplejwt quick start say; Peerly's models."""

from __future__ import annotations

import dj_database_url

from peerly import settings as peerly

SECRET_KEY = peerly.SECRET_KEY
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.naive.urls"
DEFAULT_AUTO_FIELD = peerly.DEFAULT_AUTO_FIELD
AUTH_USER_MODEL = peerly.AUTH_USER_MODEL
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "accounts",
    "recognition",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
APPEND_SLASH = False
# As it comes: a connection for each request.
DATABASES = {"default": dj_database_url.config()}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework_simplejwt.authentication.JWTAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 10,
}
SIMPLE_JWT = peerly.SIMPLE_JWT
JWT_CLAIM = peerly.JWT_CLAIM
STATIC_URL = "static/"
USE_TZ = True
