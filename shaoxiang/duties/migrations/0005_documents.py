import django.db.models.deletion
import shaoxiang.duties.vocabulary
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('duties', '0003_three_part'),
        ('matter', '0010_determination'),
    ]

    operations = [
        migrations.CreateModel(
            name='RuleReview',
            fields=[
                ('matter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='rule_review', serialize=False, to='matter.matter', verbose_name='事项')),
                ('due_on', models.DateField(verbose_name='复核期限')),
                ('outcome', models.CharField(blank=True, choices=[('amend', '修订'), ('extend', '延长试行'), ('confirm', '转为正式施行'), ('keep', '继续施行'), ('repeal', '废止')], max_length=10, verbose_name='结果')),
            ],
            options={
                'verbose_name': '制度复核',
                'verbose_name_plural': '制度复核',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='RuleText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='版次')),
                ('text', models.TextField(blank=True, verbose_name='文本')),
                ('document_number', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='印发日期')),
                ('effective_from', models.DateField(blank=True, null=True, verbose_name='施行日期')),
                ('effective_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
            ],
            options={
                'verbose_name': '制度文本',
                'verbose_name_plural': '制度文本',
                'ordering': ['document_id', '-number'],
            },
        ),
        migrations.AlterModelOptions(
            name='institutiondocument',
            options={'ordering': ['pk'], 'verbose_name': '制度文件', 'verbose_name_plural': '制度文件'},
        ),
        migrations.RenameField(
            model_name='institutiondocument',
            old_name='body_text',
            new_name='summary',
        ),
        migrations.AlterField(
            model_name='institutiondocument',
            name='summary',
            field=models.TextField(blank=True, verbose_name='管什么'),
        ),
        migrations.AddField(
            model_name='institutiondocument',
            name='issued_by',
            field=models.CharField(blank=True, max_length=80, verbose_name='印发机关'),
        ),
        migrations.AddField(
            model_name='institutiondocument',
            name='kind',
            field=models.CharField(choices=[('INSTITUTION', '制度和办法'), ('DETERMINATION', '机构规定'), ('SCHEME', '工作方案'), ('STANDARD', '工作标准')], default=shaoxiang.duties.vocabulary.RuleKind['INSTITUTION'], max_length=16, verbose_name='种类'),
        ),
        migrations.AddField(
            model_name='institutiondocument',
            name='mechanism',
            field=models.CharField(blank=True, help_text='页面地址的名字，如 opinions:files', max_length=60, verbose_name='落实的页面'),
        ),
        migrations.AddField(
            model_name='institutiondocument',
            name='repealed_why',
            field=models.TextField(blank=True, verbose_name='为什么废止'),
        ),
        migrations.AddField(
            model_name='institutiondocument',
            name='review_on',
            field=models.DateField(blank=True, null=True, verbose_name='复核日期'),
        ),
        migrations.AddField(
            model_name='institutiondocument',
            name='revision',
            field=models.PositiveIntegerField(default=0, verbose_name='修订'),
        ),
        migrations.AddField(
            model_name='institutiondocument',
            name='scope',
            field=models.CharField(blank=True, max_length=200, verbose_name='适用范围'),
        ),
        migrations.AddField(
            model_name='institutiondocument',
            name='scope_en',
            field=models.CharField(blank=True, max_length=240, verbose_name='适用范围英文'),
        ),
        migrations.AddField(
            model_name='institutiondocument',
            name='status',
            field=models.CharField(choices=[('DRAFT', '拟稿'), ('TRIAL', '试行'), ('FORMAL', '正式施行'), ('REPEALED', '已废止')], default=shaoxiang.duties.vocabulary.RuleStatus['DRAFT'], max_length=10, verbose_name='状态'),
        ),
        migrations.AddField(
            model_name='institutiondocument',
            name='summary_en',
            field=models.TextField(blank=True, verbose_name='管什么英文'),
        ),
        migrations.AddField(
            model_name='institutiondocument',
            name='trial_until',
            field=models.DateField(blank=True, null=True, verbose_name='试行到'),
        ),
        migrations.AddConstraint(
            model_name='institutiondocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'TRIAL'), _negated=True), ('trial_until__isnull', False), _connector='OR'), name='rule_trial_has_end'),
        ),
        migrations.AddConstraint(
            model_name='institutiondocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'REPEALED'), _negated=True), ('valid_to__isnull', False), _connector='OR'), name='rule_repealed_has_end'),
        ),
        migrations.AddField(
            model_name='rulereview',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='duties.institutiondocument', verbose_name='制度文件'),
        ),
        migrations.AddField(
            model_name='ruletext',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='duties.institutiondocument', verbose_name='制度文件'),
        ),
        migrations.AddConstraint(
            model_name='rulereview',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('document',), name='rule_review_one_open'),
        ),
        migrations.AddConstraint(
            model_name='ruletext',
            constraint=models.UniqueConstraint(fields=('document', 'number'), name='rule_text_number_once'),
        ),
        migrations.AddConstraint(
            model_name='ruletext',
            constraint=models.UniqueConstraint(condition=models.Q(('number__isnull', True)), fields=('document',), name='rule_text_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='ruletext',
            constraint=models.UniqueConstraint(condition=models.Q(('effective_to__isnull', True), ('number__isnull', False)), fields=('document',), name='rule_text_one_holds'),
        ),
        migrations.AddConstraint(
            model_name='ruletext',
            constraint=models.CheckConstraint(condition=models.Q(('number__isnull', True), models.Q(models.Q(('text', ''), _negated=True), models.Q(('document_number', ''), _negated=True), ('effective_from__gte', models.F('issued_on'))), _connector='OR'), name='rule_text_issued_whole'),
        ),
        migrations.AddConstraint(
            model_name='ruletext',
            constraint=models.CheckConstraint(condition=models.Q(('effective_to__isnull', True), ('effective_to__gt', models.F('effective_from')), _connector='OR'), name='rule_text_not_backwards'),
        ),
    ]
