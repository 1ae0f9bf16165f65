import django.db.models.deletion
import shaoxiang.coordination.vocabulary
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('matter', '0006_meeting_kind'),
    ]

    operations = [
        migrations.CreateModel(
            name='CoordinationLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True, verbose_name='时限')),
                ('amount', models.PositiveIntegerField(verbose_name='数量')),
                ('unit', models.CharField(max_length=16, verbose_name='单位')),
                ('day_type', models.CharField(max_length=12, verbose_name='计算方式')),
            ],
            options={
                'verbose_name': '协调时限',
                'verbose_name_plural': '协调时限',
            },
        ),
        migrations.CreateModel(
            name='CoordinationSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, unique=True, verbose_name='设置')),
                ('value', models.JSONField(verbose_name='值')),
            ],
            options={
                'verbose_name': '协调设置',
                'verbose_name_plural': '协调设置',
            },
        ),
        migrations.CreateModel(
            name='LevelSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('DAILY', '街道每日调度'), ('WEEKLY', '街道每周会商'), ('MONTHLY', '区街每月联席'), ('DISTRICT', '区级协调会议')], max_length=10, unique=True, verbose_name='层级')),
                ('quorum', models.CharField(choices=[('HALF', '过半数单位到会'), ('TWO_THIRDS', '三分之二以上单位到会'), ('ALL', '全部单位到会'), ('CHAIR', '主持人到会即可')], max_length=12, verbose_name='到会规则')),
                ('rhythm_days', models.PositiveSmallIntegerField(verbose_name='至少多少天一次')),
                ('notice_hours', models.PositiveSmallIntegerField(verbose_name='提前多少小时通知')),
            ],
            options={
                'verbose_name': '层级规则',
                'verbose_name_plural': '层级规则',
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='摘要')),
                ('account_id', models.BigIntegerField(verbose_name='账号')),
                ('assignment_id', models.BigIntegerField(verbose_name='任职')),
                ('made_at', models.DateTimeField(verbose_name='开通时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
            ],
            options={
                'verbose_name': '日历订阅',
                'verbose_name_plural': '日历订阅',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('account_id', 'assignment_id'), name='feed_one_running')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('matter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='meeting', serialize=False, to='matter.matter', verbose_name='事项')),
                ('level', models.CharField(choices=[('DAILY', '街道每日调度'), ('WEEKLY', '街道每周会商'), ('MONTHLY', '区街每月联席'), ('DISTRICT', '区级协调会议')], max_length=10, verbose_name='层级')),
                ('place', models.CharField(max_length=120, verbose_name='地点')),
                ('starts_at', models.DateTimeField(verbose_name='开始时间')),
                ('ends_at', models.DateTimeField(verbose_name='结束时间')),
                ('unit_id', models.BigIntegerField(verbose_name='召集单位')),
                ('chair_post_id', models.BigIntegerField(verbose_name='主持岗位')),
                ('chair_present', models.BooleanField(default=False, verbose_name='主持人到会')),
                ('quorum', models.CharField(choices=[('HALF', '过半数单位到会'), ('TWO_THIRDS', '三分之二以上单位到会'), ('ALL', '全部单位到会'), ('CHAIR', '主持人到会即可')], max_length=12, verbose_name='到会规则')),
                ('sequence', models.PositiveSmallIntegerField(default=0, verbose_name='第几稿')),
                ('called_at', models.DateTimeField(blank=True, null=True, verbose_name='通知时间')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='开会时间')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='出纪要时间')),
                ('cancel_reason', models.CharField(blank=True, max_length=200, verbose_name='取消原因')),
                ('remarks', models.TextField(blank=True, verbose_name='会议说明')),
                ('planned_by', models.BigIntegerField(blank=True, null=True, verbose_name='筹备人任职')),
                ('sample', models.BooleanField(default=False, verbose_name='示例')),
            ],
            options={
                'verbose_name': '协调会',
                'verbose_name_plural': '协调会',
                'indexes': [models.Index(fields=['starts_at'], name='meeting_starts'), models.Index(fields=['unit_id', 'starts_at'], name='meeting_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meeting_ends_later')],
            },
        ),
        migrations.CreateModel(
            name='CoordinationCase',
            fields=[
                ('matter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='coordination', serialize=False, to='matter.matter', verbose_name='事项')),
                ('source', models.CharField(choices=[('DUTY_GAP', '清单上没有（职责空白）'), ('OBJECTION', '退单争议'), ('REPEAT', '反复发生'), ('NO_ANSWER', '吹哨没有人应'), ('KEY_ISSUE', '攻坚哨'), ('BY_HAND', '提请协调')], max_length=12, verbose_name='来源')),
                ('level', models.CharField(choices=[('DAILY', '街道每日调度'), ('WEEKLY', '街道每周会商'), ('MONTHLY', '区街每月联席'), ('DISTRICT', '区级协调会议')], max_length=10, verbose_name='层级')),
                ('first_level', models.CharField(choices=[('DAILY', '街道每日调度'), ('WEEKLY', '街道每周会商'), ('MONTHLY', '区街每月联席'), ('DISTRICT', '区级协调会议')], max_length=10, verbose_name='最初层级')),
                ('reason', models.TextField(verbose_name='要协调什么')),
                ('source_matter_id', models.BigIntegerField(blank=True, null=True, verbose_name='来源事项')),
                ('is_open', models.BooleanField(default=True, verbose_name='未结')),
                ('raised_by', models.BigIntegerField(blank=True, null=True, verbose_name='提出人任职')),
                ('raised_unit_id', models.BigIntegerField(blank=True, null=True, verbose_name='提出单位')),
                ('place_on_agenda', models.PositiveSmallIntegerField(default=0, verbose_name='议程次序')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='第几轮')),
                ('outcome', models.TextField(blank=True, verbose_name='结果')),
                ('department_duty', models.BooleanField(default=False, verbose_name='涉及部门职责')),
                ('agreement', models.CharField(blank=True, choices=[('AGREED', '各单位协商一致，报编办备案'), ('DECIDED', '没有协商一致，由区里决定')], max_length=8, verbose_name='部门职责怎么定的')),
                ('staffing_opinion', models.TextField(blank=True, verbose_name='编办意见')),
                ('staffing_lead_id', models.BigIntegerField(blank=True, null=True, verbose_name='编办建议主责')),
                ('filed_at', models.DateTimeField(blank=True, null=True, verbose_name='编办备案时间')),
                ('filed_reference', models.CharField(blank=True, max_length=60, verbose_name='备案号')),
                ('claimers', models.JSONField(default=list, verbose_name='报完成的人')),
                ('sample', models.BooleanField(default=False, verbose_name='示例')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda', to='coordination.meeting', verbose_name='会议')),
            ],
            options={
                'verbose_name': '协调事项',
                'verbose_name_plural': '协调事项',
            },
        ),
        migrations.CreateModel(
            name='MeetingUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body_id', models.BigIntegerField(verbose_name='机构')),
                ('unit_id', models.BigIntegerField(verbose_name='单位')),
                ('attendance', models.CharField(choices=[('AWAITED', '待到会'), ('PRESENT', '到会'), ('EXCUSED', '请假'), ('ABSENT', '缺席')], default=shaoxiang.coordination.vocabulary.Attendance['AWAITED'], max_length=8, verbose_name='到会')),
                ('can_decide', models.BooleanField(default=True, verbose_name='来人能拍板')),
                ('noticed_at', models.DateTimeField(blank=True, null=True, verbose_name='通知时间')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='coordination.meeting', verbose_name='会议')),
            ],
            options={
                'verbose_name': '参会单位',
                'verbose_name_plural': '参会单位',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Minute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('TASKS', '分工办理'), ('RULE_COMPETENCE', '定由谁主责'), ('ESCALATE', '提交上一级'), ('NO_ACTION', '不采取措施')], max_length=16, verbose_name='决定')),
                ('words', models.TextField(verbose_name='决定内容')),
                ('lead_id', models.BigIntegerField(blank=True, null=True, verbose_name='牵头单位')),
                ('cooperating', models.JSONField(default=list, verbose_name='配合单位')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='期限')),
                ('type_code', models.CharField(blank=True, max_length=16, verbose_name='裁定的事项类别')),
                ('everywhere', models.BooleanField(default=False, verbose_name='全区适用')),
                ('agreement', models.CharField(blank=True, choices=[('AGREED', '各单位协商一致，报编办备案'), ('DECIDED', '没有协商一致，由区里决定')], max_length=8, verbose_name='部门职责怎么定的')),
                ('entry_id', models.BigIntegerField(blank=True, null=True, verbose_name='派单目录条目')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='第几轮')),
                ('decided_at', models.DateTimeField(verbose_name='决定时间')),
                ('decided_by', models.BigIntegerField(blank=True, null=True, verbose_name='记录人任职')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='minutes', to='coordination.coordinationcase', verbose_name='协调事项')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='minutes', to='coordination.meeting', verbose_name='会议')),
            ],
            options={
                'verbose_name': '会议决定',
                'verbose_name_plural': '会议决定',
                'ordering': ['decided_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Dissent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body_id', models.BigIntegerField(verbose_name='机构')),
                ('words', models.TextField(verbose_name='意见')),
                ('minute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dissents', to='coordination.minute', verbose_name='会议决定')),
            ],
            options={
                'verbose_name': '保留意见',
                'verbose_name_plural': '保留意见',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='CoordinationTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body_id', models.BigIntegerField(verbose_name='机构')),
                ('unit_id', models.BigIntegerField(verbose_name='单位')),
                ('what', models.CharField(max_length=300, verbose_name='做什么')),
                ('evidence', models.CharField(blank=True, max_length=200, verbose_name='怎么算做完')),
                ('due_on', models.DateField(verbose_name='完成日期')),
                ('first_due_on', models.DateField(verbose_name='原定日期')),
                ('state', models.CharField(choices=[('GIVEN', '待签收'), ('SIGNED', '办理中'), ('DONE_CLAIMED', '报完成，待验收'), ('RETURNED', '退回再办'), ('ACCEPTED', '已验收'), ('DROPPED', '不再办理')], default=shaoxiang.coordination.vocabulary.TaskState['GIVEN'], max_length=12, verbose_name='状态')),
                ('given_at', models.DateTimeField(verbose_name='交办时间')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='签收时间')),
                ('signed_by', models.BigIntegerField(blank=True, null=True, verbose_name='签收人任职')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='报完成时间')),
                ('claimed_by', models.BigIntegerField(blank=True, null=True, verbose_name='报完成人任职')),
                ('claimer_id', models.BigIntegerField(blank=True, null=True, verbose_name='报完成人')),
                ('result', models.TextField(blank=True, verbose_name='完成情况')),
                ('judged_at', models.DateTimeField(blank=True, null=True, verbose_name='验收时间')),
                ('judged_by', models.BigIntegerField(blank=True, null=True, verbose_name='验收人任职')),
                ('returned', models.PositiveSmallIntegerField(default=0, verbose_name='退回次数')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='coordination.coordinationcase', verbose_name='协调事项')),
                ('minute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='coordination.minute', verbose_name='会议决定')),
            ],
            options={
                'verbose_name': '协调任务',
                'verbose_name_plural': '协调任务',
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='TaskExtension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='原日期')),
                ('to_on', models.DateField(verbose_name='新日期')),
                ('reason', models.CharField(max_length=300, verbose_name='理由')),
                ('granted_at', models.DateTimeField(verbose_name='时间')),
                ('granted_by', models.BigIntegerField(blank=True, null=True, verbose_name='批准人任职')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='coordination.coordinationtask', verbose_name='任务')),
            ],
            options={
                'verbose_name': '任务延期',
                'verbose_name_plural': '任务延期',
                'ordering': ['granted_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('REASON', '说明'), ('CLAIM', '完成情况'), ('RETURN', '退回理由'), ('EFFECT', '效果核验'), ('STAFFING', '编办意见')], max_length=10, verbose_name='种类')),
                ('entry_kind', models.CharField(max_length=48, verbose_name='所属记录')),
                ('text', models.TextField(verbose_name='内容')),
                ('written_at', models.DateTimeField(verbose_name='时间')),
                ('written_by', models.BigIntegerField(blank=True, null=True, verbose_name='任职')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='coordination.coordinationcase', verbose_name='协调事项')),
                ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='words', to='coordination.coordinationtask', verbose_name='任务')),
            ],
            options={
                'verbose_name': '协调记录',
                'verbose_name_plural': '协调记录',
                'ordering': ['written_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ConcernedUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body_id', models.BigIntegerField(verbose_name='机构')),
                ('unit_id', models.BigIntegerField(verbose_name='单位')),
                ('added_at', models.DateTimeField(verbose_name='加入时间')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='concerned', to='coordination.coordinationcase', verbose_name='协调事项')),
            ],
            options={
                'verbose_name': '涉及单位',
                'verbose_name_plural': '涉及单位',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['unit_id', 'case'], name='coordination_unit'), models.Index(fields=['body_id', 'case'], name='coordination_body')],
                'constraints': [models.UniqueConstraint(fields=('case', 'body_id'), name='coordination_body_once')],
            },
        ),
        migrations.AddIndex(
            model_name='coordinationcase',
            index=models.Index(condition=models.Q(('source_matter_id__isnull', False)), fields=['source_matter_id'], name='coordination_source'),
        ),
        migrations.AddIndex(
            model_name='coordinationcase',
            index=models.Index(condition=models.Q(('meeting__isnull', False)), fields=['meeting', 'place_on_agenda'], name='coordination_agenda'),
        ),
        migrations.AddConstraint(
            model_name='coordinationcase',
            constraint=models.UniqueConstraint(condition=models.Q(('is_open', True), ('source_matter_id__isnull', False)), fields=('source_matter_id',), name='coordination_one_open'),
        ),
        migrations.AddIndex(
            model_name='meetingunit',
            index=models.Index(fields=['unit_id', 'meeting'], name='meeting_member_unit'),
        ),
        migrations.AddConstraint(
            model_name='meetingunit',
            constraint=models.UniqueConstraint(fields=('meeting', 'body_id'), name='meeting_body_once'),
        ),
        migrations.AddConstraint(
            model_name='minute',
            constraint=models.UniqueConstraint(fields=('case', 'meeting'), name='minute_once'),
        ),
        migrations.AddConstraint(
            model_name='minute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verdict__in', (shaoxiang.coordination.vocabulary.Verdict['TASKS'], shaoxiang.coordination.vocabulary.Verdict['RULE_COMPETENCE'])), _negated=True), ('lead_id__isnull', False), _connector='OR'), name='minute_has_lead'),
        ),
        migrations.AddIndex(
            model_name='coordinationtask',
            index=models.Index(condition=models.Q(('state__in', (shaoxiang.coordination.vocabulary.TaskState['GIVEN'], shaoxiang.coordination.vocabulary.TaskState['SIGNED'], shaoxiang.coordination.vocabulary.TaskState['DONE_CLAIMED'], shaoxiang.coordination.vocabulary.TaskState['RETURNED']))), fields=['unit_id', 'due_on'], name='task_open_unit'),
        ),
        migrations.AddIndex(
            model_name='coordinationtask',
            index=models.Index(condition=models.Q(('state__in', (shaoxiang.coordination.vocabulary.TaskState['GIVEN'], shaoxiang.coordination.vocabulary.TaskState['SIGNED'], shaoxiang.coordination.vocabulary.TaskState['DONE_CLAIMED'], shaoxiang.coordination.vocabulary.TaskState['RETURNED']))), fields=['due_on', 'id'], name='task_open_due'),
        ),
        migrations.AddConstraint(
            model_name='coordinationtask',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('first_due_on'))), name='task_first_date_kept'),
        ),
        migrations.AddConstraint(
            model_name='taskextension',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__gt', models.F('from_on'))), name='task_extended_forward'),
        ),
    ]
