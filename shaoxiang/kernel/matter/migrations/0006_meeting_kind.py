from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matter', '0005_more_kinds'),
    ]

    operations = [
        migrations.AlterField(
            model_name='matter',
            name='kind',
            field=models.CharField(choices=[('CASE', '事件'), ('WHISTLE', '哨'), ('COORDINATION', '协调事项'), ('MEETING', '协调会'), ('PENALTY', '处罚案件'), ('APPROVAL', '审批'), ('SERVICE', '办件'), ('ADMISSION', '职责准入'), ('OPINION', '征求意见'), ('MEDIATION', '人民调解'), ('REFORM', '改革任务'), ('PETITION', '信访事项'), ('GRID_TASK', '网格任务'), ('FEEDBACK', '产品意见'), ('PERSONAL_DATA', '个人信息申请')], max_length=16, verbose_name='种类'),
        ),
    ]
