"""The site with the ledger's pages, mounted by themselves."""

from django.urls import include, path

from parley.desk.ledger_views import ledger_urlpatterns
from parley.project.urls import urlpatterns as site_urlpatterns

urlpatterns = [
    path("admin/tried/", include(ledger_urlpatterns)),
    path("moderation/", include("parley.desk.public_urls")),
    *site_urlpatterns,
]
handler404 = "parley.publishing.views.errors.page_not_found"
