from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "shaoxiang.feedback"
    label = "feedback"
    verbose_name = "产品意见"
