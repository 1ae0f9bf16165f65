from django.urls import path

from shaoxiang.grids import views

app_name = "grids"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("standing/", views.standing, name="standing"),
    path("standing/export/<str:form>/", views.export, name="export"),
    path("report/", views.report, name="report"),
    path("standard/", views.standard, name="standard"),
    path("duties/", views.duties, name="duties"),
    path("duties/new/", views.duties_new, name="duties_new"),
    path("admitted/", views.admitted, name="admitted"),
    path("admitted/<int:pk>/end/", views.admitted_end, name="admitted_end"),
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/<str:number>/", views.task, name="task"),
    path("tasks/<str:number>/<slug:move>/", views.task_move, name="task_move"),
    path("panel/<str:level>/<str:code>/", views.place_panel, name="place_panel"),
    path("people/import/", views.people_import, name="people_import"),
    path("people/import/blank/<str:form>/", views.people_blank, name="people_blank"),
    path("people/<int:pk>/end/", views.person_end, name="person_end"),
    path("assets/<int:pk>/end/", views.asset_end, name="asset_end"),
    path("patrol/<int:pk>/", views.patrol, name="patrol"),
    path("patrol/<int:pk>/end/", views.plan_end, name="plan_end"),
    path("g/<str:code>/", views.grid, name="grid"),
    path("g/<str:code>/task/", views.task_new, name="task_new"),
    path("g/<str:code>/person/", views.person_new, name="person_new"),
    path("g/<str:code>/asset/", views.asset_new, name="asset_new"),
    path("g/<str:code>/branch/", views.branch, name="branch"),
    path("g/<str:code>/plan/", views.plan_new, name="plan_new"),
    path("g/<str:code>/patrols/", views.patrols, name="patrols"),
    path("g/<str:code>/card/", views.card, name="card"),
    path("g/<str:code>/card/print/", views.card_print, name="card_print"),
    path("g/<str:code>/card/code.svg", views.card_code, name="card_code"),
]
