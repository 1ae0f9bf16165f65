from django.db import migrations, models


def create(apps, schema_editor):
    from shaoxiang.kernel.search import store

    store.create_table()


def drop(apps, schema_editor):
    from shaoxiang.kernel.search import store

    store.drop_table()


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(create, drop)],
            state_operations=[
                migrations.CreateModel(
                    name="SearchText",
                    fields=[
                        ("matter_id", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="事项")),
                        ("opened_at", models.DateTimeField(verbose_name="发生时间")),
                    ],
                    options={"verbose_name": "检索文本", "verbose_name_plural": "检索文本", "db_table": "search_text"},
                ),
            ],
        ),
    ]
