"""这里存着的文件: is a document of this number kept in the house, with its text or its paper? What a street is given by hand stands on no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

from shaoxiang.duties.models import BasisPaper, ListVersion, RuleText
from shaoxiang.duties.vocabulary import VersionStatus
from shaoxiang.kernel.text.papers import document_in, plain

Numbers = Callable[[], Iterable[str]]
_rooms: list[Numbers] = []


def register_documents(numbers: Numbers) -> None:
    """In `AppConfig.ready` of a room above: the numbers of documents it keeps."""
    _rooms.append(numbers)


def is_kept(document: str) -> bool:
    """Among the written rules, the published lists and the papers they stand on, and what rooms above keep; however brackets and blanks are written."""
    wanted = plain(document)
    return any(_same(plain(document_in(kept)), wanted) for kept in chain(_own(), *(numbers() for numbers in _rooms)))


def _same(kept: str, wanted: str) -> bool:
    """What is read out of a sentence may have a word of it in front: 按新编办发〔2026〕9号."""
    return bool(kept) and wanted.endswith(kept)


def _own() -> Iterable[str]:
    published = VersionStatus.PUBLISHED.value
    yield from RuleText.objects.filter(number__isnull=False).values_list("document_number", flat=True)
    yield from ListVersion.objects.filter(status=published).values_list("document", flat=True)
    yield from BasisPaper.objects.filter(version__status=published).values_list("document", flat=True)
