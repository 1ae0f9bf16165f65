"""交接: what goes with a post, asked of a small registry of sources, and who may do what with a handover."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext

from shaoxiang.institutions.access import GRANTS
from shaoxiang.institutions.flows import HANDOVER_FLOW
from shaoxiang.institutions.models import Account, Assignment, Delegation, Handover, HandoverLine, LeaderContact, Person, Post
from shaoxiang.institutions.vocabulary import HandoverStatus
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.documents.models import IssuedDocument
from shaoxiang.kernel.documents.registry import kind_of
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import PERSONAL, MatterKind
from shaoxiang.kernel.vocabulary import _

RUNNING = (HandoverStatus.OPEN.value, HandoverStatus.PASSED.value)


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that goes with the post. `key` names it within its source; `words` is what the list says."""

    key: int
    words: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where things that go with a post are found. `title` is a msgid."""

    code: str
    title: str
    lines: Callable[[Assignment, date], Iterable[Counted]]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """An upper room adds what it keeps by post. Registered again, it takes the place of the former."""
    _sources[source.code] = source


def title_of(code: str) -> str:
    found = _sources.get(code)
    return found.title if found is not None else code


def counted(leaving: Assignment, on: date) -> dict[tuple[str, int], str]:
    """Everything that goes with the post now: (source, key) -> words, in the order of the sources."""
    return {(source.code, line.key): line.words[:200] for source in _sources.values() for line in source.lines(leaving, on)}


def running(post_id: int) -> Handover | None:
    """The handover of this post that is not over."""
    return _whole().filter(post_id=post_id, status__in=RUNNING).order_by("pk").first()


def running_for(actor: Actor) -> QuerySet[Handover]:
    """Handovers that are not over, among the actor's rows."""
    return Handover.objects.filter(visible(actor, GRANTS["view_handover"]), status__in=RUNNING)


def handovers_for(actor: Actor) -> QuerySet[Handover]:
    """Every handover among the actor's rows, with its list."""
    return _whole().filter(visible(actor, GRANTS["view_handover"]))


def shown_to(actor: Actor, post_id: int) -> Handover | None:
    """The running handover of the post, else its last one, if it is among the actor's rows."""
    rows = handovers_for(actor).filter(post_id=post_id)
    return rows.filter(status__in=RUNNING).order_by("pk").first() or rows.order_by("-pk").first()


def moves_for(handover: Handover, actor: Actor, on: date) -> dict[str, Move]:
    """Moves open now that this actor may take."""
    return {move.name: move for move in HANDOVER_FLOW.open_moves(handover.status) if may_take(handover, move.name, actor, on)}


def may_take(handover: Handover, move: str, actor: Actor, on: date) -> bool:
    """Leaver and successor act on their own; for a successor who has no post yet, and so cannot sign in, 编办 does."""
    if move == "sign_in_place" and not is_gone(handover.leaving, on):
        return False
    if allowed(actor, GRANTS[move], handover):
        return True
    stands_in = move in ("complete", "give_back") and allowed(actor, GRANTS["complete_for"], handover)
    return stands_in and not Assignment.objects.filter(in_force(on), person_id=handover.successor_id).exists()


def is_over(leaving: Assignment, on: date) -> bool:
    return leaving.valid_to is not None and leaving.valid_to <= on


def is_gone(leaving: Assignment, on: date) -> bool:
    """人已经走了: the assignment is over, or nobody can sign in for the person any more."""
    return is_over(leaving, on) or not Account.objects.filter(person_id=leaving.person_id, is_active=True).exists()


def leavable(post: Post, on: date) -> list[Assignment]:
    """Who may hand the post over: whoever sits in it, and the last who left it, if nobody took it over from him."""
    seats = list(Assignment.objects.filter(in_force(on), post=post).select_related("person").order_by("pk"))
    last = Assignment.objects.filter(post=post, valid_to__lte=on).select_related("person").order_by("-valid_to", "-pk").first()
    passed_on = last is None or Handover.objects.filter(leaving=last, status=HandoverStatus.DONE.value).exists()
    return seats if last is None or passed_on else [*seats, last]


def history(handover: Handover) -> QuerySet[Entry]:
    """What was done, newest first; before handovers were matters they were told under their own key."""
    own = Q(subject_kind="handover", subject_id=handover.pk)
    return Entry.objects.filter(Q(subject_kind="matter", subject_id=handover.matter_id) if handover.matter_id else own).order_by("-seq")


def before_taking(handover: Handover, actor: Actor) -> bool:
    """接手以前: to the successor, as long as he has not confirmed, matters are numbers; whose they are he reads once they are his."""
    if handover.status == HandoverStatus.DONE.value or actor.person_id is None or actor.person_id != handover.successor_id:
        return False
    return not allowed(actor, GRANTS["start_handover"], handover.post)


