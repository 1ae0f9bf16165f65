"""Language, type size, and the template words."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template import TemplateSyntaxError, engines
from django.test import Client
from django.utils import translation

from shaoxiang.kernel.matter.vocabulary import Light
from shaoxiang.kernel.web import names, preferences
from shaoxiang.kernel.web.templatetags import shaoxiang as words

HOUSE = Path(words.__file__).parents[3]
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # 12:00 in Hohhot
MIDNIGHT = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)  # 24:00 of 4 March


def shown(source, **context):
    return engines["django"].from_string(source).render(context)


# -- language and type

@pytest.mark.django_db
@pytest.mark.parametrize(("address", "cookie", "language"), [
    ("/", None, "zh-Hans"), ("/?lang=en", None, "en"), ("/?lang=zh", "en", "zh-Hans"), ("/", "en", "en"),
    ("/?lang=fr", None, "zh-Hans"), ("/", "fr", "zh-Hans"), ("/", "zh-hans", "zh-Hans"),
])
def test_chinese_unless_the_visitor_chose_english(address, cookie, language):
    client = Client(headers={"accept-language": "en"})
    if cookie:
        client.cookies["django_language"] = cookie
    page = client.get(address)
    assert page.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in page.content.decode()


@pytest.mark.django_db
def test_choices_are_remembered_and_lead_back_here_and_nowhere_else():
    client = Client()
    answer = client.get("/preferences/", {"lang": "en", "type": "large", "next": "/institutions/sign-in/?lang=zh&next=%2Fdesk%2F"})
    assert answer.headers["Location"] == "/institutions/sign-in/?next=%2Fdesk%2F"
    page = client.get("/").content.decode()
    assert 'lang="en"' in page
    assert 'class="large-type"' in page
    assert client.get("/preferences/", {"type": "normal", "next": "https://elsewhere.example/"}).headers["Location"] == "/"
    assert 'class="large-type"' not in client.get("/").content.decode()
    assert client.cookies[preferences.TYPE_COOKIE]["max-age"] == preferences.YEAR_S


# -- dates and lights

@pytest.mark.parametrize(("form", "chinese", "english"), [
    ("", "2026年3月2日", "2 Mar 2026"), ("short", "3月2日", "2 Mar"), ("week", "2026年3月2日（周一）", "Mon 2 Mar 2026"),
    ("time", "2026年3月2日 12:00", "2 Mar 2026 12:00"),
])
def test_dates_in_both_languages_in_shanghai_time(form, chinese, english):
    with translation.override("zh-hans"):
        assert words.zh_date(NOON, form) == chinese
    with translation.override("en"):
        assert words.zh_date(NOON, form) == english


def test_a_day_has_no_time_and_nothing_is_a_dash():
    assert words.zh_date(date(2026, 3, 2), "time") == "2026年3月2日"
    assert words.zh_date(None) == "—"


def test_a_clock_counted_in_days_is_shown_as_its_last_day():
    with translation.override("zh-hans"):
        assert words.due_words(MIDNIGHT) == "2026年3月4日（周三）"
        assert words.due_words(MIDNIGHT + timedelta(hours=2)) == "2026年3月5日 02:00"


@pytest.mark.parametrize(("gap", "left"), [
    (timedelta(days=2, hours=3), "还剩 2 天"), (timedelta(hours=5), "还剩 5 小时"), (timedelta(minutes=20), "还剩 20 分钟"),
    (timedelta(seconds=20), "不到 1 分钟"), (-timedelta(seconds=40), "刚刚超期"), (-timedelta(minutes=1), "已超 1 分钟"),
    (-timedelta(hours=3), "已超 3 小时"), (-timedelta(days=4), "已超 4 天"), (timedelta(0), "刚刚超期"),
])
def test_what_is_left_is_said_in_words(gap, left):
    with translation.override("zh-hans"):
        assert words.left_words(NOON + gap, NOON) == left


def test_every_light_has_a_word_and_a_shape_of_its_own():
    drawn = {shown("{{ code|light }}", code=str(light)) for light in Light}
    assert len(drawn) == len(Light)
    for light in Light:
        assert light.label in shown("{{ code|light }}", code=str(light))
    shapes = {shown("{{ code|light }}", code=str(light)).split("aria-hidden")[1].split("</svg>")[0] for light in Light}
    assert len(shapes) == len(Light)


def test_a_closed_matter_shows_no_time_left_and_a_provisional_date_says_so():
    past = SimpleNamespace(warn_at=None, due_at=NOON, closed_at=NOON)
    assert "已超" not in shown("{% due row %}", row=past)
    assert "暂定" in shown("{% due row %}", row=SimpleNamespace(warn_at=None, due_at=NOON, closed_at=None, provisional=True))
    assert "无时限" in shown("{% due row %}", row=SimpleNamespace(warn_at=None, due_at=None, closed_at=None))


# -- words and names

def test_a_code_becomes_its_label_and_an_unknown_code_stays():
    assert words.label("RED", "Light") == "超期"
    assert words.label("RED", "matter.Light") == "超期"
    assert words.label(Light.RED) == "超期"
    assert words.label("NOT_A_CODE", "Light") == "NOT_A_CODE"
    assert words.label("RED", "NoSuchVocabulary") == "RED"


def test_a_name_that_two_rooms_use_is_refused_and_the_rooms_are_named():
    with pytest.raises(TemplateSyntaxError, match=r"shaoxiang\.determinations\.vocabulary, shaoxiang\.duties\.vocabulary"):
        words.label("DRAFT", "VersionStatus")
    assert words.label("DRAFT", "determinations.VersionStatus") == "拟稿"
    assert words.label("DRAFT", "duties.VersionStatus") == "草案"


def test_every_vocabulary_named_in_a_template_is_one_and_only_one():
    named = {
        (found, path.name) for path in HOUSE.rglob("templates/**/*.html") for found in re.findall(r"label:[\"']([\w.]+)[\"']", path.read_text("utf-8"))
    }
    assert len(named) > 50
    assert {(name, where) for name, where in named if words.vocabulary_named(name) is None} == set()
    assert words.label(None) == "—"


def test_names_come_from_the_room_that_owns_the_row():
    names.register({"tests": lambda key: f"第{key}号"})
    assert names.name_of("tests", 3) == "第3号"
    assert names.name_of("tests", None) == "—"
    assert names.name_of("nobody-registered", 3) == "nobody-registered 3"


def test_a_page_that_is_not_there_has_no_address():
    assert words.route("no-such-page") == ""
    assert words.route("web:preferences") == "/preferences/"


# -- forms

class Sample(forms.Form):
    title = forms.CharField(label="标题", help_text="一句话")
    kind = forms.ChoiceField(label="种类", choices=[("a", "甲")], widget=forms.RadioSelect)


def test_a_field_ties_label_help_and_error_together():
    form = Sample({})
    page = shown("{% error_summary form %}{% field form.title %}{% field form.kind %}", form=form)
    assert 'aria-describedby="id_title-help id_title-error"' in page
    assert 'id="id_title-help"' in page
    assert 'id="id_title-error"' in page
    assert 'aria-invalid="true"' in page
    assert 'href="#id_title"' in page
    assert "<legend" in page
    assert page.count("<li>") == 2


def test_a_form_that_was_not_sent_has_no_summary():
    assert "error-summary" not in shown("{% error_summary form %}", form=Sample())


def test_what_people_typed_is_escaped_everywhere():
    nasty = '<script>alert("x")</script>'
    form = Sample({"title": nasty, "kind": nasty})
    page = shown(
        '{% error_summary form %}{% field form.title %}{% field form.kind %}{% alert "info" nasty nasty %}{% empty nasty nasty %}'
        '{% breadcrumbs nasty "" %}{% masked nasty %}{{ nasty|label }}{{ nasty|tr }}',
        form=form, nasty=nasty,
    )
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 8
