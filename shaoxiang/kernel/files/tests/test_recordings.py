"""Sound and nothing else, by the tracks themselves."""

import io

import pytest

from shaoxiang.kernel.files import rules
from shaoxiang.kernel.files.recordings import only_sound
from shaoxiang.kernel.files.rules import Refused
from shaoxiang.kernel.files.tests.recordings import box, element, mp4, webm

pytestmark = pytest.mark.rules


@pytest.mark.parametrize(("content", "kind"), [
    (webm(2), "audio/webm"), (webm(2, live=False), "audio/webm"), (webm(2, 2), "audio/webm"),
    (mp4(b"soun"), "audio/mp4"), (mp4(b"soun", first=box(b"mdat", b"\0" * 90)), "audio/mp4"),
    (webm(1), ""), (webm(2, 1), ""), (webm(1, 2), ""), (webm(), ""), (webm(17), ""), (webm(2, doc_type=b"matroska"), ""),
    (mp4(b"vide"), ""), (mp4(b"soun", b"vide"), ""), (mp4(), ""), (box(b"ftyp", b"isom\0\0\0\0"), ""),
    (b"\x1a\x45\xdf\xa3", ""), (b"\x1a\x45\xdf\xa3" + b"\xff" * 100, ""), (b"\x1a\x45\xdf\xa3" + b"\0" * 100, ""),
    (b"\0\0\0\1ftyp" + b"\xff" * 40, ""), (b"\0\0\0\0ftyp", ""), (b"RIFF....", ""), (b"", ""),
])
def test_only_sound(content, kind):
    assert only_sound(io.BytesIO(content)) == kind


@pytest.mark.parametrize("cut", range(0, len(webm(2)), 7))
def test_cut_anywhere_it_never_breaks(cut):
    assert only_sound(io.BytesIO(webm(2)[:cut])) in ("", "audio/webm")
    assert only_sound(io.BytesIO(mp4(b"soun")[:cut])) in ("", "audio/mp4")


def test_nested_without_end_is_read_once():
    deep = element(0x18538067, element(0x1654AE6B, element(0xAE, element(0x83, b"\2"), unknown=True), unknown=True), unknown=True)
    assert only_sound(io.BytesIO(element(0x1A45DFA3, element(0x4282, b"webm")) + deep)) == "audio/webm"


def test_a_film_is_refused_in_words_whatever_its_name():
    for content in (webm(2, 1), mp4(b"vide", b"soun")):
        with pytest.raises(Refused) as refused:
            rules.media_type(io.BytesIO(content), "录音.m4a")
        assert "录音" in str(refused.value)
