"""Two versions compared by the database give what the plain comparison of the two lists gives, for every list and every kind of field."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shaoxiang.duties import actions
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.rules import versions as rules
from shaoxiang.duties.tests.reviewing import publish
from tests import guards, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
WISHES = {
    "STREET_DUTY": [("D-C16", "AMEND", {"departments": ["区住建局"]}), ("D-C17", "AMEND", {"title": "示例改写"}), ("D-C18", "REMOVE", {})],
    "SERVICE": [("", "AMEND", {"statutory_limit": 7}), ("", "AMEND", {"statutory_limit": None}), ("", "AMEND", {"materials": ["示例材料"]})],
}


@pytest.mark.parametrize("kind", WISHES)
def test_the_database_finds_what_the_plain_comparison_finds(kind):
    office, at, today = people.actor("STAFFING_OFFICE"), timezone.now(), timezone.localdate()
    first = ListVersion.objects.get(kind=kind, number=1)
    codes = sorted(queries.items_of(first))
    draft = actions.draft_version(kind, title="示例", actor=office, at=at)
    for turn, (code, act, values) in enumerate(WISHES[kind]):
        draft.refresh_from_db()
        actions.change_item(draft.pk, code or codes[turn], act=act, values=values, reason="示例", revision=draft.revision, actor=office, at=at,
                            basis="示例编发〔2026〕7号")
    draft.refresh_from_db()
    actions.describe(draft.pk, title="示例", effective_from=today + timedelta(days=1), decided_by="区编委", document="编发〔2026〕1号", decided_on=today,
                     revision=draft.revision, actor=office, at=at)
    second = publish(draft.pk, actor=office, at=at, accept_gaps=True)
    plain = rules.diff(queries.items_of(first), queries.items_of(second))
    for older, newer in ((first, second), (second, first)):
        found = queries.between(older, newer)
        expected = rules.diff(queries.items_of(older), queries.items_of(newer))
        assert [(one.act, one.code) for one in found.changes] == [(one.act, one.code) for one in expected]
        assert found.lines(found.changes) == queries.compared(kind, queries.items_of(older), queries.items_of(newer))
    assert plain
    guards.aside()
    # a row that began anew and says the same is no difference
    row = queries.rows_of(kind).filter(code=codes[10], valid_to=None).get()
    day = today + timedelta(days=1)
    values = {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields if column.name != "id"}
    type(row).objects.create(**{**values, "valid_from": day + timedelta(days=1)})
    queries.rows_of(kind).filter(pk=row.pk).update(valid_to=day + timedelta(days=1))
    third = ListVersion(kind=kind, number=3, status="PUBLISHED", effective_from=day + timedelta(days=1))
    assert [one.code for one in queries.between(second, third).changes] == []
