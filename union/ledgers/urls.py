"""URLs shared by all ledgers; each app adds the list page of its own ledgers."""

from django.urls import path

from union.ledgers import views

app_name = "ledgers"
urlpatterns = [
    path("organisation/", views.ledger_page("organisation"), name="organisation"),
    path("officers/", views.ledger_page("officers"), name="officers"),
    path("<slug:key>/totals/", views.totals, name="totals"),
    path("<slug:key>/export/", views.export, name="export"),
    path("<slug:key>/print/", views.print_page, name="print"),
    path("<slug:key>/view/", views.view_dialogs, name="view"),
    path("<slug:key>/keep/", views.keep, name="keep"),
    path("<slug:key>/forget/<int:pk>/", views.forget, name="forget"),
]
