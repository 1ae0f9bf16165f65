"""The seeding of the bench makes what the actions make: rows that satisfy the models and appear in list, search and desk."""

from __future__ import annotations

import pytest
from django.utils import timezone

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries.desk import desk_page
from shaoxiang.cases.queries.lists import listed
from shaoxiang.cases.queries.search import answers
from shaoxiang.cases.vocabulary import ENDED, RUNNING, CaseStatus
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries.sealing import touched_versions
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel import db
from shaoxiang.kernel.clocks.models import OPEN, RunningClock
from shaoxiang.kernel.desk.models import DeskRow
from shaoxiang.kernel.journal.models import Head
from shaoxiang.kernel.journal.verify import verify
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.staffing.models import QuotaEntry
from tests import people

CASES = 500


@pytest.fixture
def seeded(district):
    from bench.seed import seed

    if not db.is_postgres():
        with pytest.raises(ValueError, match="PostgreSQL"):
            seed(CASES, anchor=timezone.now(), say=lambda _line: None)
        pytest.skip("the seeding is written for PostgreSQL; the suite runs there too")
    now = timezone.now()
    seed(CASES, anchor=now, days=60, say=lambda _line: None)
    return now


def test_seeded_cases_are_cases(seeded):
    heads = Head.objects.filter(subject_kind="matter", subject_id__in=Case.objects.values("pk"))
    assert Matter.objects.filter(kind="CASE").count() == Case.objects.count() == heads.count() == CASES
    for case in Case.objects.select_related("matter")[:40]:
        case.clean_fields(exclude=["matter"])
        case.matter.full_clean()
    for rows in (DispatchOrder, RunningClock, DeskRow):
        for row in rows.objects.all()[:40]:
            row.clean_fields(exclude=["ground"])
    ended = Matter.objects.filter(status__in=[str(status) for status in ENDED])
    assert not ended.filter(closed_at__isnull=True).exists()
    assert not Matter.objects.filter(status__in=[str(status) for status in RUNNING], closed_at__isnull=False).exists()
    assert 0.8 < ended.count() / CASES < 1
    assert RunningClock.objects.filter(OPEN).count() == CASES - ended.count()


def test_seeded_cases_appear_in_list_search_and_desk(seeded):
    district = people.actor(Role.DISTRICT_DESK)
    newest = listed(district, {}, now=seeded).order_by("-matter__opened_at")[0]
    assert newest.number.startswith("SJ")
    words = newest.description[-2:]
    assert newest.pk in {case.pk for case in answers(words, district).matters}
    handling = Matter.objects.filter(status=CaseStatus.HANDLING.value).values_list("pk", flat=True)
    row = DeskRow.objects.filter(matter_id__in=handling, post_id__isnull=False).first()
    assert row is not None
    shown = desk_page(people.in_post(row.post_id), now=seeded)
    assert row.pk in {line.row.pk for _urgency, lines in shown.groups for line in lines}


def test_the_next_number_follows_the_seeded_ones(seeded):
    from shaoxiang.cases.actions import report_case
    from shaoxiang.cases.rules import Report
    from shaoxiang.cases.vocabulary import AppealKind, Source

    case = report_case(Report(source=Source.TELEPHONE, kind=AppealKind.HELP, description="路灯不亮"), actor=people.actor(Role.DISTRICT_DESK), at=seeded)
    assert Matter.objects.filter(number=case.number).count() == 1


def test_emptying_takes_the_cases_and_leaves_the_district_its_lists(seeded):
    from bench.seed import empty

    db.run(["SET CONSTRAINTS ALL IMMEDIATE"])
    versions, ledger = list(ListVersion.objects.values_list("pk", "digest")), QuotaEntry.objects.count()
    empty()
    assert set(Matter.objects.values_list("kind", flat=True)) == {"LIST_VERSION"}
    assert not Case.objects.exists()
    assert (list(ListVersion.objects.values_list("pk", "digest")), QuotaEntry.objects.count()) == (versions, ledger)
    assert touched_versions() == []
    assert list(verify()) == []
