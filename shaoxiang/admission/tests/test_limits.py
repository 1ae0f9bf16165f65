"""The limits of every stage stand among the settings of clocks: dated, journaled, and in force from the next clock on."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from shaoxiang.admission import rules
from shaoxiang.admission.flows import ADMISSION_FLOW, REFUSAL_FLOW
from shaoxiang.admission.tests.walks import DAY, MONDAY, asked, desk, office, refused, submitted
from shaoxiang.cases.tests.seats import seated
from shaoxiang.kernel.clocks import specs
from shaoxiang.kernel.clocks.actions import set_clock
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.rules import SettingRefused
from shaoxiang.kernel.journal.models import Entry
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def admin():
    return people.actor("CONFIG_ADMIN")


def clock_of(matter, code):
    return RunningClock.objects.get(matter_id=matter.pk, code=code)


def shorten(code, amount, **more):
    set_clock(code, amount=amount, extension_cap=None, actor=admin(), at=MONDAY, basis="示例：新编发〔2026〕9 号", **more)
    specs.remembered.forget()  # as at the end of the transaction


def test_every_clock_the_two_flows_start_can_be_set():
    started = {code for flow in (ADMISSION_FLOW, REFUSAL_FLOW) for move in flow for code in move.starts}
    assert started <= set(specs.all_specs())
    assert {row.spec.code for row in rules.CLOCKS} <= set(specs.all_specs())


def test_the_administrator_sets_them_on_the_page_of_clocks_and_the_change_is_dated_and_on_the_record():
    page = seated(admin()).get(reverse("clocks:settings")).content.decode()
    assert all(row.spec.label in page for row in rules.CLOCKS)
    address = reverse("clocks:setting", args=["ADM_ANSWER"])
    assert seated(admin()).post(address, {"amount": 3, "extension_cap": "", "approver_role": "", "basis": "示例：新编发〔2026〕9 号"}).status_code == 302
    specs.remembered.forget()
    entry = Entry.objects.get(kind="clocks.set")
    assert (entry.facts["code"], entry.facts["old_amount"], entry.facts["amount"]) == ("ADM_ANSWER", 5, 3)
    assert entry.actor_id == admin().assignment_id
    assert "3 个工作日" in seated(admin()).get(address).content.decode()
    assert seated(office()).get(address).status_code == 403


def test_what_runs_keeps_its_limit_and_what_begins_has_the_new_one():
    before = refused()
    shorten("ADM_ANSWER", 3)
    after = refused()
    assert (clock_of(before, "ADM_ANSWER").last_day.isoformat(), clock_of(after, "ADM_ANSWER").last_day.isoformat()) == ("2026-11-09", "2026-11-05")
    shorten("ADM_COMPLETE", 1)
    assert clock_of(submitted(), "ADM_COMPLETE").amount == 1
    shorten("ADM_REFUSE", 1)
    assert refused(at=MONDAY + 2 * DAY, received_on=MONDAY.date()).late  # Monday's work, refused on Wednesday


def test_the_streets_answer_in_the_time_that_is_set():
    shorten("ADM_STREET_REPLY", 8)
    request = asked()
    assert {clock.amount for clock in RunningClock.objects.filter(code="ADM_STREET_REPLY")} == {8}
    assert request.consulted_id


def test_the_law_on_publication_may_be_tightened_and_not_loosened():
    with pytest.raises(SettingRefused):
        shorten("ADM_PUBLISH", 30)
    shorten("ADM_PUBLISH", 10)
    assert specs.spec("ADM_PUBLISH").amount == 10


def test_nobody_else_sets_them():
    with pytest.raises(PermissionDenied):
        set_clock("ADM_ANSWER", amount=2, extension_cap=None, actor=office(), at=MONDAY)
    assert specs.spec("ADM_ANSWER").amount == 5


def test_forms_say_the_limit_as_it_is_set():
    shorten("ADM_ANSWER", 4)
    shorten("ADM_REFUSE", 2)
    page = seated(desk()).get(reverse("admission:refusal_new")).content.decode()
    assert "部门在 4 个工作日里回应" in page
    assert "收到后 2 个工作日内发出" in page
