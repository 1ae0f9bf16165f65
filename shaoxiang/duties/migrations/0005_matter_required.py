from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("duties", "0004_matters_of_versions")]
    operations = [
        migrations.AlterField("listversion", "matter", models.OneToOneField(
            on_delete=PROTECT, related_name="list_version", to="matter.matter", verbose_name="事项")),
    ]
