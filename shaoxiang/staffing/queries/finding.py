"""编制调整 for the search of the house: by its number and by those of the papers it stands on."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.search.papers import Paper, says
from shaoxiang.kernel.web.names import name_of
from shaoxiang.staffing.queries.quotas import changes_for


def changes(words: str, actor: Actor) -> Iterator[Paper]:
    rows = changes_for(actor).filter(says(words, "matter__number", "meeting_number", "upper_document", "read_in"))
    for row in rows.order_by("-pk"):
        note = " · ".join(one for one in (row.number, row.meeting_number or row.upper_document or row.read_in) if one)
        title = gettext("编制调整：%(body)s") % {"body": name_of("body", row.body_id)}
        yield Paper(title, reverse("staffing:change", args=[row.number]), note, row.sample)
