"""A list is no way round admission (A1): a new item stands on the number under which it was admitted, and on no other."""

from datetime import date

import pytest

from shaoxiang.admission import actions
from shaoxiang.admission.queries.standing import standing
from shaoxiang.admission.tests.test_actions import listed, published
from shaoxiang.admission.tests.walks import DAY, MONDAY, STREETS, decided, delivered, desk, office, temporary
from shaoxiang.admission.vocabulary import Decided, LookBack
from shaoxiang.duties.actions import change_item, describe, draft_version, write_catalogue
from shaoxiang.duties.actions.publishing import Barred
from shaoxiang.duties.models import DutyItem, EventType, ListVersion, TypeDuty
from shaoxiang.duties.queries import forget_books
from shaoxiang.duties.queries.standing import Work, standings
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.tests.reviewing import publish
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.journal.models import Pending
from shaoxiang.places.models import StreetUnit
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
BIKES = {"office_name": "城市管理办公室", "title": "共享单车停放劝导", "role": "PRIMARY"}


@pytest.fixture(autouse=True)
def _nothing_waits():
    Pending.objects.all().delete()


def drafted_with(basis: str, code: str = "D-C97") -> ListVersion:
    version = draft_version("STREET_DUTY", title="示例", actor=office(), at=MONDAY)
    version = describe(version.pk, title="示例", effective_from=date(2026, 11, 10), decided_by="示例", document="示例编发〔2026〕1号",
                       decided_on=date(2026, 11, 2), revision=0, actor=office(), at=MONDAY)
    change_item(version.pk, code, act="ADD", values=BIKES, reason="", basis=basis, revision=version.revision, actor=office(), at=MONDAY)
    return version


def request_streets(request):
    return [desk(street).street_id and StreetUnit.objects.get(pk=desk(street).street_id).name for street in STREETS][: request.units.count()]


def why(version: ListVersion) -> str:
    return standings(version)[0].lacks


def test_what_is_listed_by_admission_carries_its_number_and_is_published():
    request = listed(delivered(decided()))
    version = ListVersion.objects.get(pk=request.listings.get().version_id)
    assert [(one.on, one.route, one.lacks) for one in standings(version)] == [(request.number, "admission:show", "")]
    assert published(request).published_at is not None
    version.refresh_from_db()
    assert (version.heard_number, version.unheard_why) == ("", ""), "every street was heard when it was admitted: nothing more is asked"


def test_a6_the_paper_of_the_decision_is_no_way_round_its_number():
    """The document decided an admission: then the admission answers, delivered or not."""
    request = decided()
    version = drafted_with("示例〔2026〕1号")  # brackets and spaces are no difference
    assert standings(version)[0].on == request.number
    assert why(version) == "这次准入还不能列入清单（资源到位中）"
    with pytest.raises(Barred):
        publish(version.pk, actor=office(), at=MONDAY + DAY)


@pytest.mark.parametrize(("basis", "lacks"), [("某发〔2026〕0号", True), ("某发〔2026〕3号", False)])
def test_a_document_has_a_number(basis, lacks):
    assert bool(why(drafted_with(basis))) is lacks


def test_a1_a_new_service_at_the_street_s_window_stands_on_something_too():
    version = draft_version("SERVICE", title="示例", actor=office(), at=MONDAY)
    values = {"name": "示例：代办申报", "category": "示例", "item_type": "示例", "handled_at": ["street"]}
    change_item(version.pk, "S900", act="ADD", values=values, reason="", basis="", revision=version.revision, actor=office(), at=MONDAY)
    assert [(one.code, bool(one.lacks)) for one in standings(version)] == [("S900", True)]
    version.refresh_from_db()
    change_item(version.pk, "S900", act="ADD", values=values, reason="", basis="某发〔2026〕3号", revision=version.revision, actor=office(), at=MONDAY)
    assert [one.lacks for one in standings(version)] == [""]


def test_a_number_nobody_gave_carries_nothing():
    version = drafted_with("ZR20261102-9999")
    assert why(version) == "没有这个准入编号"
    with pytest.raises(Barred) as refused:
        publish(version.pk, actor=office(), at=MONDAY + DAY)
    assert refused.value.codes == ["D-C97"]
    assert not DutyItem.objects.filter(code="D-C97").exists()


