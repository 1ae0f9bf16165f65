"""For the test that asks for every address: rows of the room as the parameters of its addresses."""

from __future__ import annotations

from django.utils import timezone

from shaoxiang.admission.models import AdmissionRequest, RefusalNotice
from shaoxiang.admission.tests.walks import DAY, refused, stated, taken_in
from tests import people


def route_values(case_number: str) -> dict[str, object]:
    """A request under review that touches the home street alone, and a notice of that street."""
    request = AdmissionRequest.objects.select_related("matter").first() or taken_in(stated(people.HOME), at=timezone.now() - DAY)
    notice = RefusalNotice.objects.select_related("matter").first() or refused(at=timezone.now())
    review = request.reviews.order_by("pk").values_list("pk", flat=True).first()
    return {
        **{f"admission:{name}.number": request.number for name in ("show", "edit", "act")}, "admission:act.move": "send_back",
        **{f"admission:{name}.number": notice.number for name in ("refusal", "refusal_act")}, "admission:refusal_act.move": "accept",
        "admission:review.pk": review or 1, "admission:case_panel.number": case_number, "api:read_admission.number": request.number,
        "api:read_refusal.number": notice.number, "api:answer_refusal.number": notice.number,
    }
