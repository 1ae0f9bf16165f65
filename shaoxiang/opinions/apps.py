from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def stand_guard(**_kwargs: Any) -> None:
    """SQLite drops a table's triggers when a migration rebuilds it."""
    from shaoxiang.opinions.migrations import _added

    _added.install()


class OpinionsConfig(AppConfig):
    name = "shaoxiang.opinions"
    label = "opinions"
    verbose_name = "征求意见"

    def ready(self) -> None:
        from shaoxiang.duties.queries.figures import register_figures
        from shaoxiang.institutions.queries.holdings import register_matters
        from shaoxiang.kernel import db
        from shaoxiang.kernel.clocks import table
        from shaoxiang.kernel.documents.registry import DocumentKind
        from shaoxiang.kernel.documents.registry import register as register_document
        from shaoxiang.kernel.files import access as files
        from shaoxiang.kernel.hearing import register_hearing
        from shaoxiang.kernel.matter.vocabulary import MatterKind
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem, register
        from shaoxiang.opinions import access, queries, reactions, rules
        from shaoxiang.opinions.migrations import _added
        from shaoxiang.opinions.queries import alive, heard
        from shaoxiang.opinions.queries.files import PAPER
        from shaoxiang.opinions.queries.selections import GATE
        from shaoxiang.staffing.queries import register_gate

        reactions.register()
        db.register_guards("opinions changes", _added.install, _added.remove)
        post_migrate.connect(stand_guard, sender=self, dispatch_uid="opinions-guards")
        table.register(rules.CLOCKS)
        register_gate(GATE)
        register_hearing(heard.CONSULTING)
        register_matters("opinions", _("等答复的征求意见"), MatterKind.OPINION, cure=_("请先答复，或由征求单位撤回。"), route="opinions:request",
                         seen=queries.requests_for)
        register_figures("ADVICE_AND_PLANNING", alive.figures)
        fields = ("number", "title", "power", "asking", "made_at", "streets")
        register_document(DocumentKind(PAPER, _("街道意见汇总"), "街见", fields, text_length=2000, lines=60, line_length=500))
        files.register(MatterKind.DECISION, lambda actor, key: (
            queries.files_for(actor).filter(pk=key).exists() or queries.requests_for(actor).filter(file_id=key).exists()
        ))
        asking = frozenset(map(str, (*access.ASKING, *access.LOOKING, "JUSTICE_BUREAU")))
        streets = frozenset(map(str, (*access.STREET, *access.ASKING, *access.LOOKING)))
        register([
            NavItem(_("征求街道意见"), "opinions:files", "scale", NavGroup.WORK, asking, order=32),
            NavItem(_("问过街道什么"), "opinions:list", "message-report", NavGroup.WORK, streets, order=33),
            NavItem(_("必须征求意见的事项"), "opinions:scopes", "list-details", NavGroup.LISTS, order=47),
        ])
