"""A type that was ended: nothing new is of it, what is open finishes under it."""

import pytest
from django.urls import reverse

from shaoxiang.cases import actions
from shaoxiang.cases.forms.fields import type_groups
from shaoxiang.cases.queries.resident import types_by_class
from shaoxiang.cases.queries.words import type_words
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.tests.walks import HOUR, MONDAY, STREET_TYPE, fresh, handler_of, reported
from shaoxiang.cases.vocabulary import CaseStatus
from shaoxiang.duties.actions import end_type
from shaoxiang.duties.models import EventType, TypeDuty
from shaoxiang.duties.queries import forget_books
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.open311.queries.services import services
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
OTHER = "0104"


def ended(successor=OTHER):
    """Ended from the day the tests live in; who answers for both is the same."""
    old, new = EventType.objects.get(code=STREET_TYPE), EventType.objects.get(code=OTHER)
    TypeDuty.objects.filter(type=new).delete()
    for row in TypeDuty.objects.filter(type=old):
        TypeDuty.objects.create(type=new, item=row.item, unit_scope=row.unit_scope, street=row.street, valid_from=row.valid_from)
    if not successor:
        TypeDuty.objects.filter(type=old).delete()
    end_type(STREET_TYPE, since=MONDAY.date(), successor=successor, why="示例：并类", actor=people.actor("CONFIG_ADMIN"), at=MONDAY)
    forget_books()


def offered():
    return {code for _group, lines in type_groups() for code, _label in lines}


def test_what_is_reported_under_the_old_code_is_of_the_type_chosen_instead():
    ended()
    assert reported().matter.subject_code == OTHER


def test_with_none_in_its_place_it_comes_without_a_type():
    ended(successor="")
    case = reported()
    assert (case.matter.subject_code, case.status) == ("", CaseStatus.REPORTED)


def test_no_form_offers_it_and_the_filters_still_know_it():
    assert STREET_TYPE in offered()
    ended()
    assert STREET_TYPE not in offered()
    assert STREET_TYPE in {code for _group, lines in type_groups(past=True) for code, _label in lines}
    assert STREET_TYPE in {code for _group, lines in type_groups(keeps=STREET_TYPE) for code, _label in lines}
    assert STREET_TYPE not in {line.code for _name, lines in types_by_class() for line in lines}
    assert STREET_TYPE not in {one["service_code"] for one in services()}


def test_what_is_open_keeps_its_name_and_finishes_under_it():
    case = reported()
    handler, due = handler_of(case), case.matter.due_at
    ended()
    assert fresh(case).matter.due_at == due
    actions.sign(case.number, actor=handler, at=MONDAY + HOUR)
    actions.finish(case.number, actor=handler, at=MONDAY + 2 * HOUR, outcome="示例：已清理。", answer="示例：清理好了。")
    case = fresh(case)
    assert (case.matter.subject_code, type_words(STREET_TYPE)) == (STREET_TYPE, "积存垃圾渣土")


def test_the_desk_puts_nothing_more_under_it_and_may_keep_what_is():
    blank, kept = reported(""), reported(STREET_TYPE, private=True)
    ended()
    desk = people.actor(Role.STREET_DESK)
    with pytest.raises(ReportRefused):
        actions.classify(blank.number, actor=desk, at=MONDAY + HOUR, type_code=STREET_TYPE)
    assert kept.matter.subject_code == STREET_TYPE


def test_a_resident_who_follows_an_old_link_still_reports(client):
    ended(successor="")
    assert client.get(reverse("resident:report"), {"type": STREET_TYPE}).status_code == 200
