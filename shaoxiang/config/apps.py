from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wiring only: commands, urls, the API; the one place that sees every room."""

    name = "shaoxiang.config"
    label = "config"

    def ready(self) -> None:
        from shaoxiang.config import keys
        from shaoxiang.kernel.interface import queries

        queries.register_actors(keys.actor_of)
        queries.register_bindings(keys.bindings)
