"""The telephone's icons, drawn from web/icon.svg: python -m tests.browser.icons. Rewrites the PNG files beside it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import chromium

FOLDER = Path(__file__).resolve().parents[2] / "shaoxiang/kernel/web/static/web"
ICONS = {"icon-180.png": (180, 0, True), "icon-192.png": (192, 0, False), "icon-512.png": (512, 0, False), "icon-maskable-512.png": (512, 64, True)}


def draw() -> None:
    """side in pixels, margin round the drawing, and whether the ground is filled to the edge (masks cut the corners)."""
    svg = (FOLDER / "icon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium.path(), args=chromium.ARGUMENTS) as browser:
        for name, (side, margin, filled) in ICONS.items():
            page = browser.new_page(viewport={"width": side, "height": side})
            ground = "#17568f" if filled else "transparent"
            size = side - 2 * margin
            page.set_content(
                f'<body style="margin:0;background:{ground}"><div style="padding:{margin}px;line-height:0">'
                f'{svg.replace("<svg ", f"<svg width={size} height={size} ")}</div></body>'
            )
            page.screenshot(path=FOLDER / name, omit_background=True)
            page.close()


if __name__ == "__main__":
    draw()
