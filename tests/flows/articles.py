"""Finding an article of the demonstration paper."""

import re

import httpx

FIRST_SECONDS = 60  # whoever comes first waits while pictures are scaled, on a busy machine too


def article_with_thread(url: str) -> str:
    """Return the address of an article whose thread takes comments."""
    feed = httpx.get(f"{url}/feed.rss", timeout=FIRST_SECONDS).text
    for link in re.findall(r"<item>.*?<link>([^<]+)</link>", feed, re.DOTALL):
        if "/comments/" in httpx.get(link, timeout=FIRST_SECONDS).text:
            return str(link)
    raise AssertionError("no article with an open thread")
