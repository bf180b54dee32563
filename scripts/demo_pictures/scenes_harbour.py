"""Pictures of the harbour and the shore: the swing bridge, the boatyard, the ferry, the tidal pitch, the causeway."""

import math
from collections.abc import Callable

from ink import BRICK, DEEP, INK, MIST, OCHRE, PAPER, SAND, SEA, SKIN, TEAL, WINE, Sheet, curve, gouge
from things import gull, house, lamp, person, ridge, rowing_boat, sky, smoke, terrace


def bridge() -> Sheet:
    s = Sheet(seed=41)
    sun = (1180, 380)
    sky(s, sun, ((2000, SEA), (1000, MIST), (640, SAND), (380, PAPER), (96, OCHRE)))
    ridge(s, 500, SEA, rise=30, seed=0.3, mark=MIST)
    terrace(
        s,
        (-30, 560),
        600,
        walls=(MIST, SAND, SEA),
        roofs=(TEAL, BRICK),
        shade=TEAL,
        pane=TEAL,
        size=0.9,
        lit=0.9,
    )
    terrace(
        s,
        (1160, 1640),
        600,
        walls=(SAND, MIST, OCHRE),
        roofs=(BRICK, TEAL),
        shade=TEAL,
        pane=TEAL,
        size=0.8,
        lit=0.9,
    )
    s.rect(-20, 596, 1640, 440, TEAL)
    s.water(600, 1010, DEEP, keep=0.55)
    s.water(600, 1010, SEA, keep=0.42)
    s.water(600, 1010, SAND, keep=0.95, glint=(1180, 190))
    # quays
    s.poly(((-20, 560), (206, 560), (212, 640), (226, 1020), (-20, 1020)), DEEP)
    s.rect(-20, 552, 232, 18, INK)
    s.hatch((-10, 590, 210, 400), TEAL, step=30, length=70, width=4)
    s.poly(((1620, 560), (1364, 560), (1344, 640), (1320, 1020), (1620, 1020)), DEEP)
    s.rect(1356, 552, 264, 18, INK)
    s.hatch((1366, 590, 250, 400), TEAL, step=30, length=70, width=4)
    # the pier with its ring of rollers
    s.poly(((640, 600), (960, 600), (990, 860), (610, 860)), INK)
    s.hatch((650, 626, 300, 220), DEEP, step=30, length=66, width=5)
    s.disc(800, 860, 200, DEEP, ry=26)
    s.rect(620, 574, 360, 34, WINE)
    s.rect(620, 574, 360, 10, BRICK)
    for i in range(13):
        s.disc(640 + i * 26.6, 590, 9, OCHRE)
    # the two arms
    deck = 540
    s.rect(214, deck, 1172, 34, BRICK)
    s.rect(214, deck + 22, 1172, 14, WINE)
    top = [(230, 500), (420, 452), (610, 392), (800, 330), (990, 392), (1180, 452), (1370, 500)]
    s.line(top, BRICK, 20)
    s.line([(x, y + 7) for x, y in top], WINE, 6)
    posts = [(230 + i * 95, 0) for i in range(13)]
    heights = []
    for x, _ in posts:
        k = abs(x - 800) / 570
        heights.append(330 + 170 * k)
    for i, (x, _) in enumerate(posts):
        s.line(((x, heights[i]), (x, deck)), WINE, 10)
        if i < 12:
            a, b = (i, i + 1) if x < 800 else (i + 1, i)
            s.line(((posts[a][0], deck), (posts[b][0], heights[b])), BRICK, 8)
    # keeper's cabin
    s.rect(716, 212, 168, 130, PAPER)
    s.rect(844, 212, 40, 130, SAND)
    s.rect(734, 236, 48, 56, DEEP)
    s.rect(794, 236, 48, 56, DEEP)
    s.rect(740, 242, 36, 44, OCHRE)
    s.poly(((690, 216), (740, 150), (860, 150), (910, 216)), DEEP)
    s.poly(((860, 150), (910, 216), (850, 216)), INK)
    s.rect(792, 96, 8, 58, INK)
    s.poly(((800, 98), (870, 112), (800, 130)), BRICK)
    s.rect(700, 336, 200, 14, INK)
    # people and a bicycle on the deck
    for x, coat, skin, hat in (
        (330, INK, 0, "cap"),
        (372, OCHRE, 1, "long"),
        (1090, DEEP, 2, ""),
        (1250, WINE, 0, "brim"),
    ):
        person(s, x, deck + 2, 92, coat=coat, skin=SKIN[skin], hat=hat, flip=x > 1000)
    for x in (460, 516):
        s.stroke(f"M{x - 20} {deck - 20}a20 20 0 1 0 40 0a20 20 0 1 0 -40 0", INK, 5)
    s.line(((460, deck - 20), (480, deck - 52), (508, deck - 52), (516, deck - 20)), INK, 5)
    person(s, 488, deck - 16, 84, coat=TEAL, skin=SKIN[2], hair=BRICK, hat="bobble", arm="out")
    # a tug that waits
    s.open(x=416, y=812, scale=1.08)
    s.shape("M-150 -20C-80 -6 70 -6 160 -44C150 0 130 34 108 44L-116 44C-136 30 -148 6 -150 -20Z", INK)
    s.shape("M-150 -20C-80 -6 70 -6 160 -44L157 -32C70 8 -80 8 -150 -8Z", OCHRE)
    s.rect(-60, -84, 120, 70, PAPER)
    s.rect(30, -84, 30, 70, SAND)
    for x in (-46, -12, 22):
        s.rect(x, -72, 24, 22, DEEP)
    s.rect(-70, -94, 140, 12, BRICK)
    s.rect(-100, -120, 30, 104, BRICK)
    s.rect(-100, -120, 30, 18, INK)
    s.line(((70, -20), (70, -150)), INK, 5)
    s.close()
    smoke(s, 326, 668, 120, PAPER, opacity=0.9)
    s.water(836, 880, SEA, xs=(230, 600), keep=0.9, fine=0.9)
    for x, y, size, tilt in ((340, 190, 110, -6), (520, 120, 70, 8)):
        gull(s, x, y, size, tilt=tilt)
    return s


