import pytest

from parley.toxicity.text.html import html_to_plain
from tests.toxicity.text.hostile import hostile, in_proportion

CASES = {
    "no markup": "no markup",
    "<p>Hello <b>you</b></p><p>idiot &amp; fool</p>": "\nHello you\n\nidiot & fool\n",
    "a<br>b<br/>c": "a\nb\nc",
    "i<b></b>d<i>i</i>ot": "idiot",
    "<script>alert('x')</script>ok<STYLE>p{}</style >!": "ok!",
    "a <script>never closed": "a never closed",
    "1 < 2 && 3 > 2, <3": "1 < 2 && 3 > 2, <3",
    "&lt;b&gt; &#128405; &#xD800; &copy &bogus; &#0;": "<b> 🖕 \ufffd © &bogus; \ufffd",
    "<a href=\"http://x.y/?a>b\" title='>'>link</a> x": "link x",
    '<a href="unclosed>text</a> more': "text more",
    "<!-- a <b> comment -->after": "after",
    "<!-- never closed": "<!-- never closed",
    "<b unclosed": "<b unclosed",
    "<!doctype html><html><head><title>t</title></head><body>x</body></html>": "x",
    "": "",
}


@pytest.mark.parametrize(("source", "wanted"), CASES.items())
def test_what_a_reader_would_see(source: str, wanted: str) -> None:
    assert html_to_plain(source).text == wanted


def test_offsets_lead_back_into_the_html() -> None:
    source = "<p>you &#105;d<b>io</b>t</p>"
    mapped = html_to_plain(source)
    begin = mapped.text.index("idiot")
    assert source[slice(*mapped.original_span(begin, begin + 5))] == "&#105;d<b>io</b>t"


@pytest.mark.parametrize("kind", hostile())
def test_hostile_html_costs_in_proportion(kind: str) -> None:
    source = hostile()[kind]
    mapped = html_to_plain(source)
    assert len(mapped.text) <= len(source)
    assert all(0 <= begin < end <= len(source) for begin, end in zip(mapped.begins, mapped.ends, strict=True))
    assert in_proportion(html_to_plain, kind)
