"""批量办理: one confirmed run; each case in its own transaction, each with its own entry; a form sent twice runs once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from shaoxiang.cases import access, actions
from shaoxiang.cases.models import BulkRun, Case
from shaoxiang.cases.queries.bulk import BULK, BULK_MOST, PAPERS
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.dispatch.rules import ObjectionRefused
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.clocks.rules import ExtensionRefused, SuspensionRefused
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.vocabulary import _

REFUSALS = (MoveRefused, ReportRefused, ObjectionRefused, ExtensionRefused, SuspensionRefused)


def run_bulk(what: str, numbers: Sequence[str], arguments: Mapping[str, Any], *, token: str, actor: Actor, at: datetime) -> BulkRun:
    """Act on each; what refuses does not hold up the rest. The same token again gives the first run back, as far as it has come.

    Not to be called inside a transaction: what is done stays done, whatever becomes of the rest.
    """
    require(actor, access.GRANTS["bulk"])
    numbers = list(dict.fromkeys(numbers))
    if what not in BULK or what in (*PAPERS, "export"):
        raise ReportRefused("what", _("请选要批量办的事。"))
    if not numbers or len(numbers) > BULK_MOST:
        raise ReportRefused("numbers", _("一次最多批量办 200 件，至少选一件。"))
    try:
        with transaction.atomic():
            run = BulkRun.objects.create(token=token[:40], assignment_id=actor.assignment_id or 0, move=what, numbers=numbers, started_at=at)
    except IntegrityError:
        return BulkRun.objects.get(token=token[:40], assignment_id=actor.assignment_id or 0)
    act = _act_of(what, arguments)
    for number in numbers:
        run.results[number] = _one(act, number, actor=actor, at=at)
        run.save(update_fields=["results"])
    run.finished_at = at
    run.save(update_fields=["finished_at"])
    return run


def _act_of(what: str, arguments: Mapping[str, Any]) -> Callable[..., Any]:
    if what == "merge":
        given = dict(arguments)
        main = given.pop("main")

        def into(number: str, **rest: Any) -> None:
            if number != main:
                actions.merge(main, [number], **rest, **given)

        return into
    act: Callable[..., Any] = getattr(actions, what)
    return lambda number, **rest: act(number, **rest, **arguments)


def _one(act: Callable[..., Any], number: str, *, actor: Actor, at: datetime) -> str:
    """"" where done, else why not."""
    try:
        with transaction.atomic():
            act(number, actor=actor, at=at)
    except REFUSALS as refused:
        return gettext(str(getattr(refused, "reason", refused)))
    except PermissionDenied:
        return gettext("您的岗位没有这项权限。")
    except Case.DoesNotExist:
        return gettext("没有这一件，或者不在您的范围里。")
    return ""
