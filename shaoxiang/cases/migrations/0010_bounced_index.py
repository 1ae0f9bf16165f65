from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0009_handoff_part")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(name="case_bounced", condition=models.Q(("bounces__gte", 3)), fields=["matter"]),
        ),
    ]
