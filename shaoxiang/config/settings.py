"""One file of settings; every value that differs between installations is read by `environment`."""

from __future__ import annotations

import os
from pathlib import Path

import django_stubs_ext

from shaoxiang.config import environment as env

PACKAGE = Path(__file__).resolve().parent.parent
VAR = Path(env.text("SHAOXIANG_VAR") or Path.cwd() / "var").resolve()
KEYS = Path(env.text("SHAOXIANG_KEYS") or VAR / "keys")

DEBUG = False
PRODUCTION = env.flag("SHAOXIANG_PRODUCTION")
SECRET_KEY = env.secret("SHAOXIANG_SECRET_KEY", KEYS)
JOURNAL_KEY = env.secret("SHAOXIANG_JOURNAL_KEY", KEYS)
VAULT_KEY = env.secret("SHAOXIANG_VAULT_KEY", KEYS)
VAULT_INDEX_KEY = env.secret("SHAOXIANG_VAULT_INDEX_KEY", KEYS)
CHECKPOINTS = Path(env.text("SHAOXIANG_CHECKPOINTS") or VAR / "checkpoints")
FILES = Path(env.text("SHAOXIANG_FILES") or VAR / "files")
PROFILE = env.text("SHAOXIANG_PROFILE", "xincheng")

ALLOWED_HOSTS = env.words("SHAOXIANG_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("SHAOXIANG_ORIGINS")
HTTPS = env.flag("SHAOXIANG_HTTPS")

DATABASES = {"default": env.database(os.environ.get("DATABASE_URL", ""), VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

KERNEL_WORDS = [
    "matter", "journal", "clocks", "workdays", "desk", "files", "documents", "notices", "identity", "search", "web", "jobs", "flood", "interface", "sheets",
]
ROOMS = [
    "places", "institutions", "staffing", "duties", "determinations", "grids", "dispatch", "opinions", "cases", "forces", "coordination",
    "empowerment", "admission",
    "whistles",
    "mediation",
    "hotline",
    "topics",
    "learning",
    "open311",
    "feedback",
    "insight",
    "simulation",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "template_partials",
    "axes",
    "csp",
    *[f"shaoxiang.kernel.{word}" for word in KERNEL_WORDS],
    *[f"shaoxiang.{room}" for room in ROOMS],
    "shaoxiang.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shaoxiang.kernel.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "shaoxiang.config.actor.ActorMiddleware",
    "shaoxiang.kernel.web.middleware.ErrorsMiddleware",
    "csp.middleware.CSPMiddleware",
    "shaoxiang.kernel.web.policy.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "shaoxiang.config.urls"
WSGI_APPLICATION = "shaoxiang.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "shaoxiang.kernel.web.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "shaoxiang.kernel.web.templatetags.shaoxiang"],
        },
    }
]

AUTH_USER_MODEL = "institutions.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL = "institutions:sign_in"
LOGIN_REDIRECT_URL = "landing"  # the desk; for a grid worker with a telephone, the grid
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "shaoxiang.institutions.views.locked_out"

# What the shell shows of whoever runs it: telephone and counter for residents, filing numbers (备案) for the footer.
SHELL = {
    "hotline": env.text("SHAOXIANG_HOTLINE", "12345"),
    "counter": env.text("SHAOXIANG_COUNTER"),
    "icp": env.text("SHAOXIANG_ICP"),
    "police": env.text("SHAOXIANG_POLICE_FILING"),
    "filing": env.text("SHAOXIANG_FILING"),  # 政务移动互联网应用程序备案号
    "owner": env.text("SHAOXIANG_OWNER"),
    "feedback_url": env.text("SHAOXIANG_FEEDBACK_URL"),
    "map_approval": env.text("SHAOXIANG_MAP_APPROVAL"),  # 审图号 of the map shown to the public
}

# Keys of base layers (底图), put into tile addresses when shown; each may come from a file (…_KEY_FILE).
MAP_KEYS = {"tianditu": env.text("SHAOXIANG_TIANDITU_KEY"), "other": env.text("SHAOXIANG_MAP_KEY")}
ADDRESS = env.text("SHAOXIANG_ADDRESS").rstrip("/")  # https://… as residents reach it: for the links in text messages
SMS_URL, SMS_KEY = env.text("SHAOXIANG_SMS_URL"), env.text("SHAOXIANG_SMS_KEY")  # a relay that sends texts; none: pages say so

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "shaoxiang.kernel.web.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
if env.flag("SHAOXIANG_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "worker-src": ["'self'"],
        "media-src": ["'self'", "blob:"],  # a recording heard before it is sent
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 12
UPLOAD_MAX_BYTES = env.number("SHAOXIANG_UPLOAD_MAX_BYTES", 20 * 1024 * 1024)
# Hosts status messages may be pushed to (comma separated). Empty: any, but never this machine itself.
WEBHOOK_HOSTS = env.words("SHAOXIANG_WEBHOOK_HOSTS")
PROVINCE = env.text("SHAOXIANG_PROVINCE", "内蒙古自治区")  # who decides that penalties are handed to streets (行政处罚法 24)
SECONDMENT_MONTHS = env.number("SHAOXIANG_SECONDMENT_MONTHS", 12)  # the longest one secondment lasts (示例); longer by another
CADRE_KEEP_MONTHS = env.number("SHAOXIANG_CADRE_KEEP_MONTHS", 12)  # what is known of candidates not appointed, after the selection is over; at least three
REFRESH_SECONDS = env.number("SHAOXIANG_REFRESH_SECONDS", 2)  # how soon a process sees a table changed by another

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("SHAOXIANG_LOG", "WARNING")},
    "loggers": {name: {"level": "ERROR"} for name in ("django.security", "django.request", "axes")},
}

django_stubs_ext.monkeypatch()
