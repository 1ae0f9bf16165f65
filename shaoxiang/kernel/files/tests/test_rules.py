import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.kernel.files import rules
from shaoxiang.kernel.files.vocabulary import ALLOWED


@pytest.mark.parametrize(("name", "kind", "shown"), [
    ("现场照片.JPG", "image/jpeg", "现场照片.jpg"), ("../../etc/passwd", "application/pdf", "passwd.pdf"), ("..\\..\\boot.ini", "image/png", "boot.png"),
    ("a.html", "image/jpeg", "a.jpg"), ("\u202egnp.exe", "image/png", "gnp.png"), ("漏水💧.jpeg", "image/jpeg", "漏水💧.jpg"),
    ("", "image/jpeg", "file.jpg"), (".htaccess", "image/jpeg", "htaccess.jpg"), ("a\r\nSet-Cookie: x.jpg", "image/jpeg", "aSet-Cookie_ x.jpg"),
    ("长" * 300 + ".pdf", "application/pdf", "长" * 80 + ".pdf"), ("///", "audio/amr", "file.amr"),
])
def test_names_are_made_harmless(name, kind, shown):
    assert rules.shown_name(name, kind) == shown


@given(st.text(max_size=200), st.sampled_from(sorted(ALLOWED)))
def test_any_name_is_one_plain_file_name(name, kind):
    shown = rules.shown_name(name, kind)
    assert shown.endswith("." + ALLOWED[kind])
    assert len(shown) <= 100
    assert not set(shown) & set('/\\\r\n\0"\u202e')
    assert not shown.startswith(".")
    assert rules.shown_name(shown, kind) == shown


@given(st.binary(max_size=600), st.text(max_size=8))
def test_any_bytes_are_an_allowed_type_or_refused(content, name):
    with contextlib.suppress(rules.Refused):
        assert rules.media_type(io.BytesIO(content), name) in ALLOWED
