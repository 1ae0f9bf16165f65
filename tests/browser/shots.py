"""`./sx shots`: the pictures in docs/pictures, taken anew from a freshly seeded demo district with a month of life. ./sx shots NAME …: some of them."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.browser.visitors import MANHOLE, Visitor, choose_type
from tests.house import ROOT, House, eventually

PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 250_000
LON, LAT = 111.691106, 40.83222  # in 东风路街道
BUSY = "SELECT number FROM matter_matter WHERE status = 'HANDLING' AND unit_id = (SELECT id FROM institutions_body WHERE code = 'DEP07') ORDER BY id DESC"
WHISTLE = (  # an emergency in 东风路街道: one unit on the spot, the other on its way
    "SELECT m.number FROM matter_matter m JOIN whistles_whistle w ON w.matter_id = m.id JOIN whistles_whistletype t ON t.id = w.type_id"
    " JOIN places_streetunit s ON s.id = m.street_id WHERE m.status = 'IN_PROGRESS' AND t.code = 'EMERGENCY' AND s.code = '150102006' ORDER BY m.id DESC"
)


@dataclass(frozen=True, slots=True)
class Shot:
    name: str
    path: str = ""
    who: str = ""  # a demo account; nobody: a resident
    width: int = 1440
    language: str = "zh-hans"
    large: bool = False
    prepare: Callable[[Visitor], None] | None = None
    height: int | None = None  # px from the top; the screen's height when none


def fill_report(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/report/")
    choose_type(page, MANHOLE)
    page.fill("[name=description]", "示例：路口的污水井盖裂了一道缝，晚上看不清。")
    page.click(".sx-map-typed summary")
    page.fill("#map-point", f"{LON},{LAT}")
    page.click("[data-map-read]")
    page.wait_for_timeout(1500)


def send_report(visitor: Visitor) -> None:
    fill_report(visitor)
    visitor.page.click("p.submit button")
    visitor.page.wait_for_url("**/report/done/**")


def track(visitor: Visitor) -> None:
    number, code = visitor.house.rows(
        "SELECT m.number, c.tracking_code FROM matter_matter m JOIN cases_case c ON c.matter_id = m.id WHERE m.status = 'VERIFIED' ORDER BY m.id DESC LIMIT 1"
    )[0]
    page = visitor.page
    page.goto("/track/")
    page.fill("[name=number]", number)
    page.fill("[name=code]", code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/track/*/")


SHOTS = (
    Shot("resident-home", "/", width=390),
    Shot("resident-report", width=390, prepare=fill_report, height=2400),
    Shot("resident-receipt", width=390, prepare=send_report, height=1100),
    Shot("resident-track", width=390, prepare=track, height=1400),
    Shot("resident-large-type", "/", width=390, large=True),
    Shot("desk", "/desk/", "zhao"),
    Shot("desk-phone", "/desk/", "urban", 390),
    Shot("desk-leader", "/desk/", "leader"),
    Shot("desk-english", "/desk/", "zhao", language="en"),
    Shot("board", "/board/", "district"),
    Shot("board-phone", "/board/", "leader", 390),
    Shot("case", "/cases/{busy}/", "zhao", height=1500),
    Shot("case-hand-back", "/cases/{busy}/do/hand_back/", "zhao"),
    Shot("case-list", "/cases/", "district"),
    Shot("case-map", "/cases/map/", "district"),
    Shot("case-new", "/cases/new/", "hotline"),
    Shot("whistle", "/whistles/{whistle}/", "li", height=1300),
    Shot("whistle-phone", "/whistles/{whistle}/", "leader", 390, height=1700),
    Shot("whistle-new", "/whistles/new/", "li", height=1300),
    Shot("whistle-list", "/whistles/", "district"),
    Shot("flow", "/cases/flow/", "li"),
    Shot("duties", "/duties/items/"),
)


def compressed(png: bytes) -> bytes:
    """256 colours are enough for pages; fewer where the picture is still too heavy."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    held = b""
    for colours in (256, 96, 48):
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        held = out.getvalue()
        if len(held) <= MOST_BYTES:
            break
    return held


def taken(shot: Shot, browser: Browser, house: House) -> bytes:
    with Visitor(browser, house, width=shot.width, language=shot.language, large=shot.large) as visitor:
        page = visitor.page
        if shot.who:
            visitor.sign_in(shot.who)
        if shot.path:
            page.goto(shot.path.format(busy=house.one(BUSY), whistle=house.one(WHISTLE) if "{whistle}" in shot.path else ""))
        if shot.prepare:
            shot.prepare(visitor)
        if shot.height:
            page.set_viewport_size({"width": shot.width, "height": shot.height})
        page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1200 if page.locator("[data-map], .sx-map").count() else 300)
        return page.screenshot(animations="disabled")


def chosen(names: list[str]) -> Iterator[Shot]:
    unknown = set(names) - {shot.name for shot in SHOTS}
    if unknown:
        raise SystemExit(f"没有这样的图：{'、'.join(sorted(unknown))}。有：{' '.join(shot.name for shot in SHOTS)}\nno such picture; the names are above.")
    return (shot for shot in SHOTS if not names or shot.name in names)


def main(names: list[str]) -> int:
    shots = list(chosen(names))
    if missing := chromium.missing():
        print(f"缺少 {' '.join(missing)}：请运行 apt install {' '.join(missing)}。 / Please install them.", file=sys.stderr)
        return 2
    os.environ.setdefault("SHAOXIANG_REFRESH_SECONDS", "1")
    PICTURES.mkdir(parents=True, exist_ok=True)
    house = House(worker=True)
    try:
        seeded = house.command("seed", "--cases", os.environ.get("SHAOXIANG_SHOT_CASES", "1000"))
        if seeded.returncode:
            print(seeded.stdout + seeded.stderr, file=sys.stderr)
            return 1
        house.start()
        eventually(lambda: '"worker": true' in house.ask("GET", "/healthz")[1], 60)  # the light in the footer
        with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium.path(), args=chromium.ARGUMENTS) as browser:
            for shot in shots:
                content = compressed(taken(shot, browser, house))
                Path(PICTURES / f"{shot.name}.png").write_bytes(content)
                print(f"{shot.name}.png  {len(content) // 1000} kB", flush=True)
    finally:
        house.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
