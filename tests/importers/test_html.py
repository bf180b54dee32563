"""HTML becomes blocks or a comment's text; no word is lost, nothing active is kept."""

import pytest

from parley.importers.html_blocks import html_to_blocks
from parley.importers.html_text import html_to_text
from parley.importers.records import Gallery, Heading, ImageReference, Items, Paragraph, Quotation, block_text

PICTURE = "https://quay.example/a.jpg"


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("", ()),
        (" \n\n ", ()),
        ("One\ntwo\n\nThree", (Paragraph("<p>One<br/>two</p>"), Paragraph("<p>Three</p>"))),
        ("<p>One\ntwo</p>\n\n<p>Three</p>", (Paragraph("<p>One two</p>"), Paragraph("<p>Three</p>"))),
        ("a <b>b\n\nc</b> d", (Paragraph("<p>a <b>b</b></p>"), Paragraph("<p>c d</p>"))),
        ("1 < 2 & 3", (Paragraph("<p>1 &lt; 2 &amp; 3</p>"),)),
        ("<div><div>a</div>b</div>", (Paragraph("<p>a</p>"), Paragraph("<p>b</p>"))),
        ("<h2>A <i>b</i></h2>c", (Heading("A b"), Paragraph("<p>c</p>"))),
        (f"<h3>{'long ' * 40}</h3>", (Paragraph(f"<p><b>{'long ' * 39}long</b></p>"),)),
        ("<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>", (Items(("a", "b", "c"), ordered=True),)),
        ("<blockquote><p>a</p><p>b</p></blockquote>", (Quotation("<p>a</p><p>b</p>"),)),
        ("<blockquote>a <cite>— Ola</cite></blockquote>", (Quotation("<p>a</p>", speaker="Ola"),)),
        ("<blockquote><cite>Ola</cite></blockquote>", (Paragraph("<p>Ola</p>"),)),
        ("<blockquote>a<ul><li>b</li></ul></blockquote>", (Quotation("<p>a</p><p>b</p>"),)),
        (
            f'a <img src="{PICTURE}" alt="A"> b',
            (Paragraph("<p>a</p>"), ImageReference(PICTURE, "A"), Paragraph("<p>b</p>")),
        ),
        (
            f'<figure><a href="x"><img src="{PICTURE}"></a><figcaption>C <b>d</b></figcaption></figure>',
            (ImageReference(PICTURE, caption="C d"),),
        ),
        (f'[caption]<img src="{PICTURE}"> C[/caption]', (ImageReference(PICTURE, caption="C"),)),
        ("[caption]no picture[/caption]", (Paragraph("<p>no picture</p>"),)),
        (
            '<figure class="embed"><div>https://f.example/1</div></figure>',
            (Paragraph('<p><a href="https://f.example/1">https://f.example/1</a></p>'),),
        ),
        ("[gallery ids='3, 4']", (Gallery(("3", "4")),)),
        ("[gallery]", (Paragraph("<p>[gallery]</p>"),)),
        (
            "[embed]https://f.example/1[/embed]",
            (Paragraph('<p><a href="https://f.example/1">https://f.example/1</a></p>'),),
        ),
        ('[other x="1"]kept[/other]', (Paragraph('<p>[other x="1"]kept[/other]</p>'),)),
        ("<table><tr><th>a</th><td>b</td></tr></table>", (Paragraph("<p>a | b</p>"),)),
        ("<pre>a\n  b</pre>", (Paragraph("<p>a<br/>  b</p>"),)),
        (
            '<iframe src="https://f.example/1"></iframe>',
            (Paragraph('<p><a href="https://f.example/1">https://f.example/1</a></p>'),),
        ),
        ("a<!-- more -->b<hr>c", (Paragraph("<p>ab</p>"), Paragraph("<p>c</p>"))),
        ('<a href="javascript:alert(1)">a</a><script>b</script><style>c</style>', (Paragraph("<p>a</p>"),)),
        ('<p onclick="a()">b<object>c</object></p>', (Paragraph("<p>bc</p>"),)),
        ("<b>" * 700 + "deep", (Paragraph("<p>deep</p>"),)),
    ],
)
def test_blocks(html: str, blocks: tuple[object, ...]) -> None:
    assert html_to_blocks(html) == blocks


def test_blocks_nested_beyond_reason_keep_their_words() -> None:
    words = "".join(
        block_text(block)
        for block in html_to_blocks("<blockquote><div>" * 100 + "x" + "</div></blockquote>y" * 100)
    )
    assert words.count("x") == 1
    assert words.count("y") == 100


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("One\ntwo\n\n\n\nThree", "One\ntwo\n\nThree"),
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree"),
        ("<em>a</em> <strong> b </strong>c <i></i>", "*a*  **b** c"),
        ("<b>a*b</b>", "a*b"),
        ("<b>a\nb</b>", "a\nb"),
        ('<a href="https://x.example/(a) b">w</a>', "[w](https://x.example/%28a%29%20b)"),
        ('<a href="https://x.example/">https://x.example/</a>', "https://x.example/"),
        ('<a href="https://x.example/">[w]</a>', "[w] (https://x.example/)"),
        ('<a href="javascript:alert(1)">w</a>', "w"),
        ('<a href="mailto:a@x.example">w</a>', "w (a@x.example)"),
        ("<blockquote>a\n\nb<blockquote>c</blockquote></blockquote>d", "> a\n>\n> b\n>\n> > c\n\nd"),
        ("<ul><li>a</li><li>b</li></ul>c", "- a\n- b\n\nc"),
        ('<img src="https://x.example/i.png" alt="I">', "[I](https://x.example/i.png)"),
        ("<script>a</script>&lt;script&gt; &amp;amp; 🦭<!-- x -->", "<script> &amp; 🦭"),
        ("I <3 this & that", "I <3 this & that"),
        ("\u202eevil\u202c", "evil"),
    ],
)
def test_comment_text(html: str, text: str) -> None:
    assert html_to_text(html) == text