def test_a_request_whose_resources_have_not_arrived_carries_nothing_yet():
    request = decided()
    assert why(drafted_with(request.number)) == "这次准入还不能列入清单（资源到位中）"


def test_a_temporary_admission_carries_work_in_its_streets_until_its_last_day():
    request = delivered(decided(temporary(people.HOME), Decided.TEMPORARY, end_on=date(2027, 3, 31)))
    home, other = desk().street_id, desk(people.NEXT).street_id
    work = Work(street_id=home, on=date(2027, 3, 31))
    assert standing(request.number, work).why == "这次准入现在不生效（%(stage)s）"
    actions.register(request.number, actor=office(), at=MONDAY + 3 * DAY)
    assert standing(request.number, work)[2:] == ("", {}, date(2027, 4, 1))
    assert standing(request.number, work._replace(on=date(2027, 4, 1))).why == "这次准入已经到期"
    assert standing(request.number, work._replace(street_id=other)).why == "这次准入不涉及这个镇街"
    assert standing(request.number, work._replace(street_id=None)).why == "这次准入不是给所有镇街的"
    assert standing(request.number, work._replace(grid=True)).why == "这次准入没有写要网格员做"


def test_what_is_taken_back_after_a_year_takes_the_lines_of_the_catalogue_along():
    request = published(listed(delivered(decided())))
    answering = TypeDuty.objects.filter(unit_scope="STREET", item__role="COOPERATIVE", valid_to=None, type__powers=None).select_related("type").first()
    own = Body.objects.filter(kind="INTERNAL_OFFICE", unit_id=desk().unit_id, valid_to=None).first()
    at = MONDAY + 30 * DAY
    with pytest.raises(ChangeRefused) as other:  # a number is no key to whatever a desk would like to send
        write_catalogue(answering.type.code, lead_unit_id=own.pk, street_id=desk().street_id, reference=f"按 {request.number}",
                        actor=people.actor("CONFIG_ADMIN"), at=at)
    assert other.value.facts["number"] == request.number
    EventType.objects.filter(pk=answering.type_id).update(name="楼道电动自行车充电")
    forget_books()
    entry = write_catalogue(answering.type.code, lead_unit_id=own.pk, street_id=desk().street_id, reference=f"按 {request.number}",
                            actor=people.actor("CONFIG_ADMIN"), at=at)
    assert (entry.stands_on, entry.valid_to) == (request.number, None)
    look = at + 300 * DAY
    actions.look_back(request.number, outcome=LookBack.WITHDRAW, words="示例：交回部门", actor=office(), at=look)
    entry.refresh_from_db()
    assert entry.valid_to == look.date()
    assert standing(request.number, Work(street_id=desk().street_id, on=look.date())).why == "回头看以后已经收回"


def test_a_number_carries_its_own_item_and_its_own_list():
    request = listed(delivered(decided()))
    both = frozenset(request_streets(request))
    work = Work("STREET_DUTY", "ZR-9", streets=both, title=request.matter.title)
    assert standing(request.number, work).why == ""
    assert standing(request.number, work._replace(streets=None)).why == "这次准入没有征求这些镇街的意见：%(streets)s"
    assert standing(request.number, work._replace(title="上门催缴车船税")).why == "这次准入的是“%(admitted)s”，没有说到“%(given)s”"
    assert why(drafted_with(request.number)) == "这次准入的是 ZR-9，不是这一条"
    assert standing(request.number, Work("TOWN_DUTY", "ZR-9")).why == "这次准入不涉及这张清单"
    inside = work._replace(kind="INSTITUTION_DUTY", code="I-9")
    assert standing(request.number, inside).why == ""  # an institution of the streets that were asked
    assert standing(request.number, inside._replace(streets=None)).facts["streets"]
    service = standing(request.number, Work("SERVICE", "S900", title="楼道电动自行车充电巡查"))
    assert service.why == "这次准入没有征求这些镇街的意见：%(streets)s"  # what is at every window is asked of every street
