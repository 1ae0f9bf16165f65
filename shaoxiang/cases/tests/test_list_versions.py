"""Cases and the versions of the lists: a case explains itself by the version it came under, also when a version is published at that very moment."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.models import Case
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import MONDAY, STREET_TYPE, reported
from shaoxiang.duties import actions
from shaoxiang.duties.models import ListVersion, TypeDuty
from shaoxiang.duties.queries import duty_book, forget_books
from shaoxiang.duties.tests.reviewing import confirmed
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.models import Entry
from tests import people
from tests.hearing import heard_on_list
from tests.whole.test_api_killed import url_of_this_database

DAY = timedelta(days=1)


def office():
    return people.actor("STAFFING_OFFICE")


def item_code(on: date) -> str:
    return TypeDuty.objects.get(in_force(on), type__code=STREET_TYPE, unit_scope="STREET").item.code


def drafted(title: str, *, begins: date, at: datetime) -> ListVersion:
    """The item that answers for the type, under another title; confirmed by a second person."""
    version = actions.draft_version("STREET_DUTY", title="示例新版", actor=office(), at=at)
    actions.change_item(version.pk, item_code(begins), act="AMEND", values={"title": title}, reason="", revision=0, actor=office(), at=at,
                        basis="示例编发〔2026〕7号")
    actions.describe(version.pk, title="示例新版", effective_from=begins, decided_by="区委编委（示例）", document="示例编发〔2026〕9号",
                     decided_on=timezone.localtime(at).date(), revision=1, actor=office(), at=at)
    return confirmed(version.pk, actor=office(), at=at)


def published(title: str, *, at: datetime) -> ListVersion:
    draft = drafted(title, begins=timezone.localtime(at).date(), at=at)
    return actions.publish(draft.pk, actor=office(), at=at, heard_number=heard_on_list(draft.pk, at=at))


def item_step(case: Case) -> dict[str, object]:
    return next(step["params"] for step in case.ground if step["code"] == "ITEM")


@pytest.mark.django_db
def test_a_case_under_version_three_explains_itself_under_three_after_four_is_out(district):
    published("示例二版职责", at=MONDAY - 2 * DAY)
    assert published("示例三版职责", at=MONDAY - DAY).number == 3
    case = reported(at=MONDAY)
    desk = seated(people.actor("STREET_DESK", street=people.HOME))

    def page(one: Case) -> str:
        return unescape(desk.get(reverse("cases:case", args=[one.number])).content.decode())

    before = page(case)
    assert published("示例四版职责", at=MONDAY + DAY).number == 4
    after = page(case)
    for told in (before, after):
        assert "第3版" in told
        assert "示例三版职责" in told
        assert "第4版" not in told
    later = page(reported(at=MONDAY + DAY + timedelta(hours=1)))
    assert "第4版" in later
    assert "示例四版职责" in later


def while_cases_come_in(act, *, at: datetime, workers: int = 3, each: int = 8) -> list[Case]:
    """`act` in a thread of its own among others that report cases, all let go together; none may fail."""
    gate, failed, made = threading.Barrier(workers + 1), [], []
    resident = people.resident()

    def run(turns: list) -> None:
        try:
            gate.wait()
            for turn in turns:
                turn()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    reports = [lambda: made.append(reported(at=at, actor=resident).pk)] * each
    threads = [threading.Thread(target=run, args=[turns]) for turns in ([act], *[reports] * workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(made) == workers * each
    return list(Case.objects.filter(pk__in=made))


@pytest.mark.django_db(transaction=True)
def test_while_a_version_of_today_is_published_no_case_is_without_ground_and_each_ground_is_whole(district):
    """Every case names the version before or the new one, and with the number the words of that version."""
    at = timezone.now()
    was = TypeDuty.objects.get(in_force(at.date()), type__code=STREET_TYPE, unit_scope="STREET").item.title
    draft, actor = drafted("示例新版职责", begins=timezone.localtime(at).date(), at=at), office()
    number = heard_on_list(draft.pk, at=at)
    cases = while_cases_come_in(lambda: actions.publish(draft.pk, actor=actor, at=at, heard_number=number), at=at)
    told = {(item_step(case)["version"], item_step(case)["title"]) for case in cases}
    assert told <= {(1, was), (2, "示例新版职责")}
    assert not any(step["code"] in ("GAP", "NO_TYPE") for case in cases for step in case.ground)
    forget_books()
    assert item_step(reported(at=at))["version"] == 2


@pytest.mark.django_db(transaction=True)
def test_while_a_version_of_tomorrow_is_published_today_s_cases_stay_under_today_s(district):
    at = timezone.now()
    draft, actor = drafted("示例明日职责", begins=timezone.localtime(at).date() + DAY, at=at), office()
    number = heard_on_list(draft.pk, at=at)
    cases = while_cases_come_in(lambda: actions.publish(draft.pk, actor=actor, at=at, heard_number=number), at=at)
    assert {item_step(case)["version"] for case in cases} == {1}
    forget_books()
    assert item_step(reported(at=at))["version"] == 1
    lines = [duty_book(day).duties[STREET_TYPE, "STREET"] for day in (draft.effective_from - DAY, draft.effective_from)]
    assert [(line.version, line.title == "示例明日职责") for line in lines] == [(1, False), (2, True)]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_both_numbers_are_kept_apart(district):
    """Two drafts of different lists pass; the same draft is published once."""
    at, actor = timezone.now(), office()
    draft = drafted("示例新版职责", begins=timezone.localtime(at).date(), at=at)
    gate, said, number = threading.Barrier(2), [], heard_on_list(draft.pk, at=at)

    def press() -> None:
        try:
            gate.wait()
            said.append(actions.publish(draft.pk, actor=actor, at=at, heard_number=number).number)
        except Exception as error:
            said.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, said)) == ["2", "ChangeRefused"]
    assert Entry.objects.filter(kind="duties.version_published").count() == 1


WATCHING = """
import django, sys, time
django.setup()
from shaoxiang.duties.queries import duty_book
until = time.monotonic() + 60
def version():
    return duty_book().duties[sys.argv[1], "STREET"].version
print(version(), flush=True)
while version() == 1 and time.monotonic() < until:
    time.sleep(0.2)
print(version(), flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_another_process_compiles_its_book_again_after_a_version_is_published(district):
    """A real second process, which nobody tells anything."""
    at = timezone.now()
    draft = drafted("示例新版职责", begins=timezone.localdate(), at=at)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "shaoxiang.config.settings", "DATABASE_URL": url_of_this_database(),
                   "SHAOXIANG_REFRESH_SECONDS": "2"}
    with subprocess.Popen([sys.executable, "-c", WATCHING, STREET_TYPE], env=environment, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        assert watching.stdout.readline() == "1\n"
        actions.publish(draft.pk, actor=office(), at=at, heard_number=heard_on_list(draft.pk, at=at))
        assert watching.stdout.readline() == "2\n"
