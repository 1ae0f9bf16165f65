"""Who is on a grid, its team, place and Party branch. Rows begin and end; none is overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang.grids import access, queries
from shaoxiang.grids.models import GridAsset, GridPartyBranch, GridPerson
from shaoxiang.grids.rules import WORKER
from shaoxiang.grids.vocabulary import AssetKind, Employment
from shaoxiang.institutions.actions import changed
from shaoxiang.institutions.models import Post
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.identity.rules import find_personal
from shaoxiang.kernel.journal.actions import facts_of, record
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.places.models import Grid


class Refused(Refusal):
    """The entry cannot be made so; the message is in the reader's language and says how to cure it. `field`: of the form."""


def _grid(actor: Actor, code: str, at: datetime, what: str) -> Grid:
    """The grid, held. Raises Grid.DoesNotExist where the actor may not see it, PermissionDenied where he may not do this."""
    on = timezone.localdate(at)
    grid = queries.grid_row(actor, code, on)
    if grid is None:
        raise Grid.DoesNotExist(code)
    require(actor, access.GRANTS[what], grid)
    Grid.objects.select_for_update().defer("geometry").get(pk=grid.pk)
    return grid


def no_private(field: str, text: str) -> str:
    """Names and places of grid people stand in the clear: telephones and id numbers do not belong there."""
    if find_personal(text):
        raise Refused(field, _("这里不要写手机号、证件号。居民担任的角色通过网格员联系。"))
    return text.strip()


@transaction.atomic
def add_person(
    code: str, role: str, *, actor: Actor, at: datetime, valid_from: date | None = None, post_id: int | None = None, name: str = "",
    employment: str = "", covers: str = "", sample: bool = False,
) -> GridPerson:
    """登记网格人员: a post of this street (a worker, usually the chief) or a resident by name. A worker's post answers for the grid from now on.

    Raises PermissionDenied, Grid.DoesNotExist, Refused.
    """
    grid = _grid(actor, code, at, "people")
    on = valid_from or timezone.localdate(at)
    wanted = queries.standard(on)
    if role != WORKER and role not in {line.code for line in wanted.roles}:
        raise Refused("role", _("建设标准里没有这个角色。请重新选。"))
    name = no_private("name", name)
    if (post_id is None) == (not name):
        raise Refused("post_id", _("选一个岗位，或写一个姓名，只能一样。"))
    if role == WORKER and (post_id is None or employment not in list(Employment)):
        raise Refused("post_id", _("网格员要有岗位，并写明专职或兼职。"))
    if post_id is not None and not _posts_near(grid).filter(pk=post_id).exists():
        raise Refused("post_id", _("这个岗位不在本镇街。请从列表里选。"))
    same = GridPerson.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), grid=grid, role=role, name=name, covers=covers.strip())
    if any(other.post_id == post_id for other in same):
        raise Refused("role", _("已经登记过了，不用再登记。"))
    row = GridPerson.objects.create(
        grid=grid, role=role, employment=employment if role == WORKER else "", post_id=post_id, name=name, covers=no_private("covers", covers),
        valid_from=on, sample=sample,
    )
    if role == WORKER and post_id is not None:
        _answer_for(grid, post_id, on)
    record("grids.person_set", subject=("grid", grid.pk), actor=actor, at=at, facts=facts_of(person=row.pk, role=role, post=post_id, valid_from=on.isoformat()))
    return row


def _posts_near(grid: Grid) -> QuerySet[Post]:
    """Posts of the grid's own street: its office, its institutions, its communities."""
    street = grid.community.street_id
    return Post.objects.filter(Q(body__street_id=street) | Q(body__unit__street_id=street) | Q(community_id=grid.community_id))


def _answer_for(grid: Grid, post_id: int, on: date) -> None:
    """The new worker's post gets the grid; a post whose own time there has ended gives it up, now that somebody else answers."""
    Post.grids.through.objects.get_or_create(post_id=post_id, grid_id=grid.pk)
    running = GridPerson.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), grid=grid, role=WORKER).values("post_id")
    ended = GridPerson.objects.filter(grid=grid, role=WORKER, valid_to__lte=on).values("post_id")
    Post.grids.through.objects.filter(grid_id=grid.pk, post_id__in=ended).exclude(post_id__in=running).delete()
    changed()


