"""Addresses of the smaller registers, under /congress/."""

from django.urls import path

from congress.views import appeals, bodies, contracts, disclosures, mediations
from union.ledgers.views import ledger_page

urlpatterns = [
    path("appointments/", bodies.AppointmentListView.as_view(), name="appointment_list"),
    path("appointments/<int:pk>/confirm/", bodies.AppointView.as_view(), name="appointment_confirm"),
    path("appointments/<int:pk>/return/", bodies.AppointReturnView.as_view(), name="appointment_return"),
    path("appeals/", ledger_page("appeals"), name="appeal_list"),
    path("appeals/mine/", appeals.MineView.as_view(), name="appeal_mine"),
    path("appeals/new/", appeals.appeal_create, name="appeal_create"),
    path("appeals/register/", appeals.AppealRegisterView.as_view(), name="appeal_register"),
    path("appeals/code/", appeals.appeal_by_code, name="appeal_by_code"),
    path("appeals/<int:pk>/", appeals.AppealView.as_view(), name="appeal_detail"),
    path("appeals/<int:pk>/step/<slug:action>/", appeals.AppealStepView.as_view(), name="appeal_step"),
    path("contracts/", ledger_page("contracts"), name="contract_list"),
    path("contracts/meetings/", ledger_page("negotiation_meetings"), name="negotiation_list"),
    path("contracts/agreed/", contracts.AgreedView.as_view(), name="contract_agreed"),
    path("contracts/new/", contracts.ContractCreateView.as_view(), name="contract_create"),
    path("contracts/<int:pk>/", contracts.ContractView.as_view(), name="contract_detail"),
    path(
        "contracts/<int:pk>/step/<slug:action>/", contracts.ContractStepView.as_view(), name="contract_step"
    ),
    path("contracts/<int:pk>/side/", contracts.NegotiatorView.as_view(), name="negotiator_create"),
    path("contracts/<int:pk>/meeting/", contracts.MeetingView.as_view(), name="negotiation_create"),
    path("negotiators/<int:pk>/remove/", contracts.negotiator_remove, name="negotiator_remove"),
    path("contract-checks/<int:pk>/", contracts.CheckView.as_view(), name="contract_check"),
    path("disclosures/", ledger_page("disclosures"), name="disclosure_list"),
    path("disclosures/items/", ledger_page("disclosure_items"), name="disclosure_item_list"),
    path("disclosures/items/new/", disclosures.ItemView.as_view(), name="disclosure_item_create"),
    path("disclosures/items/<int:pk>/", disclosures.ItemView.as_view(), name="disclosure_item_edit"),
    path("disclosures/open/", disclosures.OpenView.as_view(), name="disclosure_open"),
    path("disclosed/", disclosures.DisclosedView.as_view(), name="disclosed"),
    path("disclosures/<int:pk>/", disclosures.DisclosureView.as_view(), name="disclosure_detail"),
    path(
        "disclosures/<int:pk>/step/<slug:action>/",
        disclosures.DisclosureStepView.as_view(),
        name="disclosure_step",
    ),
    path("disclosures/<int:pk>/feedback/", disclosures.FeedbackView.as_view(), name="disclosure_feedback"),
    path("disclosure-feedback/<int:pk>/", disclosures.FeedbackAnswerView.as_view(), name="disclosure_answer"),
    path("mediations/", ledger_page("mediations"), name="mediation_list"),
    path("mediations/new/", mediations.MediationCreateView.as_view(), name="mediation_create"),
    path("mediations/<int:pk>/", mediations.MediationView.as_view(), name="mediation_detail"),
    path(
        "mediations/<int:pk>/step/<slug:action>/",
        mediations.MediationStepView.as_view(),
        name="mediation_step",
    ),
    path("mediations/<int:pk>/party/", mediations.PartyView.as_view(), name="mediation_party"),
    path("mediations/<int:pk>/statement/", mediations.StatementView.as_view(), name="mediation_statement"),
]
