from django.db import migrations, models


class Migration(migrations.Migration):
    """The end of public comment follows its clock; what is kept is when it began, and when it was cut short."""

    dependencies = [
        ('opinions', '0002_gate_refusals'),
    ]

    operations = [
        migrations.AddField(
            model_name='opinionfile',
            name='comment_began_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='公开征求意见起'),
        ),
        migrations.AddField(
            model_name='opinionfile',
            name='shortened_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='缩短到'),
        ),
    ]
