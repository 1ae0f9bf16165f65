"""What the lists, the dispatch catalogue and the grids ask of an admission number: does it carry this work? (A1)"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.admission.models import AdmissionRequest
from shaoxiang.admission.queries.requests import TEXTS, list_kinds
from shaoxiang.admission.rules import speaks_of
from shaoxiang.admission.vocabulary import AdmissionStatus, Decided, LookBack
from shaoxiang.duties.models import ListChange
from shaoxiang.duties.queries.standing import Admitted, Work
from shaoxiang.duties.queries.streets import street_keys, streets_of_list
from shaoxiang.duties.vocabulary import ChangeAct, VersionKind, VersionStatus
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.kernel.text.papers import same_document
from shaoxiang.kernel.vocabulary import _

NUMBERS = r"ZR[0-9]{8}-[0-9]{4}"
CARRY = (AdmissionStatus.LISTED, AdmissionStatus.PUBLISHED, AdmissionStatus.REVIEWED)
HOLDS = (AdmissionStatus.PUBLISHED, AdmissionStatus.REVIEWED)
SHOW = "admission:show"


def standing(number: str, work: Work) -> Admitted:
    """An admission carries the item that was listed under it, and no other; resources must have arrived (A6). Off the lists: see `_in_streets`."""
    request = AdmissionRequest.objects.filter(matter__number=number).select_related("matter").first()
    if request is None:
        return Admitted(number, "", _("没有这个准入编号"))
    if not work.kind:
        return _in_streets(request, work)
    if request.decided != Decided.PERMANENT or request.status not in CARRY:
        stage = gettext(AdmissionStatus.label_of(request.status))
        return Admitted(number, SHOW, _("这次准入还不能列入清单（%(stage)s）"), {"stage": stage})
    if request.look_back == LookBack.WITHDRAW:
        return Admitted(number, SHOW, _("回头看以后已经收回"))
    listing = request.listings.filter(kind=work.kind).first()
    if listing is not None and listing.code != work.code:
        return Admitted(number, SHOW, _("这次准入的是 %(code)s，不是这一条"), {"code": listing.code})
    if listing is None and work.kind != VersionKind.SERVICE and not (work.kind == VersionKind.INSTITUTION_DUTY and list_kinds(request)):
        return Admitted(number, SHOW, _("这次准入不涉及这张清单"))
    if other := _other_work(request, work):
        return other
    if used := _used(number, work):
        return Admitted(number, SHOW, _("这个编号在这张清单上已经用在 %(code)s 了"), {"code": used})
    if unheard := _unheard(request, work):
        return Admitted(number, SHOW, _("这次准入没有征求这些镇街的意见：%(streets)s"), {"streets": "、".join(unheard)})
    return Admitted(number, SHOW)


def _other_work(request: AdmissionRequest, work: Work) -> Admitted | None:
    """What is given is not what was admitted: the request speaks of something else."""
    told = " ".join((request.matter.title, *(str(getattr(request, name)) for name in TEXTS)))
    if speaks_of(told, work.title):
        return None
    return Admitted(request.number, SHOW, _("这次准入的是“%(admitted)s”，没有说到“%(given)s”"), {"admitted": request.matter.title, "given": work.title})


def _used(number: str, work: Work) -> str:
    """The item of this list that was published under this admission, another than this one: an admission is one duty."""
    rows = ListChange.objects.filter(version__kind=work.kind, version__status=VersionStatus.PUBLISHED.value, basis__contains=number)
    return rows.exclude(code=work.code).exclude(act=ChangeAct.REMOVE.value).values_list("code", flat=True).first() or ""


def _unheard(request: AdmissionRequest, work: Work) -> list[str]:
    """The streets an item is to be for that were never asked (A3), had no means delivered (A6), and do not carry it already."""
    today = timezone.localdate()
    keys, heard = street_keys(today), {_street_of(unit_id) for unit_id in request.units.values_list("unit_id", flat=True)}
    wanted = work.streets or streets_of_list(work.kind, today)
    return [name for name in wanted if name not in work.held and keys.get(name) not in heard]


def decided_by(document: str) -> list[str]:
    """Numbers of the admissions that were decided under this document, the newest first."""
    rows = AdmissionRequest.objects.exclude(document="").exclude(decided="").order_by("-pk").values_list("matter__number", "document")
    return [number for number, kept in rows if same_document(kept, document)]


def _in_streets(request: AdmissionRequest, work: Work) -> Admitted:
    """Work given without a list (a line of the dispatch catalogue, what grid workers are asked): published, for this street, until its last day."""
    number, ends = request.number, request.end_on if request.decided == Decided.TEMPORARY else None
    if request.status not in HOLDS:
        return Admitted(number, SHOW, _("这次准入现在不生效（%(stage)s）"), {"stage": gettext(AdmissionStatus.label_of(request.status))})
    if request.look_back == LookBack.WITHDRAW:
        return Admitted(number, SHOW, _("回头看以后已经收回"))
    if ends is not None and work.on is not None and work.on > ends:
        return Admitted(number, SHOW, _("这次准入已经到期"))
    if not _streets_of(work) <= {_street_of(unit_id) for unit_id in request.units.values_list("unit_id", flat=True)}:
        return Admitted(number, SHOW, _("这次准入不涉及这个镇街") if work.street_id is not None else _("这次准入不是给所有镇街的"))
    if work.grid and not request.grid_work:
        return Admitted(number, SHOW, _("这次准入没有写要网格员做"))
    if other := _other_work(request, work):
        return other
    return Admitted(number, SHOW, until=ends + timedelta(days=1) if ends is not None else None)


def _street_of(unit_id: int) -> int | None:
    body = book().bodies.get(unit_id)
    return body.street_id if body is not None else None


def _streets_of(work: Work) -> set[int | None]:
    return {work.street_id} if work.street_id is not None else {one.street_id for one in book().bodies.values() if one.kind in UNITS}
