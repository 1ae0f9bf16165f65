"""A version as a matter: on the desk of the staffing office, against twenty working days from the day of the decision."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties.actions import StaleDraft, change_item, describe, draft_version, rebase, withdraw_draft
from shaoxiang.duties.models import DutyItem, ListVersion
from shaoxiang.duties.queries.deadline import deadline_of
from shaoxiang.duties.queries.versions import base_items
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.sealing import LATEST
from shaoxiang.duties.tests.reviewing import publish
from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.verify import verify
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
MONDAY = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)  # 09:30 in Hohhot
DECIDED = date(2026, 10, 30)  # a Friday; twenty working days later is Friday 27 November
LAST = date(2026, 11, 27)


def office(skip: int = 0):
    return people.actor("STAFFING_OFFICE", skip=skip)


def reworded(kind: str, code: str, words: str) -> dict[str, str]:
    """The same duty in a few more words: nothing new is given."""
    field = "title" if kind.endswith("_DUTY") else "name"
    return {field: f"{base_items(kind)[code][field]}（{words}）"}


def drafted(kind="STREET_DUTY", actor=None, at=MONDAY, words="示例改写") -> ListVersion:
    """One item reworded."""
    version = draft_version(kind, title="示例新版", actor=actor or office(), at=at)
    code = next(iter(base_items(kind)))
    change_item(version.pk, code, act="AMEND", values=reworded(kind, code, words), reason="", revision=0, actor=actor or office(), at=at)
    version.refresh_from_db()
    return version


def decided(on=DECIDED, version=None, at=MONDAY, begins=date(2026, 12, 1), why="", document="示例编发〔2026〕9号") -> ListVersion:
    version = version or drafted()
    return describe(version.pk, title=version.title, effective_from=begins, decided_by="区委编委（示例）", document=document, decided_on=on, redated_why=why,
                    revision=version.revision, actor=office(), at=at)


def waiting(version) -> list[tuple[str, str]]:
    return list(DeskRow.objects.filter(OPEN, matter_id=version.matter_id).values_list("what", "role"))


def counting(version) -> RunningClock:
    return RunningClock.objects.get(matter_id=version.matter_id, stopped_at=None)


def test_a_draft_is_a_matter_on_the_desk_of_the_staffing_office():
    version = drafted()
    assert version.matter.number.startswith("QD20261102-")
    assert (version.matter.status, version.matter.due_at) == ("DRAFT", None)
    assert waiting(version) == [("decide", "STAFFING_OFFICE")]
    assert DeskRow.objects.get(matter_id=version.matter_id) in desk_of(office(1))
    assert DeskRow.objects.get(matter_id=version.matter_id) not in desk_of(people.actor("STREET_DESK"))
    assert Entry.objects.get(kind="duties.version_drafted").subject_kind == "matter"


def test_the_justice_bureau_keeps_its_own_draft_of_powers_on_its_own_desk():
    justice = people.actor("JUSTICE_BUREAU")
    version = drafted("POWER", justice)
    assert waiting(version) == [("decide", "JUSTICE_BUREAU")]
    assert DeskRow.objects.get(matter_id=version.matter_id) in desk_of(justice)


def test_the_time_to_publish_runs_from_the_day_of_the_decision_not_from_the_day_it_was_typed():
    version = decided()
    version.matter.refresh_from_db()
    clock = counting(version)
    assert (clock.code, clock.last_day, version.matter.due_at) == ("FOI_PROACTIVE", LAST, clock.due_at)
    assert version.matter.status == "DECIDED"
    row = DeskRow.objects.get(OPEN, matter_id=version.matter_id)
    assert (row.what, row.due_at) == ("send_for_review", clock.due_at)
    told = deadline_of(version, now=MONDAY)
    assert (told.by, told.left, told.over, told.met) == (LAST, 19, 0, None)
    assert any("政府信息公开条例" in line for line in told.lines)


def test_a_corrected_day_counts_anew_and_a_decision_taken_back_stops_the_count():
    version = decided()
    decided(date(2026, 10, 29), version)
    assert counting(version).last_day == date(2026, 11, 26)
    version.refresh_from_db()
    with pytest.raises(ChangeRefused) as refused:
        decided(None, version)
    assert refused.value.field == "redated_why"
    decided(None, version, why="示例：会议改期再议")
    version.matter.refresh_from_db()
    assert not RunningClock.objects.filter(matter_id=version.matter_id, stopped_at=None).exists()
    assert (version.matter.status, version.matter.due_at, waiting(version)) == ("DRAFT", None, [("decide", "STAFFING_OFFICE")])


LONG_AGO = date(2026, 9, 1)


def test_a_later_day_of_the_decision_needs_a_reason_and_what_was_late_stays_said():
    version = decided(LONG_AGO)
    missed = deadline_of(version, now=MONDAY).by
    assert missed < MONDAY.date()
    for why in ("", "。。。。。。。", "写错"):
        with pytest.raises(ChangeRefused) as refused:
            decided(MONDAY.date(), version, why=why)
        assert refused.value.field == "redated_why"
    version.refresh_from_db()
    decided(MONDAY.date(), version, why="示例：先写了请示的日子")
    version.refresh_from_db()
    assert (version.decided_on, version.first_decided_on, version.redated_why) == (MONDAY.date(), LONG_AGO, "示例：先写了请示的日子")
    told = deadline_of(version, now=MONDAY)
    assert (told.missed, told.over) == (missed, 0)
    entry = Entry.objects.filter(kind="duties.version_described").latest("pk")
    assert entry.facts["decided_before"] == LONG_AGO.isoformat()
    page = seated(office()).get(reverse("duties:version", args=[version.pk])).content.decode()
    assert "示例：先写了请示的日子" in page
    assert "改的时候已经过期" in page
    decided(MONDAY.date(), version)  # saved again: the reason stays
    version.refresh_from_db()
    assert version.redated_why == "示例：先写了请示的日子"
    published = publish(version.pk, actor=office(), at=MONDAY)
    assert deadline_of(published, now=MONDAY).met is False
    shown = seated(office()).get(reverse("duties:version", args=[version.pk])).content.decode()
    assert "逾期公布" in shown
    assert "示例：先写了请示的日子" in shown


def test_taking_the_decision_away_does_not_wash_its_first_day_off():
    version = decided(LONG_AGO)
    decided(None, version, why="示例：还没有开会决定")
    version.refresh_from_db()
    assert "改的时候已经过期" in seated(office()).get(reverse("duties:version", args=[version.pk])).content.decode()
    with pytest.raises(ChangeRefused):
        decided(MONDAY.date(), version)
    version.refresh_from_db()
    decided(MONDAY.date(), version, why="示例：会议在这一天开")
    version.refresh_from_db()
    assert version.first_decided_on == LONG_AGO


def test_a_new_draft_for_the_paper_of_a_withdrawn_one_goes_on_with_its_count():
    late = decided(LONG_AGO)
    by = deadline_of(late, now=MONDAY).by
    late.refresh_from_db()
    withdraw_draft(late.pk, actor=office(), at=MONDAY)
    other = decided(MONDAY.date(), document="示例编发〔2026〕10号")
    assert (deadline_of(other, now=MONDAY).carries, other.first_decided_on) == ((), MONDAY.date()), "another paper, another count"
    again = drafted()
    with pytest.raises(ChangeRefused) as refused:
        decided(MONDAY.date(), again, document="示例编发[2026]9号")
    assert (refused.value.field, refused.value.facts) == ("redated_why", {"first": LONG_AGO.isoformat()})
    browser, form = seated(office()), {"title": "示例", "effective_from": "2026-12-01", "decided_by": "区委编委", "document": late.document,
                                       "decided_on": "2026-11-02", "revision": again.revision}
    shown = browser.post(reverse("duties:version_describe", args=[again.pk]), form)
    assert shown.status_code == 422
    assert 'name="redated_why"' in shown.content.decode(), "where the reason goes is shown when it is asked for"
    again.refresh_from_db()
    again = decided(LONG_AGO, again)
    told = deadline_of(again, now=MONDAY)
    assert (told.by, told.carries, told.carried_by, told.over > 0) == (by, (late.matter.number,), by, True)
    assert "接着它算，不重新起算" in browser.get(reverse("duties:version", args=[again.pk])).content.decode()
    again.refresh_from_db()
    decided(MONDAY.date(), again, why="示例：先写了请示的日子")
    published = publish(again.pk, actor=office(), at=MONDAY)
    assert (published.first_decided_on, deadline_of(published, now=MONDAY).met) == (LONG_AGO, False)
    page = browser.get(reverse("duties:version", args=[again.pk])).content.decode()
    assert "逾期公布" in page
    assert late.matter.number in page


def test_what_is_withdrawn_after_the_publication_says_nothing_against_it():
    published, later = publish(decided().pk, actor=office(), at=MONDAY), drafted()
    decided(LONG_AGO, later)
    later.refresh_from_db()
    withdraw_draft(later.pk, actor=office(), at=MONDAY + timedelta(days=1))
    told = deadline_of(published, now=MONDAY + timedelta(days=1))
    assert (told.met, told.carries) == (True, ())


@pytest.mark.parametrize("document", ["口头", "9号", "电话通知", "编发9号"])
def test_a_decision_without_a_number_is_refused(document):
    with pytest.raises(ChangeRefused) as refused:
        decided(document=document)
    assert refused.value.field == "document"


def test_saving_the_title_again_leaves_the_clock_alone():
    version = decided()
    clock = counting(version).pk
    version.refresh_from_db()
    version.title = "示例改名"
    decided(version=version)
    version.matter.refresh_from_db()
    assert (counting(version).pk, version.matter.title) == (clock, "示例改名")


def test_a_decision_still_to_come_is_refused():
    version = drafted()
    with pytest.raises(ChangeRefused) as refused:
        decided(MONDAY.date() + timedelta(days=1), version)
    assert refused.value.field == "decided_on"
    version.refresh_from_db()
    assert (version.decided_on, waiting(version)) == (None, [("decide", "STAFFING_OFFICE")])


def test_publishing_stops_the_clock_and_clears_the_desk():
    version = decided()
    published = publish(version.pk, actor=office(), at=MONDAY)
    matter = published.matter
    matter.refresh_from_db()
    assert (matter.status, matter.closed_at, matter.due_at, waiting(version)) == ("PUBLISHED", MONDAY, None, [])
    assert deadline_of(published, now=MONDAY).met is True


def test_a_withdrawn_draft_leaves_the_desk_and_counts_no_more():
    version = decided()
    withdraw_draft(version.pk, actor=office(), at=MONDAY)
    version.matter.refresh_from_db()
    assert (version.matter.status, waiting(version)) == ("WITHDRAWN", [])
    assert not RunningClock.objects.filter(matter_id=version.matter_id, stopped_at=None).exists()


def test_a_version_nobody_publishes_is_reminded_of_and_then_overdue():
    version = decided()
    sweep(now=datetime(2026, 11, 26, 1, tzinfo=UTC))
    late = datetime(2026, 12, 1, 1, tzinfo=UTC)
    sweep(now=late)
    kinds = Entry.objects.filter(subject_kind="matter", subject_id=version.matter_id).values_list("kind", flat=True)
    assert {"clocks.warned", "clocks.overdue"} <= set(kinds)
    assert deadline_of(version, now=late).over == 2
    assert waiting(version) == [("send_for_review", "STAFFING_OFFICE")]


def test_the_first_versions_of_the_house_are_ended_matters():
    for version in ListVersion.objects.select_related("matter"):
        assert (version.matter.status, version.scheme, waiting(version)) == ("PUBLISHED", LATEST, [])
        assert version.matter.closed_at == version.published_at
    assert list(verify()) == []


# --- two editors ------------------------------------------------------------------------------------------------------

ACTS = {"publish": publish, "rebase": rebase, "withdraw": withdraw_draft}


@pytest.mark.parametrize("name", ACTS)
def test_who_looked_before_the_other_changed_it_does_nothing_and_is_told(name):
    version = decided()
    version.refresh_from_db()
    seen = version.revision
    code = list(base_items("STREET_DUTY"))[1]
    change_item(version.pk, code, act="AMEND", values=reworded(version.kind, code, "另一位改的"), reason="", revision=seen, actor=office(1), at=MONDAY)
    entries, items = Entry.objects.count(), DutyItem.objects.count()
    with pytest.raises(StaleDraft) as refused:
        ACTS[name](version.pk, actor=office(), at=MONDAY, revision=seen)
    assert refused.value.changed == [code]
    version.refresh_from_db()
    assert (version.status, version.changes.count(), Entry.objects.count(), DutyItem.objects.count()) == ("DRAFT", 2, entries, items)
    assert ACTS[name](version.pk, actor=office(), at=MONDAY, revision=version.revision).pk == version.pk


def test_on_the_page_the_second_editor_reads_what_changed_and_presses_again():
    version = decided()
    version.refresh_from_db()
    page, act = reverse("duties:version", args=[version.pk]), reverse("duties:version_act", args=[version.pk, "publish"])
    one = seated(office())
    assert f'name="revision" value="{version.revision}"' in one.get(page).content.decode()
    code = list(base_items("STREET_DUTY"))[1]
    values = reworded(version.kind, code, "另一位改的")
    change_item(version.pk, code, act="AMEND", values=values, reason="", revision=version.revision, actor=office(1), at=MONDAY)
    told = one.post(act, {"revision": version.revision})
    assert told.status_code == 422
    assert "别人改过这份草案" in told.content.decode()
    assert code in told.content.decode()
    assert one.post(act, {}).status_code == 422
    version.refresh_from_db()
    assert version.status == "DRAFT"


def test_the_draft_page_says_who_decided_when_and_until_when_it_must_be_published():
    version = decided()
    page = seated(office()).get(reverse("duties:version", args=[version.pk])).content.decode()
    assert "由区委编委（示例）决定" in page
    assert "最晚 2026年11月27日 公布" in page
    assert version.matter.number in page


def test_the_desk_leads_to_the_draft():
    version = drafted()
    client = seated(office())
    desk = client.get(reverse("desk")).content.decode()
    assert "改好草案，决定以后写明决定" in desk
    address = reverse("duties:version_by_number", args=[version.matter.number])
    assert address in desk
    assert client.get(address).headers["Location"] == reverse("duties:version", args=[version.pk])
    assert seated(people.actor("STREET_DESK")).get(address).status_code == 404


def test_a_decision_to_come_is_refused_on_the_page_and_what_was_typed_stays():
    version = drafted()
    given = {"title": "示例改名", "decided_on": "2099-01-01", "decided_by": "区委编委（示例）", "effective_from": "", "revision": version.revision}
    answer = seated(office()).post(reverse("duties:version_describe", args=[version.pk]), given)
    assert answer.status_code == 422
    assert "决定日期还没有到" in answer.content.decode()
    assert "示例改名" in answer.content.decode()