@transaction.atomic
def end_person(pk: int, *, actor: Actor, at: datetime, on: date | None = None) -> GridPerson:
    """离任. The last worker's post keeps answering for the grid's running matters until somebody follows: none falls between two chairs.

    Raises PermissionDenied, Grid.DoesNotExist, Refused.
    """
    row = GridPerson.objects.select_related("grid").select_for_update().get(pk=pk)
    grid = _grid(actor, row.grid.code, at, "people")
    last = on or timezone.localdate(at)
    if row.valid_to is not None and row.valid_to <= last:
        raise Refused("on", _("这个人已经离任。"))
    if last <= row.valid_from:
        raise Refused("on", _("离任日期要在到任之后。"))
    row.valid_to = last
    row.save(update_fields=["valid_to"])
    others = [other.post_id for other in GridPerson.objects.filter(in_force(last), grid=grid, role=WORKER)]
    if row.role == WORKER and row.post_id is not None and others and row.post_id not in others:
        Post.grids.through.objects.filter(grid_id=grid.pk, post_id=row.post_id).delete()
        changed()
    facts = facts_of(person=row.pk, role=row.role, post=row.post_id, on=last.isoformat())
    record("grids.person_ended", subject=("grid", grid.pk), actor=actor, at=at, facts=facts)
    return row


@transaction.atomic
def add_asset(code: str, kind: str, *, name: str, where: str, actor: Actor, at: datetime, valid_from: date | None = None, sample: bool = False) -> GridAsset:
    """登记队伍或阵地. Raises PermissionDenied, Grid.DoesNotExist, Refused."""
    grid = _grid(actor, code, at, "people")
    row = GridAsset.objects.create(
        grid=grid, kind=AssetKind(kind).value, name=no_private("name", name), where=no_private("where", where),
        valid_from=valid_from or timezone.localdate(at), sample=sample,
    )
    record("grids.asset_set", subject=("grid", grid.pk), actor=actor, at=at, facts={"asset": row.pk, "asset_kind": row.kind})
    return row


@transaction.atomic
def end_asset(pk: int, *, actor: Actor, at: datetime) -> GridAsset:
    """撤销. One that began today is taken to have ended tomorrow at the earliest. Raises PermissionDenied, Grid.DoesNotExist."""
    row = GridAsset.objects.select_related("grid").select_for_update().get(pk=pk)
    grid = _grid(actor, row.grid.code, at, "people")
    today = timezone.localdate(at)
    if today <= row.valid_from:
        raise Refused("on", _("今天刚登记的，明天才能撤销；登记错了请另登记一条正确的。"))
    if row.valid_to is None or row.valid_to > today:
        row.valid_to = today
        row.save(update_fields=["valid_to"])
        record("grids.asset_ended", subject=("grid", grid.pk), actor=actor, at=at, facts={"asset": row.pk})
    return row


@transaction.atomic
def set_branch(
    code: str, *, name: str, members: int, secretary_id: int | None, actor: Actor, at: datetime, sample: bool = False,
) -> GridPartyBranch:
    """登记网格党支部: a new row takes the place of the one before; the grids it covered besides stay covered. Raises as `add_person`."""
    grid = _grid(actor, code, at, "people")
    today = timezone.localdate(at)
    if secretary_id is not None and not _posts_near(grid).filter(pk=secretary_id).exists():
        raise Refused("secretary_id", _("这个岗位不在本镇街。请从列表里选。"))
    covered: Iterable[int] = [grid.pk]
    for old in GridPartyBranch.objects.select_for_update().filter(in_force(today), grids=grid):
        covered = {*covered, *old.grids.values_list("pk", flat=True)}
        if old.valid_from >= today:
            old.name, old.members, old.secretary_id = no_private("name", name), members, secretary_id
            old.save()
            record("grids.branch_set", subject=("grid", grid.pk), actor=actor, at=at, facts=facts_of(branch=old.pk, members=members, secretary=secretary_id))
            return old
        old.valid_to = today
        old.save(update_fields=["valid_to"])
    row = GridPartyBranch.objects.create(name=no_private("name", name), members=members, secretary_id=secretary_id, valid_from=today, sample=sample)
    row.grids.set(covered)
    record("grids.branch_set", subject=("grid", grid.pk), actor=actor, at=at, facts=facts_of(branch=row.pk, members=members, secretary=secretary_id))
    return row
