from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "shaoxiang.topics"
    label = "topics"
    verbose_name = "热点"
