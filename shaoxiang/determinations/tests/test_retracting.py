"""An issued version whose day has not come is taken back by two people; the one before is issued again as if nothing had followed it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.determinations import actions
from shaoxiang.determinations.actions.retracting import ask_retraction, lapse_retractions, refuse_retraction, retract
from shaoxiang.determinations.migrations import _still
from shaoxiang.determinations.models import DeterminationRetraction, ThreeDeterminationVersion
from shaoxiang.determinations.queries.versions import in_force_version
from shaoxiang.determinations.rules import DeterminationRefused
from shaoxiang.determinations.tests.test_actions import NOW, TODAY, adopted, commission, drafted, home, issue, kinds, staffing
from shaoxiang.duties.tests.test_guards import said
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import MoveRefused
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
DAY = timedelta(days=1)
BEGINS, REASON = TODAY + 20 * DAY, "示例：附件印错了一页，和编委会通过的不一样"
V, R = ThreeDeterminationVersion._meta.db_table, DeterminationRetraction._meta.db_table


@pytest.fixture
def before(district, db) -> ThreeDeterminationVersion:
    return ThreeDeterminationVersion.objects.get(unit=home(), status="ISSUED")


@pytest.fixture
def ahead(before) -> ThreeDeterminationVersion:
    return issue(adopted().pk, effective_from=BEGINS)


def taken_back(version) -> ThreeDeterminationVersion:
    ask_retraction(version.pk, reason=REASON, actor=staffing(), at=NOW)
    return retract(version.pk, actor=staffing(1), at=NOW)


def waiting(version) -> list[int | None]:
    return list(DeskRow.objects.filter(OPEN, matter_id=version.matter_id).order_by("pk").values_list("post_id", flat=True))


def test_the_version_before_holds_on(before, ahead):
    assert taken_back(ahead).status == "RETRACTED"
    before.refresh_from_db()
    assert (before.status, before.effective_to) == ("ISSUED", None)
    assert in_force_version(home().pk, BEGINS + DAY) == before
    assert kinds(ahead)[-2:] == ["determinations.ask_retraction", "determinations.retract"]
    assert kinds(before)[-1] == "determinations.resumed"
    again = actions.adopt(drafted().pk, actor=commission(), at=NOW, meeting="示例会议", adopted_on=TODAY)
    assert issue(again.pk, effective_from=BEGINS).number == ahead.number + 1, "its day is free, its number is not"


def test_it_waits_for_a_second_person_and_on_no_desk_of_whoever_asked(ahead):
    ask_retraction(ahead.pk, reason=REASON, actor=staffing(), at=NOW)
    assert staffing(1).post_id in waiting(ahead)
    assert staffing().post_id not in waiting(ahead)
    with pytest.raises(DeterminationRefused, match="另一位同志"):
        retract(ahead.pk, actor=staffing(), at=NOW)
    with pytest.raises(DeterminationRefused, match="已经有人提请"):
        ask_retraction(ahead.pk, reason=REASON, actor=staffing(1), at=NOW)
    for stranger in (commission(), people.actor("STREET_LEADER", street=people.HOME)):
        with pytest.raises(PermissionDenied):
            retract(ahead.pk, actor=stranger, at=NOW)
    refuse_retraction(ahead.pk, words="示例：印的是对的", actor=staffing(1), at=NOW)
    ahead.refresh_from_db()
    assert (ahead.status, waiting(ahead)) == ("ISSUED", [])
    with pytest.raises(DeterminationRefused, match="没有人提请"):
        retract(ahead.pk, actor=staffing(1), at=NOW)
    assert taken_back(ahead).status == "RETRACTED"


def test_not_without_a_reason_not_the_one_in_force_and_not_from_its_day_on(before, ahead):
    with pytest.raises(DeterminationRefused, match="十个字"):
        ask_retraction(ahead.pk, reason="错了", actor=staffing(), at=NOW)
    with pytest.raises(MoveRefused):
        ask_retraction(before.pk, reason=REASON, actor=staffing(), at=NOW)
    ask_retraction(ahead.pk, reason=REASON, actor=staffing(), at=NOW)
    assert lapse_retractions(now=NOW) == 0
    with pytest.raises(DeterminationRefused, match="已经生效"):
        retract(ahead.pk, actor=staffing(1), at=NOW + 20 * DAY)
    assert (lapse_retractions(now=NOW + 20 * DAY), lapse_retractions(now=NOW + 20 * DAY), waiting(ahead)) == (1, 0, [])


def test_everybody_reads_that_it_was_taken_back_and_why(client):
    now = timezone.now()
    today = timezone.localdate(now)
    found = actions.draft(home().pk, actor=staffing(), at=now)
    found = actions.adopt(found.pk, actor=commission(), at=now, meeting="示例会议", adopted_on=today)
    found = actions.issue(found.pk, actor=staffing(), at=now, document_number="示例〔2026〕9号", issued_on=today, effective_from=today + 20 * DAY)
    page, act = reverse("determinations:show", args=[found.pk]), (lambda move: reverse("determinations:act", args=[found.pk, move]))
    one, other = seated(staffing()), seated(staffing(1))
    assert act("ask_retraction") in one.get(page).content.decode()
    refused = one.post(act("ask_retraction"), {"reason": "错了"})
    assert (refused.status_code, "错了</textarea>" in refused.content.decode()) == (422, True)
    assert one.post(act("ask_retraction"), {"reason": REASON}).status_code == 302
    text = one.get(page).content.decode()
    assert (act("retract") in text, "编办另一位同志" in text) == (False, True)
    assert one.post(act("retract")).status_code == 422
    assert other.get(act("retract")).status_code == 200
    assert other.post(act("retract")).status_code == 302
    text = client.get(page).content.decode()
    assert (REASON in text, "没有施行" in text) == (True, True)


def forged(version, **changes: str) -> None:
    row = {"version_id": str(version.pk), "state": "'DONE'", "reason": "'示例'", "asked_by": "1", "asked_at": "'2026-11-02 00:00:00+00:00'",
           "confirmed_by": "2", "done_at": "'2026-11-02 00:00:00+00:00'", "done_on": "'2026-11-02'", "refusal": "''", **changes}
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {R} ({', '.join(row)}) VALUES ({', '.join(row.values())})")


def test_the_database_lets_exactly_this_go_and_nothing_else(before, ahead):
    assert _still.stands()
    back, on = f"UPDATE {V} SET status = 'RETRACTED' WHERE id = {ahead.pk}", f"UPDATE {V} SET status = 'ISSUED', effective_to = NULL WHERE id = {before.pk}"
    assert not said(back), "nobody took it back"
    assert not said(on)
    with pytest.raises(DatabaseError), transaction.atomic():
        forged(ahead, confirmed_by="1")
    with transaction.atomic():
        forged(ahead, done_on=f"'{BEGINS.isoformat()}'")
        assert not said(back), "on its day"
        transaction.set_rollback(True)
    forged(ahead)
    for more in (", meeting = '偷改'", ", effective_to = '2027-01-01'", ", number = 9"):
        assert not said(back.replace(" WHERE", f"{more} WHERE")), more
    assert not said(on), "not before the one that followed has gone"
    assert not said(f"DELETE FROM {R}")
    assert said(back)
    assert not said(on.replace("effective_to = NULL", "effective_to = NULL, meeting = '偷改'"))
    assert said(on)
    for sql in (f"UPDATE {V} SET status = 'ISSUED' WHERE id = {ahead.pk}", f"UPDATE {V} SET status = 'DRAFT' WHERE id = {ahead.pk}",
                f"UPDATE {V} SET meeting = '偷改' WHERE id = {ahead.pk}", f"DELETE FROM {V} WHERE id = {ahead.pk}", f"UPDATE {R} SET reason = '偷改'",
                f"UPDATE determinations_determinationpart SET revision = 9 WHERE version_id = {ahead.pk}"):
        assert not said(sql), sql
