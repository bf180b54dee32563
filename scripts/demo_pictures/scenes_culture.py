"""Pictures of indoor things: the choir in the ropeworks, the library of tools."""

import math
from collections.abc import Callable

from ink import BRICK, DEEP, INK, MIST, OCHRE, PAPER, SAND, SEA, SKIN, TEAL, WINE, Sheet, gouge
from things import person


def ropeworks() -> Sheet:
    s = Sheet(seed=61, paper=OCHRE)
    cx, cy = 800, 440
    # frames of the long shed, from the far end to the near
    shades = (PAPER, SAND, OCHRE, BRICK, WINE, DEEP, INK)
    depths = (0.2, 0.3, 0.44, 0.64, 0.92, 1.32, 1.9)
    for i in range(len(depths) - 1, -1, -1):
        k = depths[i]
        w, eave, peak, foot = 760 * k, 200 * k, 460 * k, 420 * k
        s.poly(
            (
                (cx - w, cy + foot),
                (cx - w, cy - eave),
                (cx, cy - peak),
                (cx + w, cy - eave),
                (cx + w, cy + foot),
            ),
            shades[i],
        )
        if 0 < i < 6:
            inner = depths[i - 1]
            for side in (-1, 1):
                xa, xb = cx + side * 760 * inner, cx + side * w
                # a tall window in each bay, and its light
                m0, m1 = xa + (xb - xa) * 0.3, xa + (xb - xa) * 0.72
                f = [inner + (k - inner) * t for t in (0.3, 0.72)]
                s.poly(
                    (
                        (m0, cy - 130 * f[0]),
                        (m1, cy - 130 * f[1]),
                        (m1, cy + 200 * f[1]),
                        (m0, cy + 200 * f[0]),
                    ),
                    PAPER if i < 4 else SAND,
                )
                mid = (m0 + m1) / 2
                s.line(
                    ((mid, cy - 130 * (f[0] + f[1]) / 2), (mid, cy + 200 * (f[0] + f[1]) / 2)),
                    shades[i],
                    4 * k + 2,
                )
                s.line(((m0, cy + 30 * f[0]), (m1, cy + 30 * f[1])), shades[i], 4 * k + 2)
        beam = shades[min(i + 1, 6)]
        s.line(((cx - w, cy - eave), (cx, cy - peak), (cx + w, cy - eave)), beam, 22 * k)
        s.line(((cx - w, cy - eave), (cx + w, cy - eave)), beam, 22 * k)
        s.line(((cx, cy - peak), (cx, cy - eave)), beam, 16 * k)
        for side in (-1, 1):
            s.line(((cx, cy - eave), (cx + side * w * 0.5, cy - (eave + peak) / 2)), beam, 13 * k)
            s.line(((cx + side * w, cy - eave), (cx + side * w, cy + foot)), beam, 22 * k)
    # the end wall: a round window
    s.disc(cx, cy - 18, 62, WINE)
    s.disc(cx, cy - 18, 54, PAPER)
    s.rings((cx, cy - 18), (8, 50), OCHRE, keep=0.6, width=3, length=30, step=11)
    s.rings((cx, cy - 18), (150, 900), PAPER, keep=0.2, width=4, length=80, step=46, opacity=0.55)
    # floor
    s.poly(((cx - 152, cy + 84), (cx + 152, cy + 84), (2300, 1040), (-700, 1040)), WINE)
    for i in range(-9, 10):
        s.line(((cx + i * 17, cy + 84), (cx + i * 168, 1040)), INK, 3)
    s.poly(((cx - 60, cy + 84), (cx + 60, cy + 84), (cx + 300, 1040), (cx - 300, 1040)), OCHRE, opacity=0.5)
    # the choir on its risers
    for row in range(4, -1, -1):
        y, half, h, n = 700 - row * 44, 560 - row * 44, 226 - row * 12, 15 - row
        s.poly(
            ((cx - half - 40, y), (cx + half + 40, y), (cx + half + 46, y + 46), (cx - half - 46, y + 46)),
            INK,
        )
        for i in range(n):
            x = cx - half + (2 * half) * (i + 0.5) / n
            coat = (INK, DEEP, INK, WINE, DEEP)[(i + row) % 5]
            _singer(
                s,
                x,
                y,
                h,
                coat=coat,
                skin=SKIN[s.random.choice((0, 0, 1, 2, 3))],
                hair=s.random.choice((INK, WINE, MIST, OCHRE, BRICK)),
                long=s.random.random() < 0.5,
            )
    # the foghorn
    s.poly(((1290, 690), (1420, 690), (1450, 850), (1260, 850)), INK)
    s.hatch((1280, 710, 150, 130), DEEP, step=22, length=50, width=4)
    s.shape(
        "M1500 640C1400 640 1320 600 1240 540C1180 500 1130 470 1090 440L1120 600C1180 620 1250 650 1320 690C1400 736 1460 720 1500 690Z",
        INK,
    )
    s.shape(
        "M1500 650C1400 648 1320 608 1240 550C1180 508 1140 482 1104 460L1128 590C1190 612 1260 642 1324 680C1400 722 1460 708 1500 680Z",
        BRICK,
    )
    s.marks([gouge(1290 + i * 30, 606 + i * 14, 150, 6, angle=28) for i in range(4)], SAND)
    s.add('<g transform="rotate(-12 1110 522)">')
    s.disc(1110, 522, 58, INK, ry=100)
    s.disc(1108, 522, 50, OCHRE, ry=92)
    s.disc(1112, 522, 34, INK, ry=70)
    s.close()
    # the conductor
    s.rect(700, 900, 200, 120, INK)
    s.rect(690, 886, 220, 20, WINE)
    s.open(x=800, y=892, scale=3.7)
    s.shape("M-9 -48L-11 0L-1 0L0 -38L2 0L12 0L9 -48Z", INK)
    s.shape(
        "M-6 -82C-15 -80 -15 -66 -13 -40C-8 -26 -4 -22 -3 -22L0 -36L4 -22C6 -22 11 -28 13 -40C15 -66 14 -80 6 -82Z",
        INK,
    )
    s.shape("M10 -80C20 -84 26 -94 32 -108L37 -106C34 -88 26 -72 12 -66Z", INK)
    s.shape("M-10 -80C-20 -82 -28 -88 -38 -94L-40 -89C-32 -80 -22 -70 -12 -66Z", INK)
    s.disc(35, -109, 3.4, SKIN[2])
    s.disc(-41, -93, 3.4, SKIN[2])
    s.line(((35, -110), (54, -128)), PAPER, 1.6)
    s.shape("M-3.5 -86L3.5 -86L4 -79L-4 -79Z", SKIN[2])
    s.disc(0, -92, 7.6, SKIN[2], ry=8.6)
    s.shape("M-8.6 -88C-10 -106 10 -106 8.6 -88C8 -82 -8 -82 -8.6 -88Z", INK)
    s.disc(0, -104, 5, INK)
    s.marks(
        (
            gouge(-8, -62, 30, 1.6, angle=94),
            gouge(8, -60, 30, 1.6, angle=86),
            gouge(-24, -84, 18, 1.2, angle=28),
        ),
        BRICK,
    )
    s.close()
    # heads of the audience
    for x in range(-30, 660, 140):
        _head(s, x + s.random.uniform(-14, 14), 1000 + s.random.uniform(-14, 18), s.around(74, 0.1))
    for x in range(1000, 1660, 140):
        _head(s, x + s.random.uniform(-14, 14), 1000 + s.random.uniform(-14, 18), s.around(74, 0.1))
    return s


