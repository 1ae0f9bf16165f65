"""What a file is, by its bytes; what it may be called, by its name."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from typing import BinaryIO

import filetype

from shaoxiang.kernel.files.recordings import only_sound
from shaoxiang.kernel.files.vocabulary import ALLOWED, IMAGES, RECORDINGS
from shaoxiang.kernel.vocabulary import _

NAME_LENGTH = 80
MAX_PIXELS = 64_000_000
MAX_SIDE = 2560
THUMB_SIDE = 320

_OFFICE_PARTS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "OFD.xml": "application/ofd",
}
_OLD_OFFICE = {
    "doc": "application/msword", "wps": "application/msword", "xls": "application/vnd.ms-excel", "et": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint", "dps": "application/vnd.ms-powerpoint",
}
_OTHER_NAMES = {"audio/x-wav": "audio/wav"}


class Refused(ValueError):
    """A file that is not taken; the sentence says what to do instead."""


def media_type(file: BinaryIO, name: str) -> str:
    """One of `ALLOWED`, read from the bytes. The name only tells the old office formats apart. Raises Refused."""
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    if not head:
        raise Refused(_("文件是空的，请重新选择。"))
    found = _by_head(head, file, name)
    if found not in ALLOWED:
        raise Refused(_("不支持这种文件。请上传照片（JPG、PNG、WebP）、PDF、OFD、Word、Excel、PPT 或录音。"))
    return found


def _by_head(head: bytes, file: BinaryIO, name: str) -> str:
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLD_OFFICE.get(name.rpartition(".")[2].lower(), "")
    if head.startswith(b"PK\x03\x04"):
        return _by_parts(file)
    if head.startswith(b"\x1a\x45\xdf\xa3") or head[4:8] == b"ftyp":  # WebM, MP4: sound, or a film
        return only_sound(file)
    guessed: str = filetype.guess_mime(head) or ""  # type: ignore[no-untyped-call]
    return _OTHER_NAMES.get(guessed, guessed)


def _by_parts(file: BinaryIO) -> str:
    """Office papers are archives; only their table of contents is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    finally:
        file.seek(0)
    if any(part.endswith("vbaProject.bin") for part in parts):
        raise Refused(_("文件里带有宏，不能上传。请另存为不带宏的格式（docx、xlsx、pptx）或 PDF。"))
    return next((kind for part, kind in _OFFICE_PARTS.items() if part in parts), "")


def shown_name(name: str, kind: str) -> str:
    """A harmless name to show and to save under: no path, no control or direction marks, the ending its content has."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(letter for letter in name if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    stem = re.sub(r'[<>:"|?*%;]+', "_", name.rpartition(".")[0] or name).strip(" .")
    return f"{stem[:NAME_LENGTH] or 'file'}.{ALLOWED[kind]}"


def is_image(kind: str) -> bool:
    return kind in IMAGES


def is_recording(kind: str) -> bool:
    return kind in RECORDINGS
