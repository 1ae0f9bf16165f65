"""Idempotency-Key: the same create sent again gives the first answer, also after a crash; another create under the same key is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import BaseModel

from shaoxiang.kernel.interface import rules
from shaoxiang.kernel.interface.models import GivenAnswer
from shaoxiang.kernel.interface.queries import Holder

KEPT_FOR = timedelta(days=30)
JSON = "application/json; charset=utf-8"


class KeyReused(Exception):
    """The key already stood for another request: HTTP 409."""


def answer_once(request: HttpRequest, key: str | None, act: Callable[[], BaseModel], *, status: int = 201) -> HttpResponse:
    """Act in one transaction and answer. With a key, the answer is stored in it: a crash leaves both or neither. Raises KeyReused."""
    if not key:
        with transaction.atomic():
            body = act().model_dump_json()
        return HttpResponse(body, status=status, content_type=JSON)
    holder: Holder = request.auth  # type: ignore[attr-defined]
    mark = rules.fingerprint(request.method or "", request.path, request.body)
    given = _given(holder, key)
    if given is not None:
        return _again(given, mark)
    try:
        with transaction.atomic():
            body = act().model_dump_json()
            GivenAnswer.objects.create(api_key_id=holder.key_id, key=key, fingerprint=mark, status=status, body=body, at=timezone.now())
    except IntegrityError:  # the same key at the same moment: its act was rolled back, the first one's answer holds
        given = _given(holder, key)
        if given is None:
            raise
        return _again(given, mark)
    return HttpResponse(body, status=status, content_type=JSON)


def forget_old(*, now: datetime) -> int:
    """Answers past their time go; the daily job. A key sent again after that acts anew."""
    return GivenAnswer.objects.filter(at__lt=now - KEPT_FOR).delete()[0]


def _given(holder: Holder, key: str) -> GivenAnswer | None:
    return GivenAnswer.objects.filter(api_key_id=holder.key_id, key=key).first()


def _again(given: GivenAnswer, mark: str) -> HttpResponse:
    if given.fingerprint != mark:
        raise KeyReused(given.key)
    return HttpResponse(given.body, status=given.status, content_type=JSON, headers={"Idempotency-Replayed": "true"})
