"""What the town is made of: skies, ridges, houses, gulls, people, boats."""

import math
from collections.abc import Sequence

from ink import BRICK, DEEP, INK, OCHRE, PAPER, SAND, SKIN, WINE, Point, Sheet, curve, gouge


def sky(s: Sheet, sun: Point, bands: Sequence[tuple[float, str]], *, marks: bool = True) -> None:
    """Bands of colour round a light, from the widest (radius, colour) in; each edge is broken up by marks of its own."""
    s.rect(-20, -20, s.width + 40, s.height + 40, bands[0][1])
    for i, (radius, colour) in enumerate(bands[1:]):
        points = []
        for a in range(0, 361, 12):
            r = radius * (1 + 0.018 * math.sin(a / 17 + radius) + s.random.uniform(-0.008, 0.008))
            points.append((sun[0] + r * math.cos(math.radians(a)), sun[1] + r * math.sin(math.radians(a))))
        s.shape(curve([*points, points[0]]) + "Z", colour)
        if marks and i < len(bands) - 2:
            s.rings(sun, (radius, radius * 1.26), colour, keep=0.6, width=4.5, step=22)
    if marks:
        for (radius, _), (_, colour) in zip(bands[1:-1], bands[:-2], strict=True):
            s.rings(sun, (radius * 0.86, radius), colour, keep=0.34, width=3.5, step=22)


def ridge(
    s: Sheet,
    y: float,
    fill: str,
    *,
    rise: float = 40,
    seed: float = 0,
    bottom: float = 1020,
    mark: str | None = None,
) -> None:
    """A line of hills across the sheet."""
    points = [
        (x, y - rise * (math.sin(x / 310 + seed) + 0.45 * math.sin(x / 123 + seed * 2.3)))
        for x in range(-40, s.width + 81, 40)
    ]
    s.shape(curve(points) + f"L{s.width + 60} {bottom}L-60 {bottom}Z", fill)
    if mark:
        marks = (
            gouge(
                x + s.random.uniform(-20, 20),
                top + 16 + k * 17 + s.random.uniform(-4, 4),
                s.around(52, 0.4),
                s.around(3, 0.4),
                angle=s.random.uniform(8, 20),
            )
            for x, top in points
            for k in range(4)
        )
        s.marks(marks, mark)


def house(
    s: Sheet,
    x: float,
    base: float,
    w: float,
    h: float,
    *,
    wall: str,
    roof: str,
    shade: str = INK,
    pane: str = OCHRE,
    gable: bool = True,
    rows: int = 2,
    chimney: bool = True,
    lit: float = 0.6,
) -> None:
    """A house seen from the front, lit from the left."""
    top = base - h
    peak = w * (0.55 if gable else 0.34)
    if chimney:
        cx = x + w * s.random.choice((0.22, 0.68))
        s.rect(cx, top - peak * 0.95, w * 0.11, peak, wall)
        s.rect(cx + w * 0.07, top - peak * 0.95, w * 0.04, peak, shade)
        s.rect(cx - 3, top - peak * 0.95 - 6, w * 0.11 + 6, 7, shade)
    s.rect(x, top, w, h, wall)
    if gable:
        s.poly(((x, top + 1), (x + w / 2, top - peak), (x + w, top + 1)), wall)
        s.poly(
            (
                (x + w / 2, top - peak),
                (x + w, top + 1),
                (x + w, base),
                (x + w * 0.84, base),
                (x + w * 0.84, top - peak * 0.2),
            ),
            shade,
            opacity=0.32,
        )
        t = w * 0.075
        s.poly(
            ((x - t, top + t), (x + w / 2, top - peak - t * 1.3), (x + w + t, top + t), (x + w + t * 0.2, top + t * 1.5),
             (x + w / 2, top - peak + t * 0.7), (x - t * 0.2, top + t * 1.5)), roof)  # fmt: skip
    else:
        s.poly(
            ((x - 6, top + 2), (x + w * 0.12, top - peak), (x + w * 0.88, top - peak), (x + w + 6, top + 2)),
            roof,
        )
        s.hatch(
            (x + w * 0.14, top - peak + 2, w * 0.72, peak - 4),
            wall,
            step=9,
            length=w * 0.16,
            width=1.6,
            keep=0.7,
        )
        s.rect(x + w * 0.86, top, w * 0.14, h, shade, opacity=0.32)
    columns = max(2, round(w / 42))
    cell = w * 0.84 / columns
    rise = h / (rows + 0.35)
    for row in range(rows):
        for col in range(columns):
            wx, wy = x + cell * (col + 0.28), top + rise * (row + 0.26)
            ww, wh = cell * 0.46, rise * 0.54
            s.rect(wx - 2.5, wy - 2.5, ww + 5, wh + 5, shade)
            if s.random.random() < lit:
                s.rect(wx, wy, ww, wh, pane)
                s.rect(wx + ww / 2 - 1.2, wy, 2.4, wh, shade)
                s.rect(wx, wy + wh * 0.45, ww, 2.2, shade)
    if gable:
        s.disc(x + w * 0.47, top - peak * 0.35, w * 0.055, shade)


