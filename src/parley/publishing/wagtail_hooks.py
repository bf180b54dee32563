"""What we add to Wagtail."""

from typing import Any

import wagtail.admin.rich_text.editors.draftail.features as draftail_features
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineStyleElementHandler

from parley.publishing.comment_actions import COMMENT_ACTIONS, REPORT_ACTIONS
from parley.publishing.comment_admin import CommentViewSet
from parley.publishing.views.pages import page_context

EDITORS_NOTE = "EDITORSNOTE"

hooks.register("page_context", page_context)
for action in (*COMMENT_ACTIONS, *REPORT_ACTIONS):
    hooks.register("register_bulk_action", action)


@hooks.register("register_admin_viewset")
def comments_register() -> CommentViewSet:
    """Put the readers' comments into the newsroom's menu."""
    return CommentViewSet()


@hooks.register("register_rich_text_features")
def editors_note_register(features: Any) -> None:
    """Let an editor mark, inside a quotation, what the desk added."""
    features.register_editor_plugin(
        "draftail",
        "editors-note",
        draftail_features.InlineStyleFeature(
            {
                "type": EDITORS_NOTE,
                "label": "ed.",
                "description": _("Editor’s note"),
                # Only in the editor; the page has its own style.
                "style": {
                    "backgroundColor": "color-mix(in srgb, currentColor 12%, transparent)",
                    "fontStyle": "normal",
                },
            }
        ),
    )
    features.register_converter_rule(
        "contentstate",
        "editors-note",
        {
            "from_database_format": {"span[data-editors-note]": InlineStyleElementHandler(EDITORS_NOTE)},
            "to_database_format": {
                "style_map": {EDITORS_NOTE: {"element": "span", "props": {"data-editors-note": ""}}}
            },
        },
    )
