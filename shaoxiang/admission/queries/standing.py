"""What the lists ask of an admission number: does it carry this item? (A1)"""

from __future__ import annotations

from django.utils.translation import gettext

from shaoxiang.admission.models import AdmissionRequest
from shaoxiang.admission.queries.requests import list_kinds
from shaoxiang.admission.vocabulary import AdmissionStatus, Decided, LookBack
from shaoxiang.duties.queries.standing import Admitted
from shaoxiang.duties.vocabulary import VersionKind
from shaoxiang.kernel.vocabulary import _

NUMBERS = r"ZR[0-9]{8}-[0-9]{4}"
CARRY = (AdmissionStatus.LISTED, AdmissionStatus.PUBLISHED, AdmissionStatus.REVIEWED)
SHOW = "admission:show"


def standing(number: str, kind: str, code: str) -> Admitted:
    """An admission carries the item that was listed under it, and no other; resources must have arrived (A6)."""
    request = AdmissionRequest.objects.filter(matter__number=number).select_related("matter").first()
    if request is None:
        return Admitted(number, "", _("没有这个准入编号"))
    if request.decided != Decided.PERMANENT or request.status not in CARRY:
        stage = gettext(AdmissionStatus.label_of(request.status))
        return Admitted(number, SHOW, _("这次准入还不能列入清单（%(stage)s）"), {"stage": stage})
    if request.look_back == LookBack.WITHDRAW:
        return Admitted(number, SHOW, _("回头看以后已经收回"))
    listing = request.listings.filter(kind=kind).first()
    if listing is not None and listing.code != code:
        return Admitted(number, SHOW, _("这次准入的是 %(code)s，不是这一条"), {"code": listing.code})
    if listing is None and not (kind == VersionKind.INSTITUTION_DUTY and list_kinds(request)):
        return Admitted(number, SHOW, _("这次准入不涉及这张清单"))
    return Admitted(number, SHOW)
