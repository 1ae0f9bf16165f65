"""一个月的事件: about three thousand composed cases, lived through by the real actions of the case room. All of it is 示例."""

from shaoxiang.profiles.xincheng.month.life import live

__all__ = ["live"]
