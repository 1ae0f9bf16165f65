from django.apps import AppConfig


class ForcesConfig(AppConfig):
    name = "shaoxiang.forces"
    label = "forces"
    verbose_name = "下沉力量"
