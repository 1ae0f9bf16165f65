from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("duties", "0024_first_decided"),
    ]

    operations = [
        migrations.AddField(model_name="carrier", name="basis", field=models.CharField(blank=True, default="", max_length=120, verbose_name="依据"), preserve_default=False),
        migrations.AddField(model_name="carrier", name="ended_why", field=models.CharField(blank=True, default="", max_length=200, verbose_name="为什么结束"), preserve_default=False),
    ]
