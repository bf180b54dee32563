"""Settings that every way of running shares. What a publisher may change comes from `environment`."""

from datetime import timedelta
from email.utils import formataddr
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF, UNSAFE_INLINE

from parley.kernel.secret_file import secret_read_or_make
from parley.project.settings.comment_kinds import COMMENT_KINDS
from parley.project.settings.decision_reasons import DECISION_REASONS
from parley.project.settings.environment import environment
from parley.project.settings.mail import mail_server_read, sender_read
from parley.project.settings.report_reasons import REPORT_REASONS
from parley.project.settings.services import places_read, secret_read
from parley.project.settings.toxicity_thresholds import TOXICITY_THRESHOLDS

ENV = environment()
DATA = ENV.data.resolve()
PROJECT = Path(__file__).resolve().parent.parent

SECRET_KEY = ENV.secret_key or secret_read_or_make(DATA / "secret_key")
DEBUG = False

PARLEY_URL = (ENV.url or f"http://{'[' + ENV.host + ']' if ':' in ENV.host else ENV.host}:{ENV.port}").rstrip(
    "/"
)
_PUBLIC = urlsplit(PARLEY_URL)
HTTPS = _PUBLIC.scheme == "https"
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *([_PUBLIC.hostname] if _PUBLIC.hostname else []),
    *ENV.hosts,
]
CSRF_TRUSTED_ORIGINS = [PARLEY_URL] if HTTPS else []
# The edge sets the scheme from X-Forwarded-Proto of trusted proxies alone, so Django need not read the header.
PARLEY_TRUSTED_PROXIES = tuple(ip_network(proxy, strict=False) for proxy in ENV.trusted_proxies)

INSTALLED_APPS = [
    "parley.kernel",
    "parley.accounts",
    "parley.discussion",
    "parley.moderation",
    "parley.publishing",
    "parley.desk",
    "parley.api",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "csp",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "parley.api.cors.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "parley.publishing.middleware.PublicCacheMiddleware",
    "parley.discussion.middleware.WaitingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "parley.accounts.middleware.PasswordChangeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "parley.project.urls"
WSGI_APPLICATION = "parley.project.wsgi.application"

# The publisher's own look: templates and static files here stand before ours (docs/howto/theme.md).
THEME = DATA / "theme"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [THEME / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "parley.publishing.context.publication",
            ],
        },
    },
    {
        # Asked second: of a template that both have, a theme's in Django's language wins.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [THEME / "jinja2"],
        "APP_DIRS": True,
        "OPTIONS": {"environment": "parley.discussion.jinja.environment"},
    },
]

# --- data ---------------------------------------------------------------------------------------
_SQLITE = f"sqlite:///{DATA / 'parley.sqlite3'}"
DATABASES = {
    "default": dj_database_url.parse(ENV.database_url or _SQLITE, conn_max_age=600, conn_health_checks=True)
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "parley.kernel.sqlite"  # its writers stand in line instead of polling
    DATABASES["default"]["OPTIONS"] = {
        # Take the write lock at BEGIN, so that a read followed by a write can't fail half-way
        # (sqlite.org/lang_transaction.html).
        "transaction_mode": "IMMEDIATE",
        # Seconds to wait for another process's write. A longer wait would hold a thread that could build pages.
        "timeout": 5,
        # WAL lets readers go on beside one writer; FULL syncs each commit, so that an acknowledged comment
        # survives a power cut (sqlite.org/pragma.html#pragma_synchronous).
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728; PRAGMA cache_size=-16384;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "parley"}}
if ENV.redis_url:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": ENV.redis_url}
    }
REDIS_URL = ENV.redis_url
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# --- e-mail -------------------------------------------------------------------------------------
# Whether readers may leave an address with a comment, and are written to.
PARLEY_EMAIL_ON = bool(ENV.email_url)
PARLEY_EMAIL_KEEP_DAYS = ENV.email_keep_days
PARLEY_EMAIL_PER_MINUTE = ENV.email_per_minute
if ENV.email_url:
    _MAIL, _SENDER = mail_server_read(ENV.email_url), sender_read(ENV.email_from)
    EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.encryption == "starttls", _MAIL.encryption == "tls"
    DEFAULT_FROM_EMAIL = SERVER_EMAIL = formataddr((_SENDER.name, _SENDER.address))
EMAIL_TIMEOUT = 10  # seconds, for each step of the conversation
# What writes an e-mail of a kind when its time has come; as parley.kernel.mail.Composer says.
PARLEY_MAIL_COMPOSERS = {
    "decision": "parley.moderation.mailing.decisions.decision_mail",
    "answer": "parley.moderation.mailing.answers.answer_mail",
}

