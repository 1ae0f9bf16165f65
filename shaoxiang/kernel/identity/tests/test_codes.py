"""短信验证码: one number, six digits, ten minutes, five tries; and what an erased or restricted record no longer gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.identity import actions, codes, queries, rules
from shaoxiang.kernel.identity.models import PhoneCode, VaultRecord
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.notices import texts

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
PHONE = "13900000000"


class Outbox:
    """A gateway of one's own: what was handed over."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, phone: str, text: str) -> None:
        self.sent.append((phone, text))


@pytest.fixture
def outbox():
    box = Outbox()
    texts.register(box)
    yield box
    texts.register(None)


def asked(outbox: Outbox, at=NOON, phone=PHONE, address="10.0.0.1") -> tuple[str, str]:
    """(index, code) as they came by text."""
    sent = codes.send(phone, address=address, at=at)
    assert sent.shown == ""
    number, words = outbox.sent[-1]
    assert number == rules.mobile_number(phone)
    return sent.index, next(part for part in words.replace("，", " ").split() if part.isdigit() and len(part) == 6)


def test_the_code_that_came_opens_once(outbox):
    index, code = asked(outbox)
    assert index == queries.phone_index("139 0000 0000")
    assert codes.check(index, f" {code[:3]} {code[3:]}", at=NOON + timedelta(minutes=9))
    assert not codes.check(index, code, at=NOON + timedelta(minutes=9))


def test_after_ten_minutes_it_is_void(outbox):
    index, code = asked(outbox)
    assert not codes.check(index, code, at=NOON + codes.GOOD_FOR)


def test_five_wrong_ones_use_it_up(outbox):
    index, code = asked(outbox)
    wrong = "000000" if code != "000000" else "111111"
    assert [codes.check(index, wrong, at=NOON) for _turn in range(codes.TRIES)] == [False] * codes.TRIES
    assert not codes.check(index, code, at=NOON)


def test_a_new_code_voids_the_one_before_and_another_number_opens_nothing(outbox):
    index, first = asked(outbox)
    _index, second = asked(outbox, at=NOON + timedelta(minutes=1))
    other, _code = asked(outbox, phone="13900000001")
    if first != second:
        assert not codes.check(index, first, at=NOON + timedelta(minutes=2))
    assert not codes.check(other, second, at=NOON + timedelta(minutes=2)) or second == _code
    assert codes.check(index, second, at=NOON + timedelta(minutes=2))


def test_neither_number_nor_code_is_stored(outbox):
    _index, code = asked(outbox)
    row = PhoneCode.objects.values_list().get()
    assert PHONE not in str(row)
    assert code not in str(row[2])


def test_a_telephone_is_not_flooded_whoever_asks(outbox):
    for turn in range(codes.TO_A_PHONE.times):
        asked(outbox, address=f"10.0.1.{turn}")
    with pytest.raises(codes.TooManyCodes) as many:
        codes.send(PHONE, address="10.0.2.1", at=NOON)
    assert 1 <= many.value.retry_after_s <= 601
    assert codes.send(PHONE, address="10.0.2.1", at=NOON + timedelta(minutes=11)).index


def test_an_address_does_not_flood_the_town(outbox):
    for turn in range(codes.FROM_AN_ADDRESS.times):
        asked(outbox, phone=f"1390000{turn:04d}")
    with pytest.raises(codes.TooManyCodes):
        codes.send("13911110000", address="10.0.0.1", at=NOON)


def test_without_a_gateway_nothing_is_promised_and_a_demonstration_shows_the_code():
    with pytest.raises(texts.NoGateway):
        codes.send(PHONE, address="x", at=NOON)
    assert not PhoneCode.objects.exists()
    sent = codes.send(PHONE, address="x", at=NOON, demo=True)
    assert codes.check(sent.index, sent.shown, at=NOON)


def test_old_codes_go(outbox):
    asked(outbox)
    assert codes.forget_old(now=NOON) == 0
    assert codes.forget_old(now=NOON + codes.KEPT_FOR + timedelta(seconds=1)) == 1


def test_an_erased_record_is_empty_and_a_restricted_one_is_shown_to_nobody():
    erased = actions.keep({"name": "示例孙阿姨", "phone": PHONE}, purpose="case_reporter", at=NOON)
    kept = actions.keep({"phone": PHONE}, purpose="case_reporter", at=NOON)
    matter = open_matter(MatterKind.CASE, title="示例", status="CLOSED", at=NOON)
    assert actions.erase(erased.pk, actor=SYSTEM, at=NOON)
    assert not actions.erase(erased.pk, actor=SYSTEM, at=NOON)
    actions.restrict(kept.pk, actor=SYSTEM, at=NOON)
    actions.restrict(kept.pk, actor=SYSTEM, at=NOON)
    assert queries.plain(VaultRecord.objects.get(pk=erased.pk)) == {}
    assert queries.find_by_phone(PHONE) == [kept.pk]
    with pytest.raises(actions.Restricted):
        actions.reveal(kept.pk, ["phone"], actor=SYSTEM, at=NOON, reason="示例事由", matter=matter)
    assert list(Entry.objects.order_by("pk").values_list("kind", flat=True)) == ["identity.erased", "identity.restricted"]
    assert actions.blur_due(NOON + timedelta(days=9)) == 0
