from django.urls import path

from parley.api import widget_views

app_name = "widget"
urlpatterns = [
    path("view/<slug:site>/", widget_views.view, name="view"),
    path("snapshot/<slug:site>/", widget_views.snapshot, name="snapshot"),
]
