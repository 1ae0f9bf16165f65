"""分类与赋权事项: which penalties of the list of powers a type of matter calls for."""

import datetime

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("duties", "0008_guards"), ("institutions", "0007_dated_names")]
    operations = [
        migrations.CreateModel(
            name="TypePower",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(default=datetime.date(2020, 3, 24), verbose_name="生效日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("sample", models.BooleanField(default=False, verbose_name="示例")),
                ("code", models.CharField(max_length=8, verbose_name="赋权事项编号")),
                ("department", models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="+", to="institutions.body", verbose_name="没有赋权时的实施部门")),
                ("type", models.ForeignKey(on_delete=PROTECT, related_name="powers", to="duties.eventtype", verbose_name="分类")),
            ],
            options={
                "verbose_name": "分类与赋权事项", "verbose_name_plural": "分类与赋权事项", "ordering": ["type_id", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("type", "code", "valid_from"), name="type_power_once"),
                    models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="type_power_dates"),
                ],
            },
        ),
    ]