def terrace(
    s: Sheet,
    xs: tuple[float, float],
    base: float,
    *,
    walls: Sequence[str],
    roofs: Sequence[str],
    shade: str = INK,
    pane: str = OCHRE,
    size: float = 1,
    lit: float = 0.6,
) -> None:
    """A row of houses shoulder to shoulder; no two neighbours alike."""
    x = xs[0]
    k = s.random.randrange(len(walls))
    while x < xs[1]:
        w = s.random.uniform(78, 128) * size
        h = s.random.uniform(84, 168) * size
        house(
            s,
            x,
            base,
            w,
            h,
            wall=walls[k % len(walls)],
            roof=s.random.choice(roofs),
            shade=shade,
            pane=pane,
            gable=s.random.random() < 0.6,
            rows=2 if h < 125 * size else 3,
            lit=lit,
        )
        k += s.random.choice((1, 2)) if len(walls) > 2 else 1
        x += w + 1


def gull(
    s: Sheet, x: float, y: float, size: float, *, fill: str = PAPER, tip: str = INK, tilt: float = 0
) -> None:
    s.add(f'<g transform="translate({x} {y}) rotate({tilt}) scale({size / 100:.3f})">')
    s.shape(
        "M0 0C-22 -26 -56 -34 -100 -12C-62 -20 -34 -8 -14 12C-4 20 8 20 16 12C34 -10 62 -24 100 -20C58 -40 22 -28 0 0Z",
        fill,
    )
    s.shape("M-100 -12C-84 -21 -70 -25 -60 -26L-66 -17C-78 -18 -90 -16 -100 -12Z", tip)
    s.shape("M100 -20C84 -28 70 -31 60 -31L64 -22C76 -24 90 -23 100 -20Z", tip)
    s.close()


def person(
    s: Sheet,
    x: float,
    base: float,
    h: float,
    *,
    coat: str,
    legs: str = INK,
    skin: str = SKIN[0],
    hair: str = INK,
    hat: str = "",
    flip: bool = False,
    skirt: bool = False,
    arm: str = "down",
    edge: str = "",
    bag: str = "",
) -> None:
    """A standing figure in a coat, 100 units tall before scaling; `arm` is down, up, out or hips."""
    s.open(x=x, y=base, scale=h / 100, flip=flip)
    if skirt:
        s.shape("M-9 -50L-14 -12L14 -12L9 -50Z", coat)
        s.shape("M-7 -13L-6 -1L-11 0L-1 0L-1 -13ZM2 -13L3 0L11 0L6 -2L7 -13Z", legs)
    else:
        s.shape("M-9 -48L-10 0L-16 1L-3 1L0 -38L4 1L15 1L10 -2L9 -48Z", legs)
    s.shape("M-5 -82C-13 -80 -14 -72 -14 -62L-13 -38C-6 -34 8 -34 14 -38L13 -64C13 -74 11 -80 5 -82Z", coat)
    sleeves = {
        "down": "M11 -78C17 -72 18 -58 16 -40L10 -40L8 -66Z",
        "up": "M8 -80C16 -84 22 -94 24 -108L30 -107C30 -92 24 -76 12 -68Z",
        "out": "M8 -80C18 -78 28 -76 38 -80L39 -74C28 -68 16 -66 8 -68Z",
        "hips": "M9 -80C20 -74 24 -64 22 -58L12 -46L9 -51L16 -60L9 -68Z",
    }
    hands = {"down": (13, -38), "up": (27, -110), "out": (41, -77), "hips": (10, -48)}
    s.disc(*hands[arm], 3.4, skin)
    s.shape(sleeves[arm], coat)
    if edge:
        s.marks(
            (
                gouge(-10.5, -60, 30, 2, angle=90),
                gouge(-6, -50, 18, 1.4, angle=92),
                gouge(12, -58, 20, 1.3, angle=88),
            ),
            edge,
        )
    if bag:
        s.shape("M-24 -40L-10 -40L-8 -20L-26 -20Z", bag)
        s.line(((-21, -40), (-17, -56), (-13, -40)), bag, 2)
    s.shape("M-3.5 -86L3.5 -86L4 -79L-4 -79Z", skin)
    s.disc(0, -92, 7.4, skin, ry=8.6)
    if hat == "cap":
        s.shape("M-8 -95C-8 -104 8 -104 8.5 -95L14 -94L14 -92L-8 -94Z", hair)
    elif hat == "bobble":
        s.shape("M-8.4 -94C-9 -106 9 -106 8.4 -94Z", hair)
        s.disc(0, -105, 3.4, hair)
    elif hat == "brim":
        s.shape("M-14 -95L14 -95L13 -97L8 -98C8 -106 -8 -106 -8 -98L-13 -97Z", hair)
    elif hat == "long":
        s.shape("M-8 -92C-9 -104 9 -105 8 -93L6 -97C2 -96 -2 -98 -4 -96L-5 -80C-10 -80 -11 -86 -8 -92Z", hair)
    elif hat == "bun":
        s.shape("M-8 -91C-9 -103 8 -105 8 -95C3 -98 -3 -97 -5 -90Z", hair)
        s.disc(-8, -100, 4, hair)
    else:
        s.shape("M-8 -92C-9 -103 9 -104 8 -93C5 -98 -3 -98 -5 -91Z", hair)
    s.close()


