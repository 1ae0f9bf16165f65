from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("staffing", "0010_leadership_paper"),
    ]

    operations = [
        migrations.AddField(model_name="promotionchannel", name="ended_why", field=models.CharField(blank=True, default="", max_length=200, verbose_name="为什么不再列入"), preserve_default=False),
    ]
