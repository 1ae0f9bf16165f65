"""图格计数: two plain tables, filled by triggers that are put in place after every migrate; and the index that says what is late."""

from django.db import migrations, models

from shaoxiang.kernel.matter import cells


class Migration(migrations.Migration):

    dependencies = [("matter", "0003_open_point")]

    operations = [
        migrations.RunPython(lambda apps, editor: cells.create_tables(), lambda apps, editor: cells.drop_tables()),
        migrations.RemoveIndex(model_name="matter", name="matter_open_due"),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                name="matter_open_late", condition=models.Q(("closed_at__isnull", True)),
                fields=["due_at", "lon", "lat", "id", "street_id", "community_id", "grid_id", "subject_code", "status", "closed_at"],
            ),
        ),
    ]
