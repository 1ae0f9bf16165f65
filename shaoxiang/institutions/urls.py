from __future__ import annotations

from django.urls import path

from shaoxiang.institutions import views

app_name = "institutions"
urlpatterns = [
    path("", views.index, name="index"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("post/", views.choose_post, name="choose_post"),
    path("password/", views.password, name="password"),
    path("demo/", views.demo_people, name="demo"),
    path("body/<str:code>/", views.body_page, name="body"),
    path("body/<str:code>/area/", views.serve_area, name="serve_area"),
    path("body/<str:code>/log/", views.body_log, name="log"),
    path("body/<str:code>/touches/", views.body_touches, name="touches"),
    path("body/<str:code>/change/<slug:act>/", views.body_change, name="change"),
    path("register/", views.register_list, name="register"),
    path("register/group/", views.register_group, name="register_group"),
    path("register/bulk/<str:of>/", views.register_bulk, name="bulk"),
    path("register/import/<str:kind>/", views.register_import, name="import"),
    path("register/import/<str:kind>/blank/<str:form>/", views.register_blank, name="import_blank"),
    path("register/export/<str:kind>.<str:form>", views.register_export, name="export"),
    path("new/", views.body_new, name="body_new"),
    path("posts/<int:pk>/", views.post_page, name="post"),
    path("posts/<int:pk>/change/<slug:act>/", views.post_change, name="post_change"),
    path("chart/", views.chart, name="chart"),
    path("chart/<str:code>/", views.unit_chart_page, name="unit_chart"),
    path("reform/", views.reform_page, name="reform"),
    path("deputies/", views.deputies, name="deputies"),
    path("deputies/new/", views.deputy_new, name="deputy_new"),
    path("deputies/<int:pk>/end/", views.deputy_end, name="deputy_end"),
    path("deputies/import/", views.deputies_import, name="deputies_import"),
    path("deputies/import/blank/<str:form>/", views.deputies_blank, name="deputies_blank"),
    path("posts/<int:pk>/handover/", views.handover_page, name="handover"),
    path("handovers/<str:number>/", views.handover_by_number, name="handover_by_number"),
    path("posts/<int:pk>/handover/print/", views.handover_print, name="handover_print"),
    path("roles/", views.roles, name="roles"),
    path("roles/<int:pk>/", views.post_roles, name="post_roles"),
    path("accounts/", views.account_list, name="accounts"),
    path("accounts/new/", views.account_create, name="account_create"),
    path("accounts/<int:pk>/", views.account_page, name="account"),
    path("accounts/<int:pk>/switch/", views.account_switch, name="account_switch"),
    path("accounts/<int:pk>/reset/", views.account_reset, name="account_reset"),
]
