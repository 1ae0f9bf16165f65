from shaoxiang.kernel.access import Grant

# Places are public knowledge: everyone reads them. Drawing them is the district's alone.
LOAD = (Grant({"CONFIG_ADMIN", "SYSTEM"}),)

# Which pictures lie under the map is set by whoever runs the installation or configures the business.
CONFIGURE = (Grant({"CONFIG_ADMIN", "SYSTEM_ADMIN"}),)

# 区划变更 of communities: whoever keeps the places or the bodies; the decision itself is the government's, and is named.
LOOK_AT_DRAFTS = (Grant({"DISTRICT_LEADER", "SUPERVISOR"}),)
REORGANISE = (Grant({"CONFIG_ADMIN", "STAFFING_OFFICE", "SYSTEM"}),)
