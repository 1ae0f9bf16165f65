"""What goes to the meeting is what the streets and justice saw: a paper that comes after an answer or a finding is answered, and found on, again."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.opinions import actions, queries, reactions
from shaoxiang.opinions.flows import LEGAL_CLOCK, REPLY_CLOCK
from shaoxiang.opinions.models import EarlierWord
from shaoxiang.opinions.rules import FEEDBACK_CLOCK, Bar
from shaoxiang.opinions.tests.conftest import DAY, HOUR, MONDAY, WORDS, answered, asked, asker, awaited, desk, fresh, of
from shaoxiang.opinions.vocabulary import LegalFinding, OpinionStatus, Power, Uptake, View
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def paper(file, at, name="示例：新稿.pdf"):
    upload = SimpleUploadedFile(name, b"%PDF-1.4\n%%EOF\n" + name.encode(), "application/pdf")
    return actions.attach(file.number, upload=upload, actor=asker(), at=at)


def bars(file, now):
    return [(one.bar, one.unit_ids) for one in queries.standing(fresh(file), now=now).obstacles]


def running(matter_id):
    return set(RunningClock.objects.filter(matter_id=matter_id, stopped_at=None).values_list("code", flat=True))


def test_who_had_answered_is_asked_again_and_what_it_said_is_kept():
    file = asked()
    answered(file, view=View.SUGGEST, words=WORDS)
    answered(file, people.NEXT, view=View.AGREE, words="")
    actions.give_feedback(of(file).number, uptake=Uptake.ADOPTED, words="示例：照办", actor=asker(), at=MONDAY + 2 * HOUR)
    assert bars(file, MONDAY + 3 * HOUR) == []
    later = MONDAY + 43 * DAY
    paper(file, later)
    units = tuple(desk(street).unit_id for street in (people.HOME, people.NEXT))
    assert bars(file, later + HOUR) == [(Bar.RUNNING, units)]
    with pytest.raises(actions.NotYet):
        actions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=later + HOUR)
    row, kept = of(file), EarlierWord.objects.get(file=file, unit_id=desk().unit_id)
    assert (row.matter.status, row.view, row.uptake, row.answered_at) == (OpinionStatus.NOTIFIED, "", "", None)
    assert row.due_at == row.matter.due_at > later + DAY
    assert (kept.said, kept.words, kept.said_at, kept.uptake, kept.at) == (View.SUGGEST, WORDS, MONDAY + HOUR, Uptake.ADOPTED, later)
    assert (running(row.pk), awaited(desk(), row.pk), awaited(asker(), row.pk)) == ({REPLY_CLOCK}, ["answer"], [])
    entry = Entry.objects.get(kind="opinions.attach")
    assert entry.facts["asked_again"] == list(units)
    assert Entry.objects.filter(kind="opinions.ask_again", subject_id=row.pk).count() == 1


def test_a_street_answers_again_and_the_meeting_reads_both():
    file = asked(streets=(people.HOME,))
    answered(file, view=View.OPPOSE, words="示例：夜里没人")
    paper(file, MONDAY + 2 * DAY)
    answered(file, view=View.AGREE, words="示例：新稿可以", at=MONDAY + 3 * DAY)
    assert (running(of(file).pk), bars(file, MONDAY + 4 * DAY)) == ({FEEDBACK_CLOCK}, [])
    line = queries.summary(fresh(file), now=MONDAY + 4 * DAY)["streets"][0]
    assert line["view"] == "同意"
    assert line["words"][0] == "示例：新稿可以"
    assert "原先的答复" in line["words"][1]
    assert "不同意" in line["words"][1]
    assert line["words"][2] == "示例：夜里没人"


def test_silence_on_the_new_paper_is_no_consent_and_the_earlier_answer_still_goes_along():
    file = asked(streets=(people.HOME,))
    answered(file, view=View.AGREE, words="示例：同意旧稿")
    paper(file, MONDAY + DAY)
    over = of(file).due_at
    sent = actions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=over)
    line = queries.summary(fresh(sent), now=over)["streets"][0]
    assert line["view"] == "未提出意见"
    assert "示例：同意旧稿" in line["words"]


def test_a_street_that_had_closed_its_request_is_asked_again_too():
    file = asked(streets=(people.HOME,))
    answered(file, view=View.SUGGEST)
    actions.give_feedback(of(file).number, uptake=Uptake.ADOPTED, words="示例：照办", actor=asker(), at=MONDAY + 2 * HOUR)
    actions.close(of(file).number, actor=desk(), at=MONDAY + 3 * HOUR)
    paper(file, MONDAY + DAY)
    row = of(file)
    assert (row.matter.status, row.matter.closed_at, awaited(desk(), row.pk)) == (OpinionStatus.NOTIFIED, None, ["answer"])


def test_justice_finds_again_on_a_later_paper_and_the_file_waits_for_it():
    file = asked(Power.MAJOR_DECISION_ADVICE, streets=(people.HOME,))
    justice = people.actor("JUSTICE_BUREAU")
    published = actions.publish(file.number, where="示例", actor=asker(), at=MONDAY)
    over = queries.comment_ends(published)
    actions.submit_legal(file.number, actor=asker(), at=over)
    actions.find_legal(file.number, finding=LegalFinding.LAWFUL, words="示例：合法", actor=justice, at=over + HOUR)
    later = over + 13 * DAY
    paper(file, later)
    file = fresh(file)
    assert (file.legal_finding, file.legal_sent_at, awaited(justice, file.pk)) == ("", later, ["find_legal"])
    assert LEGAL_CLOCK in running(file.pk)
    assert Bar.LEGAL_WAITING in [bar for bar, _units in bars(file, later + HOUR)]
    kept = EarlierWord.objects.get(file=file, unit_id=None)
    assert (kept.said, kept.words) == (LegalFinding.LAWFUL, "示例：合法")
    actions.find_legal(file.number, finding=LegalFinding.LAWFUL, words="", actor=justice, at=later + DAY)
    assert Bar.LEGAL_WAITING not in dict(bars(file, later + DAY))
    assert "legal_again" not in queries.file_moves(fresh(file), asker())


def test_a_paper_before_anybody_spoke_reopens_nothing_and_whoever_waits_is_told():
    now = timezone.now()
    file = asked(at=now - DAY)
    answered(file, people.NEXT, at=now - HOUR)
    paper(file, now)
    assert EarlierWord.objects.count() == 1
    assert Entry.objects.filter(kind="opinions.ask_again", subject_id=of(file).pk).count() == 0
    Notice.objects.all().delete()
    reactions._tell_waiting(Entry.objects.get(kind="opinions.attach"))
    assert set(Notice.objects.values_list("code", "matter_id")) == {("opinions.attached", of(file).pk)}
    reactions._tell_street(Entry.objects.get(kind="opinions.ask_again"))
    assert ("opinions.ask_again", of(file, people.NEXT).pk) in set(Notice.objects.values_list("code", "matter_id"))


def test_the_pages_warn_before_keep_what_was_said_and_put_it_into_the_answer():
    file = asked(at=timezone.now() - DAY)
    answered(file, view=View.OPPOSE, words="示例：夜里没人", at=timezone.now() - HOUR)
    department, street = seated(asker()), seated(desk())
    act = reverse("opinions:act", args=[file.number, "attach"])
    assert "已经答复的 1 个街道" in department.get(act).content.decode()
    upload = SimpleUploadedFile("示例.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    assert department.post(act, {"upload": upload}).status_code == 302
    page = street.get(reverse("opinions:request", args=[of(file).number])).content.decode()
    assert "附了新材料，请看了再答" in page
    assert page.count("示例：夜里没人") == 2, "as it was said, and ready to be said again"
    assert "附新材料以前" in department.get(reverse("opinions:file", args=[file.number])).content.decode()
    neighbour = seated(desk(people.NEXT)).get(reverse("opinions:request", args=[of(file, people.NEXT).number])).content.decode()
    assert "示例：夜里没人" not in neighbour
