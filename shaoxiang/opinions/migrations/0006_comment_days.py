from django.db import migrations, models

USUAL = 30


def give(apps, _editor):
    """Every comment begun ran for the usual term; where it was cut short afterwards, the reason says when. Still under way: it runs to its own end again."""
    files = apps.get_model('opinions', 'OpinionFile')
    for file in files.objects.filter(comment_began_at__isnull=False):
        cut = f'{file.shortened_at:%Y-%m-%d} 缩短：' if file.shortened_at else ''
        file.comment_days, file.short_why = USUAL, f'{cut}{file.short_why}' if file.short_why else ''
        file.save(update_fields=['comment_days', 'short_why'])


def nothing(_apps, _editor):
    """What was cut short cannot be told again."""


class Migration(migrations.Migration):

    dependencies = [
        ('opinions', '0005_comment_end_derived'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='opinionfile', name='opinions_shortened_said'),
        migrations.AddField(
            model_name='opinionfile',
            name='comment_days',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='公开几日'),
        ),
        migrations.RenameField(model_name='opinionfile', old_name='shortened_why', new_name='short_why'),
        migrations.AlterField(
            model_name='opinionfile',
            name='short_why',
            field=models.TextField(blank=True, verbose_name='为什么短于三十日'),
        ),
        migrations.RunPython(give, nothing),
    ]
