"""依据文件的原件: where an addition stands on a document this house does not keep, its paper is attached to the version, for whoever sees the version."""

from __future__ import annotations

from dataclasses import dataclass

from shaoxiang.duties.models import BasisPaper, ListVersion
from shaoxiang.duties.queries.standing import standings
from shaoxiang.kernel.text.papers import same_document


@dataclass(frozen=True, slots=True)
class Bare:
    """A document only its number of which is known here: the items that stand on it, and its papers."""

    document: str
    codes: tuple[str, ...]
    papers: tuple[BasisPaper, ...]


def papers_of(version: ListVersion) -> list[BasisPaper]:
    return list(BasisPaper.objects.filter(version=version).select_related("attachment__file").order_by("pk"))


def bare_documents(version: ListVersion) -> list[Bare]:
    """Of a draft, in the order of its items. What stands on an admission has its papers there; a list's first version founds it and stands on nothing else."""
    found: dict[str, list[str]] = {}
    for one in standings(version):
        if one.on and not one.route and not one.why:
            found.setdefault(next((kept for kept in found if same_document(kept, one.on)), one.on), []).append(one.code)
    papers = papers_of(version) if found else []
    return [Bare(document, tuple(codes), tuple(one for one in papers if same_document(one.document, document))) for document, codes in found.items()]


def without_paper(version: ListVersion) -> list[str]:
    return [one.document for one in bare_documents(version) if not one.papers]
