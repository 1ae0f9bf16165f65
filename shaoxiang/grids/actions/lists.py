"""The standard, the duties, the register: versions replace versions, none is edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang.duties.queries.standing import Work, standing_of
from shaoxiang.duties.rules.standing import says_the_same
from shaoxiang.grids import access
from shaoxiang.grids.actions.people import Refused
from shaoxiang.grids.models import AdmittedWork, GridStandard, WorkerDuty
from shaoxiang.grids.rules import RoleLine
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.actions import facts_of, record

STANDARD_SUBJECT, DUTIES_SUBJECT, ADMITTED_SUBJECT = ("grid_standard", 1), ("worker_duties", 1), "admitted_work"
MOST_DUTIES = 30


@dataclass(frozen=True, slots=True)
class DutyLine:
    title: str
    text: str = ""
    basis: str = ""
    title_en: str = ""


@transaction.atomic
def set_standard(
    roles: Sequence[RoleLine], *, teams: int, places: int, supervision_phone: str, document: str, actor: Actor, at: datetime,
) -> GridStandard:
    """改建设标准: a new version from today; what changes again on the same day replaces it. Raises PermissionDenied."""
    require(actor, access.EDIT_STANDARD)
    today = timezone.localdate(at)
    fields = {
        "roles": [{"code": role.code, "label": role.label, "label_en": role.label_en} for role in roles], "teams": teams, "places": places,
        "supervision_phone": supervision_phone.strip(), "document": document.strip(),
    }
    last = GridStandard.objects.select_for_update().order_by("-version").first()
    if last is not None and last.valid_from >= today:
        for name, value in fields.items():
            setattr(last, name, value)
        last.save()
        row = last
    else:
        GridStandard.objects.filter(in_force(today)).update(valid_to=today)
        row = GridStandard.objects.create(version=last.version + 1 if last else 1, valid_from=today, **fields)
    record("grids.standard_set", subject=STANDARD_SUBJECT, actor=actor, at=at,
           facts={"version": row.version, "roles": [role.code for role in roles], "teams": teams, "places": places})
    return row


@transaction.atomic
def publish_duties(lines: Sequence[DutyLine], *, actor: Actor, at: datetime, sample: bool = False) -> list[WorkerDuty]:
    """发布职责清单: the whole list anew, holding from tomorrow (from today where there was none). Raises PermissionDenied, Refused.

    Running tasks keep the duty they were given under. A line that was not there before names an admission or a document as its basis (A10).
    """
    require(actor, access.EDIT_STANDARD)
    if not 1 <= len(lines) <= MOST_DUTIES:
        raise Refused("duties", _("清单要有 1 到 %(most)d 条。") % {"most": MOST_DUTIES})
    today = timezone.localdate(at)
    there = WorkerDuty.objects.filter(in_force(today))
    begins = today + timedelta(days=1) if there.exists() else today
    if WorkerDuty.objects.filter(valid_from=begins).exists():  # a version that never held would be one too many
        raise Refused("duties", _("今天已经发布过一版，明天生效。请明天再改。"))
    _check_new_lines(lines, list(there), begins)
    WorkerDuty.objects.filter(valid_to=None).update(valid_to=begins)
    version = (WorkerDuty.objects.aggregate(last=Max("version"))["last"] or 0) + 1
    rows = WorkerDuty.objects.bulk_create(
        WorkerDuty(version=version, number=number, title=line.title, text=line.text, basis=line.basis, title_en=line.title_en, valid_from=begins, sample=sample)
        for number, line in enumerate(lines, start=1)
    )
    record("grids.duties_set", subject=DUTIES_SUBJECT, actor=actor, at=at, facts={"version": version, "duties": len(rows), "valid_from": begins.isoformat()})
    return rows


def _check_new_lines(lines: Sequence[DutyLine], present: Sequence[WorkerDuty], begins: date) -> None:
    """The first list founds itself; afterwards reworded lines pass, others stand on something."""
    if not present:
        return
    told = [f"{row.title} {row.text}" for row in present]
    fresh = [line for line in lines if not any(says_the_same(before, f"{line.title} {line.text}") for before in told)]
    asked = ((line, Work(on=begins, grid=True, title=f"{line.title} {line.text}")) for line in fresh)
    lacking = [(line.title, lacks) for line, work in asked if (lacks := standing_of(work, line.title, line.basis).lacks)]
    if lacking:
        what = "；".join(_("%(line)s（%(why)s）") % {"line": title, "why": why} for title, why in lacking)
        said = _("给网格员新加的职责要先经职责准入：请在那一行的“依据”里写批准的准入编号（ZR…）或者文件的文号。还缺的：%(lines)s。")
        raise Refused("duties", said % {"lines": what})


@transaction.atomic
def admit_work(
    number: str, *, title: str, street_id: int | None, valid_from: date, valid_to: date | None, decided_by: str, document: str, actor: Actor, at: datetime,
) -> AdmittedWork:
    """登记准入事项 by hand: the number is that of an approved admission for grid workers there, or the document has one (A1). Raises PermissionDenied, Refused.

    Under a temporary admission the work ends with it.
    """
    require(actor, access.ADMIT)
    found = standing_of(Work(street_id=street_id, on=valid_from, grid=True, title=title), title, f"{number} {document}")
    if found.why:
        said = _("清单外的事要先经职责准入：编号请写批准的准入编号（ZR…），或者在“决定文件和文号”里写文件的文号。现在的不能登记：%(why)s。")
        raise Refused("number" if found.on else "document", said % {"why": found.lacks})
    if found.until is not None and valid_to is not None and valid_to > found.until:
        raise Refused("valid_to", _("这次准入只到 %(day)s：截止日期不能更晚；还要延长的，请重新申请职责准入。") % {"day": found.until - timedelta(days=1)})
    return enter_admitted(
        number, title=title, street_id=street_id, valid_from=valid_from, valid_to=valid_to or found.until, decided_by=decided_by, document=document,
        actor=actor, at=at,
    )


@transaction.atomic
def enter_admitted(
    number: str, *, title: str, street_id: int | None, valid_from: date, valid_to: date | None, decided_by: str, document: str, actor: Actor, at: datetime,
    sample: bool = False,
) -> AdmittedWork:
    """Into the register, for a street or all, for a time: called by the room that has admitted it. Raises PermissionDenied, Refused."""
    require(actor, access.ADMIT)
    number = number.strip()
    if AdmittedWork.objects.filter(number=number).exists():
        raise Refused("number", _("编号 %(number)s 已经登记过。一个编号只登记一次；延期请发新编号。") % {"number": number})
    if valid_to is not None and valid_to <= valid_from:
        raise Refused("valid_to", _("截止日期要在生效之后。"))
    row = AdmittedWork.objects.create(
        number=number, title=title.strip(), street_id=street_id, valid_from=valid_from, valid_to=valid_to, decided_by=decided_by.strip(),
        document=document.strip(), sample=sample,
    )
    record("grids.admitted", subject=(ADMITTED_SUBJECT, row.pk), actor=actor, at=at, new=True,
           facts=facts_of(number=number, street=street_id, valid_from=valid_from.isoformat(), valid_to=valid_to.isoformat() if valid_to else None))
    return row


@transaction.atomic
def end_admitted(pk: int, *, actor: Actor, at: datetime) -> AdmittedWork:
    """停止准入 from today (one that had not begun never holds beyond its first day). Raises PermissionDenied, AdmittedWork.DoesNotExist."""
    require(actor, access.ADMIT)
    row = AdmittedWork.objects.select_for_update().get(pk=pk)
    today = timezone.localdate(at)
    ends = max(today, row.valid_from + timedelta(days=1))
    if row.valid_to is None or row.valid_to > ends:
        row.valid_to = ends
        row.save(update_fields=["valid_to"])
        record("grids.admitted_ended", subject=(ADMITTED_SUBJECT, row.pk), actor=actor, at=at, facts={"on": ends.isoformat()})
    return row
