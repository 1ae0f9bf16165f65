from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('opinions', '0004_comment_began'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='opinionfile',
            name='comment_ends_at',
        ),
        migrations.AddConstraint(
            model_name='opinionfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('shortened_at__isnull', True), ('shortened_why', '')), models.Q(('shortened_at__gte', models.F('comment_began_at')), models.Q(('shortened_why', ''), _negated=True)), _connector='OR'), name='opinions_shortened_said'),
        ),
    ]
