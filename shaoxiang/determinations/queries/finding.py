"""三定规定 for the search of the house: by the unit's name, by the number of the document, by the word itself."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext

from shaoxiang.determinations.queries.versions import versions_for
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.search.papers import Paper, says


def determinations(words: str, actor: Actor) -> Iterator[Paper]:
    """Newest first. The three words alone mean every one."""
    rows = versions_for(actor)
    if words not in ("三定", "三定规定"):
        rows = rows.filter(says(words, "document_number", "unit__name", "unit__name_en"))
    for row in rows.order_by("-effective_from", "-pk"):
        title = gettext("%(unit)s三定规定（第 %(n)s 版）") % {"unit": in_words(row.unit.name, row.unit.name_en), "n": row.number}
        yield Paper(title, reverse("determinations:show", args=[row.pk]), row.document_number, row.sample)
