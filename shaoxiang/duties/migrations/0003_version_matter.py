from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    """A version is a matter; its signature covers more (scheme 2). Versions signed before keep scheme 1."""

    dependencies = [("matter", "0009_empowerment_and_refusal"), ("duties", "0002_list_versions")]
    operations = [
        migrations.AddField("listversion", "matter", models.OneToOneField(
            null=True, on_delete=PROTECT, related_name="list_version", to="matter.matter", verbose_name="事项")),
        migrations.AddField("listversion", "scheme", models.PositiveSmallIntegerField(default=1, verbose_name="摘要体例")),
        migrations.AddField("listversion", "answers", models.JSONField(
            blank=True, default=dict, help_text="公布时每一条承接哪些分类", verbose_name="承接的分类")),
    ]
