"""交办单: what the printed slip of a case says. Registered with the document word in `apps`."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries.words import type_words
from shaoxiang.cases.vocabulary import AppealKind, Source
from shaoxiang.dispatch.queries import running_orders
from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.duties.queries import ground_text
from shaoxiang.kernel.clocks import wording
from shaoxiang.kernel.clocks.queries import running as running_clocks
from shaoxiang.kernel.documents.registry import CaseSlip, ClockLine
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.web.names import name_of
from shaoxiang.places.queries import place_book


def slip_context(matter: Matter) -> CaseSlip:
    """The slip as of now, in the reader's language; the document word masks personal numbers."""
    case = Case.objects.select_related("matter").get(pk=matter.pk)
    orders = running_orders(matter.pk)
    lead = next((order for order in orders if order.part == Part.LEAD), None)
    clocks: list[ClockLine] = [
        {"label": wording.label_of(one.code, one.label), "due": one.last_day or one.due_at, "law": f"{one.law} {one.article}".strip()}
        for one in running_clocks(matter)
    ]
    return {
        "number": matter.number, "title": matter.title, "opened_at": matter.opened_at, "place": place_of(case), "type": type_words(matter.subject_code),
        "kind": gettext(AppealKind.label_of(case.kind)), "source": gettext(Source.label_of(case.source)), "description": case.description,
        "lead": name_of("body", (lead.office_id or lead.unit_id) if lead else None),
        "cooperating": [name_of("body", order.office_id or order.unit_id) for order in orders if order.part == Part.COOPERATING],
        "ground": ground_text(case.ground), "clocks": clocks,
        "issued_by": name_of("assignment", lead.ordered_by) if lead and lead.ordered_by else gettext("系统按清单派单"),
        "issued_at": lead.ordered_at if lead else timezone.now(), "district": next((one.name for one in place_book().districts.values()), ""),
    }


def place_of(case: Case) -> str:
    matter = case.matter
    keys = (("street", matter.street_id), ("community", matter.community_id), ("grid", matter.grid_id))
    return " ".join([*(name_of(kind, key) for kind, key in keys if key is not None), case.address]).strip()
