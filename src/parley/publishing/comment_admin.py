"""The newsroom's list of readers' comments: find, look, decide. Nothing is added, edited or deleted here."""

from typing import Any
from urllib.parse import urlencode

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import (
    BulkActionsCheckboxColumn,
    Column,
    DateColumn,
    StatusTagColumn,
    TitleColumn,
)
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from parley.discussion.models import Comment, Report
from parley.discussion.notes import Note, comment_notes, marks_of
from parley.publishing.comment_actions import (
    COMMENT_ACTIONS,
    CommentAction,
    DismissReportsAction,
    UpholdReportsAction,
    comment_action_url,
)
from parley.publishing.comment_marks import text_excerpt, text_marked

EXCERPT_LENGTH = 140
PER_PAGE = 50
REPORTS_MAX = 200


class CommentFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        choices=Comment.Status.choices, widget=CheckboxSelectMultiple, label=_("Status")
    )
    # By words and not from a list: a site has thousands of articles.
    article = django_filters.CharFilter(
        field_name="thread__title", lookup_expr="icontains", label=_("Article")
    )
    reported = django_filters.ChoiceFilter(
        choices=[("open", _("Reports to decide")), ("ever", _("Any report"))],
        method="reported_filter",
        empty_label=_("All"),
        label=_("Reported"),
    )
    created_at = django_filters.DateFromToRangeFilter(label=_("Written"))

    class Meta:
        model = Comment
        fields: list[str] = []

    def reported_filter(self, found: QuerySet[Comment], _name: str, value: str) -> QuerySet[Comment]:
        """Begin at the reports, which are few, and not at the comments."""
        reports = Report.objects.filter(state=Report.State.OPEN) if value == "open" else Report.objects.all()
        return found.filter(pk__in=reports.values("comment"))


class NotesColumn(Column):
    """What other parts of Parley know about a comment, in a few words each."""

    cell_template_name = "publishing/admin/comment_notes_cell.html"


def _article_link(comment: Comment) -> str:
    return format_html(
        '<a href="{}#comment-{}">{}</a>',
        comment.thread.url,
        comment.number,
        Truncator(comment.thread.title).chars(60),
    )


def _status_class(comment: Comment) -> str | None:
    return "primary" if comment.status == Comment.Status.HELD else None


def _actions_for(comment: Comment) -> list[type[CommentAction]]:
    """Return what can be decided about one comment as it is."""
    found: list[type[CommentAction]] = [
        action for action in COMMENT_ACTIONS if action.status != comment.status
    ]
    return [*found, DismissReportsAction, UpholdReportsAction] if comment.report_count else found


class CommentIndexView(IndexView):
    """Newest first. Two queries for a page of it, beside the admin's own: count, and comments with threads.

    And one for each source of notes (parley.discussion.notes).
    """

    any_permission_required = ["change"]
    template_name = "publishing/admin/comments.html"
    page_title = _("Comments")

    def get_base_queryset(self) -> QuerySet[Comment]:
        return Comment.objects.select_related("thread").defer("html").order_by("-created_at", "-pk")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        self._notes = comment_notes(comments=context["object_list"])
        return context

    def _notes_of(self, comment: Comment) -> list[Note]:
        return self._notes.get(comment.pk, [])

    def _excerpt(self, comment: Comment) -> str:
        marks = marks_of(self._notes_of(comment))
        return text_excerpt(text=comment.text, marks=marks, length=EXCERPT_LENGTH)

    @cached_property
    def columns(self) -> list[Any]:
        title = self._get_title_column_class(TitleColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="comment"),
            Column("number", label=_("No."), sort_key="number"),
            title(
                "excerpt",
                label=_("Comment"),
                accessor=self._excerpt,
                get_url=self.get_inspect_url,
                get_title_id=lambda comment: f"comment_{comment.pk}_title",
            ),
            NotesColumn("notes", label=_("Scores"), accessor=self._notes_of, classname="comment-notes"),
            Column("author_name", label=_("Name")),
            Column("article", label=_("Article"), accessor=_article_link),
            StatusTagColumn(
                "status", label=_("Status"), accessor="get_status_display", primary=_status_class
            ),
            Column(
                "report_count",
                label=_("Reports"),
                accessor=lambda comment: comment.report_count or "",
                sort_key="report_count",
            ),
            DateColumn("created_at", label=_("Written"), sort_key="created_at"),
        ]

    def get_list_more_buttons(self, instance: Comment) -> list[Any]:
        here = self.request.get_full_path()
        return [
            Button(
                action.display_name,
                url=comment_action_url(action=action, pks=[instance.pk], following=here),
                icon_name=action.icon_name,
                attrs={"aria-label": action.label_for(instance)},
                priority=action.action_priority,
            )
            for action in _actions_for(instance)
        ]


class CommentInspectView(InspectView):
    """One comment in full, with the history of its status, which nobody can edit."""

    any_permission_required = ["change"]
    template_name = "publishing/admin/comment.html"
    page_title = _("Comment")

    def get_object(self, queryset: Any = None) -> Comment:
        comment: Comment = super().get_object(queryset)
        return comment

    def get_edit_url(self) -> None:
        return None

    def get_delete_url(self) -> None:
        return None

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        here = self.request.get_full_path()
        return [
            Button(
                action.display_name,
                url=comment_action_url(action=action, pks=[self.object.pk], following=here),
                icon_name=action.icon_name,
                priority=action.action_priority,
            )
            for action in _actions_for(self.object)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        comment = self.object
        others = f"{reverse('comments:index')}?{urlencode({'article': comment.thread.title})}"
        notes = comment_notes(comments=[comment]).get(comment.pk, [])
        return context | {
            "comment": comment,
            "notes": notes,
            "text": text_marked(text=comment.text, marks=marks_of(notes)),
            "reports": _reports(comment),
            "revisions": comment.revisions.order_by("number"),
            "changes": comment.status_changes.select_related("person").order_by("pk"),
            "thread_url": others,
        }


def _reports(comment: Comment) -> list[dict[str, Any]]:
    """Return a comment's reports, the newest first, with their reasons in words; at most REPORTS_MAX."""
    reasons = settings.PARLEY_REPORT_REASONS
    found = comment.reports.select_related("decided_by").order_by("-pk")[:REPORTS_MAX]
    return [{"report": one, "reason": reasons.get(one.reason_code, one.reason_code)} for one in found]


class CommentViewSet(ModelViewSet):
    model = Comment
    name = "comments"
    url_prefix = "comments"
    icon = "comment"
    menu_label = _("Comments")
    menu_order = 250
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    exclude_form_fields: list[str] = []
    list_per_page = PER_PAGE
    search_fields = ["text", "author_name"]
    # Django's own search: the comments are no part of the site's search index.
    search_backend_name = None
    filterset_class = CommentFilterSet
    index_view_class = CommentIndexView
    inspect_view_class = CommentInspectView
    inspect_template_name = CommentInspectView.template_name
    index_template_name = CommentIndexView.template_name

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        absent = ("history_url_name", "usage_url_name", "add_url_name", "edit_url_name", "delete_url_name")
        return names | dict.fromkeys(absent)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
        ]

    def register_admin_url_finder(self) -> None:
        """Nothing: there is no form to find."""
