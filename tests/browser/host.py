"""Somebody else's site, whose pages carry the widget: another host name, another port, and a strict security policy."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PAGE = """<!doctype html>
<html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><title>A post of the blog</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style.css"></head>
<body><main><h1>A post of the blog</h1>
<article data-quotable><p>The bridge over the harbour closes for a whole year, says the harbour office.</p></article>
<script type="module" src="{parley}/widget/parley.js"></script>
<parley-thread site="{site}" key="{key}" url="{own}{key}"{theme}></parley-thread>
<noscript><a href="{parley}/widget/snapshot/{site}/?key={key}">Comments</a></noscript>
<p><parley-count site="{site}" key="{key}">Comments</parley-count></p>
</main></body></html>"""
# As themes of blogs are: a root of 10 pixels, a face of their own, and no thought of dark.
STYLE = """html { font-size: 62.5% } body { font: 1.7rem/1.6 Georgia, serif; margin: 0 }
main { max-width: 68rem; margin: auto; padding: 1.6rem } a { color: #a00000 }
parley-thread::part(comment-body) { font-style: italic }"""


@dataclass(frozen=True)
class Host:
    """`url` is the site; `other` is the same server under another name, which makes it a third party there."""

    url: str
    other: str
    site: str


@contextmanager
def host_running(*, parley: str) -> Iterator[Host]:
    """Serve pages at any path; ?theme=, ?lang= and ?dir= go into them. /cookie sets a cookie and says which came."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            theme = f' theme="{asked["theme"]}"' if "theme" in asked else ""
            page = {
                "parley": parley,
                "key": address.path,
                "own": own,
                "site": site,
                "theme": theme,
                "lang": "en",
                "dir": "ltr",
            }
            self.send_response(200)
            if address.path == "/cookie":
                self.send_header("Set-Cookie", "probe=1; SameSite=None; Secure")
                self.send_header("Access-Control-Allow-Origin", own)
                self.send_header("Access-Control-Allow-Credentials", "true")
                body = self.headers.get("Cookie", "")
            elif address.path == "/style.css":
                self.send_header("Content-Type", "text/css")
                body = STYLE
            else:
                policy = (
                    f"default-src 'none'; style-src 'self'; script-src {parley}; connect-src {parley} {other}"
                )
                self.send_header("Content-Security-Policy", policy)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                body = PAGE.format(**(page | asked | {"theme": theme}))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    own, other = (f"http://{name}:{server.server_port}" for name in ("localhost", "127.0.0.1"))
    site = f"blog-{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Host(url=own, other=other, site=site)
    finally:
        server.shutdown()
        server.server_close()
