"""Heads of the newspaper's people: a background, shoulders, half a face in shade, and one thing that is theirs."""

from collections.abc import Callable

from ink import BRICK, DEEP, INK, MIST, OCHRE, PAPER, SAND, SEA, SKIN, TEAL, WINE, Sheet, gouge

SHADE = {SKIN[0]: "#c98a6a", SKIN[1]: "#9c6247", SKIN[2]: "#663f2d", SKIN[3]: "#41261d"}


def _bust(*, seed: int, ground: str, ring: str, coat: str, collar: str, skin: str) -> Sheet:
    s = Sheet(seed=seed, paper=ground, width=400, height=400)
    s.rings((200, 190), (130, 320), ring, keep=0.7, width=3.5, length=44, step=18)
    s.shape("M30 420C34 344 96 312 160 300L240 300C304 312 366 344 370 420Z", coat)
    s.marks([gouge(72 + i * 15, 372 - i * 9, 56, 4, angle=104 - i * 6) for i in range(4)], collar)
    s.shape("M162 240L238 240L244 306C230 330 170 330 156 306Z", SHADE[skin])
    s.shape("M150 300L200 352L250 300L262 314L204 384L196 384L138 314Z", collar)
    return s


def _face(s: Sheet, skin: str, *, wide: float = 66) -> None:
    x0, x1 = 200 - wide, 200 + wide
    s.disc(x0 + 2, 200, 13, SHADE[skin], ry=19)
    s.disc(x1 - 2, 200, 13, SHADE[skin], ry=19)
    s.shape(
        f"M{x0} 170C{x0} 96 {x1} 96 {x1} 170C{x1} 232 {x1 - 22} 282 200 286C{x0 + 22} 282 {x0} 232 {x0} 170Z",
        skin,
    )
    # the shaded half, its border run along brow, nose and chin
    s.shape(
        f"M206 112C{x1 - 10} 112 {x1} 140 {x1} 170C{x1} 232 {x1 - 22} 282 200 286C214 272 206 258 216 250C206 246 204 238 218 226L204 188C206 160 212 136 206 112Z",
        SHADE[skin],
    )  # fmt: skip


def _features(s: Sheet, *, brow: str = INK, mouth: str = WINE, smile: float = 6, eyes: bool = True) -> None:
    if eyes:
        for x in (172, 230):
            s.disc(x, 190, 5.5, INK, ry=6.5)
    s.marks((gouge(170, 171, 34, 5, angle=-4, bend=-7), gouge(231, 171, 34, 5, angle=4, bend=-7)), brow)
    s.marks((gouge(201, 252, 50, 5, bend=smile),), mouth)
    s.marks((gouge(198, 222, 20, 3, angle=6, bend=3),), INK, opacity=0.5)


def tellery() -> Sheet:
    """The editor: white bob, round spectacles."""
    s = _bust(seed=1, ground=TEAL, ring=SEA, coat=INK, collar=BRICK, skin=SKIN[0])
    s.shape(
        "M112 270C86 200 96 84 200 82C304 84 314 200 288 270C276 288 256 282 258 262L142 262C144 282 124 288 112 270Z",
        MIST,
    )
    _face(s, SKIN[0])
    _features(s, brow=SEA)
    s.shape(
        "M126 190C124 120 150 96 210 96C262 98 280 130 276 190C262 176 256 150 250 134C220 152 160 150 142 144C136 160 136 176 126 190Z",
        MIST,
    )
    s.marks([gouge(150 + i * 18, 112 + abs(i - 3) * 4, 44, 4, angle=-40 + i * 14) for i in range(7)], SEA)
    for x in (170, 232):
        s.stroke(f"M{x - 23} 191a23 23 0 1 0 46 0a23 23 0 1 0 -46 0", INK, 5)
    s.line(((193, 189), (209, 189)), INK, 5)
    return s


def corrigal() -> Sheet:
    """Town reporter: red beard, cap."""
    s = _bust(seed=2, ground=SAND, ring=OCHRE, coat=DEEP, collar=MIST, skin=SKIN[0])
    _face(s, SKIN[0])
    s.shape(
        "M134 200C130 262 150 312 200 316C250 312 270 262 266 200C258 226 248 234 228 232C214 226 186 226 172 232C152 234 142 226 134 200Z",
        BRICK,
    )
    s.marks(
        [gouge(150 + i * 16, 262 + (14 if 1 < i < 5 else 0), 46, 4, angle=112 - i * 8) for i in range(7)],
        WINE,
    )
    _features(s, brow=BRICK, mouth=PAPER, smile=5)
    s.shape("M124 164C110 90 160 66 210 68C270 70 292 104 278 162C240 146 170 146 124 164Z", TEAL)
    s.shape(
        "M120 168C160 144 250 142 284 164C300 172 302 184 292 184C240 168 170 168 118 184C108 184 110 174 120 168Z",
        INK,
    )
    s.marks([gouge(150 + i * 26, 112 + abs(i - 2) * 8, 50, 4, angle=-50 + i * 24) for i in range(5)], SEA)
    return s


