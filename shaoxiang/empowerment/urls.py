from django.urls import URLPattern, path

from shaoxiang.empowerment.views import board, capacity, cases, decisions, importing, overturned, succession

app_name = "empowerment"
urlpatterns: list[URLPattern] = [
    path("", board.index, name="index"),
    path("items/<str:code>/", board.item, name="item"),
    path("usage/", board.usage, name="usage"),
    path("usage.<str:form>", board.usage_table, name="usage_table"),
    path("overturned/", overturned.overturned, name="overturned"),
    path("overturned/new/", overturned.overturn, name="overturn"),
    path("overturned/<int:pk>/out/", overturned.take_out, name="take_out"),
    path("streets/", board.streets, name="streets"),
    path("streets/<str:code>/", board.street, name="street"),
    path("capacity/", capacity.capacity, name="capacity"),
    path("capacity/import/", importing.capacity_sheet, name="capacity_sheet"),
    path("capacity/import/blank/<str:form>/", importing.capacity_blank, name="capacity_blank"),
    path("capacity/<str:code>/", capacity.unit, name="unit"),
    path("pass-on/<str:code>/", succession.pass_on, name="pass_on"),
    path("capacity/<str:code>/<str:kind>/", capacity.confirm, name="confirm"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/new/", decisions.new, name="new"),
    path("decisions/enter/", decisions.enter, name="enter"),
    path("decisions/enter/sheet/", importing.sheet, name="sheet"),
    path("decisions/enter/sheet/blank/<str:form>/", importing.blank, name="sheet_blank"),
    path("decisions/<str:number>/", decisions.show, name="decision"),
    path("decisions/<str:number>/do/<str:move>/", decisions.act, name="act"),
    path("panel/<str:number>/", cases.panel, name="panel"),
    path("panel/<str:number>/ground/", cases.ground, name="ground"),
]
