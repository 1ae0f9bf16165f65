"""Indexes that answer alone: where the rows of a department lie (known by key), what lies in a window, and whose what is late."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("matter", "0012_handover")]

    operations = [
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                name="matter_point_of", condition=models.Q(("lon__isnull", False)), fields=["id", "lon", "lat", "due_at", "closed_at"],
            ),
        ),
        migrations.RemoveIndex(model_name="matter", name="matter_point"),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                name="matter_point", condition=models.Q(("lon__isnull", False)), fields=["lon", "lat", "id", "due_at", "closed_at"],
            ),
        ),
        migrations.RemoveIndex(model_name="matter", name="matter_open_late"),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                name="matter_open_late", condition=models.Q(("closed_at__isnull", True)),
                fields=[
                    "due_at", "lon", "lat", "id", "street_id", "community_id", "grid_id", "unit_id", "kind", "subject_code", "status", "closed_at",
                ],
            ),
        ),
    ]
