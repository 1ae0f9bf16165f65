from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever drafted a change or changed it last does not decide it."""

    dependencies = [("places", "0009_change_heard")]
    operations = [
        migrations.AddField("divisionchange", "drafted_person", models.BigIntegerField(blank=True, null=True, verbose_name="起草人")),
        migrations.AddField("divisionchange", "changed_by", models.BigIntegerField(blank=True, null=True, verbose_name="最后改动人任职")),
        migrations.AddField("divisionchange", "changed_person", models.BigIntegerField(blank=True, null=True, verbose_name="最后改动人")),
        migrations.AddField("divisionchange", "confirmed_person", models.BigIntegerField(blank=True, null=True, verbose_name="登记决定的人")),
        migrations.AddConstraint("divisionchange", models.CheckConstraint(name="change_second_person", condition=models.Q(confirmed_person=None) | (
            (models.Q(drafted_person=None) | ~models.Q(drafted_person=models.F("confirmed_person")))
            & (models.Q(changed_person=None) | ~models.Q(changed_person=models.F("confirmed_person")))
        ))),
    ]
