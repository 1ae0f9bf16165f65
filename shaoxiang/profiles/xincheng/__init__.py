"""The demo district (新城区): the seed's exact figures; every composed row carries 示例. Another district is another folder like this one."""
