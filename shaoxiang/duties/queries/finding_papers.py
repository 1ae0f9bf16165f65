"""制度文件 and 清单版本 for the search of the house: by title, and by the number of a document."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from shaoxiang.duties.models import RuleText
from shaoxiang.duties.queries.documents import documents_for, last_text
from shaoxiang.duties.queries.versions import versions_for
from shaoxiang.duties.vocabulary import VersionKind
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.search.papers import Paper, says


def written_rules(words: str, actor: Actor) -> Iterator[Paper]:
    """Of the texts only those that were issued: the number of a draft is not known to everyone."""
    issued = RuleText.objects.filter(says(words, "document_number"), number__isnull=False)
    for row in documents_for(actor).filter(says(words, "title", "title_en", "code") | Q(pk__in=issued.values("document_id"))).order_by("code"):
        text = last_text(row)
        number = text.document_number if text is not None else ""
        yield Paper(in_words(row.title, row.title_en), reverse("duties:document", args=[row.code]), _noted(gettext("制度文件"), number), row.sample)


def list_versions(words: str, actor: Actor) -> Iterator[Paper]:
    for row in versions_for(actor).filter(says(words, "title", "document", "matter__number")).order_by("-pk"):
        kind = gettext(VersionKind.label_of(row.kind))
        yield Paper(row.title, reverse("duties:version", args=[row.pk]), _noted(kind, row.document), row.sample)


def _noted(*said: str) -> str:
    return " · ".join(one for one in said if one)
