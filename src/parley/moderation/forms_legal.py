"""The form with which the newsroom sets a legal hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Person
from parley.discussion.models import Thread
from parley.kernel.clock import now
from parley.moderation.actions.legal import legal_hold_set
from parley.moderation.legal import NAME_MAX, NAMES_MAX, LegalHoldRefused, LegalTerms, legal_terms_read
from parley.moderation.models import LEGAL_REASON_MAX, LegalHold


class LegalHoldForm(forms.Form):
    """`terms` are there once it is valid. What the hold may say is up to `legal_terms_read` alone."""

    kind = forms.ChoiceField(label=_("Why"), choices=LegalHold.Kind.choices)
    scope = forms.ChoiceField(
        label=_("What is held"), choices=LegalHold.Scope.choices, initial=LegalHold.Scope.ALL
    )
    names = forms.CharField(
        label=_("Names"),
        required=False,
        max_length=NAMES_MAX * (NAME_MAX + 2),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One on a line, with first name and surname. Usual variants and disguises are found too; a surname alone "
            "is found only if it stands on its own line."
        ),
    )
    until = forms.DateTimeField(
        label=_("Until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LEGAL_REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For your colleagues. Every moderator reads it: leave the names out."),
    )
    terms: LegalTerms

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            self.terms = legal_terms_read(
                **cleaned | {"names": cleaned["names"].splitlines()},
                at=now(),
            )
        except LegalHoldRefused as refused:
            self._errors_add(refused)
        return cleaned

    def hold_set(self, *, thread: Thread, person: Person) -> LegalHold | None:
        """Set the hold of a valid form; None, with the errors added, where it is refused only now.

        Raises PermissionDenied.
        """
        terms = self.terms
        try:
            return legal_hold_set(
                thread=thread,
                person=person,
                kind=terms.kind,
                scope=terms.scope,
                reason=terms.reason,
                until=terms.until,
                names=terms.names,
            )
        except LegalHoldRefused as refused:
            self._errors_add(refused)
            return None

    def _errors_add(self, refused: LegalHoldRefused) -> None:
        for error in refused.errors:
            self.add_error(error.field or None, forms.ValidationError(str(error.message), code=error.code))
