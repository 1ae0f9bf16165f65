"""What an administrator may set for the nightly list."""

from __future__ import annotations

from dataclasses import dataclass, field

from shaoxiang.kernel.vocabulary import _

ALIASES_MAX, ALIAS_LENGTH = 200, 40
WINDOW_DAYS, LEAST_REPORTERS, HALF_LIFE_DAYS = (7, 366), (2, 50), (1, 90)


class SettingRefused(ValueError):
    """`field` names the input, `sentence` (a Chinese msgid) says how to cure it."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = name, sentence


@dataclass(frozen=True, slots=True)
class Settings:
    """`window_days`: cases looked at. `least_reporters`: different people before anything is called hot. `aliases`: what people say -> name."""

    window_days: int = 90
    least_reporters: int = 5
    half_life_days: int = 7
    aliases: dict[str, str] = field(default_factory=dict)


def read_aliases(text: str) -> dict[str, str]:
    """One a line: `大黑楼 某某大厦`. Raises SettingRefused."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        parts = line.split()
        if not parts:
            continue
        if len(parts) != 2 or any(not 2 <= len(part) <= ALIAS_LENGTH for part in parts):
            raise SettingRefused("aliases", _("每行写两个词，中间空一格：俗称在前，正式名称在后，各 2 到 40 个字。"))
        found[parts[0]] = parts[1]
    if len(found) > ALIASES_MAX:
        raise SettingRefused("aliases", _("俗称最多 200 条。"))
    return found


def check(settings: Settings) -> Settings:
    """Raises SettingRefused for a number out of its range."""
    for name, (least, most), sentence in (
        ("window_days", WINDOW_DAYS, _("看多少天以内的事件：填 7 到 366。")),
        ("least_reporters", LEAST_REPORTERS, _("至少多少人反映：填 2 到 50。")),
        ("half_life_days", HALF_LIFE_DAYS, _("热度减半的天数：填 1 到 90。")),
    ):
        if not least <= getattr(settings, name) <= most:
            raise SettingRefused(name, sentence)
    return settings
