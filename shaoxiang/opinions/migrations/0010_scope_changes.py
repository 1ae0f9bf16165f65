import django.db.models.deletion
from django.db import migrations, models

from shaoxiang.opinions.migrations import _added


class Migration(migrations.Migration):
    """What a change of what must be asked makes of what, and why (ADR 0043). Changes written before are told by the dated rows alone."""

    dependencies = [("opinions", "0009_which_are_decisions")]
    operations = [
        migrations.CreateModel(
            name="ScopeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(db_index=True, max_length=24, verbose_name="代码")),
                ("parts", models.JSONField(default=dict, verbose_name="前后")),
                ("why", models.CharField(max_length=200, verbose_name="为什么改")),
                ("assignment_id", models.BigIntegerField(blank=True, null=True, verbose_name="任职")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("scope", models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="opinions.consultationscope", verbose_name="范围事项",
                )),
            ],
            options={"verbose_name": "征求意见范围的改动", "verbose_name_plural": "征求意见范围的改动", "ordering": ["-id"]},
        ),
        migrations.RunPython(_added.install, _added.remove),
    ]
