import django.db.models.deletion
from django.db import migrations, models

from shaoxiang.duties.migrations import _added


class Migration(migrations.Migration):
    """What a change of a type makes of what, and why, is kept in rows that are only added to (ADR 0043). Changes written before kept digests alone."""

    dependencies = [("duties", "0021_basis_paper")]
    operations = [
        migrations.CreateModel(
            name="SettingChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="改动")),
                ("parts", models.JSONField(default=dict, verbose_name="前后")),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="为什么改")),
                ("assignment_id", models.BigIntegerField(blank=True, null=True, verbose_name="任职")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("type", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="duties.eventtype", verbose_name="分类")),
            ],
            options={"verbose_name": "分类改动", "verbose_name_plural": "分类改动", "ordering": ["-id"]},
        ),
        migrations.RunPython(_added.install, _added.remove),
    ]
