from django.db import migrations, models


class Migration(migrations.Migration):
    """A line of the catalogue says what lets it name a street's body. Lines written before say nothing, and route nothing to a street no list names."""

    dependencies = [("duties", "0015_hands_in_drafts")]
    operations = [
        migrations.AddField("dispatchcatalogueentry", "stands_on", models.CharField(blank=True, max_length=80, verbose_name="准入编号或文号")),
    ]
