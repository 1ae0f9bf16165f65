"""街道拆分并入: one kind of change more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0007_street_changes")]
    operations = [
        migrations.AlterField("divisionchange", "kind", models.CharField("种类", max_length=16, choices=[
            ("MERGE", "合并"), ("SPLIT", "分设"), ("RENAME", "更名"), ("TRANSFER", "划转到另一个镇街"), ("GRIDS", "网格划给另一个社区"),
            ("STREET_MERGE", "街道合并"), ("STREET_SPLIT", "街道分设"), ("STREET_RENAME", "街道更名"), ("STREET_DISSOLVE", "街道拆分并入"),
        ])),
    ]
