from django.db import migrations, models

from shaoxiang.duties.migrations._aside import ASIDE, STAND


class Migration(migrations.Migration):
    """On which file the streets were heard before a version was published, or why they were not."""

    dependencies = [("duties", "0018_streets_of_items")]
    operations = [
        ASIDE,
        migrations.AddField("listversion", "heard_number", models.CharField(blank=True, default="", max_length=24, verbose_name="征求街道意见的编号"), preserve_default=False),
        migrations.AddField("listversion", "unheard_why", models.CharField(blank=True, default="", max_length=300, verbose_name="为什么不用征求街道意见"), preserve_default=False),
        STAND,
    ]
