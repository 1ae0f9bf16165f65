"""Pictures are decoded and drawn anew: what is stored holds pixels and nothing else."""

from __future__ import annotations

import warnings
from typing import BinaryIO

from PIL import Image, ImageOps

from shaoxiang.kernel.files.rules import MAX_PIXELS, MAX_SIDE, THUMB_SIDE, Refused
from shaoxiang.kernel.vocabulary import _

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def redraw(source: BinaryIO, target: BinaryIO, kind: str) -> tuple[int, int]:
    """Write the picture anew, upright, without metadata, at most MAX_SIDE on its longer side. Width and height. Raises Refused."""
    picture = _opened(source, kind)
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    _save(picture, target, _FORMATS[kind])
    return picture.size


def thumbnail(source: BinaryIO, target: BinaryIO, kind: str) -> None:
    """A small JPEG of a picture already redrawn."""
    picture = _opened(source, kind, side=THUMB_SIDE)
    picture.thumbnail((THUMB_SIDE, THUMB_SIDE))
    _save(picture, target, "JPEG")


def _opened(source: BinaryIO, kind: str, side: int = MAX_SIDE) -> Image.Image:
    source.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the next lines ask for less than it does
            picture: Image.Image = Image.open(source, formats=[_FORMATS[kind]])
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused(_("图片太大：最多 6400 万像素，请缩小后再上传。"))
            if kind == "image/jpeg":
                picture.draft("RGB", (side, side))  # decode no more than will be kept
            picture.load()
            return ImageOps.exif_transpose(picture)
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise Refused(_("图片太大：最多 6400 万像素，请缩小后再上传。")) from None
    except Exception:  # decoders raise nearly anything on hostile bytes
        raise Refused(_("图片已损坏或不完整，请重新拍摄或另存后上传。")) from None


def _save(picture: Image.Image, target: BinaryIO, form: str) -> None:
    clean = Image.new("RGB", picture.size, "white") if form == "JPEG" else None
    if clean is not None:
        drawn = picture.convert("RGBA") if picture.has_transparency_data else picture.convert("RGB")
        clean.paste(drawn, mask=drawn.getchannel("A") if drawn.mode == "RGBA" else None)
        clean.save(target, "JPEG", quality=85, optimize=True)
        return
    drawn = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    drawn.info.clear()
    drawn.save(target, form, **({"quality": 85} if form == "WEBP" else {"compress_level": 6}))
