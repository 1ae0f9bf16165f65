from django.db import migrations, models

from shaoxiang.duties.migrations._aside import ASIDE, STAND


class Migration(migrations.Migration):
    """The first day of the decision that was written, and why a later one took its place: the time to publish is not wound back unseen."""

    dependencies = [("duties", "0023_everyday_names")]
    operations = [
        ASIDE,
        migrations.AddField("listversion", "first_decided_on", models.DateField(blank=True, null=True, verbose_name="最先写的决定日期")),
        migrations.AddField("listversion", "redated_why", models.CharField(blank=True, default="", max_length=300, verbose_name="为什么改成后来的日子"), preserve_default=False),
        STAND,
    ]