def boatyard() -> Sheet:
    s = Sheet(seed=43, paper=WINE)
    # the shed: planked walls, and the open doors at the far end
    s.hatch((-20, -20, 1640, 1040), INK, step=34, length=220, width=6, angle=0, keep=0.5, opacity=0.6)
    door = "M360 800V250L800 60L1240 250V800Z"
    s.open(clip=door)
    sky(s, (800, 430), ((1500, SEA), (560, MIST), (340, SAND), (190, PAPER)))
    ridge(s, 560, SEA, rise=22, seed=2.1, bottom=620)
    s.rect(340, 590, 920, 220, TEAL)
    s.water(594, 800, SEA, xs=(340, 1260), fine=0.7)
    s.water(594, 800, SAND, xs=(560, 1040), fine=0.7, glint=(800, 120), keep=0.95)
    gull(s, 500, 300, 70)
    gull(s, 1090, 240, 54, tilt=8)
    s.close()
    s.poly(((-20, 1020), (360, 790), (1240, 790), (1620, 1020)), SAND)
    s.hatch((120, 810, 1360, 200), OCHRE, step=22, length=130, width=5, keep=0.7)
    # roof frames, near ones darker
    for k, colour in ((1.0, BRICK), (1.34, INK), (1.86, INK)):
        left, right, eave, peak, foot = (
            800 - 450 * k,
            800 + 450 * k,
            430 - 190 * k,
            430 - 390 * k,
            430 + 375 * k,
        )
        wide = 26 * k
        s.line(((left, foot), (left, eave), (800, peak), (right, eave), (right, foot)), colour, wide)
        s.line(((left, eave + 12 * k), (right, eave + 12 * k)), colour, wide * 0.7)
        s.line(((800, peak), (800, eave)), colour, wide * 0.6)
    # the hull in frame, bow towards us
    for i in range(9, -1, -1):
        k = 1 - i * 0.072
        half, rise, y = 380 * k * (0.52 + 0.48 * math.sin(math.radians(34 + i * 9))), 470 * k, 900 - i * 14
        pts = [(800 - half, y - rise), (800 - half * 0.98, y - rise * 0.5), (800 - half * 0.6, y - rise * 0.16), (800, y),
               (800 + half * 0.6, y - rise * 0.16), (800 + half * 0.98, y - rise * 0.5), (800 + half, y - rise)]  # fmt: skip
        s.stroke(curve(pts), INK, 34 * k)
        s.stroke(curve([(x - 3, py - 4) for x, py in pts]), OCHRE if i % 2 == 0 else SAND, 21 * k)
    # stem and keel
    s.poly(((776, 360), (824, 360), (832, 960), (768, 960)), INK)
    s.poly(((784, 364), (804, 364), (808, 952), (780, 952)), OCHRE)
    s.hatch((784, 380, 20, 560), SAND, step=30, length=20, width=4, angle=90)
    for x in (470, 1130):
        s.poly(((x - 60, 990), (x + 60, 990), (x + 40, 940), (x - 40, 940)), INK)
    # staging and shipwrights
    for x0, x1, y in ((90, 420, 690), (1190, 1530, 640)):
        s.rect(x0, y, x1 - x0, 22, INK)
        s.rect(x0, y, x1 - x0, 6, OCHRE)
        for x in (x0 + 40, x1 - 60):
            s.rect(x, y, 16, 340, INK)
    person(s, 270, 692, 280, coat=TEAL, skin=SKIN[2], hair=OCHRE, hat="bobble", arm="out", edge=SEA)
    s.rect(372, 460, 16, 60, INK)
    s.rect(352, 452, 60, 22, INK)
    person(s, 1370, 642, 284, coat=BRICK, skin=SKIN[0], hair=INK, hat="bun", arm="out", edge=SAND, flip=True)
    person(s, 1240, 642, 262, coat=DEEP, skin=SKIN[1], hair=INK, hat="cap", arm="hips", edge=SEA, flip=True)
    person(s, 560, 1010, 300, coat=OCHRE, skin=SKIN[3], hair=INK, hat="", arm="up", edge=WINE)
    # shavings and a bench
    s.rect(1180, 900, 360, 22, INK)
    s.rect(1210, 920, 18, 110, INK)
    s.rect(1480, 920, 18, 110, INK)
    s.poly(((1260, 900), (1280, 866), (1380, 866), (1400, 900)), BRICK)
    s.stroke("M1300 866C1300 836 1330 836 1334 862", INK, 8)
    for _ in range(26):
        x, y = s.random.uniform(900, 1180), s.random.uniform(950, 996)
        s.stroke(f"M{x:.0f} {y:.0f}c8 -14 22 -10 18 0c-4 8 -16 4 -12 -4", PAPER, 3)
    return s


