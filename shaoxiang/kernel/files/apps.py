from datetime import time

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "shaoxiang.kernel.files"
    label = "files"
    verbose_name = "附件"

    def ready(self) -> None:
        from shaoxiang.kernel import jobs
        from shaoxiang.kernel.files import actions

        jobs.register("files.clean", actions.remove_orphans, daily_at=time(3, 40))
