"""What everybody may read about moderation, where PARLEY_LEDGER_PUBLIC says so."""

from django.urls import path

from parley.desk.ledger_public import ledger_public

app_name = "moderation_public"
urlpatterns = [path("", ledger_public, name="ledger")]