def ferry() -> Sheet:
    s = Sheet(seed=47)
    moon = (400, 250)
    sky(s, moon, ((2100, INK), (1240, DEEP), (820, TEAL), (480, SEA), (92, PAPER)))
    ridge(s, 560, DEEP, rise=34, seed=1.7, mark=TEAL)
    terrace(s, (980, 1640), 608, walls=(DEEP, INK), roofs=(INK,), shade=INK, pane=OCHRE, size=0.66, lit=0.75)
    house(s, 1210, 612, 90, 190, wall=DEEP, roof=INK, rows=3, lit=0.4)
    s.rect(-20, 600, 1640, 430, DEEP)
    s.water(604, 1010, INK, keep=0.55)
    s.water(604, 1010, TEAL, keep=0.5)
    s.water(604, 1010, PAPER, keep=0.95, glint=(400, 170))
    # lights of the far bank in the water
    for x in range(1010, 1600, 74):
        s.marks(
            [gouge(x + s.random.uniform(-8, 8), 616 + i * 14, s.around(34, 0.5), 3) for i in range(5)], OCHRE
        )
    # the ferry, small and brave
    s.open(x=820, y=742, scale=1.45)
    s.shape("M-268 -46L292 -62C280 -12 252 26 226 40L-212 40C-244 20 -262 -14 -268 -46Z", INK)
    s.shape("M-266 -34L290 -48C288 -38 285 -28 281 -20L-258 -8C-262 -16 -264 -24 -266 -34Z", BRICK)
    s.rect(-190, -122, 380, 76, PAPER)
    s.rect(130, -122, 60, 76, SAND)
    for i in range(8):
        s.rect(-174 + i * 45, -106, 31, 34, OCHRE)
        s.marks((gouge(-166 + i * 45, -92, 22, 3, angle=-60),), PAPER)
    s.rect(-206, -134, 412, 14, BRICK)
    s.rect(-20, -196, 130, 64, PAPER)
    s.rect(84, -196, 26, 64, SAND)
    for i in range(3):
        s.rect(-8 + i * 34, -184, 26, 28, OCHRE)
    s.rect(-32, -208, 154, 14, DEEP)
    s.rect(-120, -212, 44, 80, BRICK)
    s.rect(-120, -212, 44, 22, INK)
    s.rect(-120, -178, 44, 10, PAPER)
    s.line(((40, -208), (40, -290)), INK, 6)
    s.disc(40, -294, 7, BRICK)
    s.line(((40, -280), (286, -66)), INK, 2.5)
    s.line(((40, -280), (-262, -52)), INK, 2.5)
    for x in (-150, -60, 60, 150):
        s.disc(x, 0, 15, INK)
        s.disc(x, 0, 7, TEAL)
    for i, x in enumerate((-176, -152, 150, 176)):
        person(
            s,
            x,
            -134,
            62,
            coat=(TEAL, WINE, OCHRE, DEEP)[i],
            skin=SKIN[i],
            hat=("bobble", "long", "cap", "brim")[i],
            flip=i > 1,
        )
    s.close()
    smoke(s, 690, 420, 210, SEA, opacity=0.55)
    for i in range(7):
        s.marks((gouge(480 + i * 96, 806 + (i % 3) * 7, 150, 11, bend=-5),), PAPER)
    s.water(812, 880, MIST, xs=(420, 1260), keep=0.75, fine=0.8)
    # the landing stage in front
    s.rect(-20, 880, 560, 26, INK)
    for x in (40, 220, 430):
        s.rect(x, 856, 32, 170, INK)
        s.marks((gouge(x + 8, 940, 120, 4, angle=90),), TEAL)
    s.rect(-20, 880, 560, 7, OCHRE)
    lamp(s, 366, 884, 300, light=SAND)
    person(s, 270, 882, 210, coat=WINE, skin=SKIN[1], hat="bobble", hair=OCHRE, arm="up", edge=BRICK)
    person(s, 190, 882, 150, coat=TEAL, skin=SKIN[1], hat="bobble", hair=BRICK, edge=SEA)
    rowing_boat(s, 1330, 930, 130, hull=WINE, inside=INK, flip=True)
    s.water(940, 970, TEAL, xs=(1180, 1500), keep=0.9)
    return s


