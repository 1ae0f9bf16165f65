from shaoxiang.kernel.access import Grant

# Places are public knowledge: everyone reads them. Drawing them is the district's alone.
LOAD = (Grant({"CONFIG_ADMIN", "SYSTEM"}),)
