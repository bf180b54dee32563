"""Charts are well-formed SVG that says what it shows."""

import pytest
from defusedxml.ElementTree import fromstring

from parley.moderation.ledger.charts import Point, bars_svg, lines_svg

SVG = "{http://www.w3.org/2000/svg}"
POINTS = [
    Point("2026-01", 10.0, "10 %", 5.0, 20.0),
    Point("2026-02", None, "–", 0.0, 100.0),
    Point("<script>alert(1)</script> & \x00\x1b", 12.0, "12 %"),
    Point("2026-04", 0.0, "0 %", 0.0, 3.0),
]


@pytest.mark.parametrize("draw", [bars_svg, lines_svg])
@pytest.mark.parametrize("points", [POINTS, POINTS[:1], POINTS[1:2], []])
def test_it_is_well_formed_and_has_title_and_description(draw: object, points: list[Point]) -> None:
    text = draw(key="k", title="Holds & <more>", description="By month.", points=points)  # type: ignore[operator]
    svg = fromstring(text)
    title, described = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None
    assert described is not None
    assert (title.text, described.text) == ("Holds & <more>", "By month.")
    assert svg.get("aria-labelledby") == f"{title.get('id')} {described.get('id')}"
    assert svg.get("role") == "img"
    assert "<script" not in text
    assert "style=" not in text  # the site's policy allows none


def test_bars_are_as_long_as_their_values() -> None:
    svg = fromstring(bars_svg(key="k", title="t", description="d", points=POINTS))
    widths = [float(bar.get("width", "")) for bar in svg.iter(f"{SVG}rect")]
    assert widths == pytest.approx([185.0, 222.0, 0.0])  # of 370 for 20 %
    assert [span.get("class") for span in svg.iter(f"{SVG}line")] == ["span", "span"]


def test_a_line_breaks_where_a_value_lacks() -> None:
    svg = fromstring(lines_svg(key="k", title="t", description="d", points=POINTS))
    assert len(list(svg.iter(f"{SVG}circle"))) == 3
    assert len([line for line in svg.iter(f"{SVG}line") if line.get("class") == "line"]) == 1


def test_labels_are_thinned_out() -> None:
    many = [Point(f"2{place:03}-01", 1.0, "1 %") for place in range(61)]
    svg = fromstring(lines_svg(key="k", title="t", description="d", points=many))
    assert len(list(svg.iter(f"{SVG}text"))) <= 12 + 3
