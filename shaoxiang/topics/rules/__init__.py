"""热点 as pure functions: texts in, groups out; how hot a topic is; which topic of last night is which of tonight."""

from shaoxiang.topics.rules.clusters import cluster
from shaoxiang.topics.rules.measure import Measure, measure
from shaoxiang.topics.rules.messages import Cluster, Message

__all__ = ["Cluster", "Measure", "Message", "cluster", "measure"]
