"""Every URL of the site. Wagtail's pages come last: they take whatever is left."""

from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from parley.project.widget_files import widget_file
from parley.publishing.views.first_password import first_password

urlpatterns = [
    path("admin/first-password/", first_password, name="first_password"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/", include("parley.api.urls")),
    path("threads/", include("parley.discussion.urls")),
    *([path("moderation/", include("parley.desk.public_urls"))] if settings.PARLEY_LEDGER_PUBLIC else []),
    path("widget/", include("parley.api.widget_urls")),
    path("widget/<str:name>", widget_file, name="widget_file"),
    path("", include("parley.api.perspective")),
    path("", include("parley.publishing.urls")),
    path("", include(wagtail_urls)),
]

handler404 = "parley.publishing.views.errors.page_not_found"
handler500 = "parley.publishing.views.errors.server_error"
