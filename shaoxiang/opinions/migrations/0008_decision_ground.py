from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('opinions', '0007_short_comment_said'),
    ]

    operations = [
        migrations.AddField(model_name='consultationscope', name='decision', field=models.BooleanField(default=False, verbose_name='按重大决策办')),
        migrations.AddField(model_name='consultationscope', name='marks', field=models.CharField(blank=True, max_length=200, verbose_name='事由里的字样')),
        migrations.AddField(model_name='opinionfile', name='whole', field=models.BooleanField(default=False, verbose_name='全区')),
        migrations.AddField(
            model_name='opinionfile',
            name='ground',
            field=models.CharField(blank=True, choices=[('POWER', '立卷时归在重大决策和重大项目'), ('SCOPE', '范围里写明按重大决策办'), ('WORDS', '事由里写着范围里的字样')], max_length=8, verbose_name='为什么按重大决策办'),
        ),
        migrations.AddField(model_name='opinionfile', name='ground_word', field=models.CharField(blank=True, max_length=40, verbose_name='哪个字样')),
        migrations.AlterField(
            model_name='opinionfile',
            name='legal_finding',
            field=models.CharField(blank=True, choices=[('LAWFUL', '合法'), ('CHANGE', '应当修改'), ('UNLAWFUL', '不合法'), ('NOT_DECISION', '不属于重大决策')], max_length=12, verbose_name='审查结论'),
        ),
    ]
