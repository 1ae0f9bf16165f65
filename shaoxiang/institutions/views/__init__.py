from shaoxiang.institutions.views.accounts import account_create, account_list, account_page, account_reset, account_switch
from shaoxiang.institutions.views.changes import body_change, body_log, body_new, body_touches, post_change, post_page
from shaoxiang.institutions.views.chart import chart, reform_page, unit_chart_page
from shaoxiang.institutions.views.deputies import deputies, deputies_blank, deputies_import, deputy_end, deputy_new
from shaoxiang.institutions.views.handover import by_number as handover_by_number
from shaoxiang.institutions.views.handover import handover_page, handover_print
from shaoxiang.institutions.views.importing import register_blank, register_import
from shaoxiang.institutions.views.organisation import body_page, index, serve_area
from shaoxiang.institutions.views.register import register_bulk, register_export, register_group, register_list
from shaoxiang.institutions.views.roles import post_roles, roles
from shaoxiang.institutions.views.sign_in import choose_post, demo_people, locked_out, password, sign_in, sign_out

__all__ = [
    "account_create", "account_list", "account_page", "account_reset", "account_switch", "body_change", "body_log", "body_new", "body_page",
    "body_touches", "chart", "choose_post", "demo_people", "deputies", "deputies_blank",
    "deputies_import", "deputy_end", "deputy_new", "handover_by_number", "handover_page", "handover_print", "index", "locked_out", "password",
    "post_change", "post_page", "post_roles", "reform_page",
    "register_blank", "register_bulk", "register_export", "register_group", "register_import", "register_list",
    "roles", "serve_area", "sign_in", "sign_out", "unit_chart_page",
]
