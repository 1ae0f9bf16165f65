import pytest

from shaoxiang.feedback.rules import TEXT_MAX, FeedbackRefused, checked, page_of


@pytest.mark.parametrize(("address", "page"), [
    ("/track/", "/track/"), ("/track/?number=SJ1#x", "/track/"), ("https://elsewhere.example/x", ""), ("//elsewhere.example/", ""), ("", ""),
    ("javascript:alert(1)", ""), ("/a\x00b", ""), ("/" + "x" * 300, "/" + "x" * 199),
])
def test_the_page_is_a_path_of_this_house_without_its_question(address, page):
    assert page_of(address) == page


@pytest.mark.parametrize("text", ["", "  \r\n ", "\x00", "长" * (TEXT_MAX + 1)])
def test_empty_and_endless_words_are_refused_with_the_cure(text):
    with pytest.raises(FeedbackRefused) as refused:
        checked(text)
    assert refused.value.reason


def test_words_are_tidied():
    assert checked(" 字太小\r\n看不清\x00 ") == "字太小\n看不清"
