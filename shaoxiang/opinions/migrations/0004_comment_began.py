from django.db import migrations

CLOCK = 'DEC_PUBLIC_COMMENT'


def begin(apps, _editor):
    """From each stored end: when its clock started, and whether it was cut short."""
    files, clocks = apps.get_model('opinions', 'OpinionFile'), apps.get_model('clocks', 'RunningClock')
    for file in files.objects.filter(comment_ends_at__isnull=False):
        clock = clocks.objects.filter(matter_id=file.pk, code=CLOCK).order_by('-started_at', '-pk').first()
        file.shortened_at = file.comment_ends_at if file.shortened_why else None
        file.comment_began_at = clock.started_at if clock is not None else file.comment_ends_at
        file.save(update_fields=['comment_began_at', 'shortened_at'])


def end(apps, _editor):
    """And back: the end as the clock has it today."""
    files, clocks = apps.get_model('opinions', 'OpinionFile'), apps.get_model('clocks', 'RunningClock')
    for file in files.objects.filter(comment_began_at__isnull=False):
        clock = clocks.objects.filter(matter_id=file.pk, code=CLOCK).order_by('-started_at', '-pk').first()
        file.comment_ends_at = file.shortened_at or (clock.due_at if clock is not None else file.comment_began_at)
        file.save(update_fields=['comment_ends_at'])


class Migration(migrations.Migration):

    dependencies = [
        ('opinions', '0003_comment_clock'),
        ('clocks', '0002_part'),
    ]

    operations = [
        migrations.RunPython(begin, end),
    ]
