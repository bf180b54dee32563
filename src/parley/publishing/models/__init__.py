"""The newsroom's tables, one file each."""

from parley.publishing.models.article import HEADLINE_MAX, STANDFIRST_MAX, Article, Byline, Correction
from parley.publishing.models.author import Author
from parley.publishing.models.front_page import FrontPage, FrontPagePick
from parley.publishing.models.plain_page import PlainPage
from parley.publishing.models.publication import Publication
from parley.publishing.models.section import Section
from parley.publishing.models.topic import ArticleTopic, Topic

__all__ = [
    "HEADLINE_MAX",
    "STANDFIRST_MAX",
    "Article",
    "ArticleTopic",
    "Author",
    "Byline",
    "Correction",
    "FrontPage",
    "FrontPagePick",
    "PlainPage",
    "Publication",
    "Section",
    "Topic",
]
