from django.apps import AppConfig


class AdmissionConfig(AppConfig):
    name = "shaoxiang.admission"
    label = "admission"
    verbose_name = "职责准入"

    def ready(self) -> None:
        from shaoxiang.admission import jobs, reactions
        from shaoxiang.admission.flows import ADMISSION_FLOW, AWAITED, LABELS, REFUSAL_AWAITED, REFUSAL_FLOW
        from shaoxiang.admission.queries import alive, holdings, refusals_for, requests_for, uncounted_matters
        from shaoxiang.admission.queries.finding import admissions
        from shaoxiang.admission.queries.lists import admitted
        from shaoxiang.admission.queries.standing import NUMBERS, decided_by, standing
        from shaoxiang.admission.rules import CLOCKS
        from shaoxiang.cases.queries.desk import DeskFlow, PartAct, register_flow, register_parts
        from shaoxiang.duties.queries import finding
        from shaoxiang.duties.queries.figures import register_figures
        from shaoxiang.duties.queries.standing import register_admissions
        from shaoxiang.kernel.clocks import table
        from shaoxiang.kernel.files import access as files
        from shaoxiang.kernel.matter import counting
        from shaoxiang.kernel.matter.vocabulary import MatterKind
        from shaoxiang.kernel.search.papers import register_papers

        finding.register_source("admission", admitted)
        register_papers("admission", admissions)
        register_admissions("admission", NUMBERS, standing, decided_by)
        reactions.register()
        jobs.register()
        holdings.register()
        table.register(CLOCKS)
        files.register(MatterKind.ADMISSION, lambda actor, key: requests_for(actor).filter(pk=key).exists())
        files.register(MatterKind.REFUSAL, lambda actor, key: refusals_for(actor).filter(pk=key).exists())
        counting.register(uncounted_matters)
        register_figures("DUTY_ADMISSION", alive.figures)
        register_flow(MatterKind.ADMISSION, DeskFlow(ADMISSION_FLOW, "admission:show", awaited=AWAITED))
        register_flow(MatterKind.REFUSAL, DeskFlow(REFUSAL_FLOW, "admission:refusal", awaited=REFUSAL_AWAITED, labels=LABELS))
        review = ADMISSION_FLOW.by_name["review"].label
        register_parts(MatterKind.ADMISSION, {"review": PartAct(review, AWAITED["review"], "admission:review")})
        _shown()


def _shown() -> None:
    """Where people find the room: the navigation, and a panel on the page of a case."""
    from shaoxiang.admission import access
    from shaoxiang.cases.queries.slots import Panel
    from shaoxiang.cases.queries.slots import register as register_panels
    from shaoxiang.kernel.vocabulary import _
    from shaoxiang.kernel.web import doors, navigation
    from shaoxiang.kernel.web.doors import Door
    from shaoxiang.kernel.web.navigation import NavGroup, NavItem

    streets = frozenset(map(str, access.STREET))
    navigation.register([
        NavItem(_("职责准入"), "admission:list", "door", NavGroup.WORK, access.READERS, order=34),
        NavItem(_("在清单上吗"), "admission:check", "list-details", NavGroup.WORK, streets, order=35),
    ])
    doors.register(doors.UNLISTED, [
        Door(_("申请职责准入"), "admission:new", "door", frozenset(map(str, access.DEPARTMENT)), ("title",), order=10),
        Door(_("在清单上吗"), "admission:check", "search", streets, order=20),
        Door(_("发拒收通知"), "admission:refusal_new", "hand-stop", streets, ("title", "kind", "number"), order=30),
    ])
    register_panels([Panel(_("职责清单和拒收"), "admission:case_panel", access.READERS, order=60)])