def rowing_boat(
    s: Sheet, x: float, y: float, size: float, *, hull: str = BRICK, inside: str = WINE, flip: bool = False
) -> None:
    s.open(x=x, y=y, scale=size / 100, flip=flip)
    s.shape("M-100 -26C-60 -14 40 -14 104 -34C92 -4 70 14 40 16L-50 16C-78 12 -94 -6 -100 -26Z", hull)
    s.shape("M-94 -22C-50 -10 40 -10 98 -30C60 -20 -50 -6 -94 -22Z", inside)
    s.marks((gouge(-10, 4, 120, 3, bend=2), gouge(10, -4, 140, 2.4, bend=2)), PAPER)
    s.close()


def lamp(s: Sheet, x: float, base: float, h: float, *, post: str = INK, light: str = SAND) -> None:
    s.rect(x - h * 0.012, base - h * 0.86, h * 0.024, h * 0.86, post)
    s.rect(x - h * 0.03, base - h * 0.12, h * 0.06, h * 0.12, post)
    s.poly(
        (
            (x - h * 0.05, base - h * 0.97),
            (x + h * 0.05, base - h * 0.97),
            (x + h * 0.032, base - h * 0.86),
            (x - h * 0.032, base - h * 0.86),
        ),
        light,
    )
    s.poly(((x - h * 0.065, base - h * 0.965), (x, base - h * 1.03), (x + h * 0.065, base - h * 0.965)), post)


def bricks(
    s: Sheet,
    box: tuple[float, float, float, float],
    fill: str,
    *,
    size: float = 30,
    keep: float = 0.35,
    opacity: float = 1,
) -> None:
    """A few courses picked out here and there, as a printmaker hints at brickwork."""
    bx, by, bw, bh = box
    d = ""
    row = 0
    y = by
    while y < by + bh - size * 0.3:
        x = bx + (size * 0.5 if row % 2 else 0)
        while x < bx + bw - size * 0.9:
            if s.random.random() < keep:
                w, h = size * 0.88, size * 0.32
                d += f"M{x:.0f} {y:.0f}h{w:.0f}v{h:.0f}h-{w:.0f}Z"
            x += size
        y += size * 0.45
        row += 1
    s.shape(d, fill, opacity=opacity)


def smoke(s: Sheet, x: float, y: float, size: float, fill: str, *, opacity: float = 1) -> None:
    for i in range(6):
        k = i / 5
        s.disc(
            x + size * (0.9 * k + 0.12 * math.sin(i * 2.2)),
            y - size * k * 0.62,
            size * (0.07 + 0.17 * k),
            fill,
            ry=size * (0.06 + 0.12 * k),
            opacity=opacity,
        )


DARKS = (DEEP, INK)
WARMS = (BRICK, WINE, OCHRE, SAND)
