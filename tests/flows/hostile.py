"""Comment bodies as bad as readers and attackers make them, from a fixed seed."""

import random
import unicodedata
from collections.abc import Iterator

# Written for these tests after the contexts that matter: element, attribute, URL, comment, style, template, entity,
# Markdown link, parser confusion (svg, math, noscript, unclosed tags) and mutation on re-parsing.
POLYGLOTS = [
    "<script>window.hacked=1</script>",
    "<ScRiPt/src=data:,window.hacked=1></sCrIpT>",
    '"><img src=x onerror=window.hacked=1>',
    "'><svg/onload=window.hacked=1>",
    "<svg><script>window.hacked=1</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=window.hacked=1>",
    '<noscript><p title="</noscript><img src=x onerror=window.hacked=1>">',
    "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    "<details open ontoggle=window.hacked=1>x</details>",
    "<a href=javascript:window.hacked=1>click</a>",
    "[click](javascript:window.hacked=1)",
    "[click](JaVaScRiPt&colon;window.hacked=1)",
    "[click](java\tscript:window.hacked=1)",
    "[click](data:text/html,<script>window.hacked=1</script>)",
    "[click](vbscript:x)",
    '[a](https://example.org/"onmouseover="window.hacked=1)',
    "[a](https://example.org/ 'x' onclick=window.hacked=1)",
    'https://example.org/"><script>window.hacked=1</script>',
    "https://example.org/'onclick='window.hacked=1",
    "<https://example.org/<script>window.hacked=1</script>>",
    "![x](x onerror=window.hacked=1)",
    "![x](javascript:window.hacked=1)",
    "<!--><img src=x onerror=window.hacked=1>-->",
    "<![CDATA[<script>window.hacked=1</script>]]>",
    "<style>@import 'javascript:window.hacked=1';*{background:url(javascript:window.hacked=1)}</style>",
    "<base href='https://example.org/'>",
    "<meta http-equiv=refresh content='0;url=javascript:window.hacked=1'>",
    "<object data='javascript:window.hacked=1'></object><embed src='javascript:window.hacked=1'>",
    "<form action='javascript:window.hacked=1'><input type=submit autofocus onfocus=window.hacked=1></form>",
    "&lt;script&gt;window.hacked=1&lt;/script&gt;",
    "&#60;img src=x onerror=window.hacked=1&#62;",
    "\\<script>window.hacked=1\\</script>",
    "{{ 7*7 }}{% debug %}${7*7}<%= 7*7 %>#{7*7}",
    "</textarea></form><script>window.hacked=1</script>",
    "</script><script>window.hacked=1</script>",
    "]]></description><script>window.hacked=1</script>",
    "<p/onclick=window.hacked=1 style='position:fixed;inset:0' class=masthead id=main>all over</p>",
    "> <blockquote onclick=window.hacked=1>quoted</blockquote>",
    "*<em onclick=window.hacked=1>*",
    "<xmp><script>window.hacked=1</script></xmp><plaintext>",
    "\u2028<img src=x onerror=window.hacked=1>\u2029",
    "<img src=x\x00onerror=window.hacked=1>",
    "＜script＞window.hacked=1＜/script＞",
]
MARKDOWN = [
    "*" * 60,
    "_a_" * 60,
    "[" * 200,
    "](" * 100,
    ">" * 100 + " deep",
    "> a\n" * 40,
    "`" * 50,
    "# head",
    "1. one",
    "- dash",
    "***x***",
    "__x__",
    "~~x~~",
    "| a | b |\n|---|---|",
    "---",
    "===",
    "http://",
    "https://example.org/a(b)c_d_e*f*",
    "<!--",
]
PEOPLE = [
    "“Look who will come to the council.”",
    "HOW can anybody…",
    "Ça alors !",
    "naïve façade",
    "Это неправда.",
    "それは違います。",
    "هذا غير صحيح",
    "זה לא נכון",
    "यह सही नहीं है",
    "¯\\_(ツ)_/¯",
    "🇺🇦💥🔥☠️",
    "👩‍👩‍👧‍👦 👍🏽",
    "1 < 2 && 3 > 2",
    "a&b;c",
    "100 % — sure",
    "x" * 300,
    "e\u0301te\u0301",
    "Z͑ͫ̓a̸l̵g̶o" * 5,
    "ﷺ" * 20,
    "\u00ad\u200bsoft",
    "می‌خواهم",
]
CONTROLS = [
    "\x00",
    "\x07",
    "\x1b[31m",
    "\x7f",
    "\u202e",
    "\u2066",
    "\u2069",
    "\u202a",
    "\ufeff",
    "\ufffe",
    "\U000e0041",
    "\r\n",
    "\r",
    "\u0085",
]


def bodies(*, count: int, seed: int) -> Iterator[str]:
    """Yield `count` bodies; each carries its number, so that no two are alike."""
    chance = random.Random(seed)
    everything = [POLYGLOTS, MARKDOWN, PEOPLE, CONTROLS]
    for number in range(count):
        pieces = [f"body {number}"]
        for _ in range(chance.randint(1, 8)):
            kind = chance.random()
            if kind < 0.85:
                pieces.append(chance.choice(chance.choice(everything)))
            else:  # any character at all but surrogates, which no UTF-8 can carry
                pieces.append("".join(_any_character(chance) for _ in range(chance.randint(1, 60))))
        body = chance.choice(["", " ", "\n", "\n\n", "\t"]).join(pieces)
        if chance.random() < 0.05:
            body = _torn(body, chance)
        yield body


def _any_character(chance: random.Random) -> str:
    while True:
        point = chance.choice([chance.randrange(0x80), chance.randrange(0x3000), chance.randrange(0x110000)])
        if not 0xD800 <= point <= 0xDFFF:
            return chr(point)


def _torn(body: str, chance: random.Random) -> str:
    cut = chance.randrange(len(body))
    return body[:cut] + chance.choice("<>\"'&`[](){}") + body[cut:]


def kept(text: str) -> str:
    """Return the characters of `text` that can be seen: letters, marks, numbers, signs; independently of the code.

    Spaces, controls and format characters are left out of the comparison; their rules have tests of their own.
    """
    seen = "".join(char for char in text if unicodedata.category(char)[0] in "LMNPS")
    return unicodedata.normalize("NFC", seen)  # last, because what is left out may have stood between marks
