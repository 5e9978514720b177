"""Addresses of the smaller registers, under /congress/."""

from django.urls import path

from congress.views import appeals, contracts
from union.ledgers.views import ledger_page

urlpatterns = [
    path("appeals/", ledger_page("appeals"), name="appeal_list"),
    path("appeals/mine/", appeals.MineView.as_view(), name="appeal_mine"),
    path("appeals/new/", appeals.appeal_create, name="appeal_create"),
    path("appeals/register/", appeals.AppealRegisterView.as_view(), name="appeal_register"),
    path("appeals/code/", appeals.appeal_by_code, name="appeal_by_code"),
    path("appeals/<int:pk>/", appeals.AppealView.as_view(), name="appeal_detail"),
    path("appeals/<int:pk>/step/<slug:action>/", appeals.AppealStepView.as_view(), name="appeal_step"),
    path("contracts/", ledger_page("contracts"), name="contract_list"),
    path("contracts/new/", contracts.ContractCreateView.as_view(), name="contract_create"),
    path("contracts/<int:pk>/", contracts.ContractView.as_view(), name="contract_detail"),
    path(
        "contracts/<int:pk>/step/<slug:action>/", contracts.ContractStepView.as_view(), name="contract_step"
    ),
    path("contracts/<int:pk>/side/", contracts.NegotiatorView.as_view(), name="negotiator_create"),
    path("contracts/<int:pk>/meeting/", contracts.MeetingView.as_view(), name="negotiation_create"),
    path("negotiators/<int:pk>/remove/", contracts.negotiator_remove, name="negotiator_remove"),
    path("contract-checks/<int:pk>/", contracts.CheckView.as_view(), name="contract_check"),
]
