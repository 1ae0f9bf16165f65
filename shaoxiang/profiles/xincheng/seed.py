"""建库: the whole demo district in one go, safe to repeat; what people have changed stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.duties.actions import raise_version
from shaoxiang.institutions import actions as institutions
from shaoxiang.institutions.actions import changed
from shaoxiang.institutions.models import Installation
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.places.actions import load_district_places
from shaoxiang.profiles.xincheng.bodies import load_bodies
from shaoxiang.profiles.xincheng.cadres import load_channels
from shaoxiang.profiles.xincheng.deputies import load_deputies
from shaoxiang.profiles.xincheng.determinations import load_determinations
from shaoxiang.profiles.xincheng.documents import load_documents
from shaoxiang.profiles.xincheng.forces import load_areas, load_forces
from shaoxiang.profiles.xincheng.grids import load_grids
from shaoxiang.profiles.xincheng.hotline import load_hotline_tables
from shaoxiang.profiles.xincheng.lists import load_carriers, load_ends, load_lists
from shaoxiang.profiles.xincheng.notices import load_sample_channels
from shaoxiang.profiles.xincheng.opinions import load_scopes
from shaoxiang.profiles.xincheng.people import load_people
from shaoxiang.profiles.xincheng.residents import load_counters
from shaoxiang.profiles.xincheng.staffing import load_demands, load_quotas
from shaoxiang.whistles.actions import load_types

DISTRICT_CODE, DISTRICT_NAME = "150102", "呼和浩特市新城区（示例）"


def load_district(*, at: datetime, demo: bool = True) -> None:
    """Places, bodies, lists, forces, people."""
    with transaction.atomic():
        load_district_places("xincheng", actor=SYSTEM, at=at)
        load_areas()
        load_bodies()
        load_lists()
        load_carriers()
        load_documents(at=at)
        load_people(demo=demo)
        load_hotline_tables(at=at)
        load_grids()
        load_types(at=at)
        load_forces(at=at)
        load_scopes()
        if demo:
            load_counters()
            load_ends(on=timezone.localdate(at))
            load_quotas()
            load_demands()
            load_channels()
            load_determinations()
            load_sample_channels(at=at)
            load_deputies(at=at)
        Installation.objects.get_or_create(
            district_code=DISTRICT_CODE, defaults={"name": DISTRICT_NAME, "profile": "xincheng", "demo": demo}
        )
        changed()
        raise_version()
        institutions.changed()


def mark_complete(*, at: datetime) -> None:
    """The last act of seeding; without it the next start begins again where this one was stopped."""
    Installation.objects.filter(district_code=DISTRICT_CODE, seeded_at=None).update(seeded_at=at)
    institutions.changed()
