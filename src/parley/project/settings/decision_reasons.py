"""Why a comment may be rejected or removed, unless the publisher names other reasons (PARLEY_DECISION_REASONS).

In the order of the desk's keys 1 to 9. `label`: for moderators; `sentence`: what the writer is told; `points`: how
heavy a strike it is; `category`: its name in the Digital Services Act's transparency database
(transparency.dsa.ec.europa.eu).
"""

from typing import TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ReasonSetting(TypedDict):
    label: str | Promise
    sentence: str | Promise
    points: int
    category: str


DECISION_REASONS: dict[str, ReasonSetting] = {
    "insult": {
        "label": _("Insult"),
        "sentence": _("It attacks a person instead of answering what they say."),
        "points": 2,
        "category": "STATEMENT_CATEGORY_CYBER_VIOLENCE",
    },
    "hatred": {
        "label": _("Hatred"),
        "sentence": _("It degrades people for the group that they belong to."),
        "points": 4,
        "category": "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
    },
    "threat": {
        "label": _("Threat"),
        "sentence": _("It threatens somebody, or wishes violence upon them."),
        "points": 6,
        "category": "STATEMENT_CATEGORY_VIOLENCE",
    },
    "off_topic": {
        "label": _("Off topic"),
        "sentence": _("It has nothing to do with the article or the comment that it answers."),
        "points": 0,
        "category": "STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE",
    },
    "spam": {
        "label": _("Spam"),
        "sentence": _("It is advertising, or the same text posted again and again."),
        "points": 3,
        "category": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    },
    "private": {
        "label": _("Private data"),
        "sentence": _("It reveals something private about somebody."),
        "points": 3,
        "category": "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
    },
    "sexual": {
        "label": _("Sexual"),
        "sentence": _("It is sexually explicit, or molests somebody."),
        "points": 3,
        "category": "STATEMENT_CATEGORY_PORNOGRAPHY_OR_SEXUALIZED_CONTENT",
    },
    "unlawful": {
        "label": _("Unlawful"),
        "sentence": _("The newsroom believes that publishing it would break the law."),
        "points": 4,
        "category": "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
    },
    "rules": {
        "label": _("House rules"),
        "sentence": _("It breaks the house rules in another way."),
        "points": 1,
        "category": "STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE",
    },
}
