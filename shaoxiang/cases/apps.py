from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "shaoxiang.cases"
    label = "cases"
    verbose_name = "事件"

    def ready(self) -> None:
        from shaoxiang.cases import jobs, queries, reactions
        from shaoxiang.kernel.files.access import register
        from shaoxiang.kernel.matter.vocabulary import MatterKind

        register(MatterKind.CASE, queries.may_see_files)
        jobs.register()
        reactions.register()
