"""The dispatch catalogue is no way round the lists: neither by hand nor by a ruling does a street get what no list gives it (A1)."""

from datetime import date

import pytest
from django.urls import reverse

from shaoxiang.duties.actions import teach_catalogue, write_catalogue
from shaoxiang.duties.checks import findings
from shaoxiang.duties.models import DispatchCatalogueEntry, DutyItem, EventType
from shaoxiang.duties.queries import duty_book, forget_books, standing
from shaoxiang.duties.queries.standing import Admitted
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.tests.test_versions import LONG_AGO, NOON, TODAY, first, street  # noqa: F401
from shaoxiang.duties.tests.test_views import signed_in
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import SYSTEM, Actor, ActorKind
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.places.models import StreetUnit
from tests import guards, papers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first")]
ADMIN = Actor(ActorKind.PERSON, assignment_id=1, roles=frozenset({"CONFIG_ADMIN"}))


@pytest.fixture(autouse=True)
def _kept(first):  # noqa: F811
    papers.keep("示例裁〔2026〕3号")



@pytest.fixture
def role(first):  # noqa: F811
    """Sets how the item of 0111 is answered, as an older list had it."""
    def say(role):
        guards.aside()
        item = DutyItem.objects.get(code="D-C16")
        later = DutyItem.objects.create(code="D-C16", office_name=item.office_name, title=item.title, role=role, valid_from=date(2021, 1, 1))
        DutyItem.objects.filter(pk=item.pk).update(valid_to=date(2021, 1, 1))
        item.types.update(item=later)
        forget_books()
    return say


def office(name="平安建设办公室"):
    return Body.objects.get(name=name).pk


def write(lead, street_id, reference="纪要 XT20260101-0001", code="0111"):
    return write_catalogue(code, lead_unit_id=lead, street_id=street_id, reference=reference, actor=ADMIN, at=NOON)


def refused(lead, street_id, reference="纪要 XT20260101-0001", code="0111"):
    with pytest.raises(ChangeRefused) as said:
        write(lead, street_id, reference, code)
    assert said.value.field == "lead_unit_id"
    assert not DispatchCatalogueEntry.objects.exists()
    assert not Entry.objects.filter(kind="duties.catalogue_written").exists()
    return str(said.value)


def test_what_the_street_leads_may_go_to_another_of_its_offices(street):  # noqa: F811
    entry = write(office(), street.pk)
    assert (entry.lead_id, entry.stands_on, entry.valid_to) == (office(), "", None)


def test_one_street_s_office_does_not_answer_for_the_whole_district(street):  # noqa: F811
    assert "不能写给全区" in refused(office(), None, "示例裁〔2026〕3号")


def test_one_street_s_office_does_not_answer_in_another(street):  # noqa: F811
    other = StreetUnit.objects.create(district=street.district, code="150102002", name="另一街道", kind="SUBDISTRICT", valid_from=LONG_AGO)
    assert "别的镇街" in refused(office(), other.pk, "示例裁〔2026〕3号")


def test_what_was_taken_back_comes_back_through_the_list_alone(street, role):  # noqa: F811
    role("WITHDRAWN")
    assert "D-C16" in refused(office(), street.pk, "示例裁〔2026〕3号")


@pytest.mark.parametrize("how", ["COOPERATIVE", "GAP"])
def test_what_no_list_gives_the_street_stands_on_a_document_or_an_admission(street, role, monkeypatch, how):  # noqa: F811
    role("COOPERATIVE")
    code = "0111"
    if how == "GAP":
        code = "0999"
        EventType.objects.create(code=code, class_code="09", class_name="其他", name="没有人管", valid_from=LONG_AGO)
    monkeypatch.setattr(standing, "_registers", {})
    asked = []

    def find(number, work):
        asked.append(work)
        return Admitted(number, "", "" if number.endswith("1") else "没有这个准入编号", until=date(2026, 12, 1))

    standing.register_admissions("example", r"ZR[0-9]{8}-[0-9]{4}", find)
    assert "先改职责清单" in refused(office(), street.pk, "随便写", code)
    assert "没有这个准入编号" in refused(office(), street.pk, "ZR20260101-0002，示例裁〔2026〕3号", code)
    entry = write(office(), street.pk, "按 ZR20260101-0001", code)
    assert (entry.stands_on, entry.valid_to) == ("ZR20260101-0001", date(2026, 12, 1))  # with the temporary admission it ends
    assert asked[-1] == standing.Work(street_id=street.pk, on=TODAY, title=EventType.objects.get(code=code).name)
    entry = write(office(), street.pk, "示例裁〔2026〕3号", code)
    assert entry.stands_on == "示例裁〔2026〕3号"


def test_departments_and_enterprises_are_written_as_before(street, role):  # noqa: F811
    role("WITHDRAWN")
    water = Body.objects.create(code="W", kind="PUBLIC_UTILITY", name="供水公司", valid_from=LONG_AGO)
    for where in (None, street.pk):
        assert write(water.pk, where).stands_on == ""


