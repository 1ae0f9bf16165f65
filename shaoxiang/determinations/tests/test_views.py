from __future__ import annotations

import io
from functools import partial

import docx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.determinations import actions
from shaoxiang.determinations.models import ThreeDeterminationVersion
from shaoxiang.determinations.queries import versions
from shaoxiang.determinations.rules import Line
from shaoxiang.determinations.tests.test_actions import NOW, drafted, head, home, office, page, part, staffing
from shaoxiang.determinations.vocabulary import PartKind
from shaoxiang.duties.models import DutyItem
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface.actions import make_key
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.web.names import name_of
from tests import guards, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def issued() -> ThreeDeterminationVersion:
    return ThreeDeterminationVersion.objects.get(unit=home(), status="ISSUED")


def formset(lines, revision=1, **more):
    data = {"form-TOTAL_FORMS": len(lines), "form-INITIAL_FORMS": 0, "revision": revision, **more}
    for at, line in enumerate(lines):
        data |= {f"form-{at}-{name}": "" if value is None else value for name, value in line._asdict().items() if name != "amount"}
        data |= {f"form-{at}-place": at + 1}
    return data


def test_anybody_reads_what_is_issued_and_nobody_outside_reads_a_draft(client):
    draft = drafted()
    assert "党群服务中心" in client.get(reverse("determinations:show", args=[issued().pk])).content.decode()
    assert client.get(reverse("determinations:show", args=[draft.pk])).status_code == 404
    assert client.get(reverse("determinations:compare", args=[draft.pk, issued().pk])).status_code == 404
    assert client.get(reverse("determinations:who")).status_code == 302


def test_a_visitor_finds_the_paper_on_the_page_and_no_button_of_the_office(client):
    page = client.get(reverse("determinations:show", args=[issued().pk])).content.decode()
    assert reverse("determinations:paper", args=[issued().pk, "pdf"]) in page
    assert reverse("determinations:act", args=[issued().pk, "withdraw"]) not in page
    assert reverse("duties:document_new") not in client.get(reverse("duties:documents")).content.decode()


def test_the_paper_reads_as_such_a_document():
    client = seated(staffing())
    words = "\n".join(one.text for one in docx.Document(io.BytesIO(client.get(reverse("determinations:paper", args=[issued().pk, "docx"])).content)).paragraphs)
    assert f"{home().name}\n职能配置、内设机构和人员编制规定" in words  # no word of the title is broken over two lines
    assert "党群服务中心，挂便民服务中心、" in words
    assert words.endswith(f"{versions.paper_context(issued())['issuer']}\n2020年3月24日")
    draft = docx.Document(io.BytesIO(versions.paper(drafted(), "docx")))
    assert "（拟稿，编委会还没有通过）" in [one.text for one in draft.paragraphs]
    assert "—" not in "".join(one.text for one in draft.paragraphs)
    assert "第一条" in words
    assert words.count("（示例）") == 1
    assert "（五）平安建设办公室。" in words
    assert client.get(reverse("determinations:paper", args=[issued().pk, "pdf"])).content.startswith(b"%PDF")


def test_the_second_editor_gets_409_with_both_texts():
    draft = drafted()
    address = reverse("determinations:edit", args=[draft.pk, "FUNCTIONS"])
    actions.edit_part(draft.pk, PartKind.FUNCTIONS, [Line(text="甲先写的")], revision=1, actor=staffing(), at=NOW)
    client = seated(staffing(1))
    answer = client.post(address, formset([Line(text="乙后写的")]))
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "甲先写的" in text
    assert "乙后写的" in text
    assert 'name="revision" value="2"' in text
    assert client.post(address, formset([Line(text="甲先写的"), Line(text="乙后写的")], revision=2)).status_code == 302
    assert [line.text for line in versions.lines_of_part(part(draft))] == ["甲先写的", "乙后写的"]


