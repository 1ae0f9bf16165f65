from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "shaoxiang.kernel.sheets"
    label = "sheets"
    verbose_name = "表格导入"

    def ready(self) -> None:
        from datetime import time

        from shaoxiang.kernel.jobs import registry
        from shaoxiang.kernel.sheets.actions import forget_old

        registry.register("sheets.forget_old", forget_old, daily_at=time(3, 55))
