from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet


@register_snippet
class Topic(TagBase):
    """What an article is about, across sections. Typing a new one in the article's form makes it."""

    description = models.TextField(_("description"), blank=True, max_length=500)

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("description")]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    @property
    def path_url(self) -> str:
        return f"/topics/{self.slug}/"

    @property
    def surrogate_key(self) -> str:
        return f"topic:{self.slug}"


class ArticleTopic(ItemBase):
    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="article_topics")
    content_object = ParentalKey(
        "publishing.Article", on_delete=models.CASCADE, related_name="article_topics"
    )

    class Meta:
        verbose_name = _("article's topic")
        verbose_name_plural = _("articles' topics")
