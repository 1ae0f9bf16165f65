import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.kernel.identity import rules
from shaoxiang.kernel.identity.vocabulary import Personal

with (Path(__file__).parent / "data" / "synthetic_ids.csv").open(encoding="utf-8") as file:
    SYNTHETIC = list(csv.DictReader(file))
CHECKS = {"citizen_id": rules.citizen_id, "uscc": rules.credit_code}


def test_made_up_identifiers_are_judged_as_the_standard_says():
    assert len(SYNTHETIC) == 320
    for row in SYNTHETIC:
        if row["valid"] == "1":
            CHECKS[row["kind"]](row["value"])
        else:
            with pytest.raises(rules.BadIdentifier) as caught:
                CHECKS[row["kind"]](row["value"])
            assert row["value"] not in str(caught.value)


@pytest.mark.parametrize(("typed", "number"), [
    ("13900000000", "13900000000"), ("１３９ ０００0 0000", "13900000000"), ("+86 139-0000-0000", "13900000000"), ("19912345678", "19912345678"),
    ("0471-1234567", None), ("0471-3234567", "04713234567"), ("（0471）6234567", "04716234567"), ("010-62345678", "01062345678"),
    ("12900000000", None), ("1390000000", None), ("139000000000", None), ("", None), ("电话", None), ("6234567", "6234567"),
])
def test_telephone_numbers(typed, number):
    if number is None:
        with pytest.raises(rules.BadIdentifier):
            rules.phone_number(typed)
    else:
        assert rules.phone_number(typed) == number


def test_a_person_born_before_1983_keeps_the_number_of_this_district():
    digits = "15010219620101001"
    number = digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, rules._WEIGHTS, strict=True)) % 11]
    assert rules.citizen_id(number.lower()).birth_on.year == 1962
    assert rules.citizen_id(number).region == "150102"


@pytest.mark.parametrize(("field", "value", "shown"), [
    ("name", "孙阿姨", "孙**"), ("name", "李四", "李*"), ("name", "王", "王*"),
    ("name", "欧阳小明", "欧阳**"), ("name", "阿拉坦其木格", "阿**"), ("name", "  ", ""),
    ("phone", "13900000000", "139****0000"), ("phone", "0471-3234567", "0471****67"),
    ("phone", "010 62345678", "010****78"), ("phone", "6234567", "****67"), ("phone", "12", "****"),
    ("id_number", "150102199001011234", "150102**********34"), ("id_number", "护照E123", "****"),
    ("address", "新城区海拉尔东路街道12号院3单元", "新城区海拉尔东路街道****"), ("address", "12号院", "****"), ("note", "独居", "****"), ("note", "", ""),
])
def test_how_a_field_is_shown(field, value, shown):
    assert rules.mask_field(field, value) == shown


@pytest.mark.parametrize(("text", "shown"), [
    ("联系13900000000谢谢", "联系139****0000谢谢"),
    ("tel:+86 139 0000 1111。", "tel:+86****1111。"),
    ("１３９００００２２２２", "139****2222"),
    ("座机0471-3234567", "座机0471****67"), ("电话：3234567，", "电话：****67，"),
    ("身份证15010219900101123x", "身份证150102**********3X"),
    ("卡号6222 0200 1111 2222 333", "卡号****2333"), ("卡6222020011112222333", "卡****2333"),
    ("编号SJ20261123-0042", "编号SJ20261123-0042"), ("2026-11-23 10:30", "2026-11-23 10:30"), ("拨打12345或110", "拨打12345或110"),
    ("400-800-1234", "400-800-1234"), ("3单元1202室", "3单元1202室"), ("", ""),
])
def test_free_text_is_masked_where_a_number_is_somebodys(text, shown):
    assert rules.mask_text(text) == shown


def test_each_kind_is_named():
    spans = rules.find_personal("13900000000 0471-3234567 150102199001011234 6222020011112222333")
    assert [span.kind for span in spans] == [Personal.MOBILE, Personal.LANDLINE, Personal.CITIZEN_ID, Personal.BANK_CARD]


digits = st.text("0123456789", min_size=1, max_size=20)
glue = st.sampled_from(["", " ", "-", "，", "电话", "电话：", "+86", "Ｘ", "x", "（", "💧", "\n", "１３９", "0471"])
noise = st.lists(st.one_of(digits, glue, st.text(max_size=6)), max_size=12).map("".join)
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
ids = st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True)


@given(noise)
def test_masked_text_holds_nothing_more_to_mask(text):
    masked = rules.mask_text(text)
    assert rules.find_personal(masked) == []
    assert rules.mask_text(masked) == masked
    assert rules.find_personal(rules.without_personal(text)) == []


@given(st.text("漏水，。 abc\n"), st.one_of(mobiles, ids), st.text("漏水，。 abc\n"))
def test_a_number_put_into_any_text_does_not_survive(before, number, after):
    text = before + number + after
    assert number not in rules.mask_text(text)
    assert number not in rules.without_personal(text)
    assert rules.mask_text(text).startswith(before)
    assert rules.mask_text(text).endswith(after)


@given(st.dictionaries(st.sampled_from(["name", "phone", "id_number", "address", "note"]), st.text(max_size=30)))
def test_any_field_can_be_masked(fields):
    shown = rules.mask_fields(fields)
    assert set(shown) == {"name", "phone", "id_number", "address", "note"}
    assert all(bool(shown[name]) == bool(value.strip()) or name != "note" for name, value in fields.items())
