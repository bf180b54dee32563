"""The desk's addresses, below /admin/desk/."""

from django.urls import include, path
from django.views.decorators.http import require_safe

from parley.desk.ledger_views import ledger_urlpatterns
from parley.desk.views import api, appeals, bulk, judging, own, queue, sanctions

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("judge/", judging.judge, name="judge"),
    path("judge/<slug:public_id>/", judging.judge_one, name="judge_one"),
    path("judge/<slug:public_id>/decide/", judging.decide, name="decide"),
    path("judge/<slug:public_id>/note/", judging.note, name="note"),
    path("judge/<slug:public_id>/sanction/", sanctions.sanction, name="sanction"),
    path("undo/", judging.undo, name="undo"),
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/<int:pk>/", appeals.appeal_answer, name="appeal_answer"),
    path("sanctions/", sanctions.sanctions, name="sanctions"),
    path("sanctions/<int:pk>/lift/", sanctions.sanction_end, name="sanction_end"),
    path("", include("parley.desk.rooms_urls")),
    path("", include("parley.desk.inbox_urls")),
    path("", include("parley.desk.looks_urls")),
    path("", include("parley.desk.questions_urls")),
    *ledger_urlpatterns,
    path("settings/", own.preferences_set, name="preferences"),
    path("views/", own.view_save, name="view_save"),
    path("views/<int:pk>/remove/", own.view_remove, name="view_remove"),
    path("api/next/", api.next_, name="api_next"),
    path("api/decide/", api.decide, name="api_decide"),
    path("api/undo/", api.undo, name="api_undo"),
    path("api/lease/", api.lease, name="api_lease"),
    path("api/note/", api.note, name="api_note"),
    path("api/sanction/", api.sanction, name="api_sanction"),
    path("api/counts/", require_safe(api.counts), name="api_counts"),
]
