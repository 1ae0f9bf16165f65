from datetime import UTC, datetime

import pytest
from django.utils import translation

from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.notices import queries, rules, wording
from shaoxiang.kernel.notices.actions import mark_read, notify
from shaoxiang.kernel.notices.models import Notice

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DESK = Actor(kind=ActorKind.PERSON, post_id=7, person_id=70)
OTHER = Actor(kind=ActorKind.PERSON, post_id=8, person_id=80)
wording.register({"tests.assigned": wording.Wording("事项 %(number)s 派给了您", "notices:open", ("pk",), icon="inbox")})


@pytest.mark.django_db
def test_a_post_and_a_person_see_their_own_notices_only():
    to_post = notify("tests.assigned", at=NOON, post_id=7, params={"number": "SJ20260302-0001"})
    to_person = notify("tests.assigned", at=NOON, person_id=70)
    notify("tests.assigned", at=NOON, post_id=9)
    assert {each.pk for each in queries.for_actor(DESK)} == {to_post.pk, to_person.pk}
    assert not queries.for_actor(OTHER).exists()
    assert not queries.for_actor(Actor(kind=ActorKind.RESIDENT)).exists()
    assert queries.count_unread(DESK) == 2


@pytest.mark.django_db
def test_a_repeated_reaction_tells_once():
    assert notify("tests.assigned", at=NOON, post_id=7, key="entry:1") is not None
    assert notify("tests.assigned", at=NOON, post_id=7, key="entry:1") is None
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_a_muted_notice_is_not_counted():
    notify("tests.assigned", at=NOON, post_id=7)
    notify("tests.assigned", at=NOON, post_id=7, muted=True)
    assert queries.count_unread(DESK) == 1
    assert queries.for_actor(DESK).count() == 2


@pytest.mark.parametrize("params", [
    {"phone": "13900000000"}, {"id": "15010219900101001X"}, {"text": "字" * 61}, {"text": "两\n行"}, {"who": {"name": "x"}}, {"line": "0471-1234567"},
])
def test_nothing_personal_goes_into_a_notice(params):
    with pytest.raises(rules.PersonalInNotice):
        rules.check_params(params)


def test_ids_numbers_codes_and_dates_may_go():
    params = {"number": "SJ20260302-0001", "count": 3, "on": "2026-03-02", "none": None}
    assert rules.check_params(params) == params


@pytest.mark.django_db
def test_nobody_to_tell_is_an_error():
    with pytest.raises(ValueError, match="post or a person"):
        notify("tests.assigned", at=NOON)


@pytest.mark.django_db
def test_read_is_read_and_another_posts_notice_stays():
    mine, also = notify("tests.assigned", at=NOON, post_id=7), notify("tests.assigned", at=NOON, post_id=7)
    theirs = notify("tests.assigned", at=NOON, post_id=8)
    assert mark_read(DESK, at=NOON, notice_id=theirs.pk) == 0
    assert mark_read(DESK, at=NOON, notice_id=mine.pk) == 1
    assert [each.pk for each in queries.unread(DESK)] == [also.pk]
    assert mark_read(DESK, at=NOON) == 1


def test_words_survive_a_missing_parameter_and_an_unknown_code():
    assert wording.text_of("tests.assigned", {}) == "事项 — 派给了您"
    with translation.override("zh-hans"):
        assert wording.text_of("tests.unknown", {}) == "有一条新消息"
    assert wording.address_of("tests.assigned", {}) == ""
    assert wording.address_of("tests.assigned", {"pk": 5}) == "/notices/5/"
