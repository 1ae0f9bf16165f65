"""What `doctor` reads aloud about this room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.institutions import rules
from shaoxiang.institutions.models import Assignment, Body
from shaoxiang.institutions.queries.deputies import in_force_now
from shaoxiang.institutions.queries.holdings import held_by_bodies
from shaoxiang.institutions.vocabulary import THREE_ADMINISTRATORS, BodyKind, ChangeAct
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.kernel.vocabulary import _

OFFICES = (BodyKind.INTERNAL_OFFICE, BodyKind.AFFILIATED_INSTITUTION)


def findings(on: date) -> Iterator[tuple[str, str, dict[str, object]]]:
    """(code, sentence, parameters): what stands badly today, each with its cure."""
    held: dict[int, list[list[str]]] = {}
    administrators: set[str] = set()
    for each in Assignment.objects.filter(in_force(on), in_force(on, "post__")).select_related("post"):
        held.setdefault(each.person_id, []).append(list(each.post.roles))
        administrators |= rules.three_of(each.post.roles)
    for person_id, holdings in sorted(held.items()):
        if rules.clash(*holdings):
            yield "TWO_ADMINISTRATORS", _("人员 %(person)s 兼任两类管理员：请把其中一个岗位交给别人。"), {"person": person_id}
    for role in sorted({str(role) for role in THREE_ADMINISTRATORS} - administrators):
        yield "NO_ADMINISTRATOR", _("没有人担任 %(role)s：请安排一个岗位和账号。"), {"role": role}
    seated = set(Assignment.objects.filter(in_force(on), post__answers=True).values_list("post__body_id", flat=True))
    for body in Body.objects.filter(valid_to__isnull=False, changes__act=ChangeAct.CLOSE.value).distinct().order_by("pk"):
        if left := sum(one.total for one in held_by_bodies([body.pk], body.valid_to or on)):
            yield "CLOSED_HOLDS", _("%(body)s 登记了撤销，名下后来又有了 %(n)s 项：请在机构页上看清并移交。"), {"body": body.name, "n": left}
    for row in in_force_now(on):
        if not row.can_act:  # type: ignore[attr-defined]
            yield "DEPUTY_WITHOUT_POST", _("代理 %(deputy)s 没有了自己的岗位，代不了%(post)s：请办任职，或结束它、另安排人。"), {
                "deputy": row.deputy_id, "post": str(row.principal.post)}
    for office in Body.objects.filter(in_force(on), kind__in=OFFICES).exclude(pk__in=seated):
        yield "NOBODY_ANSWERS", _("%(body)s 没有在岗的责任人：派给它的事没有人接，请在岗位上标明责任人并安排任职。"), {"body": office.name}


def checks() -> Iterator[Finding]:
    """The same, as `doctor` reads it: a clash of administrators must be cured, an empty seat soon."""
    for code, sentence, facts in findings(timezone.localdate()):
        yield Finding(Level.BAD if code == "TWO_ADMINISTRATORS" else Level.WARN, gettext(sentence) % facts)
