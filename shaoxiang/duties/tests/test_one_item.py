"""On any day one item answers for a type: the page of a type ends before what a published version says, and the database holds it."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction

from shaoxiang.duties.actions import TypeChange, change_type
from shaoxiang.duties.migrations import _once
from shaoxiang.duties.models import DutyItem, EventType, TypeDuty
from shaoxiang.duties.queries import compile_book
from shaoxiang.duties.rules import LimitLine
from shaoxiang.duties.tests.reviewing import publish
from shaoxiang.duties.tests.test_versions import EDITOR, NOON, REFORM, TODAY, change, drafted, first, street  # noqa: F401
from shaoxiang.kernel import db
from shaoxiang.kernel.access import Actor, ActorKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first")]
ADMIN = Actor(ActorKind.PERSON, assignment_id=9, roles=frozenset({"CONFIG_ADMIN"}))
DAY, LATER = timedelta(days=1), TODAY + timedelta(days=10)


def hang(code, at=NOON):
    change_type("0111", TypeChange({}, (LimitLine("handle", 5, "working_day", True),), items={"STREET": code}), why="示例：按新的分工", actor=ADMIN, at=at)


def answering():
    """(item, from, to) of the type, in order."""
    rows = TypeDuty.objects.filter(type__code="0111").order_by("valid_from")
    return [(row.item.code, row.valid_from, row.valid_to) for row in rows]


@pytest.mark.parametrize("today", [(), ("D-C17",), ("", "D-C17"), ("", "D-C17", "D-C16"), ("D-C17", "", "D-C16")])
def test_what_a_published_version_says_of_a_later_day_is_never_doubled(today):
    draft = drafted(LATER)
    change(draft, "D-C17", answers=("0111",))
    publish(draft.pk, actor=EDITOR, at=NOON)
    for code in today:
        hang(code)
    told = answering()
    assert told[-1] == ("D-C17", LATER, None)
    assert all(to is not None and to <= begins for (_one, _from, to), (_two, begins, _to) in pairwise(told))
    assert compile_book(LATER + DAY).duties["0111", "STREET"].code == "D-C17"
    now = today[-1] if today else "D-C16"
    assert compile_book(TODAY).duties["0111", "STREET"].code == now


def test_where_a_version_leaves_a_gap_ahead_the_page_does_not_fill_it():
    draft = drafted(LATER)
    change(draft, "D-C16", answers=())
    publish(draft.pk, actor=EDITOR, at=NOON, accept_gaps=True)
    hang("D-C17")
    assert answering()[-1] == ("D-C17", TODAY, LATER)


@pytest.mark.parametrize("between", [(REFORM, None), (TODAY, None), (TODAY, LATER)])
def test_the_database_takes_no_second_item_on_one_day(between):
    begins, ends = between
    kind, other = EventType.objects.get(code="0111"), DutyItem.objects.get(code="D-C17")
    with pytest.raises(IntegrityError), transaction.atomic():
        TypeDuty.objects.create(type=kind, item=other, valid_from=begins + DAY, valid_to=ends)
    TypeDuty.objects.create(type=kind, item=other, unit_scope="TOWN", valid_from=begins)  # a town has its own list
    TypeDuty.objects.filter(type=kind, unit_scope="STREET").update(valid_to=LATER)
    later = TypeDuty.objects.create(type=kind, item=other, valid_from=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        TypeDuty.objects.filter(pk=later.pk).update(valid_from=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        TypeDuty.objects.filter(type=kind, unit_scope="STREET", valid_from=REFORM).update(valid_to=None)
    assert len(answering()) == 3


def test_the_trigger_stands_and_a_missing_one_is_seen():
    assert _once.stands()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {_once.TABLE}_once ON {_once.TABLE}" if db.is_postgres() else f"DROP TRIGGER {_once.TABLE}_once_update")
    assert not _once.stands()
    _once.install()
    assert _once.stands()
