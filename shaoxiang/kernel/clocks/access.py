"""Who sets the calendar and the clocks. Roles are codes here: the kernel knows no room."""

from shaoxiang.kernel.access import Grant

CONFIGURE = (Grant({"CONFIG_ADMIN"}),)
