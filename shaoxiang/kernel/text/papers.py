"""文号: the number of a document in what people write: 新编办发〔2026〕9号, 内政办发[2025]12号, 示例裁〔2026〕3号."""

from __future__ import annotations

import re
from datetime import date

_NUMBER = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,20}[〔\[(（【]\s*(?:19|20)[0-9]{2}\s*[〕\])）】]\s*(?:第\s*)?(?!0+\s*号)[0-9]{1,4}\s*号")

_YEAR = re.compile(r"[〔\[(（【]\s*((?:19|20)[0-9]{2})")


def document_in(words: str, own: str = "") -> str:
    """The number of a document or ruling in what was written, of no year to come. `own`: a number that does not count, such as that of the decision itself."""
    this_year = date.today().year
    return next((found for found in _NUMBER.findall(words) if plain(found) not in plain(own) and _year_of(found) <= this_year), "")


def _year_of(number: str) -> int:
    found = _YEAR.search(number)
    return int(found[1]) if found is not None else 0


def same_document(one: str, other: str) -> bool:
    """The same number, however its brackets and spaces are written."""
    return bool(plain(one)) and plain(one) == plain(other)


def plain(words: str) -> str:
    return re.sub(r"[\s〔〕\[\]()（）【】]|第", "", words)