def _head(s: Sheet, x: float, y: float, r: float) -> None:
    s.shape(
        f"M{x - r * 1.6:.0f} {y + r * 2:.0f}C{x - r * 1.6:.0f} {y + r * 0.6:.0f} {x - r * 0.4:.0f} {y + r:.0f} {x - r * 0.4:.0f} {y + r * 0.4:.0f}H{x + r * 0.4:.0f}C{x + r * 0.4:.0f} {y + r:.0f} {x + r * 1.6:.0f} {y + r * 0.6:.0f} {x + r * 1.6:.0f} {y + r * 2:.0f}Z",
        INK,
    )
    s.disc(x, y - r * 0.2, r * 0.72, INK, ry=r * 0.86)
    s.marks((gouge(x - r * 0.5, y - r * 0.4, r * 0.9, 4, angle=112, bend=-5),), BRICK)


def _singer(
    s: Sheet, x: float, base: float, h: float, *, coat: str, skin: str, hair: str, long: bool
) -> None:
    s.open(x=x, y=base, scale=h / 100)
    s.shape("M-13 0C-17 -30 -16 -58 -10 -70C-6 -76 6 -76 10 -70C16 -58 17 -30 13 0Z", coat)
    s.marks((gouge(-12, -38, 40, 1.6, angle=96),), OCHRE)
    if long:
        s.shape("M-9 -90C-10 -106 10 -106 9 -90L11 -70C6 -74 -6 -74 -11 -70Z", hair)
    s.shape("M-3.5 -80L3.5 -80L4 -72L-4 -72Z", skin)
    s.disc(0, -88, 7.6, skin, ry=9)
    s.shape("M-8 -88C-9 -102 9 -103 8 -88C6 -95 -4 -96 -8 -88Z", hair)
    s.disc(0, -84, 2.4, INK, ry=2.8)
    s.rect(-11, -58, 22, 14, PAPER)
    s.marks((gouge(0, -54, 15, 1),), SEA)
    s.disc(-11, -50, 2.6, skin)
    s.disc(11, -50, 2.6, skin)
    s.close()


