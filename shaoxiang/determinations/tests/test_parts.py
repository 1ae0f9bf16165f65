"""The form of a part: sections, order, bulk; nothing is saved before 保存, and figures are the ledger's."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.cases.tests.seats import seated
from shaoxiang.determinations import actions, rules
from shaoxiang.determinations.models import DeterminationLine
from shaoxiang.determinations.queries import versions
from shaoxiang.determinations.rules import EditRow, Line
from shaoxiang.determinations.tests.test_actions import NOW, commission, drafted, home, part, staffing
from shaoxiang.determinations.tests.test_views import formset
from shaoxiang.determinations.vocabulary import PartKind

in_district = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
A1, A2, A3 = (Line("甲室", f"D{n}", "", f"职责{n}") for n in (1, 2, 3))
B4, B5 = (Line("乙室", f"D{n}", "", f"职责{n}") for n in (4, 5))
ROWS = [EditRow(line) for line in (A1, B4, A2, A3, B5)]
POOL = [EditRow(Line(office, "", "", text), ticked) for office in ("甲室", "乙室", "") for text in ("一", "二", "") for ticked in (True, False)]
ROWS_ANY = st.lists(st.sampled_from(POOL), max_size=9)


def lines(rows):
    return [row.line for row in rows]


@pytest.mark.parametrize(("at", "by", "expected"), [
    (0, 1, [A2, B4, A1, A3, B5]), (3, -1, [A1, B4, A3, A2, B5]), (0, -1, lines(ROWS)), (4, 1, lines(ROWS)), (1, 1, [A1, B5, A2, A3, B4]), (9, 1, lines(ROWS)),
])
def test_a_line_moves_among_those_of_its_office(at, by, expected):
    assert lines(rules.shifted(ROWS, at, by)) == expected


@given(ROWS_ANY, st.integers(0, 9), st.sampled_from([-1, 1]))
def test_moving_a_line_loses_none_and_changes_no_office(rows, at, by):
    moved = rules.shifted(rows, at, by)
    assert Counter(moved) == Counter(rows)
    assert [row.line.office for row in moved] == [row.line.office for row in rows]


@given(ROWS_ANY)
def test_ticked_lines_of_an_office_go_to_another_in_their_order_and_the_rest_stays(rows):
    moved = rules.handed_over(rows, "甲室", "丙室")
    going = [row.line.text for row in rows if row.ticked and row.line.office == "甲室"]
    assert [row.line.text for row in moved if row.line.office == "丙室"] == going
    assert [row.line.text for row in rules.without_ticked(rows, "甲室")] == [row.line.text for row in moved if row.line.office != "丙室"]


def test_lines_are_added_behind_those_of_their_office_and_no_code_twice():
    added = rules.with_lines(ROWS, [Line("甲室", "D9", "", "新"), Line("甲室", "D4", "", "又"), Line("丙室", "D8", "", "别")])
    assert lines(rules.together(added)) == [A1, A2, A3, Line("甲室", "D9", "", "新"), B4, B5, Line("丙室", "D8", "", "别")]


def test_rows_without_words_are_not_saved():
    assert rules.lines_of([EditRow(A1), EditRow(Line("甲室")), EditRow(Line("甲室", "", "职责")), EditRow(Line("甲室", "", "挂牌"))], blanks=("职责",)) == [
        A1, Line("甲室", "", "挂牌"),
    ]


def address(version, kind):
    return reverse("determinations:edit", args=[version.pk, kind])


def rows_on(answer):
    return [row.line for row in answer.context["sheet"].rows]


class TestPages:
    pytestmark = in_district

    def offices(self, version):
        return versions.lines_of_part(part(version, PartKind.OFFICES))

    def test_offices_are_folded_sections_and_a_duty_is_one_row_without_boxes_for_its_words(self):
        version = drafted()
        page = seated(staffing()).get(address(version, "OFFICES")).content.decode()
        assert page.count('<details class="line-fold"') == 5
        assert page.count('<details class="line-fold" open') == 0
        assert page.count("<textarea") == 0
        assert page.count('-ticked"') == len(self.offices(version))

    def test_the_buttons_arrange_what_was_typed_and_save_nothing(self):
        version = drafted()
        client, held = seated(staffing()), self.offices(version)
        answer = client.post(address(version, "OFFICES"), formset(held, do="down-0"))
        assert answer.status_code == 200
        assert rows_on(answer)[:2] == [held[1], held[0]]
        assert "这些改动还没有保存" in answer.content.decode()
        assert rows_on(client.post(address(version, "OFFICES"), formset(held, do="remove-0", **{"form-1-ticked": "1"}))) == [held[0], *held[2:]]
        other = next(line.office for line in held if line.office != held[0].office)
        given_away = rows_on(client.post(address(version, "OFFICES"), formset(held, do="hand-0", **{"form-1-ticked": "1", "to-0": other})))
        assert [line.office for line in given_away if line.code == held[1].code] == [other]
        assert self.offices(version) == held

    def test_a_number_typed_beside_a_line_is_its_place(self):
        version = drafted()
        held = self.offices(version)
        answer = seated(staffing()).post(address(version, "OFFICES"), formset(held) | {"form-0-place": "3", "form-1-place": "1", "form-2-place": "2"})
        assert answer.status_code == 302
        assert self.offices(version)[:3] == [held[1], held[2], held[0]]

    def test_what_the_list_has_and_the_draft_has_not_is_added_in_one_go_to_its_office(self):
        version = drafted()
        whole = self.offices(version)
        gone = [whole[3].code, whole[40].code]
        DeterminationLine.objects.filter(part__version=version, code__in=gone).delete()
        client, held = seated(staffing()), self.offices(version)
        assert [one.item.code for one in client.get(address(version, "OFFICES")).context["missing"]] == gone
        answer = client.post(address(version, "OFFICES"), formset(held, do="add", pick=gone))
        back = rows_on(answer)
        assert {line.code: line.office for line in back} == {line.code: line.office for line in whole}
        assert client.post(address(version, "OFFICES"), formset(held, do="add")).status_code == 422
        assert client.post(address(version, "OFFICES"), formset(back)).status_code == 302
        assert {line.code for line in self.offices(version)} == {line.code for line in whole}

    def test_an_office_that_is_to_be_set_up_is_a_section_of_its_own(self):
        version = drafted()
        client, held = seated(staffing()), self.offices(version)
        answer = client.post(address(version, "OFFICES"), formset(held, do="office", new_office="示例办公室"))
        assert rows_on(answer)[-1] == Line("示例办公室", "", "职责")
        assert client.post(address(version, "OFFICES"), formset(held, do="office")).status_code == 422

    @pytest.mark.parametrize("asked", ["up-999", "down-x", "hand-77", "text-", "nothing", "remove-99"])
    def test_a_button_nobody_has_changes_nothing(self, asked):
        version = drafted()
        held = versions.lines_of_part(part(version))
        answer = seated(staffing()).post(address(version, "FUNCTIONS"), formset(held, do=asked))
        assert answer.status_code == 200
        assert [line for line in rows_on(answer) if line.text] == held

    def test_too_long_a_line_is_told_at_the_line_and_kept(self):
        version = drafted()
        answer = seated(staffing()).post(address(version, "FUNCTIONS"), formset([Line(text="好"), Line(text="字" * 501)]))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "字" * 501 in page
        assert page.count("field-error") == 1

    def test_figures_are_shown_with_their_source_and_are_not_typed(self):
        version = drafted()
        page = seated(staffing()).get(address(version, "QUOTA")).content.decode()
        assert "2020年3月24日" in page.replace(" ", "")
        assert "-amount" not in page
        assert reverse("staffing:unit", args=[home().code]) in page

    def test_a_figure_sent_by_hand_is_not_taken_and_a_draft_of_old_is_mended_by_saving(self):
        version = drafted()
        right = versions.lines_of_part(part(version, PartKind.QUOTA))
        DeterminationLine.objects.filter(part__version=version, heading="行政编制").update(amount=10)
        client = seated(staffing())
        assert "稿子里现在是 10" in client.get(address(version, "QUOTA")).content.decode()
        posted = formset([Line(heading=line.heading, text="按程序调整") for line in right]) | {"form-0-amount": "10", "ledger_on": "2026-11-02"}
        assert client.post(address(version, "QUOTA"), posted).status_code == 302
        assert versions.lines_of_part(part(version, PartKind.QUOTA)) == [line._replace(text="按程序调整") for line in right]
        version.refresh_from_db()
        assert version.ledger_on == date(2026, 11, 2)

    def test_a_number_in_the_words_beside_a_figure_is_refused_and_kept(self):
        version = drafted()
        answer = seated(staffing()).post(address(version, "QUOTA"), formset([Line(heading="行政编制", text="另加 10 名")]))
        assert answer.status_code == 422
        assert "另加 10 名" in answer.content.decode()

    def test_adoption_shows_the_figures_side_by_side_in_the_readers_language(self):
        version = drafted()
        DeterminationLine.objects.filter(part__version=version, heading="行政编制").update(amount=10)
        client = seated(commission())
        client.cookies["django_language"] = "en"
        answer = client.post(reverse("determinations:act", args=[version.pk, "adopt"]), {"meeting": "会", "adopted_on": "2026-11-02"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Administrative quota" in page
        assert "行政编制" not in page

    def test_whoever_saves_figures_second_is_told(self):
        version = drafted()
        actions.edit_part(version.pk, PartKind.QUOTA, [*versions.lines_of_part(part(version, PartKind.QUOTA)), Line(text="先写的")], revision=1,
                          actor=staffing(), at=NOW)
        answer = seated(staffing(1)).post(address(version, "QUOTA"), formset([Line(text="后写的")]))
        assert answer.status_code == 409
        assert "先写的" in answer.content.decode()
        assert "后写的" in answer.content.decode()
