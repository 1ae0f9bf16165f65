from __future__ import annotations

from typing import Any

from django.db import migrations
from django.utils import timezone

from shaoxiang.kernel import db
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.journal.actions import record

KIND, PREFIX = "LIST_VERSION", "QD"


def open_matters(apps: Any, _editor: Any) -> None:
    """Published and withdrawn versions: ended. Drafts: on the desk of the staffing office; the clock begins when their decision is next saved."""
    versions, matters, rows = (apps.get_model(*name) for name in (("duties", "ListVersion"), ("matter", "Matter"), ("desk", "DeskRow")))
    unit, now = _office_unit(apps), timezone.now()
    for version in versions.objects.filter(matter=None).order_by("pk"):
        at = version.published_at or now
        day = timezone.localtime(at).date()
        number = f"{PREFIX}{day:%Y%m%d}-{db.next_daily_number(KIND, day):04d}"
        version.matter = matters.objects.create(
            kind=KIND, number=number, title=version.title, status=version.status, opened_at=at, unit_id=unit, closed_at=None if version.status == "DRAFT" else at,
        )
        version.save(update_fields=["matter"])
        record("duties.version_kept", subject=("matter", version.matter_id), actor=SYSTEM, at=now, facts={"number": number}, new=True)
        if version.status == "DRAFT":
            rows.objects.create(matter_id=version.matter_id, what="decide", role="STAFFING_OFFICE", unit_id=unit, opened_at=at)


def _office_unit(apps: Any) -> int | None:
    for post in apps.get_model("institutions", "Post").objects.select_related("body").order_by("pk"):
        if "STAFFING_OFFICE" in post.roles:
            return int(post.body.unit_id or post.body_id)
    return None


def close_matters(apps: Any, _editor: Any) -> None:
    keys = list(apps.get_model("duties", "ListVersion").objects.exclude(matter=None).values_list("matter_id", flat=True))
    apps.get_model("duties", "ListVersion").objects.update(matter=None)
    apps.get_model("desk", "DeskRow").objects.filter(matter_id__in=keys).delete()
    apps.get_model("clocks", "RunningClock").objects.filter(matter_id__in=keys).delete()
    apps.get_model("matter", "Matter").objects.filter(pk__in=keys).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0005_version_matter"), ("desk", "__first__"), ("clocks", "__first__"), ("journal", "0001_initial"), ("institutions", "0001_initial"),
    ]
    operations = [migrations.RunPython(open_matters, close_matters)]
