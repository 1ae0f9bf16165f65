"""What `doctor` reads aloud about the 三定."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from shaoxiang.determinations import rules
from shaoxiang.determinations.migrations import _still
from shaoxiang.determinations.models import ThreeDeterminationVersion
from shaoxiang.determinations.queries.ledger import differences
from shaoxiang.determinations.queries.versions import parts_of
from shaoxiang.determinations.vocabulary import VersionStatus
from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.kernel.vocabulary import _

SAID = _("%(unit)s现行三定规定的数目跟它施行那天的编制台账不一样（%(figures)s）：请编办照台账起草下一版。")


def checks() -> Iterator[Finding]:
    """The guards; issued versions whose figures are not those of the ledger of the day from which they hold: from before the two were one."""
    if not _still.stands():
        yield Finding(Level.BAD, gettext("保护已印发三定规定的触发器不全：请运行 migrate；若是有人拆掉的，请查清是谁。"))
    for version in ThreeDeterminationVersion.objects.filter(status=VersionStatus.ISSUED.value).select_related("unit").order_by("unit__code"):
        if version.effective_from is None:
            continue
        rows = [
            row for part in parts_of(version) if part.kind in rules.OF_LEDGER
            for row in differences(version.unit_id, part.kind, part.lines, version.effective_from)
        ]
        if rows:
            facts = {"unit": version.unit.name, "figures": rules.side_by_side(rows, gettext)}
            yield Finding(Level.WARN, gettext(SAID) % facts)