def football() -> Sheet:
    s = Sheet(seed=53)
    sun = (300, 300)
    sky(s, sun, ((2100, TEAL), (1240, SEA), (820, MIST), (420, SAND), (110, PAPER)))
    ridge(s, 470, TEAL, rise=26, seed=3.1, mark=SEA)
    s.rect(-20, 500, 1640, 540, TEAL)
    s.water(504, 700, SEA, keep=0.6)
    s.water(504, 720, PAPER, keep=0.95, glint=(300, 200))
    # the far touchline: supporters on the bank
    s.shape("M-20 560C200 536 500 548 760 566C1100 586 1300 560 1620 540V640H-20Z", DEEP)
    for i in range(38):
        x = 30 + i * 42 + s.random.uniform(-8, 8)
        coat = (BRICK, OCHRE, WINE, INK, SAND, TEAL)[s.random.randrange(6)]
        person(
            s, x, 604 + s.random.uniform(-10, 12), s.around(84, 0.12), coat=coat, skin=SKIN[i % 4],
            hat=("bobble", "cap", "", "long", "brim")[i % 5], hair=(INK, WINE, OCHRE, BRICK)[i % 4], arm="up" if i % 6 == 0 else "down",
        )  # fmt: skip
    # grass, and the tide over it
    s.shape("M-20 614C300 596 900 628 1620 598V1030H-20Z", "#5f8f5c")
    s.hatch((-20, 630, 1640, 390), "#7fae6d", step=24, length=90, width=5, keep=0.55)
    s.hatch((-20, 630, 1640, 390), DEEP, step=40, length=60, width=4, keep=0.3)
    s.shape(
        "M1640 640C1380 650 1240 676 1120 700C900 742 980 790 760 820C560 850 300 860 120 900C20 922 -20 930 -40 936V1040H1640Z",
        TEAL,
    )
    s.stroke(
        "M1640 640C1380 650 1240 676 1120 700C900 742 980 790 760 820C560 850 300 860 120 900C20 922 -20 930 -40 936",
        PAPER,
        12,
    )
    s.water(860, 1010, SEA, keep=0.7)
    s.water(720, 860, SEA, xs=(1060, 1640), keep=0.7, fine=0.8)
    s.water(850, 1010, MIST, keep=0.3)
    # the goal, standing in it
    net = [((1180 + i * 34, 400), (1230 + i * 30, 690)) for i in range(11)]
    for a, b in net:
        s.line((a, b), MIST, 2.5)
    for i in range(9):
        s.line(((1180 + i * 6, 400 + i * 34), (1520 + i * 2, 400 + i * 34)), MIST, 2.5)
    s.line(((1140, 800), (1140, 400), (1560, 372), (1560, 760)), INK, 26)
    s.line(((1138, 800), (1138, 398), (1558, 370), (1558, 760)), PAPER, 18)
    s.marks([gouge(1140, 804 + i * 10, 110 - i * 14, 5) for i in range(4)], PAPER)
    s.marks([gouge(1560, 764 + i * 10, 100 - i * 14, 5) for i in range(4)], PAPER)
    # keeper looking at the ball that swims away, winger up to the shins
    person(s, 1330, 802, 330, coat=OCHRE, legs=INK, skin=SKIN[2], hat="", arm="hips", edge=BRICK)
    s.rect(1270, 772, 120, 60, TEAL)
    s.marks([gouge(1330, 778 + i * 11, 150 - i * 18, 6) for i in range(4)], PAPER)
    person(
        s, 470, 846, 370, coat=BRICK, legs=PAPER, skin=SKIN[0], hair=WINE, hat="bun", arm="hips", edge=SAND
    )
    s.marks([gouge(470, 846 + i * 9, 170 - i * 30, 6) for i in range(3)], PAPER)
    person(s, 250, 800, 330, coat=DEEP, legs=INK, skin=SKIN[3], hat="", arm="up", edge=SEA)
    person(s, 690, 770, 310, coat=BRICK, legs=PAPER, skin=SKIN[1], hair=INK, hat="", arm="out", edge=SAND)
    # the ball
    s.disc(820, 908, 46, INK)
    s.disc(818, 904, 44, PAPER)
    for a in range(0, 360, 72):
        c, n = math.cos(math.radians(a - 90)), math.sin(math.radians(a - 90))
        s.disc(818 + c * 35, 904 + n * 33, 10, INK)
    s.disc(818, 902, 13, INK)
    s.rect(760, 922, 120, 34, TEAL)
    s.marks([gouge(818, 926 + i * 12, 190 - i * 40, 7) for i in range(4)], PAPER)
    # corner flag
    s.line(((90, 930), (96, 700)), INK, 9)
    s.poly(((96, 702), (176, 724), (95, 756)), OCHRE)
    gull(s, 640, 210, 110, tilt=-8)
    gull(s, 860, 300, 70, tilt=6)
    # one gull took the crossbar
    s.shape(
        "M1330 372C1338 352 1364 344 1384 352C1388 340 1402 338 1408 346L1420 352L1408 356C1404 372 1384 382 1362 380L1312 386Z",
        PAPER,
    )
    s.shape("M1312 386L1336 366C1350 366 1362 370 1368 376Z", SEA)
    s.disc(1402, 350, 2.6, INK)
    return s


