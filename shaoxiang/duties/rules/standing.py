"""凭什么新增: a new duty of a street, a town or their institutions stands on an admission or on a document of its own (rule A1). Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shaoxiang.duties.vocabulary import ChangeAct, ListForm, VersionKind
from shaoxiang.kernel.search.rules import tokens_of

DUTY_LISTS = (VersionKind.STREET_DUTY.value, VersionKind.TOWN_DUTY.value, VersionKind.INSTITUTION_DUTY.value)
# 新编办发〔2026〕9号, 内政办发[2025]12号, 示例裁〔2026〕3号
_NUMBER = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,20}[〔\[(（【]\s*(?:19|20)[0-9]{2}\s*[〕\])）】]\s*(?:第\s*)?[0-9]{1,4}\s*号")


def document_in(words: str, own: str = "") -> str:
    """The number of a document or ruling in what was written. `own`: that of the decision on the version itself, which every version has."""
    return next((found for found in _NUMBER.findall(words) if _plain(found) not in _plain(own)), "")


def _plain(words: str) -> str:
    return re.sub(r"[\s〔〕\[\]()（）【】]|第", "", words)


def must_stand(kind: str, act: ChangeAct, *, founding: bool, form: str, split_from: str) -> bool:
    """Is this change a new duty? The first version of a list founds it, and what the three lists make two of is the same duty."""
    return kind in DUTY_LISTS and act is ChangeAct.ADD and not founding and not (form == ListForm.THREE_PART and split_from)


def reads_otherwise(before: str, after: str) -> bool:
    """Is hardly a word of the old title left? Then an amendment may be a new duty under an old code."""
    old, new = frozenset(tokens_of(before)), frozenset(tokens_of(after))
    return bool(old and new) and len(old & new) * 4 < min(len(old), len(new))


@dataclass(frozen=True, slots=True)
class Offices:
    """The offices of the units a list answers for: unit -> its offices by name. `some`: one unit that has it is enough (institutions)."""

    units: Mapping[str, Collection[str]]
    some: bool = False

    @property
    def allowed(self) -> list[str]:
        sets = [set(names) for names in self.units.values()]
        return sorted(set().union(*sets) if self.some else set.intersection(*sets)) if sets else []

    def without(self, name: str) -> list[str]:
        """Units that have no office of that name, where each must; empty where the name will do."""
        missing = [unit for unit, names in self.units.items() if name not in names]
        return [] if self.some and len(missing) < len(self.units) else missing
