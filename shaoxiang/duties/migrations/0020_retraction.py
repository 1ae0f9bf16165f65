import django.db.models.deletion
import shaoxiang.duties.vocabulary
from django.db import migrations, models

from shaoxiang.duties.migrations._aside import ASIDE, STAND


class Migration(migrations.Migration):
    """A published version whose day has not come may be taken back by two people."""

    dependencies = [
        ('duties', '0019_streets_heard'),
    ]

    operations = [
        ASIDE,
        migrations.AlterField(
            model_name='listversion',
            name='status',
            field=models.CharField(choices=[('DRAFT', '草案'), ('PUBLISHED', '已公布'), ('WITHDRAWN', '草案已撤销'), ('RETRACTED', '公布后已撤回')], default=shaoxiang.duties.vocabulary.VersionStatus['DRAFT'], max_length=10, verbose_name='状态'),
        ),
        migrations.CreateModel(
            name='Retraction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('ASKED', '已提请撤回，待另一位同志确认'), ('DONE', '已撤回'), ('REFUSED', '没有撤回')], default=shaoxiang.duties.vocabulary.RetractionState['ASKED'], max_length=8, verbose_name='状态')),
                ('reason', models.CharField(max_length=400, verbose_name='撤回的理由')),
                ('asked_by', models.BigIntegerField(blank=True, null=True, verbose_name='提请人任职')),
                ('asked_person', models.BigIntegerField(blank=True, null=True, verbose_name='提请人')),
                ('asked_at', models.DateTimeField(verbose_name='提请时间')),
                ('confirmed_by', models.BigIntegerField(blank=True, null=True, verbose_name='确认人任职')),
                ('confirmed_person', models.BigIntegerField(blank=True, null=True, verbose_name='确认人')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='撤回时间')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='撤回日期')),
                ('refusal', models.CharField(blank=True, max_length=400, verbose_name='不撤回的理由')),
                ('text', models.TextField(blank=True, verbose_name='签名的原文')),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='retraction', to='duties.listversion', verbose_name='清单版本')),
            ],
            options={
                'verbose_name': '清单版本撤回',
                'verbose_name_plural': '清单版本撤回',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'DONE'), _negated=True), models.Q(('confirmed_by__isnull', False), ('done_at__isnull', False), ('done_on__isnull', False)), _connector='OR'), name='retraction_done'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'DONE'), _negated=True), models.Q(models.Q(('asked_by', None), models.Q(('asked_by', models.F('confirmed_by')), _negated=True), _connector='OR'), models.Q(('asked_person', None), ('confirmed_person', None), models.Q(('asked_person', models.F('confirmed_person')), _negated=True), _connector='OR')), _connector='OR'), name='retraction_second_person')],
            },
        ),
        STAND,
    ]
