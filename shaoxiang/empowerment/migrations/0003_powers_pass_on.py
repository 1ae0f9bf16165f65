"""权力事项随机构整体承接: who took over from whom, and which line goes on under which (ADR 0038)."""

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.deletion import PROTECT


def body(words: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=PROTECT, related_name="+", to="institutions.body", verbose_name=words)


def succession(related: str) -> models.ForeignKey:
    return models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name=related, to="empowerment.powersuccession", verbose_name="随机构承接")


class Migration(migrations.Migration):
    dependencies = [("empowerment", "0002_templates_and_list_drafts"), ("institutions", "0008_handover_matter")]
    operations = [
        migrations.CreateModel(
            name="PowerSuccession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("effective_on", models.DateField(verbose_name="承接日期")),
                ("decided_on", models.DateField(verbose_name="决定日期")),
                ("basis", models.CharField(max_length=160, verbose_name="法律依据")),
                ("document", models.CharField(max_length=120, verbose_name="决定文号")),
                ("running_case_rule", models.CharField(
                    choices=[("FOLLOW", "由承接的镇街接着办"), ("HAND_OVER", "移交原实施部门继续办")], default="FOLLOW", max_length=12, verbose_name="在办案件")),
                ("running_then", models.PositiveIntegerField(default=0, verbose_name="决定时在办件数")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                ("recorded_by", models.BigIntegerField(blank=True, null=True, verbose_name="登记人任职")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                ("sample", models.BooleanField(default=False, verbose_name="示例")),
                ("from_unit", body("撤并的单位")),
                ("to_unit", body("承接的单位")),
            ],
            options={"verbose_name": "权力事项随机构承接", "verbose_name_plural": "权力事项随机构承接", "ordering": ["-effective_on", "-pk"], "constraints": [
                models.CheckConstraint(condition=~Q(from_unit=F("to_unit")), name="empowerment_succession_to_another"),
                models.CheckConstraint(condition=Q(decided_on__lte=F("effective_on")), name="empowerment_succession_decided"),
            ]},
        ),
        migrations.AddField("decisionunit", "left_by", succession("+")),
        migrations.AddField("handedpower", "succession", succession("ended")),
        migrations.AddField("handedpower", "passed_to", models.ForeignKey(
            blank=True, null=True, on_delete=PROTECT, related_name="taken_from", to="empowerment.handedpower", verbose_name="承接的条目")),
        migrations.RemoveConstraint("handedpower", "empowerment_power_once"),
        migrations.AddConstraint("handedpower", models.UniqueConstraint(
            fields=["decision", "unit", "code"], name="empowerment_power_once", condition=Q(valid_to__isnull=True))),
        migrations.AddConstraint("handedpower", models.CheckConstraint(
            name="empowerment_power_passed", condition=Q(succession=None, passed_to=None) | Q(
                succession__isnull=False, passed_to__isnull=False, recall=None, valid_to__isnull=False))),
    ]
