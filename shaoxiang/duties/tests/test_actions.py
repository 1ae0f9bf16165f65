from datetime import UTC, date, datetime

import pytest

from shaoxiang.duties.actions import teach_catalogue
from shaoxiang.duties.models import DispatchCatalogueEntry, EventType
from shaoxiang.duties.queries import cited_item_exists, duty_book
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.journal.models import Entry

NOON = datetime(2026, 3, 24, 4, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def pothole():
    return EventType.objects.create(code="0111", class_code="01", class_name="市容环境", name="道路破损", valid_from=date(2010, 1, 1))


@pytest.fixture
def departments():
    return [Body.objects.create(code=code, kind="DEPARTMENT", name=code, valid_from=date(2010, 1, 1)) for code in ("甲局", "乙局")]


def taught():
    line = duty_book(date(2026, 3, 25)).catalogue.get(("0111", None))
    return line.lead_id if line else None


def test_a_ruling_becomes_the_catalogue_s_word_at_once(pothole, departments):
    assert taught() is None
    teach_catalogue("0111", lead_unit_id=departments[0].pk, street_id=None, source="objection:1", actor=SYSTEM, at=NOON)
    assert taught() == departments[0].pk
    assert Entry.objects.get().facts["lead"] == departments[0].pk


def test_the_later_ruling_ends_the_earlier_and_history_stays(pothole, departments):
    first, second = departments
    teach_catalogue("0111", lead_unit_id=first.pk, street_id=None, source="objection:1", actor=SYSTEM, at=NOON.replace(month=2))
    teach_catalogue("0111", lead_unit_id=second.pk, street_id=None, source="objection:2", actor=SYSTEM, at=NOON)
    assert taught() == second.pk
    assert duty_book(date(2026, 3, 1)).catalogue["0111", None].lead_id == first.pk
    assert DispatchCatalogueEntry.objects.count() == 2


def test_only_an_item_in_force_can_be_cited(pothole, departments):
    entry = teach_catalogue("0111", lead_unit_id=departments[0].pk, street_id=None, source="objection:1", actor=SYSTEM, at=NOON)
    assert cited_item_exists("DISPATCH_CATALOGUE", str(entry.pk), date(2026, 3, 25))
    assert not cited_item_exists("DISPATCH_CATALOGUE", str(entry.pk), date(2026, 3, 1))
    assert not cited_item_exists("DISPATCH_CATALOGUE", "不是编号")
    assert not cited_item_exists("DUTY_LIST", "D-C16")
