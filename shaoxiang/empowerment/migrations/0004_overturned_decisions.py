
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_handoff_part'),
        ('empowerment', '0003_powers_pass_on'),
    ]

    operations = [
        migrations.CreateModel(
            name='OverturnedDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=60, verbose_name='决定文号')),
                ('decided_on', models.DateField(verbose_name='决定日期')),
                ('by', models.CharField(choices=[('RECONSIDERATION', '复议机关'), ('COURT', '法院'), ('SUPERIOR', '上级机关或执法监督')], max_length=16, verbose_name='由谁')),
                ('by_name', models.CharField(max_length=80, verbose_name='机关名称')),
                ('document', models.CharField(max_length=80, verbose_name='复议决定书、判决书文号')),
                ('how', models.CharField(choices=[('ANNULLED', '撤销或部分撤销'), ('CHANGED', '变更'), ('UNLAWFUL', '确认违法'), ('VOID', '确认无效')], max_length=10, verbose_name='结果')),
                ('overturned_on', models.DateField(verbose_name='作出日期')),
                ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                ('recorded_by', models.BigIntegerField(blank=True, null=True, verbose_name='登记人任职')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='勾销时间')),
                ('ended_why', models.CharField(blank=True, max_length=200, verbose_name='为什么勾销')),
                ('sample', models.BooleanField(default=False, verbose_name='示例')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='事件')),
                ('power', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overturned', to='empowerment.handedpower', verbose_name='赋权条目')),
            ],
            options={
                'verbose_name': '被撤销、变更的决定',
                'verbose_name_plural': '被撤销、变更的决定',
                'ordering': ['-overturned_on', '-pk'],
                'indexes': [models.Index(fields=['power', 'overturned_on'], name='empowerment_overturned_day')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('number', 'document'), name='empowerment_overturned_once'), models.CheckConstraint(condition=models.Q(('overturned_on__gte', models.F('decided_on'))), name='empowerment_overturned_after'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('ended_why', ''), _negated=True), _connector='OR'), name='empowerment_struck_with_reason')],
            },
        ),
    ]