def test_a_code_twice_is_refused_with_what_was_typed():
    draft = drafted()
    address = reverse("determinations:edit", args=[draft.pk, "OFFICES"])
    answer = seated(staffing()).post(address, formset([Line("甲室", "D1", "", "一"), Line("甲室", "D1", "", "二")]))
    assert answer.status_code == 422
    assert "同一个编号写了两次" in answer.content.decode()


def test_what_happened_says_which_part_and_by_whom():
    draft = drafted()
    actions.edit_part(draft.pk, PartKind.FUNCTIONS, [Line(text="改过的")], revision=1, actor=staffing(), at=NOW)
    entries = seated(staffing()).get(reverse("determinations:show", args=[draft.pk])).context["entries"]
    post = name_of("assignment", staffing().assignment_id)
    assert [(one.what, one.who) for one in entries] == [("改一个部分：主要职责", post), ("起草三定规定", post)]
    assert "—" not in post


def test_english_pages_say_the_english_names_of_offices():
    draft = ThreeDeterminationVersion.objects.get(status="DRAFT")
    first = ThreeDeterminationVersion.objects.get(unit=draft.unit, status="ISSUED")
    client = seated(staffing())
    client.cookies["django_language"] = "en"
    for address in (
        reverse("determinations:show", args=[first.pk]), reverse("determinations:compare", args=[draft.pk, first.pk]) + "?all=1",
        reverse("determinations:gaps", args=[home().code]),
    ):
        page = client.get(address).content.decode()
        assert office().name_en in page
        assert office().name not in page


def test_the_comparison_shows_only_what_changed_and_marks_it():
    draft = ThreeDeterminationVersion.objects.get(status="DRAFT")
    first = ThreeDeterminationVersion.objects.get(unit=draft.unit, status="ISSUED")
    text = seated(staffing()).get(reverse("determinations:compare", args=[draft.pk, first.pk])).content.decode()
    assert "<ins><mark>，2020 年印发的规定同时废止</mark></ins>" in text
    assert "统筹辖区物业管理和小区治理" in text
    assert "加强党的建设" not in text


def test_ticks_of_an_office_are_saved_and_two_leads_are_refused_with_the_ticks_kept():
    row, posts = page().unnamed[0], page().posts
    address = reverse("determinations:office", args=[office().code])
    client = seated(head())
    ticks = {"revision": page().revision} | {f"{share}:{list_kind}:{item}:{post}": "1" for (post, list_kind, item), share in page().shares.items()}
    one, two = (f"LEAD:{row.item.list_kind}:{row.item.code}:{post.pk}" for post in posts[:2])
    answer = client.post(address, {**ticks, one: "1", two: "1"})
    assert answer.status_code == 422
    assert "一项职责只能有一个主办岗位" in answer.content.decode()
    assert answer.content.decode().count(f"{row.item.code}:") >= 4
    assert client.post(address, {**ticks, one: "1"}).status_code == 302
    assert row.item.code not in {each.item.code for each in page().unnamed}
    assert seated(people.actor("STREET_LEADER", street=people.NEXT)).post(address, {}).status_code == 403


