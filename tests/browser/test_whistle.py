"""吹哨 in a real browser: the community's head calls on a telephone, the street confirms, two departments answer, one objects, both sides rate."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests import people
from tests.browser import axe
from tests.browser.visitors import HOME, Visitor
from tests.house import House

LON, LAT, _GRID = people.point_in(HOME)
COLLAPSE = "0401"  # 路面塌陷
HOUSING, FIRE = "DEP07", "DEP06"  # liaisons 赵工 (zhao) and fire
FLASH = "#flash:has-text('{}')"


@pytest.fixture
def somebody(chrome, house) -> Iterator[Callable[..., Visitor]]:
    """Opens visitors; closes them all, and holds every page to the strict policy."""
    opened: list[Visitor] = []

    def come(username: str, then: str, *, width: int = 1440) -> Visitor:
        visitor = Visitor(chrome, house, width=width)
        opened.append(visitor)
        visitor.sign_in(username, then)
        return visitor

    yield come
    troubles = [line for each in opened for line in each.troubles]
    for each in opened:
        each.context.close()
    assert troubles == []


def fits(page: Page) -> None:
    assert axe.violations(page) == []
    assert axe.overflow_px(page) <= 0


def body(house: House, code: str) -> int:
    return int(house.one(f"SELECT id FROM institutions_body WHERE code = '{code}' ORDER BY id LIMIT 1"))


def called(page: Page, bodies: list[int]) -> None:
    """Exactly these units, the first leading: whatever was suggested is taken off."""
    closed = page.locator("details.unit-group:not([open]) > summary")
    while closed.count():
        closed.first.click()
    for tick in page.locator("input[name=unit]").all():
        tick.set_checked(int(tick.get_attribute("value") or 0) in bodies)
    page.locator(f"input[name=lead][value='{bodies[0]}']").check()


def blown(visitor: Visitor, bodies: list[int]) -> str:
    """One form, on the telephone."""
    page = visitor.page
    page.locator("label.type-card:has(input[value=EMERGENCY])").click()
    page.fill("[name=known]", "示例：路面塌了两米的坑，已拉警戒、劝车绕行，没有人受伤。")
    with page.expect_response("**/whistles/new/hints/**"):
        page.select_option("[name=subject_code]", COLLAPSE)
    page.wait_for_load_state("networkidle")
    page.fill("[name=address]", "示例巷 3 号门前")
    page.fill("[name=power_needed]", "封路、查管线、抢修")
    fits(page)
    called(page, bodies)
    visitor.press("先吹哨", "main .call-foot")
    page.wait_for_url("**/whistles/SH*/")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def acted(page: Page, button: str, /, **fields: str) -> None:
    """The small page of a move: its fields filled, its button pressed."""
    for name, value in fields.items():
        ticked = page.locator(f"input[name={name}]:is([type=radio][value='{value}'], [type=checkbox])")
        if ticked.count():
            ticked.check()
        else:
            page.fill(f"[name={name}]", value)
    page.locator("main form button[class*=btn-primary]", has_text=button).first.click()
    page.wait_for_load_state()


def status(house: House, number: str) -> str:
    return str(house.one(f"SELECT status FROM matter_matter WHERE number = '{number}'"))


def kinds(house: House, number: str) -> list[str]:
    query = "SELECT e.kind FROM journal_entry e JOIN matter_matter m ON e.subject_id = m.id AND e.subject_kind = 'matter'"
    return [row[0].removeprefix("whistles.") for row in house.rows(f"{query} WHERE m.number = '{number}' ORDER BY e.seq")]


@pytest.mark.smoke
def test_an_emergency_from_the_community_heads_telephone_to_the_rating_of_both_sides(somebody, house):
    head = somebody("community", "/whistles/new/", width=390)
    number = blown(head, [body(house, HOUSING), body(house, FIRE)])
    page = f"/whistles/{number}/"
    fits(head.page)
    assert status(house, number) == "BLOWN"

    street = somebody("li", page)
    street.press("街道确认")
    assert "confirm" in kinds(house, number)

    housing = somebody("zhao", page, width=390)
    fits(housing.page)
    housing.press("签收", "main .go")
    acted(housing.page, "报到", can_decide="yes")
    assert status(house, number) == "IN_PROGRESS"

    fire = somebody("fire", page)
    fire.press("签收", "main .go")
    fire.press("提出异议")
    item = house.one("SELECT code FROM duties_dutyitem WHERE valid_to IS NULL ORDER BY id LIMIT 1")
    acted(fire.page, "提出异议", cited_item=item, words="示例：没有火情，也没有人被困，由住建一家抢修即可。")
    assert house.one("SELECT count(*) FROM desk_row WHERE what = 'rule_stands' AND done_at IS NULL") == 1

    district = somebody("district", page)
    district.press("异议成立，不再派")
    acted(district.page, "异议成立，不再派", words="示例：情况属实，消防撤回待命。")

    housing.page.goto(page)
    acted(housing.page, "报完成", words="示例：漏点已堵，坑已回填，半幅通行。")
    assert status(house, number) == "DONE_CLAIMED"

    verifier = somebody("verifier", page, width=390)
    verifier.press("核查通过")
    fits(verifier.page)
    acted(verifier.page, "核查通过", on_site="on", words="示例：到现场看过，路面平整。")
    assert status(house, number) == "VERIFIED"

    street.page.goto(page)
    street.press("办结")
    acted(street.page, "办结", words="示例：险情解除。")
    assert status(house, number) == "CLOSED"
    street.page.goto(page)
    street.press("评单位")
    fits(street.page)
    acted(street.page, "评单位", on_time="5", power="5", effect="4", attitude="5")

    housing.page.goto(page)
    housing.press("评这次吹哨")
    fits(housing.page)
    acted(housing.page, "评这次吹哨", needed="yes", clear="yes", addressed="yes")
    assert status(house, number) == "APPRAISED"

    expected = ["blow", "confirm", "acknowledge", "arrive", "acknowledge", "object", "rule_withdrawn", "claim_done", "all_done", "verify_pass", "close",
                "appraise_unit", "appraise_whistle", "settle_appraisal"]
    assert [kind for kind in kinds(house, number) if kind in expected] == expected
    street.page.goto(page)
    fits(street.page)
    told = street.text()
    assert "险情解除" in told and "确有必要" in told
    assert json.loads(house.command("verify-journal", "--json").stdout)["ok"] is True
