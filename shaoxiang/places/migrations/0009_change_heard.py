from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0008_street_to_several'),
    ]

    operations = [
        migrations.AddField(
            model_name='divisionchange',
            name='heard_number',
            field=models.CharField(blank=True, max_length=24, verbose_name='征求街道意见的编号'),
        ),
        migrations.AddField(
            model_name='divisionchange',
            name='unheard_why',
            field=models.CharField(blank=True, max_length=300, verbose_name='为什么不用征求街道意见'),
        ),
    ]
