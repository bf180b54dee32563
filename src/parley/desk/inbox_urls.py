"""Addresses of the newsroom's inbox, below /admin/desk/."""

from django.urls import path

from parley.desk import inbox_views

urlpatterns = [
    path("inbox/", inbox_views.inbox, name="inbox"),
    path("inbox/<slug:public_id>/", inbox_views.inbox_one, name="inbox_one"),
    path("inbox/<slug:public_id>/mark/", inbox_views.inbox_put, name="inbox_mark"),
]
