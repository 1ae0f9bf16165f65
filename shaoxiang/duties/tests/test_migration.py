"""Versions from before a version was a matter: each gets one, and the guards stand afterwards."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from shaoxiang.duties.migrations import _guards
from shaoxiang.duties.models import ListVersion
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.journal.verify import verify

ISSUED = datetime(2020, 3, 24, 1, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_every_version_becomes_a_matter_and_a_draft_waits_on_the_desk():
    def migrated(name: str):
        executor = MigrationExecutor(connection)
        return executor.migrate([("duties", name)]).apps

    latest = max(name for app, name in MigrationExecutor(connection).loader.disk_migrations if app == "duties")
    try:
        old = migrated("0002_list_versions").get_model("duties", "ListVersion")
        old.objects.create(kind="POWER", number=1, status="PUBLISHED", title="第一版", effective_from=date(2020, 3, 24), published_at=ISSUED, digest="x",
                           signature="y")
        old.objects.create(kind="POWER", status="DRAFT", title="草案", decided_on=date(2026, 11, 2))
        old.objects.create(kind="POWER", status="WITHDRAWN", title="不要了")
    finally:
        migrated(latest)
    found = {version.title: version for version in ListVersion.objects.select_related("matter")}
    assert {title: (one.matter.status, one.matter.closed_at is None, one.scheme) for title, one in found.items()} == {
        "第一版": ("PUBLISHED", False, 1), "草案": ("DRAFT", True, 1), "不要了": ("WITHDRAWN", False, 1),
    }
    assert found["第一版"].matter.number == "QD20200324-0001"
    assert found["第一版"].matter.closed_at == ISSUED
    assert list(DeskRow.objects.filter(OPEN).values_list("matter_id", "what", "role")) == [(found["草案"].matter_id, "decide", "STAFFING_OFFICE")]
    assert _guards.stands()
    assert list(verify()) == []
