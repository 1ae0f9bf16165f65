"""Decisions under a handed power that were annulled or changed: kept by the justice bureau, counted for the item and the street, never for a person."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.empowerment import actions, queries
from shaoxiang.empowerment.actions import Overturned
from shaoxiang.empowerment.models import OverturnedDecision
from shaoxiang.empowerment.queries.overturned import overturned_for
from shaoxiang.empowerment.rules import EmpowermentRefused, check_overturned
from shaoxiang.empowerment.tests.conftest import DAY, NOON, PENALTY, TODAY, housing, in_force, justice, leader, staffing, unit
from shaoxiang.empowerment.tests.test_recall import SECOND
from shaoxiang.empowerment.vocabulary import OverturnedBy, OverturnedHow
from shaoxiang.institutions.models import Post
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.journal.models import Entry
from tests import people
from tests.whole.test_api import a_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
LATER = TODAY + 40 * DAY
AT = NOON + 40 * DAY


def told(code: str = PENALTY, **changes) -> Overturned:
    given = Overturned(
        unit().pk, code, "示例罚决〔2026〕1号", TODAY + DAY, OverturnedBy.RECONSIDERATION, "示例区人民政府", "示例复决〔2026〕3号", OverturnedHow.ANNULLED,
        LATER,
    )
    return replace(given, **changes)


def entered(code: str = PENALTY, **changes) -> OverturnedDecision:
    return actions.overturn(told(code, **changes), actor=justice(), at=AT)


def counted(made, on=LATER) -> dict[str, int]:
    return {one.code: one.overturned for one in queries.usage(made.powers.all(), on)}


def test_what_is_entered_is_counted_for_its_item_and_street_within_twelve_months():
    made = in_force(PENALTY, SECOND)
    entered()
    assert counted(made) == {PENALTY: 1, SECOND: 0}
    assert counted(made, LATER - DAY) == {PENALTY: 0, SECOND: 0}, "not before the day it was overturned"
    assert counted(made, LATER + 364 * DAY) == {PENALTY: 1, SECOND: 0}
    assert counted(made, LATER + 365 * DAY) == {PENALTY: 0, SECOND: 0}


def test_a_decision_changed_by_reconsideration_and_annulled_by_a_court_is_one_decision():
    made = in_force()
    entered(how=OverturnedHow.CHANGED)
    entered(by=OverturnedBy.COURT, by_name="示例区人民法院", document="（2026）示例行初1号", overturned_on=LATER)
    assert (OverturnedDecision.objects.count(), counted(made)) == (2, {PENALTY: 1})


def test_an_evaluation_keeps_how_many_were_overturned():
    made = in_force()
    entered()
    actions.evaluate(made.number, findings="示例", actor=justice(), at=AT)
    assert [(one["code"], one["used"], one["overturned"]) for one in made.evaluations.get().figures] == [(PENALTY, 0, 1)]


def test_the_record_of_the_handing_decision_says_so_without_words_or_people():
    made = in_force()
    row = entered()
    entry = Entry.objects.get(kind="empowerment.overturned")
    assert (entry.subject_kind, entry.subject_id, entry.facts["item"], entry.facts["how"]) == ("matter", made.pk, PENALTY, "ANNULLED")
    assert "示例" not in str(entry.facts)
    assert not {"person", "officer"} & {field.name for field in OverturnedDecision._meta.get_fields()}
    assert row.recorded_by == justice().assignment_id


@pytest.mark.parametrize("who", ["staffing", "housing", "leader", "stranger"])
def test_only_the_justice_bureau_enters_and_strikes_out(who):
    in_force()
    actor = {"staffing": staffing, "housing": housing, "leader": leader, "stranger": lambda: people.actor("STREET_DESK", street=people.NEXT)}[who]()
    with pytest.raises(PermissionDenied):
        actions.overturn(told(), actor=actor, at=AT)
    row = entered()
    with pytest.raises((PermissionDenied, OverturnedDecision.DoesNotExist)):
        actions.take_out(row.pk, why="示例", actor=actor, at=AT)
    assert OverturnedDecision.objects.get().ended_at is None


def test_a_department_and_a_street_see_their_own_the_district_all():
    in_force()
    row = entered()
    for actor in (justice(), staffing(), housing(), leader(), people.actor("DISTRICT_LEADER")):
        assert list(overturned_for(actor)) == [row]
    for actor in (people.actor("STREET_LEADER", street=people.NEXT), people.actor("GRID_WORKER")):
        assert not overturned_for(actor).exists()


@pytest.mark.parametrize(("changes", "field"), [
    ({"decided_on": TODAY - 2000 * DAY}, "decided_on"), ({"code": "P99"}, "decided_on"), ({"overturned_on": LATER + DAY}, "overturned_on"),
    ({"overturned_on": TODAY}, "overturned_on"), ({"number": " "}, "number"), ({"by_name": ""}, "by_name"), ({"document": ""}, "document"),
    ({"case": "SJ20260101-9999"}, "case"),
])
def test_what_does_not_fit_is_refused_at_its_field(changes, field):
    in_force()
    with pytest.raises(EmpowermentRefused) as refused:
        actions.overturn(told(**changes), actor=justice(), at=AT)
    assert refused.value.field == field
    assert not OverturnedDecision.objects.exists()


def test_the_same_outcome_is_not_entered_twice_until_it_is_struck_out():
    in_force()
    row = entered()
    with pytest.raises(EmpowermentRefused) as refused:
        entered()
    assert refused.value.field == "document"
    with pytest.raises(EmpowermentRefused):
        actions.take_out(row.pk, why=" ", actor=justice(), at=AT)
    actions.take_out(row.pk, why="示例：登错了镇街", actor=justice(), at=AT)
    assert counted(row.power.decision) == {PENALTY: 0}
    with pytest.raises(EmpowermentRefused):
        actions.take_out(row.pk, why="示例", actor=justice(), at=AT)
    assert entered().pk != row.pk
    assert counted(row.power.decision) == {PENALTY: 1}


def test_the_database_keeps_the_days_in_order():
    in_force()
    row = entered()
    with pytest.raises(IntegrityError), transaction.atomic():
        OverturnedDecision.objects.filter(pk=row.pk).update(overturned_on=row.decided_on - DAY)


def test_days_in_order_as_a_rule():
    check_overturned("1", "2", "3", TODAY, TODAY, TODAY)


def test_the_pages_enter_show_and_strike_out():
    in_force()
    client = seated(justice())
    assert "还没有登记过" in client.get(reverse("empowerment:overturned")).content.decode()
    form = {
        "code": PENALTY, "unit_id": unit().pk, "number": "示例罚决〔2026〕1号", "decided_on": TODAY.isoformat(), "by": "COURT", "by_name": "示例区人民法院",
        "document": "（2026）示例行初1号", "how": "UNLAWFUL", "overturned_on": TODAY.isoformat(),
    }
    bad = client.post(reverse("empowerment:overturn"), {**form, "overturned_on": (TODAY - DAY).isoformat()})
    assert bad.status_code == 422
    assert "撤销、变更不能早于决定本身" in bad.content.decode()
    assert "示例区人民法院" in client.get(reverse("empowerment:overturn")).content.decode(), "what was typed is kept"
    assert client.post(reverse("empowerment:overturn"), form).status_code == 302
    page = client.get(reverse("empowerment:overturned") + f"?code={PENALTY}&unit={unit().pk}").content.decode()
    assert "示例罚决〔2026〕1号" in page
    assert "确认违法" in page
    row = OverturnedDecision.objects.get()
    out = reverse("empowerment:take_out", args=[row.pk])
    assert client.post(out, {"why": ""}).status_code == 422
    assert seated(staffing()).get(out).status_code == 403
    assert seated(people.actor("STREET_LEADER", street=people.NEXT)).get(out).status_code == 404
    assert client.post(out, {"why": "示例：登错"}).status_code == 302
    assert "登错了，已勾销" in client.get(reverse("empowerment:overturned")).content.decode()


def test_over_the_interface():
    in_force()
    post = Post.objects.get(pk=justice().post_id)
    headers = {"authorization": f"Bearer {a_key(Scope.DUTIES_READ, Scope.DUTIES_WRITE, post=post)[1]}", "idempotency-key": "over-1"}
    base, client = "/api/v1/empowerment/overturned", Client()
    body = {
        "item": PENALTY, "unit": unit().code, "number": "示例罚决〔2026〕2号", "decided_on": TODAY.isoformat(), "by": "RECONSIDERATION",
        "by_name": "示例区人民政府", "document": "示例复决〔2026〕4号", "how": "CHANGED", "overturned_on": TODAY.isoformat(),
    }
    made = client.post(base, body, content_type="application/json", headers=headers)
    assert made.status_code == 201, made.content
    assert client.post(base, body, content_type="application/json", headers=headers).json() == made.json()
    assert [one["id"] for one in client.get(base, {"item": PENALTY}, headers=headers).json()["items"]] == [made.json()["id"]]
    again = client.post(base, {**body, "unit": "NONE"}, content_type="application/json", headers={**headers, "idempotency-key": "over-2"})
    assert (again.status_code, again.json()["errors"][0]["field"]) == (422, "body.unit")
    struck = client.post(f"{base}/{made.json()['id']}/strike", {"why": "示例"}, content_type="application/json", headers=headers)
    assert struck.json()["struck_out"] is True
    street = a_key(Scope.DUTIES_READ, Scope.DUTIES_WRITE, post=Post.objects.get(pk=leader().post_id))[1]
    mine = {"authorization": f"Bearer {street}"}
    assert client.post(base, body, content_type="application/json", headers=mine).status_code == 403
    assert len(client.get(base, headers=mine).json()["items"]) == 1
