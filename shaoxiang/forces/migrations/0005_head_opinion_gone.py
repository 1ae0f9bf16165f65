import datetime

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forces', '0004_head_opinions_moved'),
    ]

    operations = [
        migrations.AlterField(
            model_name='headchange',
            name='answer_by',
            field=models.DateField(default=datetime.date(2020, 3, 24), verbose_name='请在这天前答复'),
        ),
        migrations.RemoveField(
            model_name='headchange',
            name='answer_by',
        ),
        migrations.DeleteModel(
            name='HeadOpinion',
        ),
    ]
