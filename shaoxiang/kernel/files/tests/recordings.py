"""Containers as telephones write them, and as somebody would write them who means to pass a film for a sound."""

import struct


def element(name: int, content: bytes, *, unknown: bool = False) -> bytes:
    head = name.to_bytes((name.bit_length() + 7) // 8, "big")
    size = b"\x01" + b"\xff" * 7 if unknown else (len(content) | 1 << 56).to_bytes(8, "big")
    return head + size + content


def webm(*kinds: int, doc_type: bytes = b"webm", live: bool = True) -> bytes:
    """Tracks of these types (1 picture, 2 sound), in a segment whose length is not known yet."""
    tracks = b"".join(element(0xAE, element(0xD7, bytes([n])) + element(0x83, bytes([kind]))) for n, kind in enumerate(kinds, 1))
    segment = element(0x1549A966, b"\x2a\xd7\xb1\x83\x0f\x42\x40") + element(0x1654AE6B, tracks) + element(0x1F43B675, b"\0" * 40)
    return element(0x1A45DFA3, element(0x4282, doc_type)) + element(0x18538067, segment, unknown=live)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def mp4(*handlers: bytes, first: bytes = b"") -> bytes:
    tracks = b"".join(box(b"trak", box(b"mdia", box(b"hdlr", b"\0" * 8 + handler + b"\0" * 12))) for handler in handlers)
    return box(b"ftyp", b"iso5\0\0\0\1iso5") + first + box(b"moov", box(b"mvhd", b"\0" * 20) + tracks) + box(b"mdat", b"\0" * 50)
