"""Addresses of the questions to oneself, below /admin/desk/."""

from django.urls import path

from parley.desk import questions_views

urlpatterns = [
    path("questions/", questions_views.questions, name="questions"),
    path("questions/<int:pk>/", questions_views.question_settle, name="question_settle"),
]
