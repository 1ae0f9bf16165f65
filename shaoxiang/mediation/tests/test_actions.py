"""State, clock, desk, record, and who may."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader

from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.documents.models import IssuedDocument
from shaoxiang.kernel.files import store
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.identity.models import Disclosure, VaultRecord
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.kernel.search.queries import matching
from shaoxiang.mediation import actions, queries
from shaoxiang.mediation.models import MediationCase, PoliceNotice
from shaoxiang.mediation.rules import MediationRefused
from shaoxiang.mediation.tests.conftest import HOUR, MONDAY, SECRET, agreed, desk, fresh, judicial, mediating, mediator_of, registered, willing
from shaoxiang.mediation.vocabulary import AgreementForm, ChosenBy, Consent, PoliceTold, Remedy, Said, TurnEnd
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def kinds(mediation: MediationCase) -> list[str]:
    return list(Entry.objects.filter(subject_kind="matter", subject_id=mediation.pk).order_by("seq").values_list("kind", flat=True))


def awaited(mediation: MediationCase) -> list[tuple[str, str]]:
    return list(DeskRow.objects.filter(OPEN, matter_id=mediation.pk).values_list("what", "role"))


def test_an_application_waits_on_the_communitys_desk():
    mediation = registered()
    assert mediation.number.startswith("TJ20261102-")
    assert mediation.matter.title == "邻里纠纷"
    assert awaited(mediation) == [("accept", "COMMUNITY_DESK")]
    assert mediation.pk in set(desk_of(desk()).values_list("matter_id", flat=True))
    assert kinds(mediation) == ["mediation.registered"]


def test_from_the_application_to_the_performance():
    mediation, mediator = agreed()
    assert mediation.matter.status == "AGREED"
    assert awaited(mediation) == [("perform", "GRID_WORKER")]
    row = DeskRow.objects.get(OPEN, matter_id=mediation.pk)
    assert row.due_at == datetime(2026, 11, 5, 16, 0, tzinfo=UTC)  # 24:00 of 5 November here
    actions.follow_up(mediation.number, actor=mediator, at=MONDAY + timedelta(days=2), words="示例：水管已修。")
    actions.perform(mediation.number, actor=mediator, at=MONDAY + timedelta(days=3))
    ended = fresh(mediation)
    assert (ended.matter.status, bool(ended.matter.closed_at)) == ("PERFORMED", True)
    assert awaited(mediation) == []
    assert not RunningClock.objects.filter(matter_id=mediation.pk, stopped_at__isnull=True).exists()
    assert VaultRecord.objects.filter(pk__in=mediation.parties.values("vault_id"), blur_after__isnull=False).count() == 2
    assert [kind.removeprefix("mediation.") for kind in kinds(mediation) if kind.startswith("mediation.")] == [
        "registered", "consent", "consent", "name_mediator", "accept", "hold", "agree", "follow_up", "perform",
    ]


def test_the_thirty_days_run_from_the_day_in_force():
    mediation, _mediator = agreed()
    clock = RunningClock.objects.get(matter_id=mediation.pk)
    assert (clock.code, clock.due_at) == ("MED_JUDICIAL_CONFIRM", datetime(2026, 12, 2, 16, 0, tzinfo=UTC))  # 2 December is a Wednesday
    assert mediation.matter.due_at == clock.due_at


def test_without_the_will_of_both_nothing_is_accepted():
    mediation = registered()
    with pytest.raises(MediationRefused):
        actions.accept(mediation.number, actor=desk(), at=MONDAY)
    first, second = mediation.parties.all()
    actions.consent(mediation.number, actor=desk(), at=MONDAY, party_id=first.pk, given=Consent.GIVEN, said=Said.TELEPHONE)
    actions.consent(mediation.number, actor=desk(), at=MONDAY, party_id=second.pk, given=Consent.REFUSED, said=Said.TELEPHONE)
    actions.name_mediator(mediation.number, actor=desk(), at=MONDAY, post_id=mediator_of(desk()).post_id, chosen_by=ChosenBy.COMMITTEE)
    with pytest.raises(MediationRefused, match="不得调解"):
        actions.accept(mediation.number, actor=desk(), at=MONDAY)
    with pytest.raises(MediationRefused):
        actions.fail(mediation.number, actor=desk(), at=MONDAY, remedies=[])
    actions.fail(mediation.number, actor=desk(), at=MONDAY, remedies=[Remedy.LITIGATION, Remedy.ARBITRATION])
    ended = fresh(mediation)
    assert (ended.matter.status, ended.remedies) == ("FAILED", ["ARBITRATION", "LITIGATION"])


def test_a_mediator_with_an_interest_steps_aside_for_good():
    mediation, mediator = mediating()
    actions.step_aside(mediation.number, actor=mediator, at=MONDAY + 3 * HOUR, why=TurnEnd.CONFLICT)
    assert awaited(mediation) == [("name_mediator", "COMMUNITY_DESK")]
    with pytest.raises(MediationCase.DoesNotExist):  # it is no longer his
        actions.hold(mediation.number, actor=mediator, at=MONDAY + 4 * HOUR, words="示例")
    with pytest.raises(MediationRefused):
        actions.name_mediator(mediation.number, actor=desk(), at=MONDAY + 4 * HOUR, post_id=mediator.post_id, chosen_by=ChosenBy.COMMITTEE)
    other = judicial().post_id
    actions.name_mediator(mediation.number, actor=desk(), at=MONDAY + 4 * HOUR, post_id=other, chosen_by=ChosenBy.PARTIES)
    assert fresh(mediation).mediator_post_id == other
    with pytest.raises(MediationRefused):
        actions.name_mediator(mediation.number, actor=desk(), at=MONDAY + 5 * HOUR, post_id=desk().post_id, chosen_by=ChosenBy.PARTIES)


def test_only_posts_of_the_place_mediate():
    mediation = registered()
    for post_id in (people.actor("COMMUNITY_DESK", street=people.NEXT).post_id, people.actor("STREET_DESK", street=people.HOME).post_id, 10**9):
        with pytest.raises(MediationRefused):
            actions.name_mediator(mediation.number, actor=desk(), at=MONDAY, post_id=post_id, chosen_by=ChosenBy.COMMITTEE)


def test_a_party_may_end_it_at_any_time_without_reasons():
    mediation, mediator = mediating()
    actions.withdraw(mediation.number, actor=mediator, at=MONDAY + 3 * HOUR)
    assert fresh(mediation).matter.status == "WITHDRAWN"


def test_danger_is_noted_at_every_step_and_holds_nothing_up():
    mediation, mediator = mediating()
    before = fresh(mediation).matter.status
    actions.tell_police(mediation.number, actor=mediator, at=MONDAY + 3 * HOUR, told=PoliceTold.EMERGENCY, words="示例：有人拿起木棍")
    notice = PoliceNotice.objects.get()
    assert (notice.told, notice.told_at, notice.told_by) == ("EMERGENCY", MONDAY + 3 * HOUR, mediator.assignment_id)
    assert fresh(mediation).matter.status == before
    actions.hold(mediation.number, actor=mediator, at=MONDAY + 4 * HOUR, words="示例：分开谈。")


def test_the_court_confirms_or_does_not():
    mediation, mediator = agreed()
    number = mediation.number
    with pytest.raises(MediationRefused):
        actions.apply_confirmation(number, actor=mediator, at=MONDAY + 5 * HOUR, court="示例法院", applied_on=date(2026, 11, 1))
    actions.apply_confirmation(number, actor=mediator, at=MONDAY + timedelta(days=1), court="示例法院", applied_on=date(2026, 11, 3))
    assert not RunningClock.objects.filter(matter_id=mediation.pk, stopped_at__isnull=True).exists()
    actions.court_invalid(number, actor=mediator, at=MONDAY + timedelta(days=2), words="示例：内容不明确")
    again = fresh(mediation)
    assert (again.matter.status, again.agreement_form, again.court_answer) == ("IN_MEDIATION", "", "INVALID")
    assert "水管" in "".join(again.notes.values_list("text", flat=True))  # what was agreed first is kept
    later = MONDAY + timedelta(days=3)
    actions.agree(number, actor=mediator, at=later, form=AgreementForm.ORAL, agreement="示例：三日内修好。", effective_on=date(2026, 11, 5))
    actions.apply_confirmation(number, actor=mediator, at=MONDAY + timedelta(days=4), court="示例法院", applied_on=date(2026, 11, 6))
    actions.court_valid(number, actor=mediator, at=MONDAY + timedelta(days=5))
    actions.breach(number, actor=mediator, at=MONDAY + timedelta(days=9), remedies=[Remedy.LITIGATION])
    assert fresh(mediation).matter.status == "BROKEN"
    with pytest.raises(MoveRefused):
        actions.hold(number, actor=mediator, at=MONDAY + timedelta(days=10), words="示例")


# --- who --------------------------------------------------------------------------------------------------------------


def test_only_the_mediator_holds_sessions_and_notes_agreements():
    mediation, mediator = mediating()
    with pytest.raises(PermissionDenied):
        actions.hold(mediation.number, actor=desk(), at=MONDAY + 3 * HOUR, words="示例")
    other = registered()
    willing(other)
    actions.name_mediator(other.number, actor=desk(), at=MONDAY, post_id=mediator.post_id, chosen_by=ChosenBy.COMMITTEE)
    with pytest.raises(PermissionDenied):
        actions.accept(other.number, actor=mediator, at=MONDAY)  # the desk takes it on, the mediator mediates


STRANGERS = ("STREET_DESK", "STREET_LEADER", "DISTRICT_DESK", "DISTRICT_LEADER", "SUPERVISOR", "HOTLINE", "VERIFIER", "SYSTEM_ADMIN", "AUDIT_ADMIN")


@pytest.mark.parametrize("role", STRANGERS)
def test_nobody_else_knows_of_it(role):
    mediation, _mediator = mediating()
    stranger = people.actor(role, street=people.HOME) if role.startswith(("STREET", "VERIFIER")) else people.actor(role)
    assert not queries.mediations_for(stranger).exists()
    with pytest.raises(MediationCase.DoesNotExist):
        actions.tell_police(mediation.number, actor=stranger, at=MONDAY, told=PoliceTold.STATION)
    with pytest.raises(PermissionDenied):
        registered(actor=stranger)


def test_the_next_street_and_the_next_community_do_not_either():
    mediation, _mediator = mediating()
    for stranger in (desk(street=people.NEXT), judicial(people.NEXT), desk(skip=1)):
        assert not queries.mediations_for(stranger).exists()
    assert queries.mediations_for(judicial()).get() == mediation


def test_a_desk_registers_its_own_place_only():
    with pytest.raises(MediationRefused):
        registered(community_id=desk(skip=1).community_id)
    with pytest.raises(MediationRefused):
        registered(actor=judicial(), community_id=desk(street=people.NEXT).community_id)
    assert registered(actor=judicial()).matter.community_id is None
    assert awaited(MediationCase.objects.get()) == [("accept", "JUDICIAL_OFFICE")]


# --- what is kept where -----------------------------------------------------------------------------------------------


def test_nothing_of_it_is_in_the_search_index_the_title_or_the_journal():
    mediation, _mediator = agreed()
    for question in ("漏水", "示例甲", mediation.number, "邻里纠纷"):
        assert not Matter.objects.filter(matching(question)).exists(), question
    told = json.dumps([*Entry.objects.values("facts", "rule"), *Matter.objects.values("title")], ensure_ascii=False, default=str)
    for secret in (SECRET, "示例甲某", "13900000000", "水管"):
        assert secret not in told


def test_an_oral_agreement_has_no_paper_and_a_written_one_has_its_number():
    oral, mediator = agreed(form=AgreementForm.ORAL)
    assert not IssuedDocument.objects.exists()
    with pytest.raises(MediationRefused):
        actions.agreement_paper(oral.number, actor=mediator, at=MONDAY, fmt="pdf")
    written, mediator = agreed()
    paper = IssuedDocument.objects.get(matter_id=written.pk)
    assert paper.number == "人调协〔2026〕1号"
    with store.opened(paper.file.sha256) as file:
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages)
    assert "示例甲某" in text
    assert "乙方三日内修好水管" in text
    assert "13900000000" not in text
    docx = actions.agreement_paper(written.number, actor=mediator, at=MONDAY + 5 * HOUR, fmt="docx")
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        body = archive.read("word/document.xml").decode()
    assert "人调协〔2026〕1号" in body
    assert "甲方自行粉刷墙面" in body
    assert Disclosure.objects.filter(matter_id=written.pk).count() == 4  # two parties, twice: each printing is on the record


def test_one_mediator_at_a_time_and_agreements_have_their_day():
    mediation, mediator = mediating()
    with pytest.raises(IntegrityError), transaction.atomic():
        mediation.turns.create(post_id=1, chosen_by=ChosenBy.COMMITTEE, named_at=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        MediationCase.objects.filter(pk=mediation.pk).update(agreement_form=AgreementForm.ORAL)
    assert mediator.post_id == mediation.mediator_post_id


def test_asking_again_changes_a_mind_until_it_is_accepted():
    mediation = registered()
    party = mediation.parties.first()
    for given in (Consent.REFUSED, Consent.GIVEN):
        actions.consent(mediation.number, actor=desk(), at=MONDAY, party_id=party.pk, given=given, said=Said.IN_PERSON)
    party.refresh_from_db()
    assert party.consent == Consent.GIVEN
    with pytest.raises(MediationRefused):
        actions.consent(mediation.number, actor=desk(), at=MONDAY, party_id=10**9, given=Consent.GIVEN, said=Said.IN_PERSON)
    willing(mediation)


def test_the_mediator_is_told_once():
    mediation = registered(at=timezone.now())
    mediator = mediator_of(desk())
    actions.name_mediator(mediation.number, actor=desk(), at=timezone.now(), post_id=mediator.post_id, chosen_by=ChosenBy.PARTIES)
    for _turn in range(2):
        deliver_pending(now=timezone.now() + HOUR)
        reactions.deliver(Entry.objects.get(kind="mediation.name_mediator"))
    notice = Notice.objects.get(post_id=mediator.post_id, code="mediation.named")
    assert mediation.number in notice.text
    assert "漏水" not in notice.text


def test_before_the_thirty_days_are_over_the_mediator_is_reminded():
    mediation, mediator = agreed()
    now = timezone.now()
    RunningClock.objects.filter(matter_id=mediation.pk).update(warn_at=now - HOUR, due_at=now + timedelta(days=3))
    sweep(now=now)
    deliver_pending(now=now + HOUR)
    assert Notice.objects.filter(post_id=mediator.post_id, code="mediation.confirm_soon").count() == 1
