from django.urls import path, register_converter

from parley.discussion import answer_views, own_views, quote_views, told_views, views, window_views
from parley.kernel.public_ids import PUBLIC_ID_LENGTH


class PublicIdConverter:
    """A public id; whatever can't be one is no address of ours."""

    regex = f"[0-9a-z]{{{PUBLIC_ID_LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class NumberConverter:
    """A comment's number, which has at most nine digits (the column holds 31 bits)."""

    regex = "[0-9]{1,9}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class PassageIdConverter:
    """A passage's primary key, which has at most eighteen digits (the column holds 63 bits)."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(PublicIdConverter, "public_id")
register_converter(PassageIdConverter, "passage_id")
register_converter(NumberConverter, "comment_number")

app_name = "discussion"
urlpatterns = [
    path("c/<public_id:public_id>/", views.comment_permalink, name="comment"),
    path("<public_id:public_id>/comments/", views.comment_create, name="comment_post"),
    path("<public_id:public_id>/window/", window_views.window, name="window"),
    path(
        "<public_id:public_id>/comments/<comment_number:number>/",
        window_views.comment,
        name="comment_fragment",
    ),
    path(
        "<public_id:public_id>/comments/<comment_number:number>/about/",
        answer_views.about,
        name="comment_about",
    ),
    path(
        "<public_id:public_id>/comments/<comment_number:number>/value/",
        answer_views.value,
        name="comment_value",
    ),
    path(
        "<public_id:public_id>/comments/<comment_number:number>/report/",
        answer_views.report,
        name="comment_report",
    ),
    path(
        "<public_id:public_id>/comments/<comment_number:number>/edit/", answer_views.edit, name="comment_edit"
    ),
    path(
        "<public_id:public_id>/comments/<comment_number:number>/remove/",
        answer_views.remove,
        name="comment_remove",
    ),
    path(
        "<public_id:public_id>/comments/<comment_number:number>/appeal/",
        answer_views.appeal,
        name="comment_appeal",
    ),
    path("told/", told_views.told, name="told"),
    path("stop/", told_views.mail_stop, name="mail_stop"),
    path("<public_id:public_id>/own/", own_views.own, name="own"),
    path("<public_id:public_id>/reply/<comment_number:number>/", views.reply, name="reply"),
    path("<public_id:public_id>/passages/", quote_views.passages, name="passages"),
    path("<public_id:public_id>/passages/<passage_id:passage_id>/", quote_views.passage, name="passage"),
    path("<public_id:public_id>/feed.rss", views.feed, {"form": "rss"}, name="feed_rss"),
    path("<public_id:public_id>/feed.atom", views.feed, {"form": "atom"}, name="feed_atom"),
]
