from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

import shaoxiang.whistles
from shaoxiang.cases.tests.seats import seated
from shaoxiang.config.messages import read_parts
from shaoxiang.dispatch.flows import ORDER_FLOW
from shaoxiang.dispatch.vocabulary import CitedList, NoteKind
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.whistles import access, actions
from shaoxiang.whistles.flows import WHISTLE_FLOW
from shaoxiang.whistles.queries.timeline import SAID, entry_words, facts_words
from shaoxiang.whistles.tests import walks
from shaoxiang.whistles.tests.pages import text, whistle_page
from shaoxiang.whistles.vocabulary import CancelReason, Cause, SuspendReason

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
ROOM = Path(shaoxiang.whistles.__file__).parent
NOT_OF_A_WHISTLE = {"whistles.exported", "whistles.type_changed", "whistles.setting_set"}


def kinds() -> set[str]:
    """Every kind of entry the room can write on a whistle: its moves, those of its units, and what its actions name."""
    of_units = {move.name for move in ORDER_FLOW if move.name in access.GRANTS}
    sources = [file.read_text(encoding="utf-8") for file in (ROOM / "actions").glob("*.py")]
    named = {kind for source in sources for kind in re.findall(r'(?:Note|record)\(\s*f?"(whistles\.\w+)"', source)}
    return {f"whistles.{name}" for name in {*WHISTLE_FLOW.by_name, *of_units}} | named - NOT_OF_A_WHISTLE


def test_every_kind_of_entry_has_words_in_both_languages():
    english, _notes = read_parts()
    said = {kind: entry_words(Entry(kind=kind, facts={})) for kind in kinds() | set(SAID)}
    assert len(said) > 30
    assert [kind for kind, words in said.items() if "." in words] == []
    assert [words for words in said.values() if not english.get(words)] == []


def story() -> list[str]:
    """A whistle that goes through nearly everything; the numbers of all that were made."""
    now = timezone.now() - timedelta(days=2)
    first = walks.closed(at=now - timedelta(days=3))
    whistle = walks.blown("ROUTINE", at=now)
    other = walks.order(whistle, walks.housing())
    objector = walks.of_body(walks.housing())
    cited = {"cited_list": CitedList.DUTY_LIST, "cited_item": walks.item()}
    actions.object_to(whistle.number, other.pk, actor=objector, at=now + walks.MINUTE, words="示例异议", **cited)
    actions.rule_reassigned(whistle.number, other.pk, actor=walks.district(), at=now + walks.HOUR, words="示例裁定", body_id=walks.health())
    actions.suspend(
        whistle.number, actor=walks.desk(), at=now + walks.HOUR, reason=SuspendReason.COURT, until=now + walks.DAY, words="示例中止",
    )
    actions.resume(whistle.number, actor=walks.desk(), at=now + 2 * walks.HOUR)
    actions.climb(whistle.pk, walks.lead(whistle).pk, Cause.ACK, due_at=now + 3 * walks.HOUR, at=now + 4 * walks.HOUR)
    actions.supervise(whistle.number, actor=walks.leader(), at=now + 4 * walks.HOUR, kind=NoteKind.SUPERVISE, words="示例督办")
    actions.link(whistle.number, first.number, actor=walks.desk(), at=now + 4 * walks.HOUR)
    key = actions.suggest_key_issue(whistle.number, actor=walks.leader(), at=now + 4 * walks.HOUR)
    walks.arrived(whistle, walks.fire(), at=now + 5 * walks.HOUR)
    actions.appraise_unit(first.number, walks.lead(first).pk, actor=walks.desk(), at=now, scores=walks.scores(2), reasons="示例低分")
    actions.answer_appraisal(first.number, walks.lead(first).pk, actor=walks.of_body(walks.fire()), at=now, words="示例申辩")
    actions.appraise_whistle(
        first.number, walks.lead(first).pk, actor=walks.of_body(walks.fire()), at=now, needed=False, clear=True, addressed=True, words="示例不必要",
    )
    actions.reopen(first.number, actor=walks.desk(), at=now + walks.HOUR, words="示例重办")
    actions.cancel(whistle.number, actor=walks.desk(), at=now + 6 * walks.HOUR, reason=CancelReason.OTHER_WAY, words="示例取消")
    walks.delivered(timezone.now())
    return [whistle.number, first.number, key.number]


def test_no_code_and_no_gap_stands_in_a_record():
    """Everything that happened is said in words, and so is what the facts add."""
    client = seated(walks.desk())
    for number in story():
        page = text(client.get(f"/whistles/{number}/"))
        record = page.split('id="record"', 1)[1].split("</ol>", 1)[0]
        plain = re.sub(r"<[^>]+>", " ", record)
        assert not re.search(r"\b(whistles|clocks|coordination|cases)\.\w+", plain), plain
        assert not re.search(r"\b[A-Z]{2,}_[A-Z_]+\b", plain), plain
        assert "%(" not in plain


def test_what_the_facts_add_is_said_in_words():
    whistle_number, first, _key = story()
    client = seated(walks.desk())
    page, older = (text(client.get(whistle_page(walks.Whistle.objects.get(matter__number=one)))) for one in (whistle_number, first))
    for words in (
        "改派给", "等待法院或者其他机关", "逾期没有签收；告诉本单位负责人", "督办", f"前哨 {first}", "草稿 SH", "改走其他渠道", "示例裁定", "示例督办",
    ):
        assert words in page, words
    for words in ("按时到场 2 分", "没有必要、情况讲清楚、找对了单位", "第 2 轮", "示例低分", "示例重办"):
        assert words in older, words


def test_facts_that_are_empty_add_nothing():
    assert facts_words(Entry(kind="whistles.arrive", facts={"how": "ON_SITE", "can_decide": None}), {}, {}) == "到了现场"
    assert facts_words(Entry(kind="whistles.blow", facts={"lead": None, "orders": []}), {}, {}) == ""
