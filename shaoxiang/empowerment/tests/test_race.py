"""Two people at the same moment, on real connections: one step is taken, one line stands."""

from __future__ import annotations

import pytest

from shaoxiang.empowerment import actions
from shaoxiang.empowerment.models import CapacityConfirmation
from shaoxiang.empowerment.tests.conftest import NOON, TODAY, able, fresh, justice, leader, signed, staffing, unit
from shaoxiang.empowerment.vocabulary import CapacityKind
from shaoxiang.forces.tests.test_race import at_once
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("district")]


def test_of_two_offices_that_record_the_plan_one_does():
    able()
    made = signed()
    who = (staffing(), justice())
    said = at_once(*[
        lambda actor=actor, name=name: actions.plan(made.number, held_on=TODAY, meeting=name, document="示例", actor=actor, at=NOON)
        for actor, name in zip(who, ("甲会", "乙会"), strict=True)
    ])
    assert sorted(type(one) for one in said if one is not None) == [MoveRefused]
    assert Entry.objects.filter(subject_kind="matter", subject_id=made.pk, kind="empowerment.plan").count() == 1
    assert fresh(made).plan_meeting == ("甲会", "乙会")[said.index(None)]


def test_of_two_confirmations_at_once_both_are_kept_and_one_stands():
    calls = [
        lambda words=words: actions.confirm_capacity(unit().pk, CapacityKind.SEAL, confirmed_on=TODAY, words=words, actor=leader(), at=NOON)
        for words in ("甲", "乙")
    ]
    assert at_once(*calls) == [None, None]
    rows = CapacityConfirmation.objects.filter(unit=unit(), kind="SEAL")
    assert (rows.count(), rows.filter(ended_on__isnull=True).count()) == (2, 1)