def causeway() -> Sheet:
    s = Sheet(seed=59)
    sun = (1060, 400)
    sky(s, sun, ((2100, WINE), (1180, BRICK), (760, OCHRE), (470, SAND), (150, PAPER)))
    s.rect(-20, 520, 1640, 520, WINE)
    s.water(526, 1010, INK, keep=0.5)
    s.water(526, 1010, BRICK, keep=0.6)
    s.water(526, 1010, PAPER, keep=0.95, glint=(1060, 260))
    # the island with its chapel
    s.shape("M820 526C880 500 930 470 1000 452C1070 436 1160 448 1210 474C1260 498 1320 512 1380 526Z", INK)
    s.rect(1030, 396, 76, 66, INK)
    s.poly(((1022, 398), (1068, 360), (1114, 398)), INK)
    s.rect(1006, 340, 34, 120, INK)
    s.poly(((1000, 342), (1023, 296), (1046, 342)), INK)
    s.rect(1016, 356, 12, 22, OCHRE)
    s.rect(1070, 418, 14, 24, OCHRE)
    # the causeway: wide here, a thread out there
    s.shape(
        "M-40 1040L-40 836C300 760 620 720 820 660C940 622 900 584 980 560C1020 546 1040 536 1052 522L1076 522C1070 546 1040 560 1020 576C980 612 1010 650 900 714C760 796 560 870 420 1040Z",
        INK,
    )
    s.shape(
        "M-40 1040L-40 870C320 784 620 740 826 676C930 640 920 596 990 566C1024 550 1046 538 1058 524L1066 524C1056 546 1026 560 1004 576C960 612 990 650 884 708C740 788 500 870 340 1040Z",
        SAND,
    )
    s.marks(
        [
            gouge(s.random.uniform(0, 330), s.random.uniform(880, 1000), s.around(110, 0.4), 6, angle=-16)
            for _ in range(34)
        ],
        OCHRE,
    )
    s.marks(
        [
            gouge(s.random.uniform(380, 760), s.random.uniform(770, 830), s.around(60, 0.4), 4, angle=-14)
            for _ in range(22)
        ],
        OCHRE,
    )
    # marker posts
    for x, y, h in ((560, 770, 190), (800, 690, 120), (930, 640, 80), (975, 590, 54), (1024, 556, 36)):
        s.rect(x, y - h, h * 0.09, h, INK)
        s.rect(x - h * 0.03, y - h, h * 0.15, h * 0.2, PAPER)
    # runners, far to near
    field = (
        (1010, 572, 40),
        (985, 590, 46),
        (940, 640, 62),
        (905, 668, 74),
        (850, 700, 86),
        (800, 716, 96),
        (700, 760, 130),
        (610, 790, 150),
    )
    for i, (x, y, h) in enumerate(field):
        _runner(s, x, y, h, shirt=(OCHRE, TEAL, BRICK, PAPER, SEA)[i % 5], skin=SKIN[i % 4], hair=INK)
    _runner(s, 420, 880, 300, shirt=TEAL, skin=SKIN[0], hair=WINE)
    _runner(s, 220, 960, 400, shirt=OCHRE, skin=SKIN[3], hair=INK)
    # the one who stopped for eels
    s.open(x=1180, y=860, scale=3.2)
    s.shape("M-10 -6L-16 22L-4 22L0 2L8 22L18 22L10 -8Z", INK)
    s.shape("M-12 -4C-16 -22 -4 -34 14 -34L24 -28C20 -14 14 -6 10 -2Z", PAPER)
    s.shape("M18 -32C26 -26 30 -14 30 4L25 4C24 -10 20 -18 12 -24Z", PAPER)
    s.disc(30, -34, 7.5, SKIN[1], ry=8)
    s.shape("M23 -38C24 -46 38 -46 38 -36C34 -40 28 -40 23 -38Z", INK)
    s.disc(28, 6, 3.4, SKIN[1])
    s.stroke("M28 8C22 16 36 18 30 26C26 32 34 34 40 30", OCHRE, 3.2)
    s.close()
    s.disc(1180, 934, 130, INK, ry=16)
    s.water(920, 960, BRICK, xs=(1060, 1320), keep=0.9)
    s.shape("M1290 948l64 0l-8 -62l-48 0z", SAND)
    s.stroke("M1298 888C1304 856 1342 856 1346 888", INK, 5)
    for x, y, size in ((420, 230, 100), (600, 150, 64), (1400, 260, 80)):
        gull(s, x, y, size, fill=INK, tip=INK)
    return s


