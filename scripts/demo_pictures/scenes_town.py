"""Pictures of the town: the clock, its works, the market, the tide-table maker."""

import math
from collections.abc import Callable

from ink import BRICK, DEEP, INK, MIST, OCHRE, PAPER, SAND, SEA, SKIN, TEAL, WINE, Sheet, gouge, path
from things import bricks, gull, person, ridge, sky, smoke, terrace


def _hand(s: Sheet, x: float, y: float, turn: float, length: float, width: float, fill: str) -> None:
    """A clock hand; `turn` is degrees clockwise from twelve."""
    s.add(f'<g transform="translate({x} {y}) rotate({turn})">')
    s.shape(
        f"M{-width} {length * 0.18}L{-width * 0.5} {-length * 0.6}L{-width * 1.3} {-length * 0.66}L0 {-length}"
        f"L{width * 1.3} {-length * 0.66}L{width * 0.5} {-length * 0.6}L{width} {length * 0.18}Z",
        fill,
    )
    s.close()


def _dial(s: Sheet, x: float, y: float, r: float, *, minutes: float) -> None:
    s.disc(x + r * 0.05, y + r * 0.06, r * 1.2, INK)
    s.disc(x, y, r * 1.18, OCHRE)
    s.rings((x, y), (r * 1.08, r * 1.17), WINE, keep=0.8, width=3, length=60, step=14)
    s.disc(x, y, r * 1.04, INK)
    s.disc(x, y, r, PAPER)
    s.rings((x, y), (r * 0.3, r * 0.66), SAND, keep=0.7, width=3, length=60, step=15)
    for i in range(60):
        a = math.radians(i * 6)
        inner, wide = (0.74, 0.028) if i % 5 == 0 else (0.92, 0.008)
        if i % 15 == 0:
            inner, wide = 0.7, 0.042
        c, n = math.cos(a), math.sin(a)
        px, py = -n * wide * r, c * wide * r
        s.poly(
            (
                (x + c * r * 0.96 - px, y + n * r * 0.96 - py), (x + c * r * 0.96 + px, y + n * r * 0.96 + py),
                (x + c * r * inner + px * 0.7, y + n * r * inner + py * 0.7), (x + c * r * inner - px * 0.7, y + n * r * inner - py * 0.7),
            ),
            INK,
        )  # fmt: skip
    _hand(s, x, y, minutes / 2, r * 0.56, r * 0.05, INK)
    _hand(s, x, y, minutes * 6, r * 0.86, r * 0.034, BRICK)
    s.disc(x, y, r * 0.085, INK)
    s.disc(x, y, r * 0.035, OCHRE)


def clock() -> Sheet:
    s = Sheet(seed=11)
    sun = (360, 640)
    sky(s, sun, ((2000, DEEP), (1120, TEAL), (800, SEA), (540, MIST), (330, SAND), (126, PAPER)))
    ridge(s, 760, TEAL, rise=26, seed=1.2, mark=SEA)
    terrace(
        s,
        (-30, 900),
        880,
        walls=(SEA, TEAL, MIST),
        roofs=(DEEP, TEAL),
        shade=DEEP,
        pane=SAND,
        size=0.78,
        lit=0.5,
    )
    for x, y, size, tilt in ((250, 250, 120, -8), (500, 170, 80, 6), (640, 330, 62, -12), (160, 400, 56, 4)):
        gull(s, x, y, size, tilt=tilt)
    # The tower: lit on the left, in shade on the right.
    left, right = 850, 1310
    s.rect(left, 120, right - left, 900, BRICK)
    s.rect(right - 120, 120, 120, 900, WINE)
    bricks(s, (left + 44, 150, 300, 840), WINE, size=40, keep=0.16)
    bricks(s, (left + 44, 150, 290, 840), OCHRE, size=40, keep=0.07)
    bricks(s, (right - 112, 150, 90, 840), INK, size=36, keep=0.3, opacity=0.7)
    for i in range(12):
        s.rect(left - 8, 150 + i * 74, 50 if i % 2 else 34, 40, SAND)
        s.rect(right - (46 if i % 2 else 30), 150 + i * 74, 52 if i % 2 else 36, 40, OCHRE)
    # belfry and roof
    s.poly(((left - 60, 122), (left + 230, -190), (right + 60, 122)), DEEP)
    s.poly(((left + 230, -190), (right + 60, 122), (right - 110, 122)), INK)
    s.hatch((left + 60, 30, 280, 90), TEAL, step=17, length=46, width=3)
    s.rect(left - 62, 108, right - left + 124, 26, SAND)
    s.rect(left - 42, 134, right - left + 84, 18, WINE)
    s.rect(left - 34, 700, right - left + 68, 22, SAND)
    s.rect(left - 34, 722, right - left + 68, 12, WINE)
    for x in (left + 92, left + 196):
        s.shape(f"M{x} 930V812C{x} 770 {x + 66} 770 {x + 66} 812V930Z", INK)
        s.shape(f"M{x + 10} 930V814C{x + 10} 786 {x + 56} 786 {x + 56} 814V930Z", OCHRE)
        s.rect(x + 30, 786, 6, 144, INK)
        s.rect(x + 4, 850, 58, 6, INK)
    _dial(s, 1064, 420, 208, minutes=11 * 60 + 52)
    # the cradle with the clock-setter
    for x in (756, 892):
        s.line(((x, 118), (x, 560)), INK, 4)
    s.line(((700, 118), (920, 108)), INK, 12)
    person(s, 822, 566, 236, coat=DEEP, skin=SKIN[1], hair=OCHRE, hat="cap", arm="out", edge=SEA)
    s.rect(736, 552, 180, 16, INK)
    s.rect(736, 500, 180, 6, INK)
    for x in (756, 824, 892):
        s.rect(x - 3, 500, 6, 60, INK)
    terrace(
        s,
        (-60, 820),
        1010,
        walls=(DEEP, INK, TEAL),
        roofs=(INK, DEEP),
        shade=INK,
        pane=OCHRE,
        size=1.15,
        lit=0.55,
    )
    terrace(s, (1330, 1640), 1010, walls=(DEEP, TEAL), roofs=(INK,), shade=INK, pane=OCHRE, size=1.2, lit=0.6)
    smoke(s, 216, 800, 150, MIST, opacity=0.75)
    return s


