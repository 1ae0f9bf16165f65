"""A second person looks at a draft before it is published: nobody confirms what he drafted, changed or sent."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties.actions import change_item, confirm, publish, rebase, send_back, send_for_review
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries.reviewing import reviewers_of
from shaoxiang.duties.queries.versions import base_items
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.tests.test_matter import MONDAY, counting, decided, drafted, office, reworded, waiting
from shaoxiang.institutions.models import Account
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from tests import people
from tests.hearing import heard_on_list

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def head():
    return people.actor("DEPARTMENT_HEAD", body="区委机构编制委员会办公室")


def sent(version=None) -> ListVersion:
    return send_for_review((version or decided()).pk, actor=office(), at=MONDAY)


def stage(version) -> str:
    version.matter.refresh_from_db()
    return version.matter.status


def changed(version, actor, turn=1):
    version.refresh_from_db()
    code = list(base_items(version.kind))[turn]
    return change_item(version.pk, code, act="AMEND", values=reworded(version.kind, code, "另一位改的"), reason="", revision=version.revision, actor=actor,
                       at=MONDAY)


def kinds(version) -> list[str]:
    return list(Entry.objects.filter(subject_kind="matter", subject_id=version.matter_id).order_by("pk").values_list("kind", flat=True))


def test_a_decided_draft_is_sent_confirmed_by_a_colleague_and_published():
    version = sent()
    assert (stage(version), waiting(version)) == ("IN_REVIEW", [("confirm", "STAFFING_OFFICE")])
    row = DeskRow.objects.get(OPEN, matter_id=version.matter_id)
    assert row in desk_of(office(1))
    assert row not in desk_of(office()), "nobody is asked to look at his own"
    assert counting(version).code == "FOI_PROACTIVE", "the time to publish runs on meanwhile"
    version = confirm(version.pk, actor=office(1), at=MONDAY, revision=version.revision)
    assert (stage(version), waiting(version)) == ("REVIEWED", [("publish", "STAFFING_OFFICE")])
    published = publish(version.pk, actor=office(), at=MONDAY, heard_number=heard_on_list(version.pk, at=MONDAY))
    assert (published.reviewed_by, published.reviewed_at) == (office(1).assignment_id, MONDAY)
    assert kinds(version)[-3:] == ["duties.version_sent", "duties.version_confirmed", "duties.version_published"]
    assert Entry.objects.get(kind="duties.version_published").facts["reviewed_by"] == office(1).assignment_id


def test_what_nobody_else_has_looked_at_is_not_published():
    version = decided()
    for at_once in (version, sent(version)):
        with pytest.raises(ChangeRefused) as refused:
            publish(at_once.pk, actor=office(), at=MONDAY)
        assert refused.value.field == "review"
    assert ListVersion.objects.get(pk=version.pk).status == "DRAFT"


def test_who_drafted_changed_last_or_sent_it_does_not_confirm_it_and_is_told_who_may():
    version = decided()
    changed(version, office(1))  # drafted by one, changed by the other
    version = sent(version)
    for actor in (office(), office(1)):
        with pytest.raises(ChangeRefused) as refused:
            confirm(version.pk, actor=actor, at=MONDAY)
        assert "编办主任" in str(refused.value.facts["who"]) if refused.value.facts else Account.objects.filter(person_id=head().person_id).exists() is False
    assert confirm(version.pk, actor=head(), at=MONDAY).reviewed_by == head().assignment_id
    assert [one.assignment_id for one in reviewers_of(version)] == [head().assignment_id]


def test_where_only_the_leader_is_left_it_waits_on_the_leaders_desk():
    head()  # has an account from here on
    version = decided()
    changed(version, office(1))
    assert waiting(sent(version)) == [("confirm", "DEPARTMENT_HEAD")]


@pytest.mark.parametrize("who", [{"role": "STREET_DESK"}, {"role": "CONFIG_ADMIN"}, {"role": "JUSTICE_BUREAU"}, {"role": "DEPARTMENT_HEAD", "skip": 1}])
def test_nobody_outside_the_keeping_office_confirms_or_sends_back(who):
    version = sent()
    actor = people.actor(who["role"], skip=who.get("skip", 0))
    for act in (lambda: confirm(version.pk, actor=actor, at=MONDAY), lambda: send_back(version.pk, words="x", actor=actor, at=MONDAY)):
        with pytest.raises(PermissionDenied):
            act()
    assert stage(version) == "IN_REVIEW"


def test_the_justice_bureau_looks_at_its_own_draft_of_powers():
    first, second = people.actor("JUSTICE_BUREAU"), people.actor("JUSTICE_BUREAU", skip=1)
    version = drafted("POWER", first)
    version = decided(version=version)  # the staffing office wrote the decision down
    send_for_review(version.pk, actor=first, at=MONDAY)
    assert waiting(version) == [("confirm", "JUSTICE_BUREAU")]
    with pytest.raises(ChangeRefused):
        confirm(version.pk, actor=first, at=MONDAY)
    with pytest.raises(PermissionDenied):
        confirm(version.pk, actor=office(1), at=MONDAY)
    assert confirm(version.pk, actor=second, at=MONDAY).reviewed_by == second.assignment_id


@pytest.mark.parametrize("confirmed", [False, True])
def test_any_change_takes_the_review_back(confirmed):
    version = sent()
    if confirmed:
        confirm(version.pk, actor=office(1), at=MONDAY)
    changed(version, office())
    version.refresh_from_db()
    assert (stage(version), waiting(version)) == ("DECIDED", [("send_for_review", "STAFFING_OFFICE")])
    assert (version.sent_by, version.reviewed_by, version.reviewed_at) == (None, None, None)
    assert "duties.version_taken_back" in kinds(version)
    assert counting(version).code == "FOI_PROACTIVE"
    with pytest.raises(ChangeRefused):
        publish(version.pk, actor=office(), at=MONDAY)


def test_a_rebase_and_another_decision_take_it_back_too():
    version = sent()
    rebase(version.pk, actor=office(), at=MONDAY)
    assert stage(version) == "DECIDED"
    sent(version)
    version.refresh_from_db()
    decided(version=version)
    assert stage(version) == "DECIDED"


def test_a_draft_sent_back_says_why_and_is_sent_again():
    version = sent()
    with pytest.raises(ChangeRefused) as refused:
        send_back(version.pk, words=" ", actor=office(1), at=MONDAY)
    assert refused.value.field == "words"
    version = send_back(version.pk, words="示例：依据写错了一条", actor=office(1), at=MONDAY)
    assert (stage(version), version.refusal) == ("DECIDED", "示例：依据写错了一条")
    entry = Entry.objects.get(kind="duties.version_sent_back")
    assert "示例" not in str(entry.facts)
    assert sent(version).refusal == ""


def test_what_could_not_be_published_is_not_sent():
    version = drafted()
    with pytest.raises(ChangeRefused) as refused:
        send_for_review(version.pk, actor=office(), at=MONDAY)
    assert refused.value.field == "decided_by"
    version = sent(decided(version=version))
    with pytest.raises(MoveRefused):
        sent(version)


def test_the_database_itself_keeps_the_second_person_another():
    version = sent()
    rows = ListVersion.objects.filter(pk=version.pk)
    said = {"status": "PUBLISHED", "number": 2, "published_at": MONDAY, "digest": "x", "signature": "x", "reviewed_at": MONDAY}
    for who in (office().assignment_id, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**said, reviewed_by=who)


def test_the_page_names_who_may_and_tells_the_drafter_that_it_is_not_him():
    version = sent()
    address = reverse("duties:version", args=[version.pk])
    mine, colleague, leader = (seated(actor).get(address).content.decode() for actor in (office(), office(1), head()))
    assert "要由另一位同志复核" in mine
    assert "我看过了，复核通过" not in mine
    assert "机构编制复核岗" in mine
    assert "我看过了，复核通过" in colleague
    assert "我看过了，复核通过" in leader
    assert "不改这一条了" not in leader  # the leader looks, and does not edit
    act = reverse("duties:version_review", args=[version.pk, "send_back"])
    assert seated(office(1)).post(act, {"revision": version.revision, "words": ""}).status_code == 422
    kept = seated(office(1)).post(act, {"revision": 99, "words": "我写的意见"})
    assert kept.status_code == 422
    assert "我写的意见" in seated(office(1)).get(act).content.decode()
    assert seated(office()).post(act, {"revision": version.revision, "words": "自己退自己"}).status_code == 422
    assert seated(people.actor("STREET_DESK")).get(act).status_code == 404
    assert seated(office(1)).post(act, {"revision": version.revision, "words": "示例意见"}).status_code == 302
    assert "示例意见" in seated(office()).get(address).content.decode()


def test_an_office_with_one_account_is_told_how_to_get_a_second():
    version = sent()
    Account.objects.filter(person__assignments__post__body__code="ORG11").exclude(person_id=office().person_id).delete()
    page = seated(office()).get(reverse("duties:version", args=[version.pk])).content.decode()
    assert "没有别人能复核" in page
    for role in ("业务管理员", "安全管理员", "部门负责人"):
        assert role in page