def shown_lines(handover: Handover, actor: Actor) -> list[HandoverLine]:
    """The list as this actor may read it."""
    lines = list(handover.lines.all())
    if before_taking(handover, actor):
        for line in lines:
            line.words = line.words.partition(" ")[0] if line.source == "desk" else line.words
    return lines


def by_source(handover: Handover, actor: Actor) -> list[tuple[str, str, list[HandoverLine]]]:
    """(code, title, lines) in the order they were counted."""
    groups: dict[str, list[HandoverLine]] = {}
    for line in shown_lines(handover, actor):
        groups.setdefault(line.source, []).append(line)
    return [(code, title_of(code), lines) for code, lines in groups.items()]


def people_near(post: Post, on: date) -> list[Person]:
    """Who works in the unit of the post: the likely successors."""
    unit_id = post.body.unit_id or post.body_id
    seats = Assignment.objects.filter(in_force(on)).filter(Q(post__body__unit_id=unit_id) | Q(post__body_id=unit_id))
    people = Person.objects.filter(pk__in=seats.values("person_id")).order_by("name", "pk")
    if any(is_over(seat, on) for seat in leavable(post, on)):  # whoever was appointed since takes over what the post holds
        return list(people)
    return list(people.exclude(pk__in=seats.filter(post=post).values("person_id")))


def _whole() -> QuerySet[Handover]:
    return Handover.objects.select_related("matter", "post__body__unit", "leaving__person", "successor").prefetch_related("lines")


def _desk(leaving: Assignment, _on: date) -> list[Counted]:
    """Open rows of the post, and of its roles in its body."""
    post, body = leaving.post, leaving.post.body
    of_body = Q(office_id=body.pk) if body.unit_id not in (None, body.pk) else Q(office_id__isnull=True, unit_id=body.pk)
    rows = list(DeskRow.objects.filter(OPEN).filter(Q(post_id=post.pk) | Q(post_id__isnull=True, role__in=post.roles) & of_body).order_by("due_at", "pk"))
    matters = Matter.objects.exclude(kind=MatterKind.HANDOVER.value).in_bulk({row.matter_id for row in rows})
    return [Counted(row.pk, _matter_words(matters[row.matter_id])) for row in rows if row.matter_id in matters]


def _matter_words(matter: Matter) -> str:
    """Number and title; of what is about one person, number and kind: whoever may read more finds it under the number."""
    personal = matter.kind in {kind.value for kind in PERSONAL}
    return f"{matter.number} {gettext(MatterKind.label_of(matter.kind)) if personal else mask_text(matter.title)}"


def _papers(leaving: Assignment, _on: date) -> list[Counted]:
    """Papers issued in the post: one line for each kind, known by the last of it."""
    kinds = IssuedDocument.objects.filter(assignment_id=leaving.pk).values("kind").annotate(n=Count("pk"), last=Max("pk")).order_by("kind")
    numbers = dict(IssuedDocument.objects.filter(pk__in=[row["last"] for row in kinds]).values_list("pk", "number"))
    return [Counted(row["last"], gettext("%(kind)s %(n)d 份，最后一份 %(number)s") % {
        "kind": gettext(_paper(row["kind"])), "n": row["n"], "number": numbers[row["last"]]}) for row in kinds]


def _paper(code: str) -> str:
    try:
        return kind_of(code).title
    except KeyError:  # a paper of a room that is no longer installed
        return code


def _keys(leaving: Assignment, _on: date) -> list[Counted]:
    return [Counted(key.pk, f"{key.name} {key.prefix}…") for key in ApiKey.objects.filter(post_id=leaving.post_id, revoked_at__isnull=True).order_by("pk")]


def _delegations(leaving: Assignment, on: date) -> list[Counted]:
    rows = Delegation.objects.filter(Q(principal=leaving) | Q(deputy_id=leaving.person_id), Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    return [Counted(row.pk, str(row)) for row in rows.select_related("principal__person", "principal__post__body", "deputy").order_by("pk")]


def _contacts(leaving: Assignment, on: date) -> list[Counted]:
    rows = LeaderContact.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), leader=leaving).select_related("street").order_by("pk")
    return [Counted(row.pk, row.street.name) for row in rows]


def _accounts(leaving: Assignment, _on: date) -> list[Counted]:
    return [Counted(row.pk, row.username) for row in Account.objects.filter(person_id=leaving.person_id, is_active=True).order_by("pk")]


for _each in (
    Source("desk", _("没办完的事"), _desk), Source("papers", _("签发过的文书"), _papers), Source("keys", _("接口密钥"), _keys),
    Source("delegations", _("AB岗代理"), _delegations), Source("contacts", _("包联的镇街"), _contacts), Source("accounts", _("账号"), _accounts),
):
    register_source(_each)
