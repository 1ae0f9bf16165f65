"""职责准入 for the search of the house: by its title, its number and the number of its decision."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext

from shaoxiang.admission.queries.requests import requests_for
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.search.papers import Paper, says


def admissions(words: str, actor: Actor) -> Iterator[Paper]:
    for row in requests_for(actor).filter(says(words, "matter__title", "matter__number", "document")).order_by("-pk"):
        note = " · ".join(one for one in (gettext("职责准入"), row.number, row.document) if one)
        yield Paper(row.matter.title, reverse("admission:show", args=[row.number]), note, row.sample)
