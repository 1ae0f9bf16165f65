from datetime import time

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "shaoxiang.kernel.files"
    label = "files"
    verbose_name = "附件"

    def ready(self) -> None:
        from shaoxiang.kernel import jobs
        from shaoxiang.kernel.files import actions, uploads

        jobs.register("files.clean", actions.remove_orphans, daily_at=time(3, 40))
        jobs.register("files.drop_uploads", uploads.drop_old, daily_at=time(3, 30))
