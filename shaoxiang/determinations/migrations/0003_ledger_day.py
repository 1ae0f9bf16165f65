from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("determinations", "0002_matter"),
    ]

    operations = [
        migrations.AddField(
            model_name="threedeterminationversion",
            name="ledger_on",
            field=models.DateField(blank=True, null=True, verbose_name="编制按哪天的台账"),
        ),
    ]
