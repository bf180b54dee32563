"""Quotes: which passage of the page, or of an earlier comment, a comment answers.

A selector is exact words with some before and after them (prefix, suffix): TextQuoteSelector of the W3C Web Annotation
Data Model (w3.org/TR/annotation-model/#text-quote-selector).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.discussion.models.comments import Comment
from parley.discussion.models.threads import Thread

AFFIX_LENGTH = 32  # characters of prefix and of suffix


class Passage(models.Model):
    """Words of a thread's page, or of one of its comments (`target`), that comments answer.

    `start` and `end` are offsets in characters into the plain text of the page or comment as it is now; both are null
    when the words are not found there any more.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="passages", db_index=False)
    target = models.ForeignKey(
        Comment,
        on_delete=models.CASCADE,
        null=True,
        related_name="passages",
        verbose_name=_("in the comment"),
    )
    exact = models.TextField()
    prefix = models.CharField(max_length=AFFIX_LENGTH, blank=True)
    suffix = models.CharField(max_length=AFFIX_LENGTH, blank=True)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    # Published comments that answer it. Kept, never counted.
    quote_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["thread", "target", "start"], name="passage_place")]

    def __str__(self) -> str:
        return self.exact[:50]


class Quote(models.Model):
    """One comment answers one passage, in the words it quoted them in."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="quotes", db_index=False)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="quotes")
    exact = models.TextField()
    prefix = models.CharField(max_length=AFFIX_LENGTH, blank=True)
    suffix = models.CharField(max_length=AFFIX_LENGTH, blank=True)
    # Found by us in the comment's words; else the reader chose the passage.
    is_automatic = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["passage", "comment"], name="quote_passage_comment")]

    def __str__(self) -> str:
        return f"{self.comment_id} quotes {self.exact[:50]}"
