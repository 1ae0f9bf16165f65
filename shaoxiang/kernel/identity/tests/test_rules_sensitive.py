"""What points at people in free text: plates, a house number beside a name; what the public reads, and what one click takes out."""

from __future__ import annotations

import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.kernel.identity.rules import BadIdentifier, find_sensitive, mask_public, mask_text, mobile_number, strip_sensitive
from shaoxiang.kernel.identity.vocabulary import Personal

PATIENCE_S = 120
P, H, M = Personal.PLATE, Personal.HOUSEHOLD, Personal.MOBILE


@pytest.mark.parametrize(("text", "kinds"), [
    ("蒙A12345的车堵了路", [P]), ("京AD12345 停在盲道上", [P]), ("蒙Ａ１２３４５", [P]), ("蒙A·12345", [P]), ("粤Z1234港", [P]), ("蒙A1234学", [P]),
    ("3号楼2单元501室张阿姨家漏水", [H]), ("5-2-301 王先生半夜吵", [H]), ("邻居李大爷在3号楼", [H]), ("业主叫张小红，住2栋", [H]), ("105室欧阳先生", []),
    ("三号楼二单元刘女士", [H]), ("张先生 13900000000", [M]), ("3号楼张阿姨，蒙A12345，13900000000", [H, P, M]),
    # places and people apart are no household
    ("井盖坏了，在12号楼前面", []), ("5-2-301漏水", []), ("路灯第3盏不亮，李家巷口", []), ("张阿姨说路灯不亮", []), ("2026-11-02张女士反映", []),
    ("王府井大街 2026-11-23 施工", []), ("G6高速", []), ("A12345", []), ("10路公交", []),
])
def test_what_points_at_people_is_found(text, kinds):
    assert [span.kind for span in find_sensitive(text)] == kinds


@pytest.mark.parametrize("text", ["蒙A12345", "3号楼2单元501室张阿姨家", "电话13900000000", "身份证11010519491231002X"])
def test_the_public_reads_none_of_it(text):
    hidden = mask_public(text)
    assert find_sensitive(hidden) == []
    assert not any(letter.isdigit() for letter in hidden)
    assert mask_public(hidden) == hidden


def test_handlers_go_on_seeing_the_car_that_blocks_the_gate():
    assert mask_text("蒙A12345堵了消防通道，电话13900000000") == "蒙A12345堵了消防通道，电话139****0000"


def test_one_click_takes_numbers_and_names_and_leaves_the_place():
    assert strip_sensitive("3号楼2单元501室张阿姨家漏水，电话13900000000") == "3号楼2单元501室家漏水，电话"
    assert strip_sensitive("蒙A12345 堵了路") == "堵了路"
    assert strip_sensitive("路灯不亮") == "路灯不亮"


@given(st.text(alphabet="张王李阿姨先生业主叫3号楼5单元0123456789-室蒙A ，。", max_size=60))
def test_whatever_is_typed_it_ends_and_nothing_is_left(text):
    assert find_sensitive(strip_sensitive(text)) == []
    assert find_sensitive(mask_public(text)) == []


@pytest.mark.parametrize("text", ["1" * 5000, "1号楼" * 1600, "一二三" * 1600, "1-" * 2500, "张三3-" * 1200])
def test_a_text_made_to_take_long_comes_to_its_end(text):
    """Forty times as long as any text we take: with steps that grow by the square it would not end while anybody waits."""
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("it does not come to its end"))
    signal.alarm(PATIENCE_S)
    try:
        find_sensitive(text * 40)
    finally:
        signal.alarm(0)


@pytest.mark.parametrize("number", ["04711234567", "0471-1234567", "12345", ""])
def test_a_landline_gets_no_text_message(number):
    with pytest.raises(BadIdentifier):
        mobile_number(number)
    assert mobile_number("+86 139-0000-0000") == "13900000000"
