"""文书格式 as documents; and which draft of the list an in-force day or a recall was written into."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT, SET_NULL


def list_draft() -> models.ForeignKey:
    return models.ForeignKey(blank=True, null=True, on_delete=SET_NULL, related_name="+", to="duties.listversion", verbose_name="写入的清单草案")


class Migration(migrations.Migration):
    dependencies = [("duties", "0002_list_versions"), ("empowerment", "0001_powers_handed_to_streets"), ("files", "0002_uploads")]
    operations = [
        migrations.AddField("empowermentdecision", "list_draft", list_draft()),
        migrations.AddField("empowermentrecall", "list_draft", list_draft()),
        migrations.CreateModel(
            name="TemplateDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="文书")),
                ("edition", models.CharField(blank=True, max_length=60, verbose_name="文号或版本")),
                ("given_on", models.DateField(verbose_name="提供日期")),
                ("given_by", models.BigIntegerField(blank=True, null=True, verbose_name="提供人任职")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                ("attachment", models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="+", to="files.attachment", verbose_name="文件")),
                ("decision", models.ForeignKey(on_delete=PROTECT, related_name="papers", to="empowerment.empowermentdecision", verbose_name="决定")),
            ],
            options={"verbose_name": "文书格式", "verbose_name_plural": "文书格式", "ordering": ["pk"]},
        ),
    ]