def _wheel(
    s: Sheet,
    x: float,
    y: float,
    r: float,
    teeth: int,
    *,
    fill: str,
    hole: str,
    spokes: int = 6,
    turn: float = 0,
) -> None:
    points = []
    for i in range(teeth):
        for part, k in ((0.0, 0.92), (0.24, 0.93), (0.36, 1.0), (0.62, 1.0), (0.76, 0.93)):
            a = math.radians(turn + (i + part) * 360 / teeth)
            points.append((x + r * k * math.cos(a), y + r * k * math.sin(a)))
    s.poly(points, fill)
    s.disc(x, y, r * 0.76, hole)
    for i in range(spokes):
        a = math.radians(turn + i * 360 / spokes)
        c, n = math.cos(a), math.sin(a)
        inner, outer = r * 0.045, r * 0.075
        s.poly(
            ((x - n * inner, y + c * inner), (x + c * r * 0.8 - n * outer, y + n * r * 0.8 + c * outer),
             (x + c * r * 0.8 + n * outer, y + n * r * 0.8 - c * outer), (x + n * inner, y - c * inner)), fill)  # fmt: skip
    s.disc(x, y, r * 0.2, fill)
    s.rings((x, y), (r * 0.8, r * 0.88), PAPER, keep=0.5, width=2.2, length=46, step=12, opacity=0.8)
    s.disc(x, y, r * 0.09, hole)


