from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "shaoxiang.simulation"
    label = "simulation"
    verbose_name = "推演"
