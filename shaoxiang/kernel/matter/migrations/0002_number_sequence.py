from django.db import migrations


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE SEQUENCE IF NOT EXISTS matter_number_seq")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP SEQUENCE IF EXISTS matter_number_seq")


class Migration(migrations.Migration):
    dependencies = [("matter", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
