"""The rooms of the registers, every address once: on a telephone and on a wide screen nothing is cut, too small, out of order or unreadable."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.browser.axe import overflow_px, violations
from tests.browser.visitors import SCREENS, Visitor

ROOMS = ("places", "institutions", "staffing", "duties", "empowerment", "determinations", "admission", "opinions")
DOORS = (
    *(f"/{room}/" for room in ROOMS), "/institutions/register/", "/institutions/reform/", "/places/divisions/", "/places/changes/", "/places/areas/",
    "/staffing/cadres/", "/staffing/demands/", "/duties/documents/", "/duties/versions/", "/empowerment/decisions/", "/empowerment/streets/",
    "/determinations/who/", "/determinations/gaps/", "/admission/check/", "/admission/refusals/", "/opinions/files/", "/opinions/scopes/",
)
PAPERS = {"xlsx", "csv", "docx", "pdf", "json", "svg"}
ELSEWHERE = {"institutions:sign_out", "institutions:sign_in", "institutions:demo", "institutions:choose_post", "institutions:password"}
LINKS = "[...document.querySelectorAll('main a[href]')].map(a => a.getAttribute('href'))"
THUMB_PX = 44
# What a thumb must hit. A box is as large as the label it stands in; a link inside a sentence is as large as its words.
SMALL = """least => [...document.querySelectorAll('main button, main .btn, main summary, main select, main input:not([type=hidden]), main textarea, main .tab,'
  + 'main .row-link, main .tile')].filter(one => {
    const box = one.getBoundingClientRect();
    const label = /checkbox|radio/.test(one.type) && (one.closest('label') || document.querySelector(`label[for="${one.id}"]:not(.visually-hidden)`));
    return box.width && box.height && Math.max(box.height, label ? label.getBoundingClientRect().height : 0) < least - 0.5;
  }).map(one => `${one.tagName} ${one.className} ${(one.innerText || one.value || '').trim().slice(0, 20)}
    ${Math.round(one.getBoundingClientRect().height)} px`)"""
LEVELS = "[...document.querySelectorAll('main h1, main h2, main h3, main h4')].filter(h => h.getClientRects().length).map(h => Number(h.tagName[1]))"
PHONE, DESK = ({"width": width, "height": SCREENS[width]["viewport"]["height"]} for width in (390, 1440))


def steps_of(levels: list[int]) -> list[str]:
    """One first heading, and no level left out on the way down."""
    firsts = [] if levels.count(1) == 1 else [f"{levels.count(1)} first headings"]
    return firsts + [f"h{upper} is followed by h{lower}" for upper, lower in pairwise(levels) if lower > upper + 1]


def wrong_here(visitor: Visitor) -> list[str]:
    """On the telephone all of it, on the wide screen what may differ there."""
    page = visitor.page
    found = [f"small: {line}" for line in page.evaluate(SMALL, THUMB_PX)] + steps_of(page.evaluate(LEVELS)) + violations(page)
    narrow = overflow_px(page)
    page.set_viewport_size(DESK)
    found += [f"{px} px too wide at {width}" for px, width in ((narrow, 390), (overflow_px(page), 1440)) if px > 0]
    page.set_viewport_size(PHONE)
    return found


def walked(visitor: Visitor, doors: tuple[str, ...], seen: set[str]) -> list[str]:
    """What is wrong on every page of the rooms that can be reached by links; one page for each address of the house."""
    trouble: list[str] = []
    ways = deque(doors)
    while ways:
        path = urlsplit(ways.popleft()).path
        try:
            found = resolve(path)
        except Resolver404:
            continue
        if found.namespace not in ROOMS or found.view_name in seen | ELSEWHERE or PAPERS & {str(found.kwargs.get("form")), path.rsplit(".", 1)[-1]}:
            continue
        seen.add(found.view_name)
        answer = visitor.page.goto(path)
        if answer is None or answer.status != 200:
            seen.discard(found.view_name)  # not for this reader
            continue
        trouble += [f"{path} {line}" for line in wrong_here(visitor)]
        ways.extend(urljoin(path, href) for href in visitor.page.evaluate(LINKS) if not href.startswith("#"))
    return trouble


@pytest.fixture
def somebody(chrome, house):
    opened: list[Visitor] = []

    def come(username: str, language: str) -> Visitor:
        visitor = Visitor(chrome, house, language=language)
        opened.append(visitor)
        visitor.page.set_viewport_size(PHONE)
        visitor.sign_in(username)
        return visitor

    yield come
    for each in opened:
        each.context.close()


def test_no_page_of_the_registers_is_cut_small_or_out_of_order(somebody):
    seen: set[str] = set()
    trouble = walked(somebody("staffing", "zh-hans"), DOORS, seen)
    assert trouble == [] and len(seen) > 60, (len(seen), trouble)
    trouble = walked(somebody("config", "en"), DOORS, seen)
    assert trouble == []


def test_a_long_register_is_put_away_on_a_telephone_and_stands_whole_on_paper(somebody):
    page = somebody("staffing", "zh-hans").page
    page.goto("/duties/matters/")
    rows = page.locator("tbody tr")
    assert (rows.count(), page.locator("tbody tr:visible").count()) == (60, 20)
    page.click("text=再显示 20 条（还有 40 条）")
    assert page.locator("tbody tr:visible").count() == 40
    assert page.evaluate("document.activeElement.closest('tr') === document.querySelectorAll('tbody tr')[20]")
    page.emulate_media(media="print")
    assert page.locator("tbody tr:visible").count() == 60
    page.emulate_media(media="screen")

    page.goto("/duties/items/")  # by chapters: the headings are the index
    assert page.locator("tbody tr:visible").count() == 0
    heading = page.locator(".chapter h2 button").first
    heading.press("Enter")
    assert heading.get_attribute("aria-expanded") == "true" and page.locator("tbody tr:visible").count() > 5
    page.goto("/duties/items/#D-C16")  # a link to a row brings it out
    assert page.locator("#D-C16").is_visible()

    page.goto("/empowerment/?kind=PENALTY&unit=")
    toggle = page.locator(".filters-toggle")
    assert toggle.inner_text().strip() == "筛选条件，已选 1 项" and not page.locator("#f-kind").is_visible()
    toggle.click()
    assert page.locator("#f-kind").is_visible() and page.locator("#f-q").is_visible()

    page.set_viewport_size(DESK)
    assert page.locator("tbody tr:visible").count() == page.locator("tbody tr").count() and not toggle.is_visible()
