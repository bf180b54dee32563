"""What the publication is called (settings.PARLEY_PUBLICATION_NAME)."""

from parley.publishing.models import Publication


def publication_name() -> str:
    """Return the name of the default site's publication; "" where there is none yet. One query."""
    found = Publication.objects.filter(site__is_default_site=True).values_list("name", flat=True).first()
    return found or ""
