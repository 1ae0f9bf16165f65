from datetime import timedelta
from functools import partial

from django.apps import AppConfig

from shaoxiang.kernel.vocabulary import _


class PlacesConfig(AppConfig):
    name = "shaoxiang.places"
    label = "places"
    verbose_name = "区划网格"

    def ready(self) -> None:
        from shaoxiang.kernel.hearing import register_topic
        from shaoxiang.kernel.jobs import registry as jobs
        from shaoxiang.kernel.notices import wording
        from shaoxiang.kernel.web import names, navigation, policy
        from shaoxiang.places.actions.rehoming import NOTICE, run_due
        from shaoxiang.places.queries import changes, hearing, place_name
        from shaoxiang.places.queries.layers import hosts

        register_topic(changes.SUBJECT, hearing.topic, hearing.page)
        jobs.register("places.run_changes", run_due, every=timedelta(minutes=1))
        wording.register({
            NOTICE: wording.Wording(_("区划变更自 %(day)s 起生效，您手上有在办的事换了社区或网格，请看待办。"), "desk", icon="map-2"),
        })
        names.register({level: partial(place_name, level) for level in ("district", "street", "community", "grid")})
        policy.register(hosts)
        navigation.register([
            navigation.NavItem(_("底图"), "places:layers", "photo", navigation.NavGroup.SETTINGS, frozenset({"CONFIG_ADMIN", "SYSTEM_ADMIN"}), order=61),
            navigation.NavItem(_("区划网格"), "places:district", "map-2", navigation.NavGroup.REGISTERS, order=40),
            navigation.NavItem(_("执法片区"), "places:areas", "flag", navigation.NavGroup.REGISTERS, order=42),
            navigation.NavItem(_("导入边界"), "places:load", "upload", navigation.NavGroup.SETTINGS, frozenset({"CONFIG_ADMIN"}), order=60),
            navigation.NavItem(_("街道和社区区划变更"), "places:changes", "switch-horizontal", navigation.NavGroup.SETTINGS,
                               frozenset({"CONFIG_ADMIN", "STAFFING_OFFICE"}), order=62),
            navigation.NavItem(_("网格调整"), "places:divisions", "map-2", navigation.NavGroup.SETTINGS, frozenset({"CONFIG_ADMIN"}), order=61),
        ])
