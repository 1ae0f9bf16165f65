"""A1 on the desk: no desk above a street names a body of the street for what no list, power, admission or document gives it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shaoxiang.cases import actions
from shaoxiang.cases.rules import ReportRefused, Unlisted
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import HOUR, LINE_TYPE, MONDAY, STREET_TYPE, fresh, handler_of, reported
from shaoxiang.cases.vocabulary import CaseStatus
from shaoxiang.dispatch.models import DispatchOrder, Objection
from shaoxiang.dispatch.queries import running_lead, running_orders
from shaoxiang.dispatch.rules import Sent
from shaoxiang.duties.models import DispatchCatalogueEntry, TypeDuty
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.book import forget_books
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.journal.models import Entry
from tests import papers, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
GAP = "B0101"
DOCUMENT = "示例编办发〔2026〕9号"


@pytest.fixture(autouse=True)
def _kept(district):
    papers.keep(DOCUMENT)


def district():
    return people.actor("DISTRICT_DESK")


def home_desk():
    return people.actor("STREET_DESK", street=people.HOME)


def unit(code: str = people.HOME) -> Body:
    return Body.objects.get(code=f"S{code}")


def inside(kind: BodyKind, code: str = people.HOME) -> Sent:
    return sent(Body.objects.filter(unit=unit(code), kind=kind, valid_to=None).order_by("pk")[0])


def sent(body: Body) -> Sent:
    return Sent(*duty_book().bodies[body.pk].target)


def accepted(type_code: str, **changes):
    """Lying on a desk that decides, nobody's yet."""
    case = reported(type_code, **changes)
    if running_lead(case.pk) is not None:
        actions.recall(case.number, actor=district(), at=MONDAY)
    else:
        actions.accept(case.number, actor=district(), at=MONDAY)
    return fresh(case)


def gap_type() -> str:
    """A type no list says anything of."""
    TypeDuty.objects.filter(type__code=GAP).delete()
    DispatchCatalogueEntry.objects.filter(type__code=GAP).delete()
    forget_books()
    return GAP


def refused(case, field: str = "lead", **given) -> str:
    orders, entries = DispatchOrder.objects.count(), Entry.objects.count()
    with pytest.raises(Unlisted) as found:
        actions.dispatch(case.number, actor=district(), at=MONDAY, **{"words": "就你们办吧", **given})
    assert found.value.field == field
    assert (DispatchOrder.objects.count(), Entry.objects.count()) == (orders, entries)
    assert fresh(case).status == CaseStatus.ACCEPTED
    return str(found.value)


@pytest.mark.parametrize("kind", [BodyKind.STREET_OFFICE, BodyKind.INTERNAL_OFFICE, BodyKind.COMMUNITY_COMMITTEE])
def test_what_the_department_leads_is_not_put_on_the_street_by_hand(kind):
    said = refused(accepted(LINE_TYPE), lead=inside(kind))
    assert "不由" in said
    assert "ZR" in said


def test_nor_under_a_department_s_name():
    office, department = inside(BodyKind.INTERNAL_OFFICE), Body.objects.get(code="DEP12")
    refused(accepted(LINE_TYPE), lead=Sent(department.pk, office.office_id))
    refused(accepted(LINE_TYPE), lead=Sent(office.unit_id, department.pk))


def test_what_the_street_s_list_has_it_carry_any_of_its_offices_may_be_named_for():
    case = accepted(STREET_TYPE)
    named = next(sent(body) for body in Body.objects.filter(unit=unit(), kind=BodyKind.INTERNAL_OFFICE, valid_to=None).order_by("-pk"))
    actions.dispatch(case.number, actor=district(), at=MONDAY, lead=named, words="示例：由这个科室办")
    assert running_lead(case.pk).office_id == named.office_id


def test_the_street_s_own_desk_sends_inside_its_street_as_it_sees_fit():
    case = accepted(LINE_TYPE)
    office = inside(BodyKind.INTERNAL_OFFICE)
    actions.dispatch(case.number, actor=home_desk(), at=MONDAY, lead=office, words="示例：先由我们去看一眼")
    assert running_lead(case.pk).office_id == office.office_id


def test_but_not_into_another_street():
    case = accepted(STREET_TYPE)
    with pytest.raises(Unlisted):
        actions.dispatch(case.number, actor=home_desk(), at=MONDAY, lead=Sent(unit(people.NEXT).pk), words="示例：请你们办")
    refused(case, lead=Sent(unit(people.NEXT).pk))


def test_a_gap_goes_to_a_department_or_to_coordination_never_to_the_street():
    case = accepted(gap_type())
    assert case.gap
    refused(case, lead=inside(BodyKind.STREET_OFFICE))
    actions.dispatch(case.number, actor=district(), at=MONDAY, lead=Sent(Body.objects.get(code="DEP12").pk), words="示例：先由城管牵头")
    assert fresh(case).status == CaseStatus.DISPATCHED


def test_without_a_type_or_a_place_the_sentence_says_to_enter_them():
    assert "类别" in refused(accepted(""), lead=inside(BodyKind.STREET_OFFICE))
    assert "位置" in refused(accepted(STREET_TYPE, lon=None, lat=None), lead=inside(BodyKind.STREET_OFFICE))


def test_whom_the_lists_name_anyway_may_be_named():
    case = accepted("0101")
    lead = actions.desk.propose(case, on=MONDAY.date()).lead
    actions.dispatch(case.number, actor=district(), at=MONDAY, lead=Sent(lead.unit_id, lead.office_id), words="按清单")
    assert fresh(case).status == CaseStatus.DISPATCHED


