"""What admission hangs on a body: for the register of bodies."""

from __future__ import annotations

from django.db.models import Q

from shaoxiang.admission.models import AdmissionRequest, AdmissionUnit, RefusalNotice
from shaoxiang.admission.queries.refusals import refusals_for
from shaoxiang.admission.queries.requests import requests_for
from shaoxiang.institutions.queries.holdings import register_holding
from shaoxiang.kernel.vocabulary import _


def register() -> None:
    """Open requests of a department or touching a street; open refusals from a street or against a department."""
    requests = AdmissionRequest.objects.filter(matter__closed_at__isnull=True).select_related("matter").order_by("pk")
    register_holding(
        "admissions", _("没办完的职责准入"), lambda row: str(row.number), cure=_("请先由部门撤回，或办到公布、回头看以后。"), names_unit=True,
        link=lambda row: ("admission:show", row.number), seen=requests_for,
        bodies=lambda ids, on: requests.filter(
            Q(matter__unit_id__in=ids) | Q(matter__office_id__in=ids) | Q(pk__in=AdmissionUnit.objects.filter(unit_id__in=ids).values("request_id"))),
    )
    notices = RefusalNotice.objects.filter(matter__closed_at__isnull=True).select_related("matter").order_by("pk")
    register_holding(
        "refusals", _("没了结的拒收通知"), lambda row: str(row.number), cure=_("请先由部门回应，或者由编办裁定。"), names_unit=True,
        link=lambda row: ("admission:refusal", row.number), seen=refusals_for,
        bodies=lambda ids, on: notices.filter(Q(matter__unit_id__in=ids) | Q(matter__office_id__in=ids) | Q(department_id__in=ids)),
    )