def prewett() -> Sheet:
    """Harbour reporter: dark plait, woollen jersey."""
    s = _bust(seed=3, ground=BRICK, ring=OCHRE, coat=OCHRE, collar=PAPER, skin=SKIN[2])
    s.shape(
        "M118 230C96 110 150 76 200 76C250 76 304 110 282 230C276 270 290 320 312 372C290 392 262 380 258 350L246 240H154Z",
        INK,
    )
    _face(s, SKIN[2])
    _features(s)
    s.shape(
        "M130 200C124 120 160 92 204 92C250 92 276 120 270 200C266 160 240 136 200 122C164 136 136 160 130 200Z",
        INK,
    )
    s.marks([gouge(146 + i * 9, 140 - i * 9, 40, 3.5, angle=-58 + i * 4) for i in range(4)], TEAL)
    s.marks([gouge(254 - i * 9, 140 - i * 9, 40, 3.5, angle=58 - i * 4) for i in range(4)], TEAL)
    s.marks([gouge(280 + i * 7, 280 + i * 24, 30, 4, angle=30) for i in range(4)], TEAL)
    s.shape("M140 300C170 322 230 322 260 300L264 326C230 348 170 348 136 326Z", SAND)
    s.marks([gouge(150 + i * 17, 324, 22, 3, angle=90) for i in range(7)], BRICK)
    return s


def fenwright() -> Sheet:
    """Culture: big curls, earrings, scarf."""
    s = _bust(seed=4, ground=DEEP, ring=TEAL, coat=WINE, collar=OCHRE, skin=SKIN[1])
    for x, y, r in (
        (124, 150, 50),
        (110, 204, 44),
        (122, 252, 38),
        (276, 150, 50),
        (290, 204, 44),
        (278, 252, 38),
        (160, 100, 48),
        (240, 100, 48),
        (200, 84, 46),
    ):
        s.disc(x, y, r, INK)
    _face(s, SKIN[1])
    _features(s, mouth=BRICK, smile=9)
    for x, y, r in ((150, 122, 34), (196, 108, 36), (242, 120, 34)):
        s.disc(x, y, r, INK)
    for x, y, r in (
        (124, 150, 30),
        (108, 206, 26),
        (276, 150, 30),
        (292, 206, 26),
        (160, 98, 30),
        (240, 98, 30),
        (200, 84, 28),
    ):
        s.rings((x, y), (r * 0.5, r), TEAL, keep=0.5, width=3, length=28, step=11)
    for x in (132, 268):
        s.disc(x, 236, 11, OCHRE)
        s.disc(x, 236, 5, DEEP)
    s.shape("M130 306C170 340 240 336 272 304L286 330C240 372 160 372 118 334Z", OCHRE)
    s.marks(
        [gouge(150 + i * 18, 340 + (8 if 1 < i < 5 else 0), 26, 4, angle=70 + i * 6) for i in range(7)], BRICK
    )
    return s


def pellwether() -> Sheet:
    """Sport: bald, moustache, tracksuit."""
    s = _bust(seed=5, ground=OCHRE, ring=SAND, coat=BRICK, collar=PAPER, skin=SKIN[3])
    _face(s, SKIN[3], wide=70)
    s.shape(
        "M131 168C128 96 164 80 200 80C236 80 272 96 269 168C262 128 236 112 200 112C164 112 138 128 131 168Z",
        SKIN[3],
    )
    s.marks((gouge(172, 112, 50, 8, angle=-24), gouge(160, 130, 24, 5, angle=-34)), SKIN[1])
    _features(s, mouth=BRICK, smile=8)
    s.shape(
        "M152 244C166 226 190 226 201 234C212 226 236 226 250 244C232 244 214 246 201 243C188 246 170 244 152 244Z",
        MIST,
    )
    s.line(((150, 306), (196, 366)), INK, 4)
    s.line(((250, 306), (206, 366)), INK, 4)
    s.disc(200, 376, 15, MIST)
    s.disc(200, 376, 7, INK)
    return s


def adebrook() -> Sheet:
    """Pictures: fringe, camera on a strap."""
    s = _bust(seed=6, ground=MIST, ring=SEA, coat=TEAL, collar=SAND, skin=SKIN[1])
    s.shape(
        "M116 236C92 110 150 78 200 78C250 78 308 110 284 236C280 252 262 252 260 236L254 150H146L140 236C138 252 120 252 116 236Z",
        BRICK,
    )
    _face(s, SKIN[1])
    _features(s, smile=7)
    s.shape(
        "M130 186C126 116 160 92 202 92C246 92 274 116 270 186C262 172 258 164 256 152C220 160 178 160 144 152C140 164 138 174 130 186Z",
        BRICK,
    )
    s.marks([gouge(148 + i * 17, 128 + abs(i - 3) * 2, 50, 4, angle=98 - i * 5) for i in range(7)], WINE)
    s.line(((104, 330), (150, 384)), INK, 9)
    s.line(((296, 330), (250, 384)), INK, 9)
    s.rect(140, 346, 120, 70, INK)
    s.rect(160, 334, 40, 16, INK)
    s.disc(200, 384, 30, SEA)
    s.disc(200, 384, 19, INK)
    s.marks((gouge(192, 376, 16, 4, angle=-40),), PAPER)
    s.rect(232, 354, 18, 10, OCHRE)
    return s


PORTRAITS: dict[str, Callable[[], Sheet]] = {
    "portrait-tellery": tellery,
    "portrait-corrigal": corrigal,
    "portrait-prewett": prewett,
    "portrait-fenwright": fenwright,
    "portrait-pellwether": pellwether,
    "portrait-adebrook": adebrook,
}
