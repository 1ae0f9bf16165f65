from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('opinions', '0006_comment_days'),
    ]

    operations = [
        migrations.RemoveField(model_name='opinionfile', name='shortened_at'),
        migrations.AddConstraint(
            model_name='opinionfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('comment_began_at__isnull', True), ('comment_days__isnull', True)), models.Q(('comment_began_at__isnull', False), ('comment_days__gte', 7), models.Q(('comment_days__gte', 30), models.Q(('short_why', ''), _negated=True), _connector='OR')), _connector='OR'), name='opinions_short_comment_said'),
        ),
    ]