def library() -> Sheet:
    s = Sheet(seed=67, paper=BRICK)
    cols, rows = 6, 3
    w, h, gap = 236, 262, 22
    ox, oy = 24, 20
    backs = (DEEP, TEAL, DEEP, INK, TEAL, DEEP)
    s.rect(-20, -20, 1640, 1040, WINE)
    s.hatch((-20, -20, 1640, 880), BRICK, step=16, length=160, width=4, keep=0.6)

    def cell(c: int, r: int) -> tuple[float, float]:
        x, y = ox + c * (w + gap), oy + r * (h + gap)
        return x + w / 2, y + h

    for r in range(rows):
        for c in range(cols):
            x, y = ox + c * (w + gap), oy + r * (h + gap)
            s.rect(x, y, w, h, backs[(c * 2 + r) % 6])
            s.poly(((x, y), (x + w, y), (x + w, y + 20), (x + 16, y + 20), (x + 16, y + h), (x, y + h)), INK)
    colours = (PAPER, OCHRE, BRICK, MIST, SAND, SEA)

    def books(c: int, r: int, *, lean: bool = False) -> None:
        x0, base = cell(c, r)
        x = x0 - w / 2 + 26
        end = x0 + w / 2 - (60 if lean else 12)
        while x < end:
            bw, bh = s.random.uniform(18, 36), s.random.uniform(150, 220)
            colour = s.random.choice(colours)
            s.rect(x, base - bh, bw - 2, bh, colour)
            band = WINE if colour in {PAPER, SAND, OCHRE, MIST, SEA} else PAPER
            s.rect(x, base - bh + 24, bw - 2, 8, band)
            s.rect(x, base - 40, bw - 2, 5, band)
            x += bw
        if lean:
            s.poly(
                ((x + 8, base), (x + 34, base), (x + 6, base - 180), (x - 18, base - 172)),
                s.random.choice(colours),
            )

    for c, r, lean in (
        (0, 0, True),
        (4, 0, False),
        (4, 1, True),
        (5, 1, False),
        (2, 2, True),
        (1, 2, False),
        (4, 2, False),
    ):
        books(c, r, lean=lean)
    # accordion
    x, b = cell(1, 0)
    s.poly(((x - 92, b - 8), (x - 52, b - 8), (x - 58, b - 176), (x - 98, b - 166)), PAPER)
    for i in range(7):
        s.poly(
            (
                (x - 50 + i * 14, b - 10),
                (x - 38 + i * 14, b - 10),
                (x - 40 + i * 14, b - 174 + i * 2),
                (x - 54 + i * 14, b - 176 + i * 2),
            ),
            BRICK if i % 2 else WINE,
        )
    s.poly(((x + 48, b - 8), (x + 98, b - 8), (x + 98, b - 168), (x + 46, b - 166)), PAPER)
    for i in range(5):
        s.disc(x - 78, b - 34 - i * 28, 7, BRICK)
        s.rect(x + 66, b - 154 + i * 28, 32, 16, INK)
    # handsaw and hammer on hooks
    x, b = cell(2, 0)
    s.poly(((x - 70, b - 30), (x + 46, b - 222), (x + 70, b - 208), (x - 22, b - 18)), MIST)
    s.shape(
        f"M{x + 40:.0f} {b - 224:.0f}L{x + 96:.0f} {b - 252:.0f}L{x + 108:.0f} {b - 190:.0f}L{x + 64:.0f} {b - 190:.0f}Z",
        OCHRE,
    )
    s.rect(x + 62, b - 150, 14, 140, OCHRE)
    s.rect(x + 38, b - 164, 66, 26, SAND)
    # teapot
    x, b = cell(3, 0)
    s.disc(x, b - 76, 72, SAND, ry=70)
    s.shape(
        f"M{x + 60:.0f} {b - 90:.0f}C{x + 90:.0f} {b - 96:.0f} {x + 84:.0f} {b - 150:.0f} {x + 110:.0f} {b - 160:.0f}L{x + 112:.0f} {b - 140:.0f}C{x + 104:.0f} {b - 110:.0f} {x + 100:.0f} {b - 60:.0f} {x + 54:.0f} {b - 52:.0f}Z",
        SAND,
    )
    s.stroke(f"M{x - 66:.0f} {b - 116:.0f}c-50 -10 -50 84 4 76", SAND, 15)
    s.disc(x, b - 144, 44, BRICK, ry=14)
    s.disc(x, b - 164, 12, BRICK)
    s.rings((x, b - 76), (30, 66), OCHRE, keep=0.7, width=4, length=46, step=15)
    # watering can
    x, b = cell(5, 0)
    s.poly(((x - 70, b - 4), (x + 40, b - 4), (x + 32, b - 130), (x - 62, b - 130)), SEA)
    s.poly(((x + 30, b - 40), (x + 104, b - 150), (x + 88, b - 164), (x + 30, b - 84)), SEA)
    s.poly(((x + 74, b - 158), (x + 110, b - 134), (x + 118, b - 168), (x + 96, b - 182)), MIST)
    s.stroke(f"M{x - 56:.0f} {b - 128:.0f}c4 -84 80 -84 84 0", SEA, 13)
    s.marks([gouge(x - 50 + i * 22, b - 70, 90, 5, angle=92) for i in range(4)], MIST)
    # globe
    x, b = cell(0, 1)
    s.rect(x - 50, b - 16, 100, 16, OCHRE)
    s.rect(x - 7, b - 50, 14, 40, OCHRE)
    s.stroke(
        f"M{x - 30:.0f} {b - 214:.0f}C{x - 120:.0f} {b - 180:.0f} {x - 100:.0f} {b - 40:.0f} {x + 20:.0f} {b - 44:.0f}",
        OCHRE,
        10,
    )
    s.disc(x, b - 128, 80, SEA)
    s.shape(
        f"M{x - 50:.0f} {b - 180:.0f}c30 -20 60 -8 50 16c-8 24 -36 20 -40 44c-6 20 -26 4 -28 -18zM{x + 10:.0f} {b - 120:.0f}c24 -18 56 -6 54 20c-4 26 -30 40 -42 24c-10 -12 -24 -30 -12 -44z",
        PAPER,
    )
    # tent in its bag, rope
    x, b = cell(2, 1)
    s.poly(((x - 104, b), (x, b - 190), (x + 104, b)), OCHRE)
    s.poly(((x, b - 190), (x + 104, b), (x + 44, b)), BRICK)
    s.poly(((x - 26, b), (x, b - 150), (x + 22, b)), INK)
    s.line(((x, b - 200), (x, b - 180)), PAPER, 8)
    # telescope
    x, b = cell(3, 1)
    s.line(((x, b - 110), (x - 60, b - 4)), OCHRE, 10)
    s.line(((x, b - 110), (x + 60, b - 4)), OCHRE, 10)
    s.line(((x, b - 110), (x + 6, b - 4)), OCHRE, 10)
    s.add(f'<g transform="rotate(-28 {x} {b - 130})">')
    s.rect(x - 96, b - 148, 70, 34, SAND)
    s.rect(x - 30, b - 154, 80, 46, MIST)
    s.rect(x + 46, b - 162, 58, 62, PAPER)
    s.rect(x + 92, b - 166, 14, 70, BRICK)
    s.close()
    # sewing machine
    x, b = cell(1, 1)
    s.rect(x - 100, b - 26, 200, 26, WINE)
    s.shape(
        f"M{x - 84:.0f} {b - 150:.0f}H{x + 70:.0f}C{x + 92:.0f} {b - 150:.0f} {x + 92:.0f} {b - 130:.0f} {x + 90:.0f} {b - 26:.0f}H{x + 36:.0f}V{b - 100:.0f}H{x - 50:.0f}V{b - 56:.0f}H{x - 84:.0f}Z",
        PAPER,
    )
    s.rect(x - 70, b - 56, 7, 30, OCHRE)
    s.disc(x + 98, b - 128, 24, OCHRE)
    s.disc(x + 98, b - 128, 9, INK)
    s.rect(x - 10, b - 184, 24, 34, BRICK)
    s.disc(x + 62, b - 84, 13, SEA)
    # ice skates
    x, b = cell(0, 2)
    for dx, tilt in ((-44, -8), (44, 6)):
        s.add(f'<g transform="translate({x + dx} {b - 60}) rotate({tilt})">')
        s.shape("M-36 -120L8 -124L10 -50C30 -40 48 -34 48 -14L46 0L-38 0Z", PAPER if dx < 0 else SAND)
        s.line(((-40, 26), (44, 26), (58, 12)), MIST, 8)
        s.rect(-28, 0, 10, 26, MIST)
        s.rect(22, 0, 10, 26, MIST)
        for i in range(4):
            s.line(((-8, -104 + i * 22), (12, -100 + i * 22)), BRICK, 5)
        s.close()
    # projector
    x, b = cell(3, 2)
    s.rect(x - 84, b - 110, 150, 84, OCHRE)
    s.rect(x + 60, b - 92, 44, 44, SAND)
    s.rect(x - 74, b - 26, 16, 26, INK)
    s.rect(x + 40, b - 26, 16, 26, INK)
    for dx, r in ((-50, 56), (42, 48)):
        s.disc(x + dx, b - 158, r, MIST)
        for a in range(0, 360, 90):
            s.disc(
                x + dx + r * 0.5 * math.cos(math.radians(a + 20)),
                b - 158 + r * 0.5 * math.sin(math.radians(a + 20)),
                r * 0.2,
                TEAL,
            )
        s.disc(x + dx, b - 158, r * 0.12, INK)
    # hedge shears
    x, b = cell(5, 2)
    s.poly(((x - 12, b - 130), (x - 50, b - 236), (x - 24, b - 232), (x + 14, b - 130)), MIST)
    s.poly(((x + 12, b - 130), (x + 50, b - 236), (x + 24, b - 232), (x - 14, b - 130)), PAPER)
    s.line(((x - 2, b - 126), (x - 50, b - 14)), OCHRE, 18)
    s.line(((x + 2, b - 126), (x + 50, b - 14)), BRICK, 18)
    s.disc(x, b - 130, 14, INK)
    # floor and people in front
    s.rect(-20, 872, 1640, 160, OCHRE)
    s.hatch((-20, 880, 1640, 130), SAND, step=22, length=160, width=5)
    s.rect(-20, 866, 1640, 14, INK)
    # ladder
    for dx in (0, 120):
        s.line(((1090 + dx, 970), (1130 + dx, 130)), INK, 20)
        s.line(((1087 + dx, 970), (1127 + dx, 130)), SAND, 10)
    for i in range(8):
        y = 900 - i * 100
        k = (970 - y) / 840 * 40
        s.line(((1092 + k, y), (1208 + k, y)), INK, 16)
        s.line(((1092 + k, y - 2), (1208 + k, y - 2)), SAND, 8)
    person(s, 1176, 606, 380, coat=TEAL, skin=SKIN[1], hair=INK, hat="bun", arm="out", edge=SEA, skirt=True)
    person(s, 470, 976, 420, coat=PAPER, skin=SKIN[3], hair=BRICK, hat="cap", arm="up", edge=SEA)
    person(
        s, 640, 976, 250, coat=OCHRE, skin=SKIN[3], hair=TEAL, hat="bobble", arm="down", edge=WINE, flip=True
    )
    return s


CULTURE: dict[str, Callable[[], Sheet]] = {"ropeworks": ropeworks, "library": library}
