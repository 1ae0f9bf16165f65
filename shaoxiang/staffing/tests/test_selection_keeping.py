"""The deciding meeting in numbers, the notice the public reads, who read what was objected, and what is erased after its term."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.staffing.actions import deciding
from shaoxiang.staffing.actions.erasing import erase_candidates
from shaoxiang.staffing.models import CadreSelection, CandidateSight, SelectionCandidate, SelectionObjection
from shaoxiang.staffing.queries import notices
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.rules.selection import GONE, Vote
from shaoxiang.staffing.tests.conftest import DAY, MONDAY
from shaoxiang.staffing.tests.test_selection import AFTER, at_decision, cadres, published, take_post
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
YEAR = 366 * DAY


def decided(vote: Vote) -> CadreSelection:
    selection, first, _second = at_decision()
    return deciding.decide(selection.number, candidate=first.pk, vote=vote, meeting_on=MONDAY.date(), meeting_number="示例", actor=cadres(), at=MONDAY)


def test_a_meeting_without_quorum_or_majority_decides_nothing():
    selection, first, _second = at_decision()
    for vote in (Vote(9, 5, 5, 0, 0), Vote(9, 9, 4, 5, 0)):
        with pytest.raises(StaffingRefused):
            deciding.decide(selection.number, candidate=first.pk, vote=vote, meeting_on=MONDAY.date(), meeting_number="示例", actor=cadres(), at=MONDAY)
    assert CadreSelection.objects.get(pk=selection.pk).chosen is None
    assert not Entry.objects.filter(kind="staffing.cadre_decide").exists()


def test_the_numbers_are_kept_and_no_name_of_a_voter_can_be():
    selection = CadreSelection.objects.get(pk=decided(Vote(9, 8, 7, 0, 1)).pk)
    assert [getattr(selection, name) for name in deciding.VOTE] == [9, 8, 7, 0, 1]
    facts = Entry.objects.get(kind="staffing.cadre_decide").facts
    assert {name: facts[name] for name in ("due", "present", "agreed", "opposed", "deferred")} == {
        "due": 9, "present": 8, "agreed": 7, "opposed": 0, "deferred": 1}
    deciding.reconsider(selection.number, why="示例", actor=cadres(), at=MONDAY)
    assert CadreSelection.objects.get(pk=selection.pk).members_due is None


@pytest.mark.parametrize("numbers", [(9, 5, 5, 0, 0), (9, 9, 4, 5, 0), (9, 8, 7, 0, 0), (8, 8, 4, 4, 0), (5, 6, 6, 0, 0)])
def test_the_database_keeps_no_meeting_that_could_not_decide(numbers):
    selection = decided(Vote(9, 8, 7, 0, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        CadreSelection.objects.filter(pk=selection.pk).update(**dict(zip(deciding.VOTE, numbers, strict=True)))


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(("now", "stands"), [
    ("2026-11-02 09:29", False), ("2026-11-02 09:30", True), ("2026-11-03 00:00", True), ("2026-11-07 12:00", True),  # a Saturday does not count
    ("2026-11-09 23:59", True), ("2026-11-10 00:00", False), ("2026-12-01 00:00", False),
])
def test_the_public_notice_stands_five_working_days_and_not_a_minute_longer(now, stands):
    """Published on Monday 2 November at 9.30: the days are 3, 4, 5, 6 and 9 November."""
    selection, _first, _second = published()
    found = notices.running(here(now), selection.number)
    assert [one.last_day.isoformat() for one in found] == (["2026-11-09"] if stands else [])


def test_the_public_page_shows_what_a_notice_holds_and_nothing_that_was_sealed(client):
    selection, first, second = published()
    RunningClock.objects.filter(code="CADRE_PUBLICITY").update(due_at=timezone.now() + DAY)
    for address in ("/staffing/cadres/public/", f"/staffing/cadres/public/{selection.number}/"):
        answer = client.get(address)
        page = answer.content.decode()
        assert first.person.name in page
        assert second.person.name not in page
        assert not any(words in page for words in ("某省", "某小区", "1985", "12 年", "本科", "谈话推荐", "考察情况"))
        assert answer["X-Robots-Tag"].startswith("noindex")
    assert "示例：组织部" in page
    assert "示例空岗" in page
    assert not CandidateSight.objects.exists()  # what is public is not a reading of what is sealed
    deciding.reconsider(selection.number, why="示例", actor=cadres(), at=MONDAY + DAY)
    assert client.get(address).status_code == 404
    assert first.person.name not in client.get("/staffing/cadres/public/").content.decode()


def test_reading_what_was_objected_is_written_down_too():
    selection, first, _second = published()
    deciding.object_to(selection.number, said="示例：反映的情况", actor=cadres(), at=MONDAY + DAY)
    page = seated(cadres())
    assert "示例：反映的情况" in page.get(f"/staffing/cadres/{selection.number}/").content.decode()
    assert "示例：反映的情况" in page.get(f"/staffing/cadres/{selection.number}/do/answer/").content.decode()
    sights = CandidateSight.objects.filter(what="OBJECTIONS")
    assert [list(sight.candidates.all()) for sight in sights] == [[first], [first]]
    assert Entry.objects.filter(kind="staffing.cadre_objections_seen").count() == 2
    assert "反映的情况" not in str(list(Entry.objects.values_list("facts", flat=True)))
    assert "公示异议" in page.get("/staffing/cadres/seen/").content.decode()
    with pytest.raises(CadreSelection.DoesNotExist):
        deciding.see_objections(selection.number, actor=people.actor("DISTRICT_LEADER"), at=MONDAY + DAY)


def test_after_its_term_what_was_known_of_those_not_appointed_goes_and_the_one_appointed_stays():
    selection, first, second = published()
    take_post(selection, AFTER)
    assert erase_candidates(now=AFTER + YEAR - 3 * DAY) == 0
    assert erase_candidates(now=AFTER + YEAR + DAY) == 1
    second, first = SelectionCandidate.objects.get(pk=second.pk), SelectionCandidate.objects.get(pk=first.pk)
    assert (second.person, bytes(second.sealed), second.out_why) == (None, b"", "")
    assert first.person is not None
    assert first.sealed
    selection = CadreSelection.objects.get(pk=selection.pk)
    assert (selection.inspection, selection.recommended_how) == (GONE, GONE)
    entry = Entry.objects.get(kind="staffing.cadre_erased")
    assert entry.facts == {"candidates": str(second.pk), "people": 1}
    assert erase_candidates(now=AFTER + 2 * YEAR) == 0  # safe to repeat
    assert "保管期已满" in seated(cadres()).get(f"/staffing/cadres/{selection.number}/").content.decode()


def test_nobody_appointed_everybody_goes_and_what_was_objected_with_them(settings):
    selection, _first, _second = published()
    objection = deciding.object_to(selection.number, said="示例：反映的情况", actor=cadres(), at=MONDAY + DAY)
    deciding.answer(selection.number, objection=objection.pk, words="示例：查实", upheld=True, actor=cadres(), at=MONDAY + DAY)
    deciding.see_candidates(selection.number, actor=cadres(), at=MONDAY + DAY)
    deciding.end(selection.number, why="示例", actor=cadres(), at=MONDAY + 2 * DAY)
    settings.CADRE_KEEP_MONTHS = 1  # less than three is three
    assert erase_candidates(now=MONDAY + 60 * DAY) == 0
    assert erase_candidates(now=MONDAY + timedelta(days=100)) == 2
    assert SelectionObjection.objects.values_list("said", "answer").get() == (GONE, GONE)
    assert seated(cadres()).get("/staffing/cadres/seen/").status_code == 200


def test_what_is_still_under_way_is_never_erased():
    at_decision()
    assert erase_candidates(now=MONDAY + 10 * YEAR) == 0
    assert not SelectionCandidate.objects.filter(person=None).exists()
