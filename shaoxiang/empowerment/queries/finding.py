"""赋权决定 for the search of the house: by its number and by those of the papers it stands on."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext

from shaoxiang.empowerment.queries.decisions import decisions_for, title_for
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.search.papers import Paper, says


def decisions(words: str, actor: Actor) -> Iterator[Paper]:
    rows = decisions_for(actor).filter(says(words, "matter__number", "basis_document", "plan_document", "agreement_number"))
    for row in rows.order_by("-pk"):
        note = " · ".join(one for one in (gettext("赋权决定"), row.number, row.basis_document) if one)
        yield Paper(title_for(row), reverse("empowerment:decision", args=[row.number]), note, row.sample)
