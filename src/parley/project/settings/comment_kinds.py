"""What a writer may say a comment is besides a comment, of which PARLEY_COMMENT_KINDS chooses."""

from django.utils.translation import gettext_lazy as _

COMMENT_KINDS = {
    "tip": _("a tip for the newsroom"),
    "correction": _("a correction"),
    "question": _("a question to the newsroom"),
    "expert": _("from somebody who knows this field"),
}
