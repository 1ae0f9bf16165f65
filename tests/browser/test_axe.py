"""axe on the pages people use most: 1440 and 390 px, 中文 and English, no violation and nothing wider than the screen."""

from __future__ import annotations

import pytest

from tests import people
from tests.browser.axe import overflow_px, violations
from tests.browser.visitors import HOME, SCREENS, Visitor
from tests.house import House

RESIDENT = ("/", "/report/", "/track/", "/duties/", "/places/")
STAFF = (
    "/desk/", "/cases/", "/cases/{number}/", "/cases/{number}/do/finish/", "/cases/{number}/do/hand_back/", "/cases/map/", "/cases/new/", "/search/?q=井盖",
)
OTHERS = {"config": ("/cases/settings/", "/admin/clocks/"), "li": ("/desk/", "/board/", "/cases/new/", "/cases/flow/"),
          "district-leader": ("/desk/", "/board/"), "wang": ("/field/", "/field/report/", "/field/tasks/", "/field/queue/", "/field/shell/")}


@pytest.fixture(scope="module")
def case(house: House) -> dict[str, str]:
    """A case signed by its liaison; number and tracking code."""
    lon, lat, _grid = people.point_in(HOME)
    report = {"description": "示例：路口的污水井盖裂了。", "type": "B0103", "lon": lon, "lat": lat, "address": "示例路 1 号"}
    status, made = house.create(report, "axe")
    assert status == 201
    return {"number": made["number"], "code": made["tracking_code"]}


def looked_at(visitor: Visitor, path: str) -> list[str]:
    if path:
        visitor.page.goto(path)
    found = [f"{path} {line}" for line in violations(visitor.page)]
    wider = overflow_px(visitor.page)
    return found + ([f"{path} is {wider} px wider than the screen"] if wider > 0 else [])


@pytest.mark.parametrize("width", SCREENS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_everybody_can_use_the_pages(chrome, house, case, width, language):
    trouble: list[str] = []
    with Visitor(chrome, house, width=width, language=language) as resident:
        for path in RESIDENT:
            trouble += looked_at(resident, path)
        resident.page.goto("/report/")
        resident.page.click("p.submit button")  # nothing said: the page with what is wrong
        resident.page.wait_for_selector(".field-error")
        trouble += looked_at(resident, "")
        resident.page.goto("/track/")
        resident.page.fill("[name=number]", case["number"])
        resident.page.fill("[name=code]", case["code"])
        resident.page.keyboard.press("Enter")
        resident.page.wait_for_url(f"**/track/{case['number']}/")
        trouble += looked_at(resident, f"/track/{case['number']}/")
    with Visitor(chrome, house, width=width, language=language) as liaison:
        page = liaison.sign_in("zhao")
        if page.locator(f".desk-row:has-text('{case['number']}') button").count():
            page.locator(f".desk-row:has-text('{case['number']}') button").click()
            page.wait_for_selector("#flash:has-text('已办'), #flash:has-text('done')")
        for path in STAFF:
            trouble += looked_at(liaison, path.format(**case))
        assert liaison.troubles == []
    if language == "zh-hans":
        for username, paths in OTHERS.items():
            with Visitor(chrome, house, width=width) as other:
                other.sign_in(username)
                for path in paths:
                    trouble += looked_at(other, path)
    assert trouble == []