def test_the_second_editor_of_an_office_gets_409_with_his_ticks_and_what_differs():
    row, post = page().unnamed[0], page().posts[0]
    address = reverse("determinations:office", args=[office().code])
    ticks = {"revision": page().revision} | {f"{share}:{list_kind}:{item}:{post_id}": "1" for (post_id, list_kind, item), share in page().shares.items()}
    mine = f"ASSIST:{row.item.list_kind}:{row.item.code}:{post.pk}"
    assert seated(head()).post(address, {**ticks, f"LEAD:{row.item.list_kind}:{row.item.code}:{post.pk}": "1"}).status_code == 302
    client = seated(staffing())
    answer = client.post(address, {**ticks, mine: "1"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert f'name="{mine}" value="1" checked' in text
    assert "您勾了，现在存着的没有" in text
    assert "现在存着的有，您没有勾" in text
    assert f'name="revision" value="{page().revision}"' in text
    assert client.post(address, {**ticks, mine: "1", "revision": page().revision}).status_code == 302


def test_the_page_says_how_many_more_answer_and_leads_to_them():
    client, asked = seated(people.actor("HOTLINE")), {"q": "和", "unit": home().code}
    first = client.get(reverse("determinations:who"), asked)
    total = first.context["found"].total
    assert total > 20
    assert f"还有 {total - 20} 项，接着看" in first.content.decode()
    last = client.get(reverse("determinations:who"), {**asked, "from": total - 1})
    assert len(last.context["answers"]) == 1
    assert "从头看" in last.content.decode()
    assert client.get(reverse("determinations:who"), {**asked, "from": "x"}).status_code == 200


def test_the_interface_counts_them_too_and_gives_page_after_page():
    key = make_key("示例", [Scope.DUTIES_READ], body_id=home().pk, post_id=None, actor=SYSTEM, at=timezone.now())[1]
    ask = partial(Client().get, "/api/v1/determinations/who", headers={"Authorization": f"Bearer {key}"})
    first = ask({"q": "管", "unit": home().code, "limit": 4}).json()
    second = ask({"q": "管", "unit": home().code, "limit": 4, "cursor": first["next"]}).json()
    assert first["total"] == second["total"] > 8
    assert len({one["code"] for one in (*first["items"], *second["items"])}) == 8
    assert ask({"q": "D-C01", "unit": home().code}).json()["next"] is None
    assert ask({"q": "管", "unit": home().code, "cursor": -1}).status_code == 422


def test_the_desk_leads_to_the_version():
    draft = drafted()
    draft.refresh_from_db()
    client = seated(staffing())
    assert draft.matter.number in client.get("/desk/").content.decode()
    answer = client.get(reverse("determinations:matter", args=[draft.matter.number]))
    assert answer.headers["Location"] == reverse("determinations:show", args=[draft.pk])
    stranger = seated(people.actor("STREET_LEADER", street=people.NEXT))
    assert stranger.get(reverse("determinations:matter", args=[draft.matter.number])).status_code == 404


def test_who_answers_names_the_person_and_the_telephone():
    row = next(each for each in page().rows if each.named)
    person = row.carriers[0].people[0]
    text = seated(people.actor("HOTLINE")).get(reverse("determinations:who"), {"q": row.item.code, "unit": home().code}).content.decode()
    assert person.name in text
    assert person.work_phone in text


def test_pages_ask_the_database_the_same_however_many_duties(django_assert_max_num_queries):
    client = seated(staffing())
    client.get(reverse("determinations:gaps", args=[home().code]))
    with django_assert_max_num_queries(16):
        client.get(reverse("determinations:gaps", args=[home().code]))
    with django_assert_max_num_queries(16):
        client.get(reverse("determinations:office", args=[office().code]))


def test_units_are_found_by_name_or_document_and_by_what_is_under_way():
    drafted()
    client, address = seated(staffing()), reverse("determinations:index")

    def shown(**asked):
        return [unit.pk for unit, _now, _open in client.get(address, asked).context["rows"]]

    assert shown(q=home().name) == [home().pk]
    assert shown(q=issued().document_number) != []
    assert home().pk in shown(state="open")
    assert home().pk not in shown(state="none")
    assert "没有符合条件的单位" in client.get(address, {"q": "没有这样的单位"}).content.decode()


def test_many_gaps_go_on_on_a_second_page_and_every_one_is_there():
    today, address = timezone.localdate(), reverse("determinations:gaps", args=[home().code])
    guards.aside()
    DutyItem.objects.bulk_create(
        DutyItem(code=f"Z-{turn}", title=f"示例职责{turn}", office_name="示例没有的科室", list_kind="STREET", role="PRIMARY", order=900, valid_from=today,
                 sample=True)
        for turn in range(60))
    client, start, seen = seated(staffing()), 0, []
    while True:
        page = client.get(address, {"from": start}).context
        seen += page["lines"]
        if not page["more"]:
            break
        start = page["next"]
    assert start > 0
    assert seen == page["page"].gaps
    assert len(seen) > 60
    assert client.get(address, {"from": "x"}).context["start"] == 0
