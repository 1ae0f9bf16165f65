from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.files import access, pictures, store, uploads
from shaoxiang.kernel.files.models import Attachment, Upload
from shaoxiang.kernel.files.rules import Refused

CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself: shown in the page only when it is a picture we drew; a recording is played there, piece by piece."""
    attachment = _seen(request, pk)
    if attachment.file.is_recording and (asked := _range(request.headers.get("Range", ""), attachment.file.size)):
        return _piece(attachment, *asked)
    response = _sent(_bytes(attachment), attachment, media_type=attachment.file.media_type, inline=attachment.file.is_image)
    if attachment.file.is_recording:
        response["Accept-Ranges"] = "bytes"
    return response


def _range(header: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte asked for (RFC 9110, 14.1); None where nothing sensible was asked: then the whole is sent."""
    asked = _RANGE.fullmatch(header.replace(" ", ""))
    if asked is None or not (asked[1] or asked[2]) or (asked[1] and asked[2] and int(asked[1]) > int(asked[2])):
        return None
    if not asked[1]:
        return max(0, size - int(asked[2])), size - 1 if int(asked[2]) else -1
    return int(asked[1]), min(size - 1, int(asked[2])) if asked[2] else size - 1


def _piece(attachment: Attachment, begins: int, ends: int) -> HttpResponseBase:
    """Some of the bytes: players ask for these, some play nothing without."""
    size = attachment.file.size
    if begins > ends:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file = _bytes(attachment)
    file.seek(begins)
    response = StreamingHttpResponse(_read(file, ends - begins + 1), status=206, content_type=attachment.file.media_type)
    response["Content-Length"], response["Content-Range"] = str(ends - begins + 1), f"bytes {begins}-{ends}/{size}"
    response["Accept-Ranges"] = "bytes"
    return _guarded(response, attachment)


def _read(file: BinaryIO, left: int) -> Iterator[bytes]:
    with file:
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


@require_safe
def thumbnail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A small JPEG, drawn on first asking."""
    attachment = _seen(request, pk)
    if not attachment.file.is_image:
        raise Http404
    return _sent(_thumb(attachment), attachment, media_type="image/jpeg", inline=True)


def _seen(request: HttpRequest, pk: int) -> Attachment:
    attachment = get_object_or_404(Attachment.objects.select_related("file"), pk=pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not access.may_see(actor, attachment):
        raise Http404
    return attachment


def _bytes(attachment: Attachment) -> BinaryIO:
    try:
        return store.opened(attachment.file.sha256)
    except FileNotFoundError:
        raise Http404 from None


def _thumb(attachment: Attachment) -> BinaryIO:
    sha256 = attachment.file.sha256
    try:
        return store.opened(sha256, store.THUMB)
    except FileNotFoundError:
        with _bytes(attachment) as picture, store.incoming() as small:
            pictures.thumbnail(picture, small, attachment.file.media_type)
            store.keep(small, sha256, store.THUMB)
        return store.opened(sha256, store.THUMB)


def _sent(file: BinaryIO, attachment: Attachment, *, media_type: str, inline: bool) -> HttpResponseBase:
    return _guarded(FileResponse(file, as_attachment=not inline, filename=attachment.name, content_type=media_type), attachment)


def _guarded(response: HttpResponseBase, attachment: Attachment) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["ETag"] = f'"{attachment.file.sha256}"'
    patch_cache_control(response, private=True, max_age=3600)
    return response


# --- parts (see `uploads`) ----------------------------------------------------------------------------------------------


@require_POST
def begin_upload(request: HttpRequest) -> HttpResponse:
    """开始上传: answers where to go on."""
    post_id = _post_of(request)
    try:
        given = json.loads(request.body)
        key, sha256, size, name = str(given["key"]), str(given["sha256"]), int(given["size"]), str(given.get("name", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"reason": "key, sha256, size"}, status=400)
    try:
        return _state(uploads.begin(key, post_id=post_id, sha256=sha256, size=size, name=name, at=timezone.now()))
    except Refused as refused:
        return JsonResponse({"reason": str(refused)}, status=422)


@require_http_methods(["HEAD", "PATCH"])
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """续传: HEAD asks how far it came, PATCH sends the next part."""
    post_id = _post_of(request)
    if request.method == "HEAD":
        found = uploads.find(key, post_id=post_id)
        if found is None:
            raise Http404
        return _state(found)
    offset = request.headers.get("Upload-Offset", "")
    if not offset.isdecimal() or len(offset) > 15:
        return JsonResponse({"reason": "Upload-Offset"}, status=400)
    try:
        return _state(uploads.part(key, request.body, post_id=post_id, offset=int(offset), at=timezone.now()))
    except Upload.DoesNotExist:
        raise Http404 from None
    except uploads.WrongOffset as wrong:
        return JsonResponse({"offset": wrong.offset}, status=409, headers={"Upload-Offset": str(wrong.offset)})
    except uploads.WrongContent as wrong:
        return JsonResponse({"reason": str(wrong), "again": True}, status=422)
    except Refused as refused:
        return JsonResponse({"reason": str(refused)}, status=422)


def _post_of(request: HttpRequest) -> int:
    """Uploads are a post's; for anybody else there is nothing here."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.post_id is None:
        raise Http404
    return actor.post_id


def _state(upload: Upload) -> HttpResponse:
    done = upload.file_id is not None
    headers = {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.size), "Upload-Done": "1" if done else "0", "Cache-Control": "no-store"}
    return JsonResponse({"offset": upload.offset, "size": upload.size, "done": done}, headers=headers)
