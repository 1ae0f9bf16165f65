"""热点 as pure functions: texts in, groups out; how hot a topic is; which topic of last night is which of tonight."""

from shaoxiang.topics.rules.clusters import cluster
from shaoxiang.topics.rules.measure import Measure, measure
from shaoxiang.topics.rules.messages import Cluster, Message
from shaoxiang.topics.rules.nights import COOL, Night, heat, next_night, rises_again
from shaoxiang.topics.rules.settings import SettingRefused, Settings, check, read_aliases

__all__ = [
    "COOL", "Cluster", "Measure", "Message", "Night", "SettingRefused", "Settings", "check", "cluster", "heat", "measure", "next_night", "read_aliases",
    "rises_again",
]
