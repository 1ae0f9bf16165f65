from django.db import migrations, models


class Migration(migrations.Migration):
    """On which file the streets were heard before an item went on an agenda, or why they were not."""

    dependencies = [("coordination", "0001_meetings_and_items")]
    operations = [
        migrations.AddField("coordinationcase", "heard_number", models.CharField(blank=True, default="", max_length=24, verbose_name="征求街道意见的编号"), preserve_default=False),
        migrations.AddField("coordinationcase", "unheard_why", models.CharField(blank=True, default="", max_length=300, verbose_name="为什么不用征求街道意见"), preserve_default=False),
    ]
