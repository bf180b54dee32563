"""Why a reader may report a comment, unless the publisher names other reasons (PARLEY_REPORT_REASONS)."""

from django.utils.translation import gettext_lazy as _

REPORT_REASONS = {
    "abuse": _("It insults or harasses somebody."),
    "hatred": _("It stirs up hatred against a group of people."),
    "threat": _("It threatens somebody or calls for violence."),
    "private": _("It reveals something private about somebody."),
    "false": _("It states something false as a fact."),
    "spam": _("It is advertising or spam."),
    "off_topic": _("It has nothing to do with the subject."),
    "other": _("Something else, which I explain below."),
}
