"""Two neighbours and a grid worker who mediates: from the counter of the community to the signed paper; nobody else finds it."""

from __future__ import annotations

import re

from tests.browser.axe import overflow_px, violations
from tests.browser.visitors import Visitor


def looked_at(visitor: Visitor) -> list[str]:
    wider = overflow_px(visitor.page)
    return [*violations(visitor.page), *([f"{visitor.page.url} is {wider} px too wide"] if wider > 0 else [])]


def send(visitor: Visitor) -> None:
    visitor.page.click("main form:not([action]) button.btn-primary, main form:not([action]) button.btn-danger")
    visitor.page.wait_for_selector("#flash:has-text('已办'), #flash:has-text('已登记')")


def chosen(visitor: Visitor, name: str, value: str) -> None:
    visitor.page.check(f"[name={name}][value={value}]")


def test_two_neighbours_come_to_an_agreement(chrome, house):
    trouble: list[str] = []
    with Visitor(chrome, house) as desk, Visitor(chrome, house, width=390) as worker, Visitor(chrome, house) as stranger:
        page = desk.sign_in("community", "/mediation/")
        trouble += looked_at(desk)
        desk.press("登记申请")
        page.fill("[name=facts]", "示例：楼道堆物，出入不便。")
        page.fill("[name=first_name]", "示例甲某")
        page.fill("[name=second_name]", "示例乙某")
        trouble += looked_at(desk)
        send(desk)
        number = re.search(r"TJ\d{8}-\d{4}", page.url)[0]
        for turn in range(2):
            desk.press("记一方的意愿")
            page.select_option("[name=party_id]", index=turn)
            chosen(desk, "given", "GIVEN")
            send(desk)
        desk.press("定调解员")
        page.select_option("[name=post_id]", label=page.locator("[name=post_id] option", has_text="网格员小王").inner_text())
        chosen(desk, "chosen_by", "PARTIES")
        send(desk)
        desk.press("受理")
        send(desk)
        trouble += looked_at(desk)

        phone = worker.sign_in("wang")
        phone.locator(f".desk-row:has-text('{number}') a.btn").click()
        trouble += looked_at(worker)
        worker.press("有危险，已报警")
        send(worker)
        worker.press("记一次调解")
        phone.fill("[name=words]", "示例：双方到场，约好清走。")
        send(worker)
        worker.press("达成协议")
        chosen(worker, "form", "WRITTEN")
        phone.fill("[name=agreement]", "示例：三日内清走，以后不再堆。")
        trouble += looked_at(worker)
        send(worker)
        assert "人调协〔" in worker.text()
        assert "110" in worker.text()
        trouble += looked_at(worker)
        with phone.expect_download() as paper:
            worker.press("调解协议书 PDF")
        assert paper.value.suggested_filename == f"{number}.pdf"

        other = stranger.sign_in("li")
        assert other.goto(f"/mediation/{number}/").status == 404
        assert other.goto(f"/search/?q={number}").status == 404  # the search leads to the room, which answers as of a number that never was
        complaints = [*desk.troubles, *worker.troubles, *stranger.troubles]
    assert trouble == []
    assert complaints == []
