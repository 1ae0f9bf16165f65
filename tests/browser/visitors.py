"""Whoever sits before a screen: opens pages, signs in with one click, presses what can be read on the buttons."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page

from tests.house import House

SCREENS: dict[int, dict[str, Any]] = {
    1440: {"viewport": {"width": 1440, "height": 900}},
    390: {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
MANHOLE = "B0103"  # 污水井盖: the housing bureau leads (示例 liaison 赵工)
HOME = "150102006"  # 东风路街道, where the demo people work


class Visitor:
    """One browser context: its own cookies. `troubles` gathers what the console complains about."""

    def __init__(self, browser: Browser, house: House, *, width: int = 1440, language: str = "zh-hans", large: bool = False) -> None:
        self.house = house
        self.context = browser.new_context(**SCREENS[width], locale="zh-CN", base_url=house.address)
        self.context.set_default_timeout(15_000)
        self.context.add_cookies([
            {"name": "django_language", "value": language, "url": house.address},
            {"name": "shaoxiang_type", "value": "large" if large else "normal", "url": house.address},
        ])
        self.page: Page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda message: self.troubles.append(message.text) if "Content Security Policy" in message.text else None)

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_error: object) -> None:
        self.context.close()

    def sign_in(self, username: str, then: str = "/desk/") -> Page:
        self.page.goto(f"/institutions/demo/?next={then}")
        self.page.click(f'button[name="username"][value="{username}"]')
        self.page.wait_for_url(f"**{then}")
        return self.page

    def press(self, words: str, within: str = "main") -> None:
        """The button or link that reads so."""
        self.page.locator(within).locator(f"button:visible:has-text('{words}'), a:visible:has-text('{words}')").first.click()
        self.page.wait_for_load_state()

    def text(self) -> str:
        return self.page.inner_text("main")


def place(page: Page, lon: float, lat: float) -> None:
    """Type the coordinates, as one does where no map can be drawn."""
    page.wait_for_selector("[data-map-state=picture]")
    page.click(".sx-map-typed summary")
    page.fill("#map-point", f"{lon},{lat}")
    page.click("[data-map-read]")
    page.wait_for_function("() => document.querySelector('[data-map-found]').textContent.includes('网格')")


def choose_type(page: Page, code: str) -> None:
    tile = page.locator(f"label.type-tile:has(input[value='{code}']):visible").first
    if not tile.count():
        page.click(".more-types summary")
    tile.click()