def clockwork() -> Sheet:
    s = Sheet(seed=12, paper=DEEP)
    # the dial from behind, with the daylight coming through it
    s.rings((800, 440), (60, 1300), TEAL, keep=0.62, width=5, length=110, step=30)
    s.disc(800, 440, 604, INK)
    s.disc(800, 440, 580, TEAL)
    s.disc(800, 440, 560, SEA)
    s.rings((800, 440), (90, 470), MIST, keep=0.55, width=6, length=120, step=30)
    for i in range(60):
        a = math.radians(i * 6)
        inner, wide = (430, 13) if i % 5 == 0 else (520, 4)
        c, n = math.cos(a), math.sin(a)
        px, py = -n * wide, c * wide
        s.poly(
            [
                (800 + c * r + k * px, 440 + n * r + k * py)
                for r, k in ((545, 1), (545, -1), (inner, -0.7), (inner, 0.7))
            ],
            TEAL,
        )
    s.rect(-20, 780, 1640, 240, INK)
    s.hatch((-20, 800, 1640, 200), DEEP, step=24, length=150, width=5)
    # frame of the movement
    s.rect(170, 760, 1260, 44, WINE)
    s.rect(170, 760, 1260, 12, BRICK)
    for x in (220, 1330):
        s.rect(x, 130, 50, 640, WINE)
        s.rect(x, 130, 14, 640, BRICK)
        s.disc(x + 25, 116, 34, OCHRE)
    s.rect(200, 160, 1200, 36, WINE)
    s.rect(200, 160, 1200, 10, BRICK)
    _wheel(s, 560, 470, 252, 60, fill=OCHRE, hole=SEA, turn=1)
    _wheel(s, 904, 560, 118, 28, fill=SAND, hole=SEA, spokes=5, turn=3)
    _wheel(s, 1110, 400, 164, 40, fill=BRICK, hole=SEA, turn=5)
    _wheel(s, 880, 330, 96, 24, fill=MIST, hole=SEA, spokes=4)
    _wheel(s, 1110, 400, 56, 14, fill=SAND, hole=WINE, spokes=0)
    _wheel(s, 560, 470, 84, 20, fill=MIST, hole=WINE, spokes=0)
    # drum and rope of the weight
    s.rect(330, 660, 300, 96, BRICK)
    for i in range(9):
        s.line(((346 + i * 32, 662), (360 + i * 32, 754)), SAND, 9)
    s.line(((618, 700), (664, 760), (664, 1020)), SAND, 9)
    # pendulum, in front
    s.line(((1010, 150), (1220, 1040)), INK, 26)
    s.line(((1006, 150), (1214, 1040)), SAND, 10)
    s.disc(1170, 850, 92, INK)
    s.disc(1162, 842, 88, OCHRE)
    s.rings((1162, 842), (20, 80), PAPER, keep=0.5, width=3, length=50, step=15)
    # coins on the bob: the old way of setting a clock
    for i in range(4):
        s.disc(1136 + i * 3, 756 - i * 13, 34, WINE, ry=12)
        s.disc(1135 + i * 3, 752 - i * 13, 34, SAND, ry=12)
    return s


def market() -> Sheet:
    s = Sheet(seed=23)
    sun = (1240, 330)
    sky(s, sun, ((2200, SEA), (1180, MIST), (720, SAND), (430, PAPER)))
    terrace(
        s,
        (-30, 1640),
        600,
        walls=(SEA, MIST, SAND),
        roofs=(TEAL, SEA),
        shade=TEAL,
        pane=TEAL,
        size=1.5,
        lit=0.8,
    )
    # Corn Hall tower far off
    s.rect(730, 130, 120, 480, BRICK)
    s.rect(818, 130, 32, 480, WINE)
    s.poly(((712, 132), (790, -10), (868, 132)), DEEP)
    s.poly(((790, -10), (868, 132), (826, 132)), INK)
    s.rect(708, 126, 164, 14, SAND)
    _dial(s, 784, 230, 46, minutes=9 * 60 + 4)
    s.rect(-20, 600, 1640, 420, SAND)
    s.hatch((-20, 610, 1640, 400), OCHRE, step=26, length=120, width=5, keep=0.5)
    s.hatch((-20, 610, 1640, 400), PAPER, step=30, length=120, width=5, keep=0.4)
    for x, k in ((-40, 0), (400, 1), (840, 2), (1280, 3)):
        _stall(s, x, 620 + (k % 2) * 20, 380, stripe=(BRICK, TEAL, OCHRE, WINE)[k])
    walkers = (
        (300, 905, 300, DEEP, 0, "bobble", BRICK, False, "bag"), (455, 940, 330, BRICK, 2, "long", INK, True, ""),
        (1180, 930, 320, WINE, 1, "brim", INK, False, ""), (1290, 950, 220, OCHRE, 1, "bobble", TEAL, True, ""),
        (860, 960, 350, TEAL, 3, "bun", INK, True, "bag"), (1520, 950, 340, INK, 0, "cap", WINE, False, "bag"),
    )  # fmt: skip
    for x, base, h, coat, skin, hat, hair, flip, bag in walkers:
        s.disc(x + h * 0.18, base, h * 0.26, OCHRE, ry=10)
        person(
            s,
            x,
            base,
            h,
            coat=coat,
            skin=SKIN[skin],
            hat=hat,
            hair=hair,
            flip=flip,
            edge=PAPER if coat != OCHRE else BRICK,
            bag=OCHRE if bag else "",
            skirt=hat in {"long", "bun"},
            arm="hips" if hat == "brim" else "down",
        )
    # a dog, because there is always one
    s.shape(
        "M560 950L566 900C560 890 572 880 588 886L640 884C652 880 656 866 660 862L668 872C676 874 682 880 676 888L662 894L656 950L644 950L640 916L590 918L578 950Z",
        INK,
    )
    # lamps on a string
    for a, b in (((-20, 250), (760, 180)), ((850, 180), (1640, 260))):
        pts = [
            (a[0] + (b[0] - a[0]) * t / 10, a[1] + (b[1] - a[1]) * t / 10 + 300 * (t / 10) * (1 - t / 10))
            for t in range(11)
        ]
        s.line(pts, INK, 4, smooth=True)
        for px, py in pts[1:-1]:
            s.disc(px, py + 16, 13, OCHRE)
            s.rect(px - 4, py, 8, 7, INK)
    return s