def _runner(s: Sheet, x: float, base: float, h: float, *, shirt: str, skin: str, hair: str) -> None:
    """Mid-stride, towards the island on the right."""
    s.disc(x, base, h * 0.24, INK, ry=h * 0.03)
    s.open(x=x, y=base, scale=h / 100)
    s.shape("M-4 -46C-12 -36 -14 -30 -22 -24L-36 -26L-38 -20L-20 -16C-10 -24 -2 -32 4 -40Z", skin)
    s.shape("M0 -46C12 -40 18 -32 18 -26L14 -4L24 -3L24 1L9 1L10 -24L-4 -38Z", skin)
    s.shape("M-8 -50L10 -50C16 -44 18 -38 19 -32L8 -28L2 -38L-8 -30L-15 -36Z", INK)
    s.shape("M-6 -80C-12 -76 -10 -62 -9 -47L10 -47C13 -60 14 -74 8 -80Z", shirt)
    s.shape("M6 -79C14 -74 18 -68 20 -62L30 -66L32 -61L18 -54L6 -68Z", skin)
    s.shape("M-5 -79C-14 -74 -20 -66 -22 -58L-14 -50L-10 -54L-15 -59L-4 -68Z", skin)
    s.shape("M0 -86L7 -85L7 -78L0 -78Z", skin)
    s.disc(6, -92, 7, skin, ry=8)
    s.shape("M-2 -92C-3 -103 13 -104 13 -95C8 -98 4 -97 1 -90Z", hair)
    s.close()


HARBOUR: dict[str, Callable[[], Sheet]] = {
    "bridge": bridge,
    "boatyard": boatyard,
    "ferry": ferry,
    "football": football,
    "causeway": causeway,
}
