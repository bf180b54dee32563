"""The drawing tools of the demo pictures: a small palette, cut shapes, and the marks a gouge leaves in lino.

All measures are pixels of a 1600 by 1000 sheet; angles are degrees, clockwise from the right.
"""

import math
import random
from collections.abc import Iterable, Sequence

Point = tuple[float, float]

INK = "#15222d"
DEEP = "#1d3d4c"
TEAL = "#2c6670"
SEA = "#6aa39e"
MIST = "#b7d0c1"
PAPER = "#f5ecd9"
SAND = "#ead2a6"
OCHRE = "#dfa142"
BRICK = "#c4523a"
WINE = "#7c2e35"
SKIN = ("#e8b58f", "#c98a63", "#8d5a3f", "#5e3a2b")

# The printed look: edges wander a little, as a knife does, and the ink lets the paper through in small specks.
_FILTERS = """
<filter id="cut" x="0" y="0" width="100%" height="100%" filterUnits="userSpaceOnUse">
<feTurbulence type="fractalNoise" baseFrequency="0.018" numOctaves="2" seed="4" result="n"/>
<feDisplacementMap in="SourceGraphic" in2="n" scale="7" xChannelSelector="R" yChannelSelector="G"/></filter>
<filter id="speck" x="0" y="0" width="100%" height="100%" filterUnits="userSpaceOnUse">
<feTurbulence type="fractalNoise" baseFrequency="0.17" numOctaves="2" seed="9"/>
<feColorMatrix values="0 0 0 0 0.96  0 0 0 0 0.93  0 0 0 0 0.85  0 0 0 -11 3.1"/></filter>
<filter id="mottle" x="0" y="0" width="100%" height="100%" filterUnits="userSpaceOnUse">
<feTurbulence type="fractalNoise" baseFrequency="0.012 0.03" numOctaves="3" seed="21"/>
<feColorMatrix values="0 0 0 0 0.08  0 0 0 0 0.13  0 0 0 0 0.18  0 0 0 -2.4 1.35"/></filter>
"""


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def path(points: Iterable[Point], *, closed: bool = True) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points) + ("Z" if closed else "")


def curve(points: Sequence[Point]) -> str:
    """The smooth open line through the points (Catmull-Rom, as cubic Bézier pieces)."""
    out = f"M{_n(points[0][0])} {_n(points[0][1])}"
    for i in range(len(points) - 1):
        p0, p1, p2 = points[max(i - 1, 0)], points[i], points[i + 1]
        p3 = points[min(i + 2, len(points) - 1)]
        c1 = (p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6)
        c2 = (p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6)
        out += f"C{_n(c1[0])} {_n(c1[1])} {_n(c2[0])} {_n(c2[1])} {_n(p2[0])} {_n(p2[1])}"
    return out


