"""A model is kept, read, switched on and off; the rules answer whenever it cannot."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse

from shaoxiang.cases.models import Case
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import MONDAY, reported
from shaoxiang.duties.queries import duty_book, suggesting
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.learning import actions, queries
from shaoxiang.learning.actions import LearningRefused
from shaoxiang.learning.checks import checks
from shaoxiang.learning.models import LearnedModel
from shaoxiang.learning.rules import ModelRefused
from shaoxiang.learning.rules.evaluation import figures
from shaoxiang.learning.rules.training import train
from shaoxiang.learning.tests.lessons import samples
from shaoxiang.learning.vocabulary import Origin
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
COLD = "家里冷，暖气片还是凉的"  # no keyword rule has all of it


@pytest.fixture(scope="module")
def trained():
    return train(samples())


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.FILES = tmp_path
    settings.REFRESH_SECONDS = 0
    queries.in_use.forget()
    yield
    queries.in_use.forget()


@pytest.fixture
def kept(trained) -> LearnedModel:
    return actions.keep(trained.model, figures(trained), origin=Origin.FILE, texts_from=None, texts_to=None, actor=SYSTEM, at=MONDAY)


@pytest.fixture
def admin():
    return people.actor("CONFIG_ADMIN")


def test_a_kept_model_is_not_yet_asked(kept):
    assert queries.answers(COLD) == []
    assert Entry.objects.get(kind="learning.trained").facts["digest"] == kept.digest


def test_switched_on_it_answers_beside_the_rules_and_off_again_it_does_not(kept, admin):
    before = suggesting.suggested(COLD, duty_book())
    actions.activate(kept.pk, actor=admin, at=MONDAY)
    first = suggesting.suggested(COLD, duty_book())[0]
    assert first.type_code == "0412" and first.probability > 0.8
    assert any("暖气" in word for word in first.words)
    actions.deactivate(kept.pk, actor=admin, at=MONDAY)
    assert suggesting.suggested(COLD, duty_book()) == before
    kinds = list(Entry.objects.filter(kind__startswith="learning.").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["learning.trained", "learning.activated", "learning.deactivated"]


def test_only_the_administrator_switches_and_only_the_machine_trains(kept, admin, trained):
    for who in (people.actor("STREET_DESK", street=people.HOME), people.actor("DISTRICT_DESK"), people.actor("SYSTEM_ADMIN")):
        with pytest.raises(PermissionDenied):
            actions.activate(kept.pk, actor=who, at=MONDAY)
    with pytest.raises(PermissionDenied):
        actions.keep(trained.model, {}, origin=Origin.FILE, texts_from=None, texts_to=None, actor=admin, at=MONDAY)


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_harmed_file_is_not_switched_on_and_if_it_is_the_rules_answer(kept, admin, harm):
    actions.activate(kept.pk, actor=admin, at=MONDAY)
    path = queries.file_of(kept.digest)
    path.unlink() if harm == "gone" else path.write_bytes(path.read_bytes()[:-1] + b"?")
    queries.in_use.forget()
    assert queries.answers(COLD) == []
    assert suggesting.suggested("垃圾桶满了", duty_book())
    finding = next(iter(checks()))
    assert finding.level == "BAD" and finding.cure
    with pytest.raises(ModelRefused):
        actions.activate(kept.pk, actor=admin, at=MONDAY)


def test_a_model_of_foreign_labels_is_refused(trained, admin):
    from dataclasses import replace

    strange = replace(trained.model, labels=("甲", "乙", "丙"))
    row = actions.keep(strange, figures(trained), origin=Origin.FILE, texts_from=None, texts_to=None, actor=SYSTEM, at=MONDAY)
    with pytest.raises(LearningRefused):
        actions.activate(row.pk, actor=admin, at=MONDAY)


def test_a_label_may_be_the_name_of_a_type():
    name = duty_book().types["0412"].name
    assert queries.codes_of([name, "0102", "没有这一类"]) == {name: "0412", "0102": "0102"}


# --- deciding alone -----------------------------------------------------------------------------------------------------

def test_it_never_decides_alone_unless_somebody_said_how_sure(kept, admin):
    actions.activate(kept.pk, actor=admin, at=MONDAY)
    case = reported("", description=COLD)
    assert case.matter.subject_code == ""
    assert case.suggested[0]["type_code"] == "0412"


def test_sure_enough_it_sets_the_type_and_the_record_says_so(kept, admin):
    actions.activate(kept.pk, actor=admin, at=MONDAY)
    actions.set_alone(0.8, actor=admin, at=MONDAY)
    case = reported("", description=COLD)
    assert case.matter.subject_code == "0412"
    assert Entry.objects.get(subject_kind="matter", subject_id=case.pk, kind="cases.reported").facts["type_by_model"] is True
    assert Case.objects.get(pk=reported("B0108", description=COLD).pk).matter.subject_code == "B0108"  # a person's choice stands
    actions.set_alone(1.0, actor=admin, at=MONDAY)
    assert reported("", description=COLD).matter.subject_code == ""


def test_against_the_rules_it_does_not_decide_alone(kept, admin):
    actions.activate(kept.pk, actor=admin, at=MONDAY)
    actions.set_alone(0.8, actor=admin, at=MONDAY)
    book = duty_book()
    disputed = "路灯不亮，井盖没了，井盖松动，下水井盖破了"
    learned = queries.answers(disputed)[0].type_code
    ruled = suggesting.suggest(disputed, book, 1)[0].type_code
    assert learned != ruled
    assert suggesting.alone(disputed, book) == ""


@pytest.mark.parametrize("wrong", [0.79, 1.01])
def test_half_sure_is_never_sure_enough(admin, wrong):
    with pytest.raises(LearningRefused):
        actions.set_alone(wrong, actor=admin, at=MONDAY)


# --- command ------------------------------------------------------------------------------------------------------------

def _table(path, rows):
    path.write_text("id,topic,detail,label\n" + "".join(f"{number},,{each.text},{each.label}\n" for number, each in enumerate(rows)), encoding="utf-8")
    return str(path)


def test_the_command_learns_from_a_table_and_keeps_the_model(tmp_path, capsys):
    given = _table(tmp_path / "lessons.csv", samples())
    call_command("learn", csv=given, text="topic,detail", label="label", evaluate=True)
    assert "macro f1" in capsys.readouterr().out and not LearnedModel.objects.exists()
    call_command("learn", csv=given, text="topic,detail", label="label", json=True)
    assert LearnedModel.objects.get().figures["macro_f1"] > 0.9


def test_the_command_says_what_is_missing(tmp_path):
    given = _table(tmp_path / "lessons.csv", samples())
    with pytest.raises(CommandError, match="没有列"):
        call_command("learn", csv=given, text="words")
    with pytest.raises(CommandError, match="读不了"):
        call_command("learn", csv=str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="不足两个"):
        call_command("learn")  # no closed cases yet


def test_lessons_are_closed_cases_with_a_type():
    reported("B0103")
    assert list(queries.lessons()) == []


# --- pages --------------------------------------------------------------------------------------------------------------

def test_the_card_shows_figures_and_the_button_switches(kept):
    client = seated(people.actor("CONFIG_ADMIN"))
    assert kept.digest[:12] in client.get(reverse("learning:index")).content.decode()
    page = client.get(reverse("learning:card", args=[kept.pk])).content.decode()
    assert "宏平均 F1" in page and "启用这个模型" in page
    assert "模型已启用" in client.post(reverse("learning:activate", args=[kept.pk]), follow=True).content.decode()
    assert "模型已停用" in client.post(reverse("learning:deactivate", args=[kept.pk]), follow=True).content.decode()
    assert client.get(reverse("learning:card", args=[kept.pk + 9])).status_code == 404


def test_the_page_refuses_half_sure_and_others(kept):
    client = seated(people.actor("CONFIG_ADMIN"))
    assert client.post(reverse("learning:save_alone"), {"alone_from": "0.5"}).status_code == 422
    assert client.post(reverse("learning:save_alone"), {"alone_from": "0.95"}).status_code == 302
    assert "0.95" in client.get(reverse("learning:index")).content.decode()
    assert client.post(reverse("learning:save_alone"), {"alone_from": ""}).status_code == 302
    assert queries.in_use.get().alone_from is None
    for role in ("DISTRICT_DESK", "SYSTEM_ADMIN"):
        assert seated(people.actor(role)).get(reverse("learning:index")).status_code == 403
