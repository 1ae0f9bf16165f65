"""可能是同一件: running cases of the same class nearby, at intake and on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext

from shaoxiang.cases import queries
from shaoxiang.cases.models import FOLLOWING, HELD, Case, CaseMerge, Follower
from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.queries.relations import codes_alike, group_of, sides_of
from shaoxiang.cases.queries.words import type_words
from shaoxiang.cases.rules import relations as together
from shaoxiang.cases.rules.relations import Alike, Side
from shaoxiang.cases.vocabulary import JOINABLE, AppealKind, CaseStatus, Likeness
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.matter.vocabulary import MatterKind

SHOWN = 4
LOOKED_AT = 60  # newest of a crowded corner
SALT = "shaoxiang.similar"
OFFERED_FOR = timedelta(hours=24)
NEEDED = ("matter", "private", "kind", "description", "reporter_id", "reported_by", "reopened", "source")


@dataclass(frozen=True, slots=True)
class Near:
    """A case someone may mean. What the reader may not know is empty: of a private case he learns type, rough distance and day."""

    token: str  # signed key: joins this case without naming it
    type_name: str
    distance_m: int
    opened_at: datetime
    people: int  # who joined, besides the first
    public: bool = False
    number: str = ""
    title: str = ""
    status: CaseStatus | None = None
    words: tuple[str, ...] = ()
    photo: int | None = None  # attachment
    reasons: tuple[str, ...] = ()


def token_of(case_id: int) -> str:
    return signing.dumps(case_id, salt=SALT)


def case_of_token(token: str) -> Case | None:
    """The case that was offered, within a day."""
    try:
        key = signing.loads(token, salt=SALT, max_age=OFFERED_FOR)
    except signing.BadSignature:
        return None
    return Case.objects.select_related("matter").filter(pk=key).first()


def radius_for(type_code: str) -> int:
    """Metres; of the type, its class, or the district."""
    try:
        by_type = together.radii(queries.setting("similar_radii"))
    except ValueError:
        by_type = {}
    return together.radius_m(type_code, group_of(type_code), by_type, queries.setting("similar_radius_m"))


def running_around(type_code: str, lon: float, lat: float, radius: float) -> QuerySet[Case]:
    """Running cases of the type's class in the square around a point: the partial index `matter_open_point` finds them, however many cases there are."""
    west, south, east, north = together.window(lon, lat, radius)
    # The class is asked of what the window leaves: put beside an empty text, so that no planner walks the index by type instead.
    return Case.objects.annotate(code=Concat("matter__subject_code", Value(""))).filter(
        matter__kind=MatterKind.CASE, matter__closed_at__isnull=True, matter__lon__gte=west, matter__lon__lte=east, matter__lat__gte=south,
        matter__lat__lte=north, matter__status__in=[one.value for one in JOINABLE], code__in=codes_alike(type_code),
    ).select_related("matter")


def near(type_code: str, lon: float | None, lat: float | None, text: str, *, now: datetime, actor: Actor | None = None, most: int = SHOWN) -> list[Near]:
    """What may be the same matter, nearest and likest first; nothing without type and place. At most five queries.

    `actor`: a member of staff, who is shown in full the cases of his own rows; a resident (None) only what is public.
    """
    if not type_code or lon is None or lat is None:
        return []
    radius = radius_for(type_code)
    rows = running_around(type_code, lon, lat, radius).only(*NEEDED)
    if actor is None:
        rows = rows.exclude(kind=AppealKind.REPORT)  # 举报 is shown to nobody outside
    found = list(rows.order_by("-matter_id")[:LOOKED_AT])
    me = Side(0, CaseStatus.REPORTED, type_code, group_of(type_code), now, lon, lat, text=text)
    likest = _likest(me, found, radius)[:most]
    if not likest:
        return []
    keys = [case.pk for case, _alike in likest]
    seen = set(cases_for(actor).filter(pk__in=keys).values_list("pk", flat=True)) if actor is not None else set()
    people = _joined(keys)
    photos = _photos(seen) | _photos({case.pk for case, _alike in likest if not case.private} - seen, by_office=True)
    return [_shown(case, alike, case.pk in seen, people[case.pk], photos.get(case.pk)) for case, alike in likest]


def _likest(me: Side, cases: Iterable[Case], radius: float) -> list[tuple[Case, Alike]]:
    """By points, then by distance; what lies in the corner of the square beyond the radius is left out."""
    found = []
    for case in cases:
        matter = case.matter
        other = Side(
            case.pk, case.status, matter.subject_code, group_of(matter.subject_code), matter.opened_at, matter.lon, matter.lat, matter.street_id,
            f"{matter.title} {case.description}",
        )
        alike = together.alike(me, other, radius_m=radius)
        if alike.distance_m is not None and alike.distance_m <= radius:
            found.append((case, alike))
    return sorted(found, key=lambda pair: (-pair[1].points, pair[1].distance_m or 0))


