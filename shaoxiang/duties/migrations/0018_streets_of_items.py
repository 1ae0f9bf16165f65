from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from shaoxiang.duties.migrations import _guards, _once


def aside(*_given: Any) -> None:
    """The guards of SQLite name every column of the table, and go with a table that is made anew."""
    _guards.remove()
    _once.remove()


def stand(*_given: Any) -> None:
    _guards.install()
    _once.install()


class Migration(migrations.Migration):
    """An item of a duty list may be for some streets; a type is answered for there by it, elsewhere as before."""

    dependencies = [("duties", "0017_one_item_a_day"), ("places", "0001_initial")]
    operations = [
        migrations.RunPython(aside, stand),
        migrations.AddField("dutyitem", "streets", models.JSONField(blank=True, default=list, verbose_name="只在这些镇街")),
        migrations.AddField("typeduty", "street", models.ForeignKey(
            blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.streetunit", verbose_name="镇街")),
        migrations.RemoveConstraint("typeduty", "type_duty_once"),
        migrations.AddConstraint("typeduty", models.UniqueConstraint(
            fields=["type", "unit_scope", "valid_from"], condition=Q(street=None), name="type_duty_once")),
        migrations.AddConstraint("typeduty", models.UniqueConstraint(
            fields=["type", "unit_scope", "street", "valid_from"], name="type_duty_once_there")),
        migrations.RunPython(stand, aside),
    ]
