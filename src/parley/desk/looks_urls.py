"""Addresses of second looks, below /admin/desk/."""

from django.urls import path

from parley.desk import looks_views

urlpatterns = [
    path("looks/", looks_views.looks, name="looks"),
    path("looks/<slug:public_id>/", looks_views.look, name="look"),
]
