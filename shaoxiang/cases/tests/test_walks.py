"""Random lives: whatever people press in whatever order, the record, the desk and the clocks agree with the status."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shaoxiang.cases import actions
from shaoxiang.cases.models import Case
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.tests.walks import LINE_TYPE, MONDAY, STREET_TYPE, fresh, reported
from shaoxiang.cases.vocabulary import ENDED, CallBackResult, CaseStatus, DeclineReason, ExclusionReason, SuspendReason
from shaoxiang.dispatch.models import RUNNING, DispatchOrder
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.dispatch.rules import ObjectionRefused, Sent
from shaoxiang.dispatch.vocabulary import CitedList, NoteKind, Part
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.rules import ExtensionRefused, SuspensionRefused
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.identity.rules import find_personal
from shaoxiang.kernel.journal.models import Entry, Head
from tests import people

REFUSALS = (MoveRefused, PermissionDenied, ReportRefused, ObjectionRefused, ExtensionRefused, SuspensionRefused, Case.DoesNotExist)
WORDS = "示例孙阿姨说井盖又响了，电话13900000000"


def cast(case):
    lead = running_lead(case.pk)
    return {
        "desk": people.actor("STREET_DESK", street=people.HOME), "district": people.actor("DISTRICT_DESK"),
        "verifier": people.actor("VERIFIER", street=people.HOME), "caller": people.actor("CALL_BACK", street=people.HOME),
        "lead": people.in_post(lead.post_id) if lead and lead.post_id else people.actor("DISTRICT_DESK"),
        "resident": people.resident(case.pk), "worker": people.actor("GRID_WORKER", street=people.HOME), "supervisor": people.actor("SUPERVISOR"),
    }


ACTS = {
    "accept": {}, "decline": {"reason": DeclineReason.OUTSIDE, "words": WORDS}, "answer": {"words": WORDS},
    "classify": {"type_code": STREET_TYPE}, "dispatch": {}, "recall": {}, "sign": {}, "progress": {"words": WORDS},
    "hand_back": {"cited_list": CitedList.DUTY_LIST, "cited_item": "D-C01", "words": WORDS},
    "uphold": {"words": WORDS, "teach": False}, "dismiss": {"words": WORDS},
    "suspend": {"reason": SuspendReason.WEATHER, "words": WORDS}, "resume": {}, "extend": {"amount": 1, "words": WORDS},
    "finish": {"outcome": WORDS}, "settle": {"outcome": WORDS}, "verify_pass": {}, "verify_fail": {"words": WORDS},
    "call_back": {"result": CallBackResult.NOT_SOLVED, "remark": WORDS}, "confirm": {}, "reopen": {"words": WORDS}, "withdraw": {},
    "propose_exclusion": {"reason": ExclusionReason.REPEAT, "words": WORDS}, "confirm_exclusion": {"words": WORDS},
    "refuse_exclusion": {"words": WORDS}, "tell_resident": {"words": WORDS}, "supervise": {"kind": NoteKind.REMIND, "words": WORDS},
}
WHO = ("desk", "district", "verifier", "caller", "lead", "resident", "worker", "supervisor")
STEPS = st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(WHO), st.integers(0, 40)), min_size=4, max_size=25)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, type_code=st.sampled_from(["", STREET_TYPE, LINE_TYPE]))
def test_status_desk_clocks_orders_and_record_always_agree(district, steps, type_code):
    at = MONDAY
    case = reported(type_code, at=at)
    for act, who, hours in steps:
        at += timedelta(hours=hours)
        parameters = dict(ACTS[act])
        if act == "uphold":
            parameters["lead"] = Sent(people.assignment("DEPARTMENT_LIAISON").post.body_id)
        try:
            getattr(actions, act)(case.number, actor=cast(case)[who], at=at, **parameters)
        except REFUSALS:
            continue
        agree(fresh(case))


def agree(case):
    status = case.status
    open_rows = set(DeskRow.objects.filter(OPEN, matter_id=case.pk).values_list("what", flat=True))
    running = set(RunningClock.objects.filter(matter_id=case.pk, stopped_at__isnull=True).values_list("code", flat=True))
    leads = DispatchOrder.objects.filter(RUNNING, matter_id=case.pk, part=Part.LEAD).count()
    assert (case.matter.closed_at is not None) == (status in ENDED)
    assert bool(open_rows) == (status not in ENDED)
    if status in ENDED:
        assert not running
        assert leads == 0 or status == CaseStatus.DECLINED
    if status in (CaseStatus.DISPATCHED, CaseStatus.HANDLING, CaseStatus.SUSPENDED, CaseStatus.OBJECTED):
        assert leads == 1
    head = Head.objects.get(subject_kind="matter", subject_id=case.pk)
    entries = list(Entry.objects.filter(subject_kind="matter", subject_id=case.pk).order_by("seq"))
    assert (head.count, head.mac) == (len(entries), entries[-1].mac)
    for entry in entries:
        for value in entry.facts.values():
            assert not isinstance(value, str) or (len(value) <= 64 and not find_personal(value) and "孙阿姨" not in value), entry
