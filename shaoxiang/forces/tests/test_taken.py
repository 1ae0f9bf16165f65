"""Nobody sent down is taken from the streets unheard: fewer people, or an auxiliary who leaves, names the file on which they were heard, or says why not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces import actions
from shaoxiang.forces.models import ForceAllocation, Member
from shaoxiang.forces.rules import ForceRefused
from shaoxiang.forces.tests.conftest import STATION, body, head_of
from shaoxiang.forces.vocabulary import MemberKind
from shaoxiang.institutions.models import Person
from shaoxiang.institutions.queries.areas import streets_served
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.opinions import actions as opinions
from shaoxiang.opinions.vocabulary import Power
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
WHY = "示例：所里合并办公，人一个不少"
DOCUMENT = "示例编发〔2026〕8号"


def asker():
    return people.actor("DEPARTMENT_LIAISON")


def heard(title, at, power=Power.RESOURCE_ALLOCATION, sent=True, streets=None, **more):
    today = timezone.localdate()
    units = [street_unit(street) for street in streets_served(body(STATION), today)] if streets is None else streets
    file = opinions.ask(power=power, title=title, units=units, asked_by=asker(), at=at, **more)
    if sent:
        opinions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=at + timedelta(days=20))
    return file.number


def take_away(held, headcount=30, **more):
    given = {"teams": held.teams, "since": timezone.localdate() + timedelta(days=30), "document": DOCUMENT, "actor": people.actor("STAFFING_OFFICE"),
             "at": timezone.now()}
    return actions.allocate(held.department_id, DeploymentMode(held.mode), held.unit_id, headcount=headcount, **{**given, **more})


def test_fewer_people_ask_for_the_file_on_which_the_streets_were_heard_and_no_reason_does():
    held, now = ForceAllocation.objects.get(unit__code=STATION), timezone.now()
    name = body(STATION).name
    month = now - timedelta(days=30)
    refused = [
        ({}, "理由不能代替"), ({"heard_number": "JC20000101-0001"}, "没有编号"),
        ({"heard_number": heard(f"示例：{name}减少人员", month, sent=False)}, "还没有提交会议"),
        ({"heard_number": heard("示例：春节慰问品发放", month)}, "没有写到"),
        ({"heard_number": heard(f"示例：{name}减少人员", month, power=Power.INTEGRATED_COORDINATION)}, "另一项权力"),
        ({"heard_number": heard(f"示例：{name}减少人员", now - timedelta(days=500))}, "以前问的"),
        ({"heard_number": heard(f"示例：{name}减少人员", month, subject=("example", 1))}, "从另一件事里问的"),
        ({"heard_number": heard(f"示例：{name}减少人员", month, streets=[people.actor("STREET_DESK", street=people.NEXT).unit_id])}, "没有问到"),
    ]
    for more, words in refused:
        with pytest.raises(ForceRefused, match=words) as found:
            take_away(held, **more)
        assert found.value.field == "heard_number"
    held.refresh_from_db()
    assert held.valid_to is None, "nothing has ended"
    number = heard(f"示例：{name}减少人员", month)
    fresh = take_away(held, heard_number=number)
    held.refresh_from_db()
    assert (fresh.headcount, held.ended_by, held.heard_number) == (30, DOCUMENT, number)
    assert Entry.objects.get(kind="forces.allocated").facts["heard"] == number


def test_all_of_them_taken_keeps_the_paper_and_the_number_where_everybody_of_the_force_reads_them():
    held = ForceAllocation.objects.get(unit__code=STATION)
    number = heard(f"示例：{body(STATION).name}不再下沉", timezone.now() - timedelta(days=30))
    assert take_away(held, headcount=0, heard_number=number) is None
    held.refresh_from_db()
    assert (held.ended_by, held.heard_number) == (DOCUMENT, number)
    page = seated(head_of(STATION)).get(reverse("forces:force", args=[STATION])).content.decode()
    assert number in page
    assert DOCUMENT in page


def test_more_people_ask_nobody_and_a_spoken_word_is_no_document():
    held = ForceAllocation.objects.get(unit__code=STATION)
    for document in ("", "口头", "局里会上定的"):
        with pytest.raises(ForceRefused) as refused:
            take_away(held, headcount=40, document=document)
        assert refused.value.field == "document"
    assert take_away(held, headcount=40).headcount == 40


def auxiliary(since):
    row = Member.objects.filter(body__code=STATION, valid_to=None).first()
    return Member.objects.create(body=row.body, person=Person.objects.create(name="示例辅警"), kind=MemberKind.AUXILIARY, valid_from=since)


def test_an_auxiliary_who_leaves_is_asked_about_and_an_officer_is_not():
    today, now = timezone.localdate(), timezone.now()
    row, actor = auxiliary(today - timedelta(days=90)), head_of(STATION)
    with pytest.raises(ForceRefused, match="为什么不用"):
        actions.end_member(row.pk, since=today, actor=actor, at=now)
    with pytest.raises(ForceRefused, match="改身份"):
        actions.set_member(row.body_id, pk=row.pk, kind=MemberKind.OTHER, on_quota=False, actor=actor, at=now)
    number = heard(f"示例：{body(STATION).name}辅警调整", now - timedelta(days=30), power=Power.AUXILIARY_MANAGEMENT)
    ended = actions.end_member(row.pk, since=today, actor=actor, at=now, heard_number=number)
    assert (ended.valid_to, ended.heard_number) == (today, number)
    assert Entry.objects.get(kind="forces.member_ended").facts["heard"] == number
    officer = Member.objects.filter(body__code=STATION, valid_to=None, kind=MemberKind.OFFICER).order_by("-pk").first()
    officer_ends = officer.valid_from + timedelta(days=4000)
    assert actions.end_member(officer.pk, since=officer_ends, actor=actor, at=now).heard_number == ""


def test_the_pages_ask_for_the_number_or_the_reason_and_keep_what_was_typed():
    held, client = ForceAllocation.objects.get(unit__code=STATION), seated(people.actor("STAFFING_OFFICE"))
    number = heard(f"示例：{body(STATION).name}减少人员", timezone.now() - timedelta(days=30))
    form = {"mode": held.mode, "department_id": held.department_id, "unit_id": held.unit_id, "headcount": 30, "teams": held.teams, "document": DOCUMENT,
            "since": timezone.localdate() + timedelta(days=30), "heard_number": "", "unheard_why": WHY}
    refused = client.post(reverse("forces:allocation_new"), form)
    assert refused.status_code == 422
    assert "理由不能代替" in refused.content.decode()
    assert f'value="{DOCUMENT}"' in refused.content.decode()
    assert client.post(reverse("forces:allocation_new"), {**form, "heard_number": number}).status_code == 302
    row, head = auxiliary(timezone.localdate() - timedelta(days=90)), seated(head_of(STATION))
    end = reverse("forces:member_end", args=[row.pk])
    assert 'name="unheard_why"' in head.get(end).content.decode()
    assert head.post(end, {"since": timezone.localdate(), "unheard_why": ""}).status_code == 422
    assert head.post(end, {"since": timezone.localdate(), "unheard_why": WHY}).status_code == 302
    assert WHY in head.get(reverse("forces:force", args=[STATION])).content.decode()
    officer = Member.objects.filter(body__code=STATION, valid_to=None, kind=MemberKind.OFFICER).first()
    assert 'name="unheard_why"' not in head.get(reverse("forces:member_end", args=[officer.pk])).content.decode()
