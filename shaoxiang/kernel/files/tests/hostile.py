"""Files as an attacker or an unlucky phone would send them."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

NORTH = 36.5


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def picture(form="JPEG", size=(60, 40), *, colour="red", **saved):
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, form, **saved)
    return made.getvalue()


def with_place_and_turned():
    """A picture lying on its side, that says where it was taken and by what."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (40.0, 50.0, NORTH), 3: "E", 4: (111.0, 40.0, 2.0)})
    return picture(exif=exif, comment=b"home of somebody")


def bomb():
    """A PNG of 60,000 x 60,000 pixels in a few kilobytes."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60000, 60000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 1_000_000)) + chunk(b"IEND", b"")


def archive(*parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for part in parts:
            file.writestr(part, "x")
    return made.getvalue()


SCRIPT = b"<script>alert(document.cookie)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"
HTML = b"<!doctype html><html>" + SCRIPT + b"</html>"
