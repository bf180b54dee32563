"""The widget's modules and style sheets under /widget/, open to every origin.

They are no static files under hashed names: other sites write `https://HOST/widget/parley.js` into their pages once,
and that address has to stay.
"""

import re
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

import parley
from parley.kernel.http import answer_private, answer_public

_PACKAGE = Path(parley.__file__).resolve().parent
# A wheel carries the folder inside the package; in the repository it stands at the top.
FOLDER = next(folder for folder in (_PACKAGE / "widget", _PACKAGE.parents[1] / "widget") if folder.is_dir())
NAME = re.compile(r"[a-z]+(?:-[a-z]+)*\.(js|css)")
TYPES = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
# Seconds a browser takes a file as it has it. The modules of one page must fit each other, so not for long.
BROWSER_SECONDS = 300
SURROGATE_KEY = "widget"


@require_safe
def widget_file(_request: HttpRequest, name: str) -> HttpResponse:
    """Give one file of the widget; the edge keeps it, compresses it and answers `If-None-Match`."""
    kind = NAME.fullmatch(name)
    path = FOLDER / name
    if kind is None or not path.is_file():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type=TYPES[kind[1]])
    # A module from another origin is read by CORS alone; no cookie goes with it, so everybody may.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if settings.DEBUG:
        return answer_private(response)
    answer_public(response, keys=[SURROGATE_KEY], seconds=BROWSER_SECONDS)
    response["Cache-Control"] = f"public, max-age={BROWSER_SECONDS}, s-maxage={BROWSER_SECONDS}"
    return response
