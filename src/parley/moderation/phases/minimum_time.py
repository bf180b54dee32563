from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parley.discussion.screening import Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Verdict

# How long a form stays good: long enough for a tab left open over a week's holiday, short enough that a harvested
# token is worth little.
FORM_LIFETIME = timedelta(days=7)


class MinimumTime:
    """Refuses a form that was sent faster than a person can write, is older than a week, or is not one of ours."""

    name = "minimum_time"

    def verdict(self, submission: Submission) -> Verdict:
        if submission.form is None:
            return NO_OPINION
        rendered_at = submission.form.rendered_at
        if rendered_at is None:
            return Verdict(
                Outcome.REFUSE,
                "form_unknown",
                _("The form could not be recognised. Your text is still here: please send it once more."),
            )
        age = submission.at - rendered_at
        if age > FORM_LIFETIME:
            return Verdict(
                Outcome.REFUSE,
                "form_expired",
                _(
                    "The page had been open for a long time. Your text is still here: please send it once more."
                ),
            )
        if age < settings.PARLEY_COMMENT_MIN_TIME:
            return Verdict(
                Outcome.REFUSE,
                "too_fast",
                _("That was faster than we can believe. Your text is still here: please send it once more."),
            )
        return NO_OPINION
