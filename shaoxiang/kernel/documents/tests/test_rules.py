from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.kernel.documents import rules
from shaoxiang.kernel.documents.printers import FONTS
from shaoxiang.kernel.identity.rules import find_personal


@pytest.mark.parametrize(("value", "shown"), [
    (datetime(2026, 11, 3, 9, 5, tzinfo=ZoneInfo("Asia/Shanghai")), "2026年11月3日 09:05"), (date(2026, 1, 2), "2026年1月2日"), (None, "—"), ("  ", "—"),
    ("a\r\nb", "a b"), (7, "7"), (["x", None], ["x", "—"]), ({"due": date(2026, 1, 2)}, {"due": "2026年1月2日"}), ("\u202e\x07甲", "甲"),
])
def test_how_values_stand_on_paper(value, shown):
    assert rules.printed(value) == shown


@given(st.text(max_size=900))
def test_any_text_can_be_printed(text):
    shown = rules.printed(text)
    shown.encode()
    assert shown
    assert len(shown) <= rules.TEXT_LENGTH + 20
    assert find_personal(shown) == []


def test_the_font_holds_every_character_of_gb2312():
    from PIL import ImageFont

    font = ImageFont.truetype(str(FONTS / "NotoSerifSC-Regular-GB2312.ttf"), 16)
    nothing = font.getmask("\u0378").getbbox(), bytes(font.getmask("\u0378"))
    characters = [bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF) if (row, cell) < (0xD7, 0xFA) or row > 0xD7]
    assert len(characters) == 6763
    assert [one for one in characters if (font.getmask(one).getbbox(), bytes(font.getmask(one))) == nothing] == []
