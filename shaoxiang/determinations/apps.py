from django.apps import AppConfig


class DeterminationsConfig(AppConfig):
    name = "shaoxiang.determinations"
    label = "determinations"
    verbose_name = "三定"

    def ready(self) -> None:
        from datetime import time

        from shaoxiang.determinations.actions import put_on_desks
        from shaoxiang.determinations.queries import holdings
        from shaoxiang.determinations.queries.holders import holders
        from shaoxiang.determinations.queries.versions import PAPER
        from shaoxiang.duties.queries.related import register_source
        from shaoxiang.kernel.documents.registry import DocumentKind, register
        from shaoxiang.kernel.jobs import registry as jobs
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import navigation
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem

        holdings.register()
        register_source(_("具体负责的岗位"), holders)
        fields = ("title", "unit", "document_number", "adopted_on", "meeting", "issued_on", "effective_from", "articles", "issuer")
        register(DocumentKind(PAPER, _("三定规定"), "新编发", fields, text_length=1200, lines=400, line_length=700))
        navigation.register([
            NavItem(_("三定规定"), "determinations:index", "file-text", NavGroup.REGISTERS, order=34),
            NavItem(_("谁负责这件事"), "determinations:who", "user", NavGroup.LISTS, order=35),
        ])
        jobs.register("determinations.put_on_desks", put_on_desks, daily_at=time(6, 20))
