from django.urls import path, re_path

from parley.publishing.views import feeds, lists, media, sitemaps, small

app_name = "publishing"

urlpatterns = [
    path("authors/<str:slug>/", lists.author, name="author"),
    path("topics/<str:slug>/", lists.topic, name="topic"),
    path("archive/", lists.archive, name="archive"),
    re_path(r"^archive/(?P<year>\d{4})/(?P<month>\d{2})/$", lists.archive_month, name="archive_month"),
    path("search/", lists.search, name="search"),
    re_path(r"^feed\.(?P<kind>rss|atom)$", feeds.site_feed, name="feed"),
    re_path(r"^(?P<section>[^/]+)/feed\.(?P<kind>rss|atom)$", feeds.section_feed, name="section_feed"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", sitemaps.sitemap_part, name="sitemap_part"),
    path("news-sitemap.xml", sitemaps.news_sitemap, name="news_sitemap"),
    path("robots.txt", small.robots, name="robots"),
    path("favicon.ico", small.favicon, name="favicon"),
    path("media/<path:path>", media.media, name="media"),
]
