"""Addresses of the desk's other rooms: articles, legal holds, house rules, campaigns."""

from django.urls import path

from parley.desk import campaign_views, legal_views, rules_draft_views, rules_views, threads_views

urlpatterns = [
    path("articles/", threads_views.threads, name="threads"),
    path("articles/<slug:public_id>/mode/", threads_views.thread_mode, name="thread_mode"),
    path("legal/", legal_views.legal, name="legal"),
    path("legal/article/<slug:public_id>/", legal_views.legal_thread, name="legal_thread"),
    path("legal/hold/<slug:public_id>/end/", legal_views.legal_end, name="legal_end"),
    path("legal/hold/<slug:public_id>/sweep/", legal_views.legal_sweep, name="legal_sweep"),
    path("rules/", rules_views.rules, name="rules"),
    path("rules/versions/", rules_views.rules_versions, name="rules_versions"),
    path("rules/versions/<int:pk>/", rules_views.rules_version, name="rules_version"),
    path("rules/draft/", rules_draft_views.rules_draft, name="rules_draft"),
    path("rules/draft/review/", rules_draft_views.rules_review, name="rules_review"),
    path("rules/draft/apply/", rules_draft_views.rules_apply, name="rules_apply"),
    path("rules/draft/discard/", rules_draft_views.rules_discard, name="rules_discard"),
    path("campaigns/", campaign_views.campaigns, name="campaigns"),
    path("campaigns/one/", campaign_views.campaign, name="campaign"),
    path("campaigns/decide/", campaign_views.campaign_decide, name="campaign_decide"),
]
