"""Who carries: set from a day on, replaced, ended, looked at first; and never more for a street than its list says (A1)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from shaoxiang.duties.actions.carriers import end_carrier, import_carriers, look_at, set_carrier
from shaoxiang.duties.models import Carrier, DutyItem, EventType, TypeDuty
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.carriers import HEADINGS, lines_of
from shaoxiang.duties.rules import ChangeRefused, PlaceRef, route
from shaoxiang.duties.tests.test_versions import EDITOR, LONG_AGO, NOON, STRANGER, TODAY, first, street  # noqa: F401
from shaoxiang.duties.tests.test_views import signed_in
from shaoxiang.duties.vocabulary import DeploymentMode as M
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.journal.models import Entry
from tests import guards

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first")]


@pytest.fixture
def bureau(street):  # noqa: F811
    unit = Body.objects.get(code="S1")
    return Body.objects.create(code="S1-ZF", kind="AFFILIATED_INSTITUTION", name="综合行政执法局", parent=unit, unit=unit, valid_from=LONG_AGO)


@pytest.fixture
def station():
    bureau = Body.objects.create(code="D1", kind="DEPARTMENT", name="区住建局", valid_from=LONG_AGO)
    Body.objects.create(code="D1-T1", kind="EMERGENCY_TEAM", name="抢险队", parent=bureau, unit=bureau, valid_from=LONG_AGO)
    return Body.objects.create(code="D1-B1", kind="DISPATCHED_INSTITUTION", name="住建所", parent=bureau, unit=bureau, valid_from=LONG_AGO)


def carry(body, mode=M.FULL_TRANSFER, *, what="D-C16", where=None, since=TODAY, basis="示例：改革方案", actor=EDITOR):
    return set_carrier(body.pk, mode, what=what, street_id=where and where.pk, since=since, basis=basis, actor=actor, at=NOON)


def leads(street, on=TODAY):  # noqa: F811
    found = route("0111", PlaceRef(street.pk, street.kind), on, duty_book(on))
    return found.lead.body_id if hasattr(found.lead, "body_id") else (found.lead.office_id or found.lead.unit_id)


def test_a_transferred_bureau_carries_an_item_of_its_street_from_that_day(bureau, street):  # noqa: F811
    before = leads(street)
    row = carry(bureau, where=street, since=TODAY + timedelta(days=10))
    assert leads(street) == before
    assert leads(street, TODAY + timedelta(days=10)) == bureau.pk
    entry = Entry.objects.get(kind="duties.carrier_set")
    assert (entry.facts["item"], entry.facts["body"], "示例" in str(entry.facts)) == ("D-C16", bureau.pk, False)
    assert carry(bureau, where=street, since=TODAY + timedelta(days=10)) is None, "twice the same is once"
    with pytest.raises(ChangeRefused, match="另有安排"):
        carry(bureau, where=street)
    end_carrier(row.pk, why="示例：收回", actor=EDITOR, at=NOON)
    assert leads(street, TODAY + timedelta(days=10)) == before


def test_what_takes_its_place_ends_the_one_that_stood(bureau, street):  # noqa: F811
    unit = bureau.unit
    other = Body.objects.create(code="S1-DQ", kind="AFFILIATED_INSTITUTION", name="党群服务中心", parent=unit, unit=unit, valid_from=LONG_AGO)
    old = carry(bureau, where=street)
    later = TODAY + timedelta(days=5)
    new = carry(other, where=street, since=later)
    old.refresh_from_db()
    assert (old.valid_to, new.valid_from) == (later, later)


@pytest.mark.usefixtures("station")
def test_a_station_and_a_team_carry_what_their_department_leads(station, street):  # noqa: F811
    guards.aside()
    item = DutyItem.objects.create(code="D-X1", office_name="城市管理办公室", title="示例配合", role="COOPERATIVE", departments=["区住建局"],
                                   valid_from=date(2021, 1, 1))
    TypeDuty.objects.update(item=item)
    row = carry(station, M.AREA_STATIONED, what="", where=street)
    assert row.department.code == "D1"
    assert leads(street) == station.pk
    team = carry(Body.objects.get(code="D1-T1"), M.ON_WHISTLE, what="")
    assert duty_book(TODAY).whistle[row.department_id] == team.body_id


@pytest.mark.parametrize(("given", "field"), [
    ({"what": ""}, "what"), ({"what": "D-X9"}, "what"), ({"where": None}, "street_id"), ({"basis": " "}, "basis"),
    ({"since": TODAY - timedelta(days=1)}, "since"), ({"since": TODAY + timedelta(days=400)}, "since"), ({"mode": M.AREA_STATIONED}, "body_id"),
])
def test_what_does_not_fit_is_refused_at_its_field(bureau, street, given, field):  # noqa: F811
    mode = given.pop("mode", M.FULL_TRANSFER) if "mode" in given else M.FULL_TRANSFER
    with pytest.raises(ChangeRefused) as said:
        carry(bureau, mode, **{"where": street, **given})
    assert said.value.field == field


def test_a_street_s_own_office_never_carries_a_department_s_work(street):  # noqa: F811
    for mode in (M.AREA_STATIONED, M.ON_WHISTLE):
        with pytest.raises(ChangeRefused, match="部门"):
            carry(Body.objects.get(code="S1-0"), mode, what="", where=street)


def test_a_body_of_another_street_carries_nothing_here(bureau, street):  # noqa: F811
    Body.objects.filter(pk=bureau.unit_id).update(street=None)
    with pytest.raises(ChangeRefused, match="下沉到镇街的机构"):
        carry(bureau, where=street)


def test_a_stranger_sets_and_ends_nothing(bureau, street):  # noqa: F811
    row = carry(bureau, where=street)
    for act in (lambda: carry(bureau, where=street, actor=STRANGER), lambda: end_carrier(row.pk, why="因为", actor=STRANGER, at=NOON),
                lambda: import_carriers([], actor=STRANGER, at=NOON)):
        with pytest.raises(PermissionDenied):
            act()


def test_a_look_says_who_would_answer_and_writes_nothing(bureau, street):  # noqa: F811
    n = Carrier.objects.count()
    [answer] = look_at(lambda: carry(bureau, where=street), on=TODAY)
    assert (answer.type.code, "综合行政执法局" in answer.after) == ("0111", True)
    assert Carrier.objects.count() == n
    assert not Entry.objects.filter(kind="duties.carrier_set").exists()


def test_the_sheet_sets_what_is_new_and_leaves_what_stands(bureau, street):  # noqa: F811
    shown = {one.field: one.shown for one in HEADINGS}

    def brought(*lines):
        rows = [Row(number + 2, {name: str(value) for name, value in line.items()}, shown) for number, line in enumerate(lines)]
        return import_carriers(rows, actor=EDITOR, at=NOON)

    line = {"mode": "全部下沉", "body": "综合行政执法局", "what": "0111", "street": "示例街道", "basis": "示例方案", "since": TODAY.isoformat()}
    [row] = brought(line).made
    assert (row.type, row.item) == (EventType.objects.get(), None)
    assert leads(street) == bureau.pk
    assert not brought(*lines_of(TODAY)).made
    wrong = brought({**line, "what": "D-X9"}, {**line, "mode": "借用"}, {**line, "street": ""}, {**line, "what": "D-C16", "basis": ""})
    assert [(error.line, error.column) for error in wrong.sorted_errors] == [(2, "职责编号或分类代码"), (3, "怎么下沉"), (4, "镇街"), (5, "依据")]


def test_the_pages_show_set_and_end(bureau, street):  # noqa: F811
    client, new = signed_in("STAFFING_OFFICE"), reverse("duties:carrier_new")
    data = {"mode": "FULL_TRANSFER", "body_id": bureau.pk, "what": "D-C16", "street_id": street.pk, "basis": "示例方案",
            "since": timezone.localdate().isoformat()}
    assert "请写明承办哪一条" in client.post(new, {**data, "what": ""}).content.decode()
    looked = client.post(new, data)
    assert "综合行政执法局" in looked.content.decode()
    assert client.post(new, {**data, "looked": looked.context["mark"]}).status_code == 302
    row = Carrier.objects.get(body=bureau)
    assert "示例方案" in client.get(reverse("duties:carriers")).content.decode()
    end = reverse("duties:carrier_end", args=[row.pk])
    assert client.post(end, {}).status_code == 422
    assert client.post(end, {"why": "示例：收回"}).status_code == 302
    assert client.get(end).status_code == 404


def test_everybody_reads_who_carries_and_only_the_staffing_office_is_offered_the_button(client, bureau, street):  # noqa: F811
    carry(bureau, where=street)
    page = client.get(reverse("duties:carriers")).content.decode()
    assert "综合行政执法局" in page
    assert reverse("duties:carrier_new") not in page
