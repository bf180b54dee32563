"""Every environment variable Parley reads, once, typed. docs/reference/settings.md is checked against this list."""

from functools import cache
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from parley.kernel.outgoing import target_read
from parley.project.settings.environment_mail import MailEnvironment, checked
from parley.project.settings.services import llm_options_check, places_read, prompt_read, secret_read
from parley.toxicity.attributes import ATTRIBUTES

ReasonCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
AttributeName = Annotated[str, StringConstraints(pattern=rf"^({'|'.join(ATTRIBUTES)})$")]
CommentKind = Literal["tip", "correction", "question", "expert", "none"]
Threshold = Annotated[float, Field(gt=0, le=1)]
ReasonWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]

#: What must be set beside another one.
_NEEDED_BY: Final = {"email_from": "email_url", "http_phase_secret": "http_phase_url", "llm_model": "llm_url"}


def _words(value: object) -> object:
    """Split "a, b c" into ("a", "b", "c"): lists are written with commas or spaces, not as JSON."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


class Environment(MailEnvironment):
    """The settings a publisher may change without touching code."""

    redis_url: str = Field(
        "",
        alias="REDIS_URL",
        repr=False,
        description="Redis or Valkey for the store and the bus when several processes serve one site; "
        "empty keeps both in the process.",
    )
    log_level: str = Field(
        "INFO",
        alias="PARLEY_LOG_LEVEL",
        description="Least severe level that is logged: DEBUG, INFO, WARNING or ERROR.",
    )
    django_threads: int = Field(
        4, ge=1, le=64, alias="PARLEY_DJANGO_THREADS", description="Threads that run Django behind the edge."
    )
    edge_cache_mb: int = Field(
        64,
        ge=0,
        le=65536,
        alias="PARLEY_EDGE_CACHE_MB",
        description="Memory for finished public answers, in MiB; 0 keeps none.",
    )
    max_body_mb: int = Field(
        20,
        ge=1,
        le=1024,
        alias="PARLEY_MAX_BODY_MB",
        description="Largest request body accepted (uploads in the newsroom), in MiB.",
    )
    streams_max: int = Field(
        10_000,
        ge=0,
        le=1_000_000,
        alias="PARLEY_STREAMS_MAX",
        description="Readers who may follow threads live at once, in one process; 0 means that all ask now and then.",
    )
    streams_per_address: int = Field(
        20,
        ge=1,
        alias="PARLEY_STREAMS_PER_ADDRESS",
        description="Threads that may be followed live at once from one address.",
    )
    comment_max_length: int = Field(
        10_000,
        ge=1,
        le=100_000,
        alias="PARLEY_COMMENT_MAX_LENGTH",
        description="Longest comment, in characters.",
    )
    comment_max_links: int = Field(
        3,
        ge=0,
        alias="PARLEY_COMMENT_MAX_LINKS",
        description="Links a comment may carry before it waits for a moderator.",
    )
    links_denied: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        alias="PARLEY_LINKS_DENIED",
        description="Sites, with all below them, to which no link passes before a moderator has read the comment, "
        "such as spam.example.",
    )
    links_allowed: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        alias="PARLEY_LINKS_ALLOWED",
        description="Sites, with all below them, to which links are not counted.",
    )
    links_hold_new: bool = Field(
        False,
        alias="PARLEY_LINKS_HOLD_NEW",
        description="Whether any link waits for a moderator while nothing of its writer has been published.",
    )
    first_comments_held: int = Field(
        0,
        ge=0,
        le=100,
        alias="PARLEY_FIRST_COMMENTS_HELD",
        description="Comments of a new writer that wait for a moderator, until as many have been published; 0: none.",
    )
    similar_hold: int = Field(
        3,
        ge=0,
        le=100,
        alias="PARLEY_SIMILAR_HOLD",
        description="Comments that said nearly the same before, on any thread, from which on a text waits for a "
        "moderator; 0: none waits for that.",
    )
    similar_hours: int = Field(
        24,
        ge=1,
        le=24 * 365,
        alias="PARLEY_SIMILAR_HOURS",
        description="Hours for which they are looked back on.",
    )
    comment_min_seconds: float = Field(
        2.0,
        ge=0,
        alias="PARLEY_COMMENT_MIN_SECONDS",
        description="Seconds between showing the form and a believable answer.",
    )
    comment_rate: str = Field(
        "6/60s",
        pattern=r"^\d+/\d+s$",
        alias="PARLEY_COMMENT_RATE",
        description="Comments one client may post, as count/seconds, such as 6/60s.",
    )
    edit_minutes: int = Field(
        15,
        ge=0,
        le=60 * 24 * 7,
        alias="PARLEY_EDIT_MINUTES",
        description="Minutes in which readers may change what they wrote; 0 means never.",
    )
    valued_rate: str = Field(
        "60/60s",
        pattern=r"^\d+/\d+s$",
        alias="PARLEY_VALUED_RATE",
        description="Times one network may value comments or take it back, as count/seconds.",
    )
    valued_per_network: int = Field(
        1,
        ge=1,
        le=100,
        alias="PARLEY_VALUED_PER_NETWORK",
        description="Guests of one network who may value one comment within a day.",
    )
    report_rate: str = Field(
        "10/600s",
        pattern=r"^\d+/\d+s$",
        alias="PARLEY_REPORT_RATE",
        description="Comments one network may report, as count/seconds.",
    )
    reports_per_network: int = Field(
        1,
        ge=1,
        le=100,
        alias="PARLEY_REPORTS_PER_NETWORK",
        description="Guests of one network who may report one comment within a day.",
    )
    reports_hold: int = Field(
        0,
        ge=0,
        alias="PARLEY_REPORTS_HOLD",
        description="Reports that hold a published comment until a moderator has decided; 0 means never.",
    )
    report_reasons: dict[ReasonCode, ReasonWords] = Field(
        {},
        max_length=20,
        alias="PARLEY_REPORT_REASONS",
        description="Reasons for a report in place of Parley's own, as a JSON object of codes and sentences, "
        'such as {"rude": "It is rude.", "other": "Something else."}.',
    )
    comment_kinds: Annotated[tuple[CommentKind, ...], NoDecode] = Field(
        ("tip", "correction", "question", "expert"),
        alias="PARLEY_COMMENT_KINDS",
        description="What writers may say their comment is: tip, correction, question, expert, separated by commas; "
        "none asks nobody.",
    )
    thread_rate: str = Field(
        "30/60s",
        pattern=r"^\d+/\d+s$",
        alias="PARLEY_THREAD_RATE",
        description="Threads one network may make for pages of other sites, as count/seconds.",
    )
    comments_close_days: int = Field(
        0,
        ge=0,
        alias="PARLEY_COMMENTS_CLOSE_DAYS",
        description="Days after publication at which comments close by themselves; 0 means never. "
        "An article may set its own; a change reaches an article when it is next published.",
    )

    ledger_public: bool = Field(
        False,
        alias="PARLEY_LEDGER_PUBLIC",
        description="Whether everybody may read at /moderation/ how often moderation errs.",
    )
    phases_fail_open: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        alias="PARLEY_PHASES_FAIL_OPEN",
        description="Names of screening phases that let a comment pass when they fail, separated by commas; "
        "all others hold it.",
    )
    auto_pass: bool = Field(
        False,
        alias="PARLEY_AUTO_PASS",
        description="Whether comments pass by what was learned from moderators' decisions, and all others are held.",
    )
    auto_pass_alpha: float = Field(
        0.01,
        gt=0,
        le=0.2,
        alias="PARLEY_AUTO_PASS_ALPHA",
        description="Share of what passes by itself that moderators would have rejected, at most.",
    )
    auto_hold_beta: float = Field(
        0.0,
        ge=0,
        le=0.5,
        alias="PARLEY_AUTO_HOLD_BETA",
        description="Without PARLEY_AUTO_PASS: hold what moderators would reject by what was learned; of what is held "
        "so, at most this share would have been published. 0 holds nothing.",
    )
    audit_share: float = Field(
        0.02,
        ge=0,
        le=1,
        alias="PARLEY_AUDIT_SHARE",
        description="Share of what is published unseen, drawn by chance, that people judge all the same; 0: none, and "
        "then nothing passes by itself.",
    )
    learning_share: float = Field(
        0.6,
        gt=0,
        le=1,
        alias="PARLEY_LEARNING_SHARE",
        description="With PARLEY_AUTO_PASS, while nothing may pass or the threshold is young: share of what passes and "
        "of what waits for that alone, drawn by chance, that comes first at the desk and is learned from. 1 where "
        "all is read within four days.",
    )
    toxicity_tier: str = Field(
        "accurate",
        pattern=r"^(accurate|fast|off)$",
        alias="PARLEY_TOXICITY_TIER",
        description="Model that scores comments: accurate, fast (quicker, less sure), or off.",
    )
    toxicity_thresholds: dict[AttributeName, Threshold | None] = Field(
        {},
        alias="PARLEY_TOXICITY_THRESHOLDS",
        description="Scores from which on a comment waits for a moderator, where they shall differ from Parley's own, "
        'as a JSON object such as {"TOXICITY": 0.7, "PROFANITY": null}; null: however high, it holds nothing.',
    )
    toxicity_other_languages: str = Field(
        "pass",
        pattern=r"^(pass|hold)$",
        alias="PARLEY_TOXICITY_OTHER_LANGUAGES",
        description="What becomes of comments in a language that the model doesn't know: pass or hold.",
    )
    toxicity_seconds: float = Field(
        10.0,
        gt=0,
        le=120,
        alias="PARLEY_TOXICITY_SECONDS",
        description="Seconds that scoring one comment may take before it is held unscored.",
    )
    nudge_threshold: float = Field(
        0.0,
        ge=0,
        le=1,
        alias="PARLEY_NUDGE_THRESHOLD",
        description="Score for toxicity from which on writers are asked once to think a comment over before it is "
        "posted; 0 asks nobody.",
    )
    perspective: str = Field(
        "keys",
        pattern=r"^(off|loopback|keys)$",
        alias="PARLEY_PERSPECTIVE",
        description="Who may ask for scores in the Perspective protocol: keys (whoever has a key), loopback "
        "(programs on this machine need none), or off.",
    )

    outgoing_allow: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        alias="PARLEY_OUTGOING_ALLOW",
        description="Services, each as host:port, that screening may ask over plain http and at addresses of this "
        "machine or a private network, such as 127.0.0.1:9000.",
    )
    spam_threshold: float = Field(
        0.95,
        ge=0,
        le=1,
        alias="PARLEY_SPAM_THRESHOLD",
        description="Score from Parley's own spam model from which on a comment waits for a moderator; 0: none does.",
    )
    akismet_key: str = Field(
        "",
        pattern=r"^[A-Za-z0-9]{0,64}$",
        repr=False,
        alias="PARLEY_AKISMET_KEY",
        description="Key for Akismet, which is then asked whether a comment is spam; empty: it is not asked.",
    )
    akismet_test: bool = Field(
        False,
        alias="PARLEY_AKISMET_TEST",
        description="Whether Akismet is told that all this is only a test, and shall learn nothing from it.",
    )
    akismet_seconds: float = Field(
        3.0,
        gt=0,
        le=30,
        alias="PARLEY_AKISMET_SECONDS",
        description="Seconds that Akismet may take before the comment is held.",
    )
    http_phase_url: str = Field(
        "",
        alias="PARLEY_HTTP_PHASE_URL",
        description="Address of a service of your own that is asked about each comment; empty: none is.",
    )
    http_phase_secret: str = Field(
        "",
        validate_default=True,
        repr=False,
        alias="PARLEY_HTTP_PHASE_SECRET",
        description="What the requests to that service are signed with: whsec_ and then 24 to 64 random bytes in "
        "base64.",
    )
    http_phase_seconds: float = Field(
        1.0,
        gt=0,
        le=30,
        alias="PARLEY_HTTP_PHASE_SECONDS",
        description="Seconds that the service may take before the comment is held.",
    )
    llm_url: str = Field(
        "",
        alias="PARLEY_LLM_URL",
        description="Address of a language model's chat completions that is asked about each comment, such as "
        "https://models.example/v1/chat/completions; empty: none is.",
    )
    llm_key: str = Field(
        "",
        pattern=r"^[\x21-\x7e]{0,500}$",
        repr=False,
        alias="PARLEY_LLM_KEY",
        description="Key for the language model, where it wants one.",
    )
    llm_model: str = Field(
        "",
        max_length=100,
        validate_default=True,
        alias="PARLEY_LLM_MODEL",
        description="Name of the language model, as its service calls it.",
    )
    llm_prompt: str = Field(
        "",
        alias="PARLEY_LLM_PROMPT",
        description="What the language model is told to look for, or @ and the path of a file with it; empty means "
        "Parley's own text.",
    )
    llm_options: dict[str, Any] = Field(
        {},
        alias="PARLEY_LLM_OPTIONS",
        description="Further fields of each request to the language model, as a JSON object such as "
        '{"max_tokens": 500, "temperature": null}; null leaves one of Parley\'s own out.',
    )
    llm_seconds: float = Field(
        5.0,
        gt=0,
        le=60,
        alias="PARLEY_LLM_SECONDS",
        description="Seconds that the language model may take before the comment is held.",
    )
    llm_tokens_per_day: int = Field(
        500_000,
        ge=0,
        alias="PARLEY_LLM_TOKENS_PER_DAY",
        description="Tokens, sent and received, that the language model may cost in a day (UTC); 0: any number.",
    )
    llm_over_limit: str = Field(
        "hold",
        pattern=r"^(pass|hold)$",
        alias="PARLEY_LLM_OVER_LIMIT",
        description="What becomes of comments once the day's tokens are used up: pass (the language model has no "
        "opinion) or hold.",
    )

    _split = field_validator(
        "hosts",
        "trusted_proxies",
        "phases_fail_open",
        "comment_kinds",
        "links_denied",
        "links_allowed",
        "outgoing_allow",
        mode="before",
    )(_words)
    _prompt = field_validator("llm_prompt")(prompt_read)
    _options = field_validator("llm_options")(llm_options_check)
    _secret = field_validator("http_phase_secret")(checked(secret_read))

    @field_validator("outgoing_allow")
    @classmethod
    def _places(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        places_read(texts)
        return texts

    @field_validator("http_phase_url", "llm_url")
    @classmethod
    def _url_may_be_called(cls, url: str, info: ValidationInfo) -> str:
        if url:
            target_read(url, allowed=places_read(info.data.get("outgoing_allow", ())))
        return url

    @field_validator(*_NEEDED_BY)
    @classmethod
    def _is_set_where_it_is_needed(cls, value: str, info: ValidationInfo) -> str:
        name = info.field_name or ""
        other = _NEEDED_BY[name]
        if not value and info.data.get(other):
            fields = cls.model_fields
            raise ValueError(f"{fields[name].alias} must be set where {fields[other].alias} is")
        return value


@cache
def environment() -> Environment:
    """Read the environment once a process; a wrong value raises pydantic.ValidationError naming the variable."""
    return Environment()
