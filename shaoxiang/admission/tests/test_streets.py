"""What was heard in some streets is listed for these streets (A3, A6), in either form of the list, and comes to others by an admission of their own."""

from datetime import date

import pytest

from shaoxiang.admission import actions
from shaoxiang.admission.queries import carries
from shaoxiang.admission.rules import AdmissionRefused, check_decision, speaks_of
from shaoxiang.admission.tests.test_actions import listed, published
from shaoxiang.admission.tests.walks import DAY, MONDAY, decided, delivered, desk, drafted, liaison, office, stated
from shaoxiang.admission.vocabulary import Decided, LookBack
from shaoxiang.duties.actions import describe, draft_version
from shaoxiang.duties.models import DutyItem, ListVersion
from shaoxiang.duties.queries.finding import find
from shaoxiang.duties.tests.reviewing import publish
from shaoxiang.duties.vocabulary import DutyRole
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.journal.models import Pending
from tests import people

DAY_OF = date(2026, 11, 20)
@pytest.fixture
def empty(district):
    """Nothing waits for the rooms that listen."""
    Pending.objects.all().delete()


def unit(street=people.HOME):
    return Body.objects.get(pk=desk(street).unit_id)


@pytest.mark.django_db
@pytest.mark.usefixtures("empty")
def test_it_is_listed_for_the_streets_that_were_heard_and_no_others():
    published(listed(delivered(decided(stated(people.HOME)))))
    item = DutyItem.objects.get(code="ZR-9")
    assert item.streets == [unit().street.name]
    assert [carries(unit(street), "STREET_DUTY", "ZR-9", DAY_OF) for street in (people.HOME, people.NEXT)] == [True, False]
    words = "楼道电动自行车充电巡查"
    assert find(words, DAY_OF, unit().pk)[0].listed.code == "ZR-9"
    assert "ZR-9" not in {row.listed.code for row in find(words, DAY_OF, unit(people.NEXT).pk)}


@pytest.mark.django_db
@pytest.mark.usefixtures("empty")
def test_another_street_comes_to_it_by_an_admission_of_its_own_and_goes_alone():
    published(listed(delivered(decided(stated(people.HOME)))))
    at = MONDAY + 20 * DAY
    second = delivered(decided(stated(people.NEXT), at=at), at=at + 2 * DAY)
    second = actions.list_it(second.number, code="ZR-9", office_name="平安建设办公室", actor=office(), at=at + 3 * DAY)
    version = ListVersion.objects.get(pk=second.listings.get().version_id)
    describe(version.pk, title="示例", effective_from=date(2026, 12, 10), decided_by="示例", document="示例编发〔2026〕9号", decided_on=date(2026, 11, 24),
             revision=version.revision, actor=office(), at=at + 4 * DAY)
    publish(version.pk, actor=office(), at=at + 4 * DAY)
    actions.version_published(version.pk, at=at + 4 * DAY)
    row = DutyItem.objects.get(code="ZR-9", valid_to=None)
    assert row.streets == [unit().street.name, unit(people.NEXT).street.name]
    actions.look_back(second.number, outcome=LookBack.WITHDRAW, words="示例：交回部门", actor=office(), at=at + 60 * DAY)
    change = ListVersion.objects.filter(kind="STREET_DUTY", status="DRAFT").latest("pk").changes.get(code="ZR-9")
    assert (change.act, change.values) == ("AMEND", {"streets": [unit().street.name]})


@pytest.mark.django_db
@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(("role", "said"), [
    ("PRIMARY", {"part": "PRIMARY", "role": "PRIMARY", "street_duty": ""}),
    ("COOPERATIVE", {"part": "COOPERATIVE", "role": "COOPERATIVE", "department_duty": "示例：执法和培训仍由部门做", "street_duty": "示例：看、劝、报"}),
])
def test_it_is_listed_in_a_draft_in_three_parts_too(role, said):
    draft_version("STREET_DUTY", title="三张清单", actor=office(), at=MONDAY, form="THREE_PART")
    request = listed(delivered(decided()), role=DutyRole(role))
    values = ListVersion.objects.get(pk=request.listings.get().version_id).changes.get(code="ZR-9").values
    assert {name: values[name] for name in said} == said
    assert values["departments"]


@pytest.mark.django_db
@pytest.mark.usefixtures("empty")
def test_what_is_listed_is_what_was_admitted():
    request = delivered(decided())
    with pytest.raises(AdmissionRefused) as refused:
        listed(request, title="上门催缴车船税、代收停车费")
    assert refused.value.field == "title"
    assert listed(request, title="楼道里电动自行车充电的巡查").listings.exists()


@pytest.mark.parametrize(("told", "title", "speaks"), [
    ("示例：楼道电动自行车充电巡查", "楼道电动自行车充电", True), ("示例：楼道电动自行车充电巡查", "水域不洁", False),
    ("示例：供热期入户测温陪同", "示例：代征车船税", False), ("示例：供热期入户测温陪同 看、劝、报", "入户测温", True), ("", "", True),
])
def test_a_request_speaks_of_the_work_or_of_something_else(told, title, speaks):
    assert speaks_of(told, title) is speaks


def test_temporary_work_lasts_a_year_at_most():
    today = date(2026, 11, 2)
    given = {"meeting": "会", "decided_on": today, "document": "示例〔2026〕1 号", "today": today, "since": today}
    check_decision(Decided.TEMPORARY, end_on=date(2027, 11, 2), **given)
    with pytest.raises(AdmissionRefused) as refused:
        check_decision(Decided.TEMPORARY, end_on=date(9999, 12, 31), **given)
    assert refused.value.field == "end_on"


@pytest.mark.django_db
@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(("given", "left"), [
    ({"title": "示例：锡林北路街道早市巡查"}, "锡林北路街道办事处"), ({"need": "示例：锡林北路街道的早市没人管"}, "锡林北路街道办事处"),
    ({"title": "示例：全区各街道早市巡查"}, "锡林北路街道办事处"),
])
def test_a3_every_street_the_request_names_is_to_be_asked(given, left):
    request = drafted(stated(people.HOME, **given))
    with pytest.raises(AdmissionRefused) as refused:
        actions.submit(request.number, actor=liaison(), at=MONDAY + DAY)
    assert refused.value.field == "units"
    assert left in refused.value.facts["units"]
    assert drafted(stated(people.HOME, need="示例：海拉尔东路街道的早市没人管")).number