# --- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"

# --- languages and times ------------------------------------------------------------------------
LANGUAGE_CODE = ENV.language
TIME_ZONE = ENV.time_zone
USE_I18N = True
USE_TZ = True

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [THEME / "static"] if (THEME / "static").is_dir() else []
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "parley.project.static_storage.HashedStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's page editor sends one field for each block and setting
DATA_UPLOAD_MAX_MEMORY_SIZE = ENV.max_body_mb * 1024 * 1024

# --- security -----------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "same-origin": the comment form's origin check reads Origin, which stricter policies blank on some browsers.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview shows the page in a frame of its own site
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "frame-src": ["https://www.youtube-nocookie.com", "https://player.vimeo.com"],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "media-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    },
}
# The newsroom's editor (Wagtail) writes inline styles and scripts; only signed-in staff ever see it.
PARLEY_ADMIN_CSP = {
    "default-src": [SELF],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "frame-src": [SELF, "https://www.youtube-nocookie.com", "https://player.vimeo.com"],
    "img-src": [SELF, "data:", "blob:"],
    "object-src": [NONE],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
}

# --- Wagtail ------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Parley"
WAGTAILADMIN_BASE_URL = PARLEY_URL
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = min(ENV.max_body_mb, 20) * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]

# --- Parley -------------------------------------------------------------------------------------
PARLEY_COMMENT_MAX_LENGTH = ENV.comment_max_length
PARLEY_COMMENT_MAX_LINKS = ENV.comment_max_links
PARLEY_LINKS_DENIED = frozenset(host.lower() for host in ENV.links_denied)
PARLEY_LINKS_ALLOWED = frozenset(host.lower() for host in ENV.links_allowed)
PARLEY_LINKS_HOLD_NEW = ENV.links_hold_new
PARLEY_FIRST_COMMENTS_HELD = ENV.first_comments_held
PARLEY_SIMILAR_HOLD = ENV.similar_hold
PARLEY_SIMILAR_HOURS = ENV.similar_hours
PARLEY_COMMENT_MIN_TIME = timedelta(seconds=ENV.comment_min_seconds)
PARLEY_COMMENT_RATE = ENV.comment_rate
PARLEY_EDIT_WINDOW = timedelta(minutes=ENV.edit_minutes)
PARLEY_VALUED_RATE = ENV.valued_rate
PARLEY_VALUED_PER_NETWORK = ENV.valued_per_network
PARLEY_REPORT_RATE = ENV.report_rate
PARLEY_REPORTS_PER_NETWORK = ENV.reports_per_network
PARLEY_REPORTS_HOLD = ENV.reports_hold
PARLEY_REPORT_REASONS = ENV.report_reasons or REPORT_REASONS
PARLEY_COMMENT_KINDS = {str(kind): COMMENT_KINDS[kind] for kind in ENV.comment_kinds if kind in COMMENT_KINDS}
# Keeps what a writer says a comment is; called as parley.discussion.kinds.KindKeeper says.
PARLEY_KIND_KEEPER = "parley.moderation.inbox.kind_keep"
PARLEY_THREAD_RATE = ENV.thread_rate
PARLEY_COMMENTS_CLOSE_DAYS = ENV.comments_close_days
# Screening asks these in order; docs/reference/phases.md says what each does.
PARLEY_SCREENING_PHASES = [
    "parley.moderation.phases.thread_open.ThreadOpen",
    "parley.moderation.phases.legal_mode.LegalMode",
    "parley.moderation.phases.sanctions.Sanctions",
    "parley.moderation.phases.honeypot.Honeypot",
    "parley.moderation.phases.minimum_time.MinimumTime",
    "parley.moderation.phases.length.Length",
    "parley.moderation.phases.duplicate.Duplicate",
    "parley.moderation.phases.link_limit.LinkLimit",
    "parley.moderation.phases.near_duplicate.NearDuplicate",
    "parley.moderation.phases.own_spam.OwnSpam",
    "parley.moderation.phases.spam.Spam",
    "parley.moderation.phases.toxicity.Toxicity",
    "parley.moderation.phases.nudge.Nudge",
    "parley.moderation.phases.house_rules.HouseRules",
    "parley.moderation.phases.own_http.OwnHttp",
    "parley.moderation.phases.own_llm.OwnLlm",
    "parley.moderation.phases.thread_mode.ThreadMode",
    "parley.moderation.phases.first_comments.FirstComments",
    "parley.moderation.phases.auto_hold.AutoHold",
    "parley.moderation.phases.auto_pass.AutoPass",
]
# Gives the publication's name, for e-mails.
PARLEY_PUBLICATION_NAME = "parley.publishing.queries.publication.publication_name"
# Called with a thread; gives the slug of the section its page stands in, or "".
PARLEY_THREAD_SECTION = "parley.publishing.queries.sections.thread_section"
# Called with the pks of many threads; gives those slugs by pk, at the cost of a few queries.
PARLEY_THREADS_SECTIONS = "parley.publishing.queries.sections.threads_sections"
# Called with a thread; gives what the page says under its headline, or "".
PARLEY_THREAD_SUMMARY = "parley.publishing.queries.sections.thread_summary"
# Keeps what the phases said; called as parley.discussion.screening.Recorder says.
PARLEY_SCREENING_RECORDER = "parley.moderation.recording.screening_record"
# Keeps what follows from a change of status; called as parley.discussion.recorders.StatusRecorder says.
PARLEY_STATUS_RECORDER = "parley.moderation.following.status_follow"
PARLEY_DECISION_REASONS = DECISION_REASONS
# What a comment's writer is told of a decision, and what takes their objection; as parley.discussion.notices says.
PARLEY_DECISION_NOTICE = "parley.moderation.notices.decision_notices"
PARLEY_APPEAL = "parley.moderation.appealing.appeal_take"
# After so many days a strike counts no more.
PARLEY_STRIKE_DAYS = 90
# From so many points on, which sanction is proposed and for how many days; the last that is reached counts.
PARLEY_STRIKE_STEPS = [(3, "warn", 0), (6, "hold_all", 14), (9, "suspend", 30), (15, "ban", 0)]
# Days in which the writer may appeal (Digital Services Act, article 20: at least six months).
PARLEY_APPEAL_DAYS = 183
PARLEY_AUDIT_SHARE = ENV.audit_share
PARLEY_LEARNING_SHARE = ENV.learning_share
PARLEY_AUTO_PASS = ENV.auto_pass
PARLEY_AUTO_PASS_ALPHA = ENV.auto_pass_alpha
PARLEY_AUTO_HOLD_BETA = ENV.auto_hold_beta
PARLEY_LEDGER_PUBLIC = ENV.ledger_public
PARLEY_PHASES_FAIL_OPEN = ENV.phases_fail_open
PARLEY_TOXICITY_TIER = ENV.toxicity_tier
PARLEY_TOXICITY_THRESHOLDS = TOXICITY_THRESHOLDS | ENV.toxicity_thresholds
PARLEY_TOXICITY_OTHER_LANGUAGES = ENV.toxicity_other_languages
PARLEY_TOXICITY_SECONDS = ENV.toxicity_seconds
PARLEY_NUDGE_THRESHOLD = ENV.nudge_threshold
# Called with the tier; gives what scores (parley.toxicity.scoring_protocol.Scoring).
PARLEY_TOXICITY_SCORER = "parley.toxicity.scorer.Scorer"
PARLEY_PERSPECTIVE = ENV.perspective
PARLEY_OUTGOING_ALLOW = places_read(ENV.outgoing_allow)
PARLEY_SPAM_THRESHOLD = ENV.spam_threshold
PARLEY_AKISMET_KEY = ENV.akismet_key
PARLEY_AKISMET_URL = "https://rest.akismet.com/1.1/comment-check"
PARLEY_AKISMET_TEST = ENV.akismet_test
PARLEY_AKISMET_SECONDS = ENV.akismet_seconds
PARLEY_HTTP_PHASE_URL = ENV.http_phase_url
PARLEY_HTTP_PHASE_SECRET = secret_read(ENV.http_phase_secret) if ENV.http_phase_secret else b""
PARLEY_HTTP_PHASE_SECONDS = ENV.http_phase_seconds
PARLEY_LLM_URL = ENV.llm_url
PARLEY_LLM_KEY = ENV.llm_key
PARLEY_LLM_MODEL = ENV.llm_model
PARLEY_LLM_PROMPT = ENV.llm_prompt
PARLEY_LLM_OPTIONS = ENV.llm_options
PARLEY_LLM_SECONDS = ENV.llm_seconds
PARLEY_LLM_TOKENS_PER_DAY = ENV.llm_tokens_per_day
PARLEY_LLM_OVER_LIMIT = ENV.llm_over_limit
# What the newsroom shows beside comments; each is a function as in parley.discussion.notes.
PARLEY_COMMENT_NOTES = ["parley.moderation.notes.toxicity_notes"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": ENV.log_level},
    "loggers": {
        # Wagtail notes each page it saves; the newsroom's own log (Reports, Site history) has that already.
        "wagtail": {"level": "WARNING"},
        # Each save starts two tasks (search index, references), and each task says so twice.
        "django_tasks": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
