from __future__ import annotations

from typing import BinaryIO

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.files import access, pictures, store
from shaoxiang.kernel.files.models import Attachment


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself: shown in the page only when it is a picture we drew."""
    attachment = _seen(request, pk)
    return _sent(_bytes(attachment), attachment, media_type=attachment.file.media_type, inline=attachment.file.is_image)


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
    response = FileResponse(file, as_attachment=not inline, filename=attachment.name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["ETag"] = f'"{attachment.file.sha256}"'
    patch_cache_control(response, private=True, max_age=3600)
    return response
