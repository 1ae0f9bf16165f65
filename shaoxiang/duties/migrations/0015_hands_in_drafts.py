from __future__ import annotations

from typing import Any

from django.db import migrations

CHANGED = (
    "duties.version_drafted", "duties.version_described", "duties.version_changed", "duties.items_changed", "duties.item_split", "duties.items_merged",
    "duties.version_imported", "duties.version_rebased",
)


def read_hands(apps: Any, _editor: Any) -> None:
    """Open drafts learn from the journal who began and who last changed them; those decided wait to be sent for review, not to be published."""
    versions, entries, rows = (apps.get_model(*name) for name in (("duties", "ListVersion"), ("journal", "Entry"), ("desk", "DeskRow")))
    for version in versions.objects.filter(status="DRAFT"):
        hands = entries.objects.filter(subject_kind="matter", subject_id=version.matter_id, kind__in=CHANGED, actor_id__isnull=False).order_by("pk")
        began = hands.filter(kind=CHANGED[0]).first()
        last = hands.last()
        version.drafted_by, version.changed_by = began.actor_id if began else None, last.actor_id if last else None
        version.save(update_fields=["drafted_by", "changed_by"])
        rows.objects.filter(matter_id=version.matter_id, done_at__isnull=True, what="publish").update(what="send_for_review")


def forget_hands(apps: Any, _editor: Any) -> None:
    """Back: what waits anywhere between decision and publication waits to be published."""
    keys = list(apps.get_model("duties", "ListVersion").objects.filter(status="DRAFT").values_list("matter_id", flat=True))
    steps = ["send_for_review", "confirm"]
    apps.get_model("desk", "DeskRow").objects.filter(matter_id__in=keys, done_at__isnull=True, what__in=steps).update(what="publish")
    apps.get_model("matter", "Matter").objects.filter(pk__in=keys, status__in=["IN_REVIEW", "REVIEWED"]).update(status="DECIDED")


class Migration(migrations.Migration):
    """Of drafts begun before the second person was asked for."""

    dependencies = [("duties", "0014_second_person"), ("desk", "__first__"), ("journal", "0001_initial")]
    operations = [migrations.RunPython(read_hands, forget_hands)]
