"""Draws the demo newspaper's pictures: SVG beside this script, and the printed sheets for the package.

Needs the development extras and a Chromium: `python scripts/demo_pictures/draw.py [name ...]`.
"""

import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from portraits import PORTRAITS
from scenes_culture import CULTURE
from scenes_harbour import HARBOUR
from scenes_town import TOWN

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "src/parley/publishing/demo/pictures"
QUALITY = 80
LIMIT = 120 * 1024  # bytes; the package carries these for every installation


def main(names: list[str]) -> None:
    pictures = {**TOWN, **HARBOUR, **CULTURE, **PORTRAITS}
    (HERE / "svg").mkdir(exist_ok=True)
    SHIPPED.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        for name in names or pictures:
            sheet = pictures[name]()
            source = HERE / "svg" / f"{name}.svg"
            source.write_text(sheet.svg(), encoding="utf-8")
            page = browser.new_page(viewport={"width": sheet.width, "height": sheet.height})
            page.set_content(f'<body style="margin:0">{sheet.svg()}</body>')
            shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            page.close()
            target = SHIPPED / f"{name}.webp"
            quality = QUALITY
            shot.save(target, quality=quality, method=6)
            while target.stat().st_size > LIMIT:
                quality -= 4
                shot.save(target, quality=quality, method=6)
            sys.stdout.write(
                f"{name}: svg {source.stat().st_size // 1024} KB, webp {target.stat().st_size // 1024} KB at {quality}\n"
            )
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