def gouge(x: float, y: float, length: float, width: float, *, angle: float = 0, bend: float = 0) -> str:
    """One mark of the gouge: pointed at both ends, `width` at its belly, bent sideways by `bend`."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    h = length / 2
    ends = ((x - h * c, y - h * s), (x + h * c, y + h * s))
    mids = [(x - s * (bend + side), y + c * (bend + side)) for side in (width, -width)]
    (ax, ay), (bx, by) = ends
    return (
        f"M{_n(ax)} {_n(ay)}Q{_n(mids[0][0])} {_n(mids[0][1])} {_n(bx)} {_n(by)}"
        f"Q{_n(mids[1][0])} {_n(mids[1][1])} {_n(ax)} {_n(ay)}Z"
    )


class Sheet:
    """One picture: shapes are laid one over the other, as layers of ink."""

    def __init__(self, *, seed: int, paper: str = PAPER, width: int = 1600, height: int = 1000) -> None:
        self.width, self.height = width, height
        self.random = random.Random(seed)  # noqa: S311 -- the same picture each time, no secret
        self.parts: list[str] = []
        self.rect(-20, -20, width + 40, height + 40, paper)

    # --- shapes ---------------------------------------------------------------------------------
    def add(self, svg: str) -> None:
        self.parts.append(svg)

    def shape(self, d: str, fill: str, *, opacity: float = 1) -> None:
        self.add(f'<path d="{d}" fill="{fill}"' + (f' opacity="{opacity}"' if opacity < 1 else "") + "/>")

    def poly(self, points: Iterable[Point], fill: str, *, opacity: float = 1) -> None:
        self.shape(path(points), fill, opacity=opacity)

    def rect(self, x: float, y: float, w: float, h: float, fill: str, *, opacity: float = 1) -> None:
        self.poly(((x, y), (x + w, y), (x + w, y + h), (x, y + h)), fill, opacity=opacity)

    def disc(
        self, x: float, y: float, r: float, fill: str, *, ry: float | None = None, opacity: float = 1
    ) -> None:
        self.add(
            f'<ellipse cx="{_n(x)}" cy="{_n(y)}" rx="{_n(r)}" ry="{_n(r if ry is None else ry)}" fill="{fill}"'
            + (f' opacity="{opacity}"' if opacity < 1 else "")
            + "/>"
        )

    def line(self, points: Sequence[Point], colour: str, width: float, *, smooth: bool = False) -> None:
        d = curve(points) if smooth else path(points, closed=False)
        self.stroke(d, colour, width)

    def stroke(self, d: str, colour: str, width: float) -> None:
        self.add(
            f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{_n(width)}" '
            'stroke-linecap="round" stroke-linejoin="round"/>'
        )

    def marks(self, marks: Iterable[str], fill: str, *, opacity: float = 1) -> None:
        self.shape("".join(marks), fill, opacity=opacity)

    def open(
        self, *, x: float = 0, y: float = 0, scale: float = 1, flip: bool = False, clip: str = ""
    ) -> None:
        """Begin a group; with `clip`, the path data its shapes are cut to."""
        attribute = ""
        if clip:
            name = f"c{len(self.parts)}"
            self.add(f'<clipPath id="{name}"><path d="{clip}"/></clipPath>')
            attribute = f' clip-path="url(#{name})"'
        sx = -scale if flip else scale
        self.add(f'<g transform="translate({_n(x)} {_n(y)}) scale({sx:.3f} {scale:.3f})"{attribute}>')

    def close(self) -> None:
        self.add("</g>")

    # --- fields of marks ------------------------------------------------------------------------
    def around(self, value: float, spread: float) -> float:
        return value * (1 + self.random.uniform(-spread, spread))

    def rings(
        self,
        centre: Point,
        radii: tuple[float, float],
        fill: str,
        *,
        step: float = 26,
        width: float = 5,
        length: float = 90,
        keep: float = 0.75,
        opacity: float = 1,
    ) -> None:
        """Marks that run round a light, ring after ring."""
        marks = []
        r = radii[0]
        while r < radii[1]:
            a = self.random.uniform(0, 40)
            stop = a + 360
            while a < stop:
                run = self.around(length, 0.45)
                degrees = math.degrees(run / r)
                middle = math.radians(a + degrees / 2)
                x, y = centre[0] + r * math.cos(middle), centre[1] + r * math.sin(middle)
                inside = -60 < x < self.width + 60 and -60 < y < self.height + 60
                if inside and self.random.random() < keep:
                    bend = -(run**2) / (4 * r)
                    marks.append(
                        gouge(x, y, run, self.around(width, 0.4), angle=a + degrees / 2 + 90, bend=bend)
                    )
                a += degrees + math.degrees(self.around(length * 0.35, 0.6) / r)
            r += self.around(step, 0.25)
        self.marks(marks, fill, opacity=opacity)

    def water(
        self,
        top: float,
        bottom: float,
        fill: str,
        *,
        xs: tuple[float, float] = (-40, 1640),
        keep: float = 0.6,
        fine: float = 1,
        glint: tuple[float, float] | None = None,
    ) -> None:
        """Rows of marks that grow towards the viewer; with `glint` (x, half width at the bottom), only under the light."""
        marks = []
        y = top + 5 * fine
        while y < bottom:
            near = (y - top) / max(bottom - top, 1)
            length = (34 + 150 * near) * fine
            x = xs[0] + self.random.uniform(0, length)
            while x < xs[1]:
                run = self.around(length, 0.5)
                chance = keep
                if glint is not None:
                    half = 30 + glint[1] * near
                    chance = keep * math.exp(-(((x - glint[0]) / half) ** 2))
                if self.random.random() < chance:
                    wide = self.around(2.2 + 6 * near, 0.35) * fine
                    marks.append(
                        gouge(
                            x,
                            y + self.random.uniform(-2, 2),
                            run,
                            wide,
                            bend=self.random.uniform(-5, 5) * near,
                        )
                    )
                x += run * self.random.uniform(0.9, 1.5)
            y += (7 + 24 * near) * fine
        self.marks(marks, fill)

    def hatch(
        self,
        box: tuple[float, float, float, float],
        fill: str,
        *,
        angle: float = 0,
        step: float = 14,
        length: float = 40,
        width: float = 2.5,
        keep: float = 0.8,
        opacity: float = 1,
    ) -> None:
        """Short parallel marks over a box (x, y, width, height): the grain of wood, slates, mud."""
        bx, by, bw, bh = box
        marks = []
        y = by + step / 2
        while y < by + bh:
            x = bx + self.random.uniform(-length, length * 0.3)
            while x < bx + bw:
                run = self.around(length, 0.5)
                if self.random.random() < keep and x + run < bx + bw + 2 and x > bx - 2:
                    marks.append(gouge(x + run / 2, y, run, self.around(width, 0.4), angle=angle))
                x += run * 1.25
            y += self.around(step, 0.2)
        self.marks(marks, fill, opacity=opacity)

    # --- finish ---------------------------------------------------------------------------------
    def svg(self) -> str:
        w, h = self.width, self.height
        # Specks are one size in print; a small sheet gets fewer, or they would sit on the face like snow.
        specks = 0.5 if w > 1000 else 0.16
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}">'
            f"<defs>{_FILTERS}</defs>\n"
            f'<g filter="url(#cut)">\n' + "\n".join(self.parts) + "\n</g>\n"
            f'<rect width="{w}" height="{h}" filter="url(#mottle)" opacity="0.11"/>'
            f'<rect width="{w}" height="{h}" filter="url(#speck)" opacity="{specks}"/></svg>\n'
        )
