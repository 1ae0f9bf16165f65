from datetime import time

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "shaoxiang.kernel.identity"
    label = "identity"
    verbose_name = "个人信息"

    def ready(self) -> None:
        from shaoxiang.kernel import jobs
        from shaoxiang.kernel.identity import actions, codes

        jobs.register("identity.blur", actions.blur_due, daily_at=time(3, 10))
        jobs.register("identity.forget_codes", codes.forget_old, daily_at=time(3, 15))
