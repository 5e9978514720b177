"""Addresses of the smaller registers, under /congress/."""

from django.urls import path

from congress.views import appeals
from union.ledgers.views import ledger_page

urlpatterns = [
    path("appeals/", ledger_page("appeals"), name="appeal_list"),
    path("appeals/mine/", appeals.MineView.as_view(), name="appeal_mine"),
    path("appeals/new/", appeals.appeal_create, name="appeal_create"),
    path("appeals/register/", appeals.AppealRegisterView.as_view(), name="appeal_register"),
    path("appeals/code/", appeals.appeal_by_code, name="appeal_by_code"),
    path("appeals/<int:pk>/", appeals.AppealView.as_view(), name="appeal_detail"),
    path("appeals/<int:pk>/step/<slug:action>/", appeals.AppealStepView.as_view(), name="appeal_step"),
]