def _shown(case: Case, alike: Alike, seen: bool, people: int, photo: int | None) -> Near:
    public = not case.private
    known = seen or public
    return Near(
        token_of(case.pk), type_words(case.matter.subject_code), together.roughly(alike.distance_m or 0, public=known), case.matter.opened_at, people,
        public, case.number if seen else "", mask_text(case.matter.title) if seen else "", case.status if known else None,
        tuple(mask_text(word) for word in alike.words) if known else (), photo if known else None,
    )


def _joined(keys: Iterable[int]) -> dict[int, int]:
    """As `counts_of`, without what was joined through a merged case; two plain queries, quicker to make than one of three parts."""
    found = dict.fromkeys(keys, 0)
    for rows, name in ((CaseMerge.objects.filter(HELD, main_id__in=found), "main_id"), (Follower.objects.filter(FOLLOWING, case_id__in=found), "case_id")):
        for key in rows.values_list(name, flat=True):
            found[key] += 1
    return found


def _photos(keys: Iterable[int], *, by_office: bool = False) -> dict[int, int]:
    """The first picture of each of these cases. `by_office`: for outsiders, only what staff took and showed; a reporter's may hold a face."""
    found: dict[int, int] = {}
    keys = list(keys)
    if keys:
        rows = Attachment.objects.filter(matter_id__in=keys, file__media_type__startswith="image/").order_by("pk")
        if by_office:
            rows = rows.filter(public=True, assignment_id__isnull=False)
        for matter_id, pk in rows.values_list("matter_id", "pk"):
            found.setdefault(matter_id, pk)
    return found


def public_photo(token: str) -> Attachment | None:
    """The picture of a public case that was offered; None for any other."""
    case = case_of_token(token)
    if case is None or case.private or case.kind == AppealKind.REPORT:
        return None
    key = _photos([case.pk], by_office=True).get(case.pk)
    return Attachment.objects.select_related("file").get(pk=key) if key else None


# --- at the desk ----------------------------------------------------------------------------------------------------------


def suggested(case: Case, actor: Actor) -> list[Near]:
    """可能重复: running cases around this one that are likely the same, with reasons. Another street's show only type, distance and day."""
    matter = case.matter
    found: dict[int, Case] = {}
    if matter.subject_code and matter.lon is not None and matter.lat is not None:
        rows = running_around(matter.subject_code, matter.lon, matter.lat, radius_for(matter.subject_code)).exclude(pk=case.pk)
        found = {one.pk: one for one in rows.order_by("-matter_id")[:LOOKED_AT]}
    if case.reporter_id is not None:
        found |= {one.pk: one for one in _of_the_same_contact(case)}
    if not found:
        return []
    sides = {side.pk: side for side in sides_of([case, *found.values()])}
    me, radius = sides.pop(case.pk), radius_for(matter.subject_code)
    pairs = [(found[side.pk], together.alike(me, side, radius_m=radius)) for side in sides.values() if not (side.child or me.child)]
    likely = sorted(((one, alike) for one, alike in pairs if alike.likely), key=lambda pair: (-pair[1].points, pair[0].pk))[:SHOWN]
    seen = set(cases_for(actor).filter(pk__in=[one.pk for one, _alike in likely]).values_list("pk", flat=True)) if likely else set()
    people, photos = _joined([one.pk for one, _alike in likely]), _photos(seen)
    return [_suggestion(one, alike, one.pk in seen, people[one.pk], photos.get(one.pk)) for one, alike in likely]


def _of_the_same_contact(case: Case) -> list[Case]:
    """Running cases given with the same telephone, by blind index; the number is neither read nor shown."""
    from shaoxiang.kernel.identity.models import VaultRecord

    index = VaultRecord.objects.filter(pk=case.reporter_id or 0).exclude(phone_index="").values_list("phone_index", flat=True).first()
    if not index:
        return []
    same = VaultRecord.objects.filter(phone_index=index).values("pk")
    rows = Case.objects.filter(reporter_id__in=same, matter__closed_at__isnull=True, matter__status__in=[one.value for one in JOINABLE])
    return list(rows.exclude(pk=case.pk).select_related("matter").order_by("-matter_id")[:10])


def _suggestion(case: Case, alike: Alike, seen: bool, people: int, photo: int | None) -> Near:
    return Near(
        token_of(case.pk), type_words(case.matter.subject_code), together.roughly(alike.distance_m or 0, public=seen) if alike.distance_m is not None else 0,
        case.matter.opened_at, people, not case.private, case.number if seen else "", mask_text(case.matter.title) if seen else "",
        case.status if seen else None, tuple(mask_text(word) for word in alike.words) if seen else (), photo if seen else None,
        tuple(gettext(Likeness(one).label) for one in alike.reasons if seen or one != Likeness.SAME_CONTACT),
    )
