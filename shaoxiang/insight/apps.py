from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "shaoxiang.insight"
    label = "insight"
    verbose_name = "一盘棋"