@pytest.mark.parametrize("given", [{"lead_unit_id": "office"}, {"lead_unit_id": "department", "cooperating": "office"}])
def test_a_ruling_gives_a_street_no_more_than_the_lists_do(street, role, given):  # noqa: F811
    role("WITHDRAWN")
    department = Body.objects.create(code="D", kind="DEPARTMENT", name="区住建局", valid_from=LONG_AGO).pk
    keys = {"office": office(), "department": department}
    named = {name: (keys[key],) if name == "cooperating" else keys[key] for name, key in given.items()}
    with pytest.raises(ChangeRefused):
        teach_catalogue("0111", street_id=street.pk, source="coordination:X", actor=SYSTEM, at=NOON, **named)
    role_of_item = DutyItem.objects.get(code="D-C16", valid_to=None)
    DutyItem.objects.filter(pk=role_of_item.pk).update(role="COOPERATIVE")
    forget_books()
    words = "示例裁〔2026〕3号" if "cooperating" not in given else ""
    entry = teach_catalogue("0111", street_id=street.pk, source="coordination:X", actor=SYSTEM, at=NOON, words=words, **named)
    assert entry.stands_on == words


def test_a_line_written_before_this_was_asked_is_told_by_doctor_and_on_the_page(street, role):  # noqa: F811
    role("WITHDRAWN")
    DispatchCatalogueEntry.objects.create(type=EventType.objects.get(code="0111"), street=street, lead_id=office(), source_code="AGREED", valid_from=LONG_AGO)
    forget_books()
    assert [facts["why"] for code, _words, facts in findings(TODAY) if code == "CATALOGUE_SKIPPED"] == ["清单上已由上级部门收回"]
    page = signed_in("CONFIG_ADMIN").get(reverse("duties:catalogue")).content.decode()
    assert "现在不照它派" in page


def test_the_page_refuses_with_the_cure_and_keeps_what_was_typed(street, role):  # noqa: F811
    role("COOPERATIVE")
    client = signed_in("CONFIG_ADMIN")
    unit = Body.objects.get(code="S1").pk
    answer = client.post(reverse("duties:catalogue_new"), {"type_code": "0111", "lead_unit_id": unit, "street_id": street.pk, "reference": "随便写"})
    assert answer.status_code == 422
    assert "先改职责清单" in answer.content.decode()
    assert "随便写" in answer.content.decode()
    assert "%(" not in answer.content.decode()
    assert ("0111", street.pk) not in duty_book().catalogue


def test_the_page_writes_who_assists_after_showing_it(street):  # noqa: F811
    client, page = signed_in("CONFIG_ADMIN"), reverse("duties:catalogue_new")
    lead = Body.objects.create(code="D1", kind="DEPARTMENT", name="区水务局", valid_from=LONG_AGO)
    helper = Body.objects.create(code="D2", kind="PUBLIC_UTILITY", name="示例供水公司", valid_from=LONG_AGO)
    given = {"type_code": "0111", "lead_unit_id": lead.pk, "street_id": street.pk, "reference": "示例纪要 XT20260101-0001", "cooperating": [helper.pk, lead.pk]}
    looked = client.post(page, given)
    assert "区水务局，配合：示例供水公司 · 示例纪要" in looked.content.decode()
    assert not DispatchCatalogueEntry.objects.exists()
    other = client.post(page, {**given, "cooperating": [], "looked": looked.context["mark"]})
    assert other.status_code == 200, "another line than the one that was looked at is looked at anew"
    assert client.post(page, {**given, "looked": looked.context["mark"]}).status_code == 302
    assert list(DispatchCatalogueEntry.objects.get().cooperating.all()) == [helper], "who leads assists in nothing"
    assert "配合：示例供水公司" in client.get(reverse("duties:type", args=["0111"])).content.decode().replace("，", "")
    anew = client.get(page, {"type": "0111", "street": street.pk}).context["form"]
    assert (anew.initial["lead_unit_id"], anew.initial["cooperating"]) == (lead.pk, [helper.pk])


def test_a_street_s_body_assists_only_where_the_list_has_it_assist(street, role):  # noqa: F811
    role("WITHDRAWN")
    client, unit = signed_in("CONFIG_ADMIN"), Body.objects.get(code="S1").pk
    lead = Body.objects.create(code="D1", kind="DEPARTMENT", name="区水务局", valid_from=LONG_AGO).pk
    given = {"type_code": "0111", "lead_unit_id": lead, "street_id": street.pk, "reference": "示例纪要 XT20260101-0001", "cooperating": [unit]}
    answer = client.post(reverse("duties:catalogue_new"), given)
    assert answer.status_code == 422
    assert "上级部门收回" in answer.content.decode()