def _stall(s: Sheet, x: float, top: float, w: float, *, stripe: str) -> None:
    s.rect(x + 14, top - 60, 10, 300, INK)
    s.rect(x + w - 24, top - 60, 10, 300, INK)
    s.rect(x + 24, top - 30, w - 48, 200, DEEP)
    person(
        s,
        x + w * (0.5 if x > 0 else 0.68),
        top + 262,
        252,
        coat=SEA if stripe == TEAL else MIST,
        skin=SKIN[int(x) % 4],
        hair=INK,
        hat="cap" if x < 500 else "bun",
        arm="down",
    )
    # counter with what is sold
    s.rect(x + 6, top + 110, w - 12, 120, WINE)
    s.hatch((x + 10, top + 126, w - 20, 100), BRICK, step=24, length=80, width=4)
    s.rect(x - 4, top + 102, w + 8, 16, INK)
    for i in range(9):
        fx = x + 34 + i * (w - 68) / 8
        colour = (OCHRE, BRICK, MIST, SAND)[(i // 3 + int(x)) % 4]
        s.disc(fx, top + 92, 19, colour)
        s.disc(fx + 12, top + 72, 16, colour)
        s.marks((gouge(fx - 6, top + 86, 16, 3, angle=-40),), PAPER)
    n = 8
    step = w / n
    for i in range(n):
        colour = stripe if i % 2 == 0 else PAPER
        a, b = x + i * step, x + (i + 1) * step
        ta, tb = x + w * 0.1 + i * step * 0.8, x + w * 0.1 + (i + 1) * step * 0.8
        s.shape(
            f"M{ta:.0f} {top - 150:.0f}L{tb:.0f} {top - 150:.0f}L{b:.0f} {top - 40:.0f}Q{(a + b) / 2:.0f} {top - 4:.0f} {a:.0f} {top - 40:.0f}Z",
            colour,
        )
        s.marks(
            (gouge((a + ta) / 2 + 6, top - 96, 90, 2.4, angle=100 if i < n / 2 else 82),), INK, opacity=0.5
        )
    s.line(((x + w * 0.1, top - 150), (x + w * 0.9, top - 150)), INK, 6)


def tides() -> Sheet:
    s = Sheet(seed=31, paper=INK)
    # night outside, through a wide window
    pane = path(((470, 60), (1540, 60), (1540, 660), (470, 660)))
    s.open(clip=pane)
    sky(s, (1340, 190), ((2200, INK), (820, DEEP), (500, TEAL), (70, PAPER)))
    s.rect(460, 470, 1100, 200, DEEP)
    s.water(470, 660, TEAL, xs=(460, 1560), fine=0.7)
    s.water(474, 660, SAND, xs=(1100, 1560), fine=0.7, glint=(1340, 120), keep=0.95)
    s.poly(((460, 480), (640, 430), (760, 452), (860, 486), (460, 500)), INK)
    s.poly(((690, 440), (700, 290), (730, 290), (740, 446)), PAPER)
    s.rect(694, 340, 42, 30, BRICK)
    s.rect(692, 400, 46, 26, BRICK)
    s.rect(698, 262, 34, 30, OCHRE)
    s.poly(((692, 264), (715, 236), (738, 264)), INK)
    s.poly(((715, 276), (1100, 316), (1100, 356)), SAND, opacity=0.35)
    s.poly(((715, 276), (440, 236), (440, 266)), SAND, opacity=0.35)
    s.close()
    for x in (470, 820, 1180, 1526):
        s.rect(x - 6, 52, 22, 620, WINE)
        s.rect(x - 6, 52, 6, 620, BRICK)
    for y in (46, 340, 652):
        s.rect(452, y, 1110, 20, WINE)
        s.rect(452, y, 1110, 6, BRICK)
    # wall with tide curves pinned up
    s.hatch((-20, 20, 460, 700), DEEP, step=26, length=90, width=4, angle=90)
    for x, y, w, h, k in ((70, 110, 300, 190, 0.0), (110, 340, 270, 170, 1.4)):
        s.rect(x + 8, y + 10, w, h, INK)
        s.rect(x, y, w, h, SAND if k else PAPER)
        for j in range(1, 5):
            s.line(((x + 16, y + h * j / 5), (x + w - 16, y + h * j / 5)), MIST, 2)
        s.line(
            [(x + 18 + i * (w - 36) / 40, y + h / 2 - h * 0.3 * math.sin(i / 3.2 + k) * (0.7 + 0.3 * math.sin(i / 17))) for i in range(41)],
            BRICK, 6, smooth=True,
        )  # fmt: skip
        s.disc(x + w / 2, y + 6, 7, WINE)
    # desk
    s.rect(-20, 780, 1640, 240, BRICK)
    s.rect(-20, 780, 1640, 22, OCHRE)
    s.hatch((-20, 815, 1640, 190), WINE, step=22, length=170, width=5)
    # lamplight
    s.poly(((520, 560), (220, 790), (1000, 790), (640, 560)), OCHRE, opacity=0.4)
    # the woman at work, from the side
    s.shape("M900 800C890 690 930 600 1010 560C1080 530 1170 556 1200 640C1220 700 1224 760 1222 800Z", TEAL)
    s.shape("M960 640C900 660 820 716 770 762L800 796C870 770 960 740 1010 720Z", TEAL)
    s.marks([gouge(1010 + i * 34, 640 + i * 14, 150 - i * 12, 6, angle=72, bend=-8) for i in range(5)], SEA)
    s.marks([gouge(890 + i * 22, 706 - i * 12, 80, 4, angle=-32) for i in range(4)], SEA)
    s.shape(
        "M1010 574C1006 548 1004 528 1004 510L1062 520C1062 540 1070 560 1080 566C1060 590 1030 592 1010 574Z",
        SKIN[0],
    )
    s.shape(
        "M962 470C958 496 966 528 992 536C1030 546 1064 524 1070 480C1076 430 1040 398 1004 406C974 412 966 440 962 470Z",
        SKIN[0],
    )
    s.shape("M964 478L948 500C950 506 958 506 964 505Z", SKIN[0])
    s.shape(
        "M966 446C960 400 1020 366 1068 392C1116 384 1130 440 1102 460C1100 500 1074 530 1054 526C1066 490 1046 460 1024 452C1004 446 980 440 966 446Z",
        MIST,
    )
    s.disc(1108, 420, 36, MIST)
    s.marks([gouge(1040 + i * 12, 420 + i * 10, 70, 4, angle=40 + i * 6) for i in range(5)], SEA)
    s.line(((962, 474), (988, 474)), INK, 4)
    s.stroke("M966 476a14 14 0 1 0 28 0a14 14 0 1 0 -28 0M994 474L1036 466", INK, 5)
    s.disc(776, 780, 22, SKIN[0], ry=16)
    s.line(((776, 776), (744, 726)), INK, 7)
    # the open book
    s.poly(((560, 800), (720, 782), (880, 800), (900, 850), (720, 832), (540, 850)), PAPER)
    s.line(((720, 782), (720, 832)), SEA, 4)
    s.hatch((570, 806, 130, 36), TEAL, step=10, length=50, width=2)
    s.hatch((738, 806, 130, 36), TEAL, step=10, length=50, width=2)
    # the lamp
    s.rect(430, 770, 150, 16, INK)
    s.line(((500, 770), (470, 640), (576, 520)), INK, 10)
    s.poly(((520, 566), (548, 480), (622, 480), (660, 566)), TEAL)
    s.poly(((520, 566), (548, 480), (566, 480), (546, 566)), SEA)
    s.disc(590, 568, 34, PAPER, ry=12)
    # a mug, books
    s.rect(1300, 726, 64, 64, MIST)
    s.stroke("M1364 738C1396 738 1396 776 1364 776", MIST, 10)
    s.rect(1312, 736, 10, 46, PAPER)
    for i, colour in enumerate((WINE, TEAL, OCHRE)):
        s.rect(180 - i * 10, 752 - i * 34, 220, 34, colour)
        s.rect(196 - i * 10, 758 - i * 34, 20, 22, SAND)
    return s


TOWN: dict[str, Callable[[], Sheet]] = {
    "clock": clock,
    "clockwork": clockwork,
    "market": market,
    "tides": tides,
}
