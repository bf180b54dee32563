"""What the newsroom can decide about comments, one or many at once, each with a reason and a way back."""

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from parley.discussion.actions import comment_status_set
from parley.discussion.actions.reports import reports_decide, reports_reopen
from parley.discussion.models import Comment

# Each is a transaction's worth of rows; more than anybody has looked at before deciding.
MANY_MAX = 200
DECIDED_BY = "newsroom"


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept in the comment’s history."),
    )


class CommentAction(BulkAction):
    """Set one status on the chosen comments, after a page that asks for the reason."""

    models = [Comment]
    form_class = ReasonForm
    template_name = "publishing/admin/comment_action.html"
    status: ClassVar[Comment.Status]
    icon_name: ClassVar[str]
    question: ClassVar[Any]

    @classmethod
    def label_for(cls, comment: Comment) -> str:
        """Return what a button beside one comment is called to those who hear it."""
        return _("%(action)s comment %(number)d by %(name)s") % {
            "action": cls.display_name,
            "number": comment.number,
            "name": comment.author_name,
        }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("discussion.change_comment"):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_all_objects_in_listing_query(self, _parent_id: str | None) -> list[int]:
        """Nothing: "all" would mean every comment there is, seen or not."""
        return []

    @classmethod
    def get_queryset(cls, model: Any, object_ids: Sequence[str]) -> list[Comment]:
        pks = [int(pk) for pk in object_ids[:MANY_MAX] if str(pk).isascii() and str(pk).isdigit()]
        return list(model.objects.filter(pk__in=pks).select_related("thread").order_by("pk"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"action": self, "icon": self.icon_name}

    def get_execution_context(self) -> dict[str, Any]:
        self.before: dict[str, list[int]] = {}
        reason = self.cleaned_form.cleaned_data["reason"] if self.cleaned_form else ""
        return {"person": self.request.user, "reason": reason, "before": self.before}

    @classmethod
    def execute_action(
        cls,
        objects: Sequence[Comment],
        *,
        person: Any,
        reason: str,
        before: dict[str, list[int]],
        **_kwargs: Any,
    ) -> tuple[int, int]:
        """Return how many changed; note in `before` which had which status."""
        for comment in objects:
            change = comment_status_set(
                comment=comment, status=cls.status, decided_by=DECIDED_BY, person=person, reason=reason
            )
            if change is not None:
                before.setdefault(change.from_status, []).append(comment.pk)
        return sum(map(len, before.values())), 0

    def get_success_message(self, num_parent_objects: int, _num_child_objects: int) -> None:
        """Say what was done, with a link back for each status there was before."""
        text = ngettext(
            "%(count)d comment: %(status)s.", "%(count)d comments: %(status)s.", num_parent_objects
        ) % {
            "count": num_parent_objects,
            "status": self.status.label,
        }
        buttons = [
            messages.button(
                comment_action_url(action=_action_for(status), pks=pks, following=self.next_url),
                _("Undo") if len(self.before) == 1 else _("Undo (%(count)d)") % {"count": len(pks)},
            )
            for status, pks in self.before.items()
        ]
        messages.success(self.request, text, buttons=buttons)


class PublishAction(CommentAction):
    display_name = gettext_lazy("Publish")
    aria_label = gettext_lazy("Publish the selected comments")
    question = gettext_lazy("Publish these comments?")
    action_type = "publish"
    action_priority = 10
    icon_name = "check"
    status = Comment.Status.PUBLISHED


class HoldAction(CommentAction):
    display_name = gettext_lazy("Hold")
    aria_label = gettext_lazy("Hold the selected comments back")
    question = gettext_lazy("Hold these comments back until somebody has decided?")
    action_type = "hold"
    action_priority = 20
    icon_name = "history"
    status = Comment.Status.HELD


class RejectAction(CommentAction):
    display_name = gettext_lazy("Reject")
    aria_label = gettext_lazy("Reject the selected comments")
    question = gettext_lazy("Reject these comments?")
    action_type = "reject"
    action_priority = 30
    classes = {"serious"}
    icon_name = "cross"
    status = Comment.Status.REJECTED


class RemoveAction(CommentAction):
    display_name = gettext_lazy("Remove")
    aria_label = gettext_lazy("Remove the selected comments")
    question = gettext_lazy("Remove these comments from their pages?")
    action_type = "remove"
    action_priority = 40
    classes = {"serious"}
    icon_name = "bin"
    status = Comment.Status.REMOVED


class ReportsAction(CommentAction):
    """Decide about the reports of the chosen comments, or take that back."""

    @classmethod
    def reports_settle(cls, *, comment: Comment, person: Any, reason: str) -> int:
        """Return how many reports were concerned."""
        raise NotImplementedError

    @classmethod
    def execute_action(
        cls,
        objects: Sequence[Comment],
        *,
        person: Any,
        reason: str,
        before: dict[str, list[int]],
        **_kwargs: Any,
    ) -> tuple[int, int]:
        """Return how many comments had such reports; note them in `before`."""
        for comment in objects:
            if cls.reports_settle(comment=comment, person=person, reason=reason):
                before.setdefault(cls.action_type, []).append(comment.pk)
        return sum(map(len, before.values())), 0

    def get_success_message(self, num_parent_objects: int, _num_child_objects: int) -> None:
        """Say what was done, with the link back."""
        text = ngettext(
            "%(action)s: %(count)d comment.", "%(action)s: %(count)d comments.", num_parent_objects
        ) % {"action": self.display_name, "count": num_parent_objects}
        pks = [pk for found in self.before.values() for pk in found]
        buttons = []
        if pks and self.action_type != ReopenReportsAction.action_type:
            address = comment_action_url(action=ReopenReportsAction, pks=pks, following=self.next_url)
            buttons = [messages.button(address, _("Undo"))]
        messages.success(self.request, text, buttons=buttons)


class DismissReportsAction(ReportsAction):
    display_name = gettext_lazy("Dismiss reports")
    aria_label = gettext_lazy("Dismiss the reports of the selected comments")
    question = gettext_lazy(
        "Dismiss the open reports of these comments? Those that waited only because of them are published again."
    )
    action_type = "dismiss_reports"
    action_priority = 50
    icon_name = "check"

    @classmethod
    def reports_settle(cls, *, comment: Comment, person: Any, reason: str) -> int:
        return reports_decide(comment=comment, person=person, uphold=False, reason=reason)


class UpholdReportsAction(ReportsAction):
    display_name = gettext_lazy("Uphold reports")
    aria_label = gettext_lazy("Uphold the reports of the selected comments and remove them")
    question = gettext_lazy("Uphold the open reports of these comments and remove the comments?")
    action_type = "uphold_reports"
    action_priority = 60
    classes = {"serious"}
    icon_name = "bin"

    @classmethod
    def reports_settle(cls, *, comment: Comment, person: Any, reason: str) -> int:
        return reports_decide(comment=comment, person=person, uphold=True, reason=reason)


class ReopenReportsAction(ReportsAction):
    display_name = gettext_lazy("Reopen reports")
    aria_label = gettext_lazy("Reopen the reports of the selected comments")
    question = gettext_lazy(
        "Open the decided reports of these comments again? The comments get the status they had before."
    )
    action_type = "reopen_reports"
    action_priority = 70
    icon_name = "undo"

    @classmethod
    def reports_settle(cls, *, comment: Comment, person: Any, reason: str) -> int:
        return reports_reopen(comment=comment, person=person, reason=reason)


REPORT_ACTIONS: tuple[type[ReportsAction], ...] = (
    DismissReportsAction,
    UpholdReportsAction,
    ReopenReportsAction,
)
COMMENT_ACTIONS: tuple[type[CommentAction], ...] = (PublishAction, HoldAction, RejectAction, RemoveAction)


def _action_for(status: str) -> type[CommentAction]:
    return next(action for action in COMMENT_ACTIONS if action.status == status)


def comment_action_url(*, action: type[CommentAction], pks: Sequence[int], following: str) -> str:
    """Return the address of the page that asks for the reason; `following` is where one goes afterwards."""
    path = reverse("wagtail_bulk_action", args=("discussion", "comment", action.action_type))
    return f"{path}?{urlencode([*(('id', pk) for pk in pks), ('next', following)])}"