def test_the_unit_a_department_has_stationed_is_no_body_of_the_street():
    case = accepted(STREET_TYPE)
    station = Body.objects.filter(kind=BodyKind.DISPATCHED_INSTITUTION, street__code=people.HOME, valid_to=None).exclude(unit=unit()).order_by("pk")[0]
    actions.dispatch(case.number, actor=district(), at=MONDAY, lead=sent(station), words="示例：请派出所去")
    assert fresh(case).status == CaseStatus.DISPATCHED


def test_a_document_opens_it_and_stands_in_the_reason_and_the_record():
    case = accepted(LINE_TYPE)
    actions.dispatch(case.number, actor=district(), at=MONDAY, lead=inside(BodyKind.INTERNAL_OFFICE), words=f"按{DOCUMENT}，先由街道代办")
    assert DOCUMENT in fresh(case).ground[0]["params"]["on"]
    assert "〔2026〕9号" in Entry.objects.get(kind="cases.dispatch", facts__mode="DESIGNATED").facts["stands_on"]


def test_an_admission_number_that_is_none_opens_nothing_and_the_sentence_says_why():
    said = refused(accepted(LINE_TYPE), lead=inside(BodyKind.INTERNAL_OFFICE), words="按 ZR20990101-0001 办")
    assert "ZR20990101-0001" in said


def test_a_street_is_not_named_as_helper_either_but_where_the_list_has_it_assist():
    case, department = accepted(gap_type()), Sent(Body.objects.get(code="DEP12").pk)
    refused(case, "cooperating", lead=department, cooperating=[inside(BodyKind.INTERNAL_OFFICE)])
    listed = accepted(LINE_TYPE)
    actions.dispatch(listed.number, actor=district(), at=MONDAY, lead=department, cooperating=[inside(BodyKind.INTERNAL_OFFICE)], words="示例：由城管牵头")
    assert {order.unit_id for order in running_orders(listed.pk)} == {department.unit_id, unit().pk}


def test_no_ruling_on_an_objection_gives_it_to_the_street():
    case = reported(LINE_TYPE)
    actions.hand_back(case.number, actor=handler_of(case), at=MONDAY + HOUR, cited_list="DUTY_LIST", cited_item="D-C16", words="示例：不是我们的")
    for teach in (True, False):
        with pytest.raises(ReportRefused):
            actions.uphold(case.number, actor=district(), at=MONDAY + 2 * HOUR, words="改由街道办", lead=inside(BodyKind.STREET_OFFICE), teach=teach)
    assert Objection.objects.get().ruling == ""
    assert fresh(case).status == CaseStatus.OBJECTED


def test_the_rooms_that_keep_admissions_are_asked_once_and_only_where_no_list_answers():
    for type_code, words, asked in ((LINE_TYPE, f"按{DOCUMENT}", 1), (STREET_TYPE, f"示例：按{DOCUMENT}", 0)):
        case = accepted(type_code)
        with CaptureQueriesContext(connection) as made:
            actions.dispatch(case.number, actor=district(), at=MONDAY, lead=inside(BodyKind.INTERNAL_OFFICE), words=words)
        assert sum("admission_admissionrequest" in one["sql"] for one in made) == asked


def test_the_page_says_why_keeps_what_was_typed_and_shows_the_way_on():
    case, office = accepted(LINE_TYPE), inside(BodyKind.INTERNAL_OFFICE)
    page = seated(district()).post(reverse("cases:act", args=[case.number, "dispatch"]), {"lead_body": office.office_id, "words": "就你们办吧"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "就你们办吧" in text
    assert "清单上这一类不由" in text
    assert f"/coordination/new/?case={case.number}" in text


def test_whoever_was_named_by_hand_finds_where_to_ask_and_to_refuse():
    case = accepted(LINE_TYPE)
    actions.dispatch(case.number, actor=district(), at=MONDAY, lead=inside(BodyKind.INTERNAL_OFFICE), words=f"按{DOCUMENT}")
    text = seated(home_desk()).get(reverse("cases:case", args=[case.number])).content.decode()
    assert "在清单上吗" in text
    assert "〔2026〕9号" in text


def test_several_at_once_are_told_each_for_itself():
    cases, office = [accepted(LINE_TYPE), accepted(STREET_TYPE)], inside(BodyKind.INTERNAL_OFFICE)
    desk = seated(district())
    answer = desk.post(reverse("cases:bulk_run"), {"what": "dispatch", "pick": [one.number for one in cases], "token": "u", "lead_body": office.office_id,
                                                  "words": "都归你们"})
    assert [fresh(one).status for one in cases] == [CaseStatus.ACCEPTED, CaseStatus.DISPATCHED]
    assert "清单上这一类不由" in desk.get(answer["Location"]).content.decode()


def test_a_document_that_is_kept_nowhere_opens_no_door():
    """A number is quickly made up; and the year 2099 has not come."""
    case = accepted(LINE_TYPE, at=MONDAY)
    for words in ("按示例政办发〔2026〕777号，就你们办吧", "按示例政办发〔2099〕1号办"):
        with pytest.raises(Unlisted):
            actions.dispatch(case.number, actor=district(), at=MONDAY, lead=inside(BodyKind.INTERNAL_OFFICE), words=words)
    assert not DispatchOrder.objects.filter(matter=case.matter, ended_at=None).exists()
