"""Which films from elsewhere an article may show. The address is parsed here; no request ever leaves the server."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

PROVIDER_NAMES = ("YouTube", "Vimeo")
_YOUTUBE_HOSTS = {"youtube.com", "www.youtube.com", "m.youtube.com", "www.youtube-nocookie.com"}
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live)/([^/]+)/?")
_VIMEO_HOSTS = {"vimeo.com", "www.vimeo.com", "player.vimeo.com"}
_VIMEO_PATH = re.compile(r"/(?:video/|channels/[\w-]+/)?(\d{1,12})(?:/([0-9a-f]{6,16}))?/?")


@dataclass(frozen=True, slots=True)
class Embed:
    """A film: `watch_url` is its page, `frame_url` what a frame may load once the reader asked for it."""

    provider: str
    watch_url: str
    frame_url: str


def embed_parse(url: str) -> Embed | None:
    """Return the film an address stands for, or None when it is not one of the allowed providers'."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"}:
        return None
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if host == "youtu.be":
        return _youtube(parts.path.strip("/"))
    if host in _YOUTUBE_HOSTS:
        match = _YOUTUBE_PATH.fullmatch(parts.path)
        return _youtube(match[1] if match else query.get("v", "") if parts.path == "/watch" else "")
    match = _VIMEO_PATH.fullmatch(parts.path) if host in _VIMEO_HOSTS else None
    return _vimeo(match[1], match[2] or query.get("h", "")) if match else None


def _youtube(video: str) -> Embed | None:
    if not _YOUTUBE_ID.fullmatch(video):
        return None
    return Embed(
        provider="YouTube",
        watch_url=f"https://www.youtube.com/watch?v={video}",
        frame_url=f"https://www.youtube-nocookie.com/embed/{video}",
    )


def _vimeo(video: str, private_hash: str) -> Embed:
    """An unlisted film on Vimeo needs the hash that its address carries, in the path or as `h`."""
    if not re.fullmatch(r"[0-9a-f]{6,16}", private_hash):
        return Embed("Vimeo", f"https://vimeo.com/{video}", f"https://player.vimeo.com/video/{video}?dnt=1")
    return Embed(
        provider="Vimeo",
        watch_url=f"https://vimeo.com/{video}/{private_hash}",
        frame_url=f"https://player.vimeo.com/video/{video}?h={private_hash}&dnt=1",
    )
