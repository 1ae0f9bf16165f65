"""Is it sound and nothing else? Telephones record into WebM or MP4, which may hold pictures as well: the tracks themselves are looked at.

Only the few bytes that describe the tracks are read; nothing is decoded and nothing is written anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

LOOKED_AT = 64 * 1024
BOXES = 64  # of an MP4, at one level
_EBML, _DOC_TYPE, _SEGMENT, _TRACKS, _TRACK, _TRACK_TYPE = 0x1A45DFA3, 0x4282, 0x18538067, 0x1654AE6B, 0xAE, 0x83
_SOUND = 2


def only_sound(file: BinaryIO) -> str:
    """ "audio/webm" or "audio/mp4", or "" where there is a picture in it, or it is neither."""
    file.seek(0)
    head = file.read(LOOKED_AT)
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "audio/webm" if _webm_is_sound(head) else ""
    if head[4:8] == b"ftyp":
        try:
            return "audio/mp4" if _mp4_is_sound(file) else ""
        finally:
            file.seek(0)
    return ""


# --- WebM: elements of id, size, content ------------------------------------------------------------------------------


def _webm_is_sound(head: bytes) -> bool:
    top = dict(_elements(head))
    kind = dict(_elements(top.get(_EBML, b""))).get(_DOC_TYPE, b"")
    tracks = [content for name, content in _elements(dict(_elements(top.get(_SEGMENT, b""))).get(_TRACKS, b"")) if name == _TRACK]
    types = [int.from_bytes(dict(_elements(track)).get(_TRACK_TYPE, b""), "big") for track in tracks]
    return kind.rstrip(b"\0") == b"webm" and bool(types) and set(types) == {_SOUND}


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Elements until the bytes end; a size not yet known (a live recording) reaches to the end."""
    at = 0
    while at < len(content):
        name_length = _length(content[at])
        size_at = at + name_length
        if not name_length or size_at >= len(content):
            return
        size_length = _length(content[size_at])
        begins = size_at + size_length
        if not size_length or begins > len(content):
            return
        bits = 7 * size_length
        size = int.from_bytes(content[size_at:begins], "big") & ((1 << bits) - 1)
        ends = len(content) if size == (1 << bits) - 1 else begins + size
        yield int.from_bytes(content[at:size_at], "big"), content[begins:ends]
        at = ends


def _length(first: int) -> int:
    """How many bytes a number takes: told by the leading zeros of its first byte; 0 where it cannot be."""
    return 9 - first.bit_length() if first else 0


# --- MP4: boxes of size, kind, content --------------------------------------------------------------------------------


def _mp4_is_sound(file: BinaryIO) -> bool:
    ends = file.seek(0, 2)
    handlers = [
        _handler(file, *media)
        for kind, *movie in _boxes(file, 0, ends) if kind == b"moov"
        for inner, *track in _boxes(file, *movie) if inner == b"trak"
        for part, *media in _boxes(file, *track) if part == b"mdia"
    ]
    return bool(handlers) and set(handlers) == {b"soun"}


def _handler(file: BinaryIO, begins: int, ends: int) -> bytes:
    for kind, at, _end in _boxes(file, begins, ends):
        if kind == b"hdlr":
            file.seek(at + 8)
            return file.read(4)
    return b""


def _boxes(file: BinaryIO, begins: int, ends: int) -> Iterator[tuple[bytes, int, int]]:
    for _turn in range(BOXES):
        if begins + 8 > ends:
            return
        file.seek(begins)
        size, kind, header = int.from_bytes(file.read(4), "big"), file.read(4), 8
        if size == 1:
            size, header = int.from_bytes(file.read(8), "big"), 16
        size = size or ends - begins
        if size < header or begins + size > ends:
            return
        yield kind, begins + header, begins + size
        begins += size
