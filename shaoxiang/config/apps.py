from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wiring only: commands, urls, the API; the one place that sees every room."""

    name = "shaoxiang.config"
    label = "config"
