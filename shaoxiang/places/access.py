from shaoxiang.kernel.access import Grant

# Places are public knowledge: everyone reads them. Drawing them is the district's alone.
LOAD = (Grant({"CONFIG_ADMIN", "SYSTEM"}),)

# Which pictures lie under the map is set by whoever runs the installation or configures the business.
CONFIGURE = (Grant({"CONFIG_ADMIN", "SYSTEM_ADMIN"}),)
