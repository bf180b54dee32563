"""Charts as SVG, made on the server: they need no script, and a table with the same figures stands beside each.

Colours come from the style sheet by class (`bar`, `dot`, `line`, `span`, `grid`, `label`), so that one chart serves
light and dark. They read from left to right in every language, like the axis of any plot.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString, mark_safe

_WIDTH: Final = 640
_ROW: Final = 30
_LEFT: Final = 200
_RIGHT: Final = 570
_LABEL_MAX: Final = 28
_HEIGHT: Final = 240
_BASE: Final = 200
_TOP: Final = 16
_MARGIN: Final = 56
_LABELS_MAX: Final = 12
#: XML 1.0 has no place for these, not even escaped.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Point:
    """A figure with a name, and in words as people read it.

    `value`: in percent, None where there is none; `low` and `high`: its interval, if it has one.
    """

    name: str
    value: float | None
    words: str
    low: float | None = None
    high: float | None = None


def bars_svg(*, key: str, title: str, description: str, points: Sequence[Point]) -> SafeString:
    """Draw a bar from left to right for each point, with a line for its interval. `key`: its own in the page."""
    height = _ROW * len(points) + 8
    svg = _svg(key, title, description, height)
    top = _top(points)
    for place, point in enumerate(points):
        middle = 4 + _ROW * place + _ROW / 2
        _text(svg, _shortened(point.name), x=0, y=middle, anchor="start")
        _text(svg, point.words, x=_WIDTH, y=middle, anchor="end")
        if point.value is None:
            continue
        end = _across(point.value, top)
        _add(svg, "rect", "bar", x=_LEFT, y=middle - 8, width=end - _LEFT, height=16)
        if point.low is not None and point.high is not None:
            low, high = _across(point.low, top), _across(point.high, top)
            _add(svg, "line", "span", x1=low, x2=high, y1=middle, y2=middle)
    return _written(svg)


def lines_svg(*, key: str, title: str, description: str, points: Sequence[Point]) -> SafeString:
    """Draw a line through the points in order, with an upright line for each interval; a gap where a value lacks."""
    svg = _svg(key, title, description, _HEIGHT)
    top = _top(points)
    for share in (0.0, 0.5, 1.0):
        y = _up(share * top, top)
        _add(svg, "line", "grid", x1=_MARGIN, x2=_WIDTH, y1=y, y2=y)
        _text(svg, f"{share * top:.4g} %", x=_MARGIN - 8, y=y, anchor="end")
    step = (_WIDTH - _MARGIN) / max(len(points), 1)
    every = -(-len(points) // _LABELS_MAX)
    before: tuple[float, float] | None = None
    for place, point in enumerate(points):
        x = _MARGIN + step * (place + 0.5)
        if every and place % every == 0:
            _text(svg, _shortened(point.name), x=x, y=_BASE + 20, anchor="middle")
        before = _point_draw(svg, point, x, top, before)
    return _written(svg)


def _point_draw(
    svg: ET.Element, point: Point, x: float, top: float, before: tuple[float, float] | None
) -> tuple[float, float] | None:
    """Draw one point and the line to it; return where it is."""
    if point.value is None:
        return None
    y = _up(point.value, top)
    if point.low is not None and point.high is not None:
        _add(svg, "line", "span", x1=x, x2=x, y1=_up(point.low, top), y2=_up(point.high, top))
    if before is not None:
        _add(svg, "line", "line", x1=before[0], x2=x, y1=before[1], y2=y)
    _add(svg, "circle", "dot", cx=x, cy=y, r=4)
    return x, y


def _top(points: Sequence[Point]) -> float:
    """Return a round number (1, 2 or 5 times a power of ten) that no point lies above."""
    known = [max(one.value, one.high or 0.0) for one in points if one.value is not None]
    most = max(known, default=0.0)
    if most <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return next((power * step for step in (1, 2, 5) if power * step >= most), power * 10)


def _across(value: float, top: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * min(value / top, 1.0)


def _up(value: float, top: float) -> float:
    return _BASE - (_BASE - _TOP) * min(value / top, 1.0)


def _svg(key: str, title: str, description: str, height: float) -> ET.Element:
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "chart",
            "viewBox": f"0 0 {_WIDTH} {height}",
            "role": "img",
            "direction": "ltr",
            "aria-labelledby": f"{key}-title {key}-desc",
        },
    )
    ET.SubElement(svg, "title", {"id": f"{key}-title"}).text = _clean(title)
    ET.SubElement(svg, "desc", {"id": f"{key}-desc"}).text = _clean(description)
    return svg


def _add(svg: ET.Element, tag: str, kind: str, **numbers: float) -> None:
    ET.SubElement(svg, tag, {"class": kind, **{name: f"{one:.1f}" for name, one in numbers.items()}})


def _text(svg: ET.Element, words: str, *, x: float, y: float, anchor: str) -> None:
    places = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor, "dominant-baseline": "middle"}
    ET.SubElement(svg, "text", {"class": "label", **places}).text = _clean(words)


def _shortened(name: str) -> str:
    return name if len(name) <= _LABEL_MAX else f"{name[: _LABEL_MAX - 1]}…"


def _clean(words: str) -> str:
    return _NOT_XML.sub("", words)


def _written(svg: ET.Element) -> SafeString:
    # ElementTree has escaped every text and attribute.
    return mark_safe(ET.tostring(svg, encoding="unicode", short_empty_elements=True))  # noqa: S308 -- as said above
