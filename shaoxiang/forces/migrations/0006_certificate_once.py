"""一本证只属于一个人: numbers as they are kept from now on, and none twice among members in force."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db import migrations, models


def tidy(apps: Any, _editor: Any) -> None:
    """Which of two names a certificate belongs to is nothing a migration may guess: it stops and names the rows."""
    members = apps.get_model("forces", "Member").objects
    held: dict[str, int] = {}
    for row in members.exclude(certificate="").order_by("pk"):
        number = "".join(unicodedata.normalize("NFKC", row.certificate).split()).upper()
        if number != row.certificate:
            members.filter(pk=row.pk).update(certificate=number)
        if row.valid_to is not None:
            continue
        if number in held:
            message = (f"执法证号 {number} 登记在两个在册成员名下（成员编号 {held[number]} 和 {row.pk}）：请先用原来的版本在名册上改正，再升级。"
                       f" / Certificate {number} stands under two members in force ({held[number]} and {row.pk}): correct the register with the version"
                       " you come from, then upgrade.")
            raise RuntimeError(message)
        held[number] = row.pk


class Migration(migrations.Migration):
    dependencies = [("forces", "0005_head_opinion_gone")]
    operations = [
        migrations.RunPython(tidy, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint("member", models.UniqueConstraint(
            fields=("certificate",), name="member_certificate_once", condition=models.Q(("certificate", ""), _negated=True) & models.Q(valid_to__isnull=True),
        )),
    ]
