import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('duties', '0020_retraction'),
        ('files', '0002_uploads'),
    ]

    operations = [
        migrations.CreateModel(
            name='BasisPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.CharField(max_length=80, verbose_name='文号')),
                ('attachment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.attachment', verbose_name='原件')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='duties.listversion', verbose_name='版本')),
            ],
            options={
                'verbose_name': '依据文件的原件',
                'verbose_name_plural': '依据文件的原件',
            },
        ),
    ]
