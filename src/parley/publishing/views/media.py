"""Pictures. Served by the application, so that one process is a whole site.

The originals are for the newsroom alone: a photograph's metadata can say where and by whom it was taken.
"""

import mimetypes
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils._os import safe_join
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.static import was_modified_since

from parley.kernel.http import answer_public

# What a browser may show. Everything else comes as a download of unknown type, so that no upload can act as a page.
SHOWN_TYPES = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/svg+xml", "image/webp"})
# A rendition's name carries a hash of its filter and Wagtail never writes another picture under a known name.
MEDIA_SECONDS = 365 * 86_400
# Where Wagtail puts what it made for readers, and what was uploaded.
PUBLIC_FOLDERS = frozenset({"images"})
STAFF_FOLDERS = frozenset({"original_images", "avatar_images"})


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with a file below MEDIA_ROOT, or 304 when the browser has it."""
    folder = path.partition("/")[0]
    file = _file_find(path)
    if file is None or (folder in STAFF_FOLDERS and not _is_staff(request)):
        raise Http404("There is no such file.")
    stat = file.stat()
    if not was_modified_since(request.headers.get("If-Modified-Since"), stat.st_mtime):
        return _kept(HttpResponseNotModified(), stat.st_mtime)
    guessed, encoding = mimetypes.guess_type(file.name)
    shown = guessed if guessed in SHOWN_TYPES and encoding is None else None
    response = FileResponse(
        file.open("rb"), content_type=shown or "application/octet-stream", as_attachment=shown is None
    )
    # An SVG can carry script; opened by itself it may do nothing (w3.org/TR/CSP3/#directive-sandbox).
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return _kept(response, stat.st_mtime)


def _is_staff(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.has_perm(
        "wagtailadmin.access_admin"
    )


def _kept(response: HttpResponseBase, modified: float) -> HttpResponseBase:
    response["Last-Modified"] = http_date(modified)
    answer_public(response, keys=["media"], seconds=MEDIA_SECONDS)
    response["Cache-Control"] = f"public, max-age={MEDIA_SECONDS}, s-maxage={MEDIA_SECONDS}, immutable"
    return response


def _file_find(path: str) -> Path | None:
    """Return the file, or None for one that is missing, hidden, outside the folders or reached by a link."""
    parts = path.split("/")
    if (
        "\0" in path
        or "\\" in path
        or parts[0] not in PUBLIC_FOLDERS | STAFF_FOLDERS
        or any(part.startswith(".") for part in parts)
    ):
        return None
    try:
        file = Path(safe_join(settings.MEDIA_ROOT, *parts))
    except (SuspiciousFileOperation, ValueError):
        return None
    root = Path(settings.MEDIA_ROOT).resolve()
    if not file.is_file() or not file.resolve().is_relative_to(root):
        return None
    return file
