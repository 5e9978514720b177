"""URLs of hardship files and aid."""

from django.urls import path

from union.ledgers.views import ledger_page
from welfare.views import aid, aid_payments, hardship, hardship_publicity, retention
from welfare.views import hardship_papers as papers

FILES = [
    path("hardship/", ledger_page("hardship"), name="hardship_list"),
    path("hardship/spells/", ledger_page("hardship_spells"), name="hardship_spells"),
    path("hardship/apply/", hardship.ApplyView.as_view(), name="hardship_apply"),
    path("hardship/mine/", hardship.MineView.as_view(), name="hardship_mine"),
    path("hardship/public/", hardship_publicity.BoardView.as_view(), name="hardship_board"),
    path("hardship/report/", papers.UpperReportView.as_view(), name="hardship_report"),
    path("hardship/<int:pk>/", hardship.FileDetailView.as_view(), name="hardship_detail"),
    path("hardship/<int:pk>/edit/", hardship.FactsView.as_view(), name="hardship_edit"),
    path("hardship/<int:pk>/people/new/", hardship.PersonView.as_view(), name="hardship_person_add"),
    path("hardship/<int:pk>/people/<int:person>/", hardship.PersonView.as_view(), name="hardship_person"),
    path("hardship/<int:pk>/consent/", hardship.ConsentView.as_view(), name="hardship_consent"),
    path("hardship/<int:pk>/consent/end/", hardship.consent_end, name="hardship_consent_end"),
    path("hardship/<int:pk>/files/", hardship.add_files, name="hardship_files"),
    path(
        "hardship/<int:pk>/objection/",
        hardship_publicity.ObjectionView.as_view(),
        name="hardship_objection",
    ),
    path("hardship/objections/<int:pk>/", hardship_publicity.SettleView.as_view(), name="hardship_settle"),
    path("hardship/<int:pk>/do/<slug:action>/", hardship.FileStepView.as_view(), name="hardship_step"),
    path("hardship/<int:pk>/paper/<slug:kind>/", papers.PaperView.as_view(), name="hardship_paper"),
]
AID = [
    path("aid/", ledger_page("aid"), name="aid_list"),
    path("hardship/<int:pk>/aid/", aid.AidApplyView.as_view(), name="aid_apply"),
    path("aid/<int:pk>/", aid.AidDetailView.as_view(), name="aid_detail"),
    path("aid/<int:pk>/do/<slug:action>/", aid.AidStepView.as_view(), name="aid_step"),
    path("aid/<int:pk>/paper/", papers.AidPaperView.as_view(), name="aid_paper"),
    path("aid/payments/", ledger_page("aid_payments"), name="aid_payments"),
    path("aid/payments/new/", aid_payments.ListAddView.as_view(), name="aid_payment_add"),
    path("aid/payments/<int:pk>/", aid_payments.ListDetailView.as_view(), name="aid_payment"),
    path("aid/payments/<int:pk>/do/<slug:action>/", aid_payments.list_step, name="aid_payment_step"),
    path("aid/payments/<int:pk>/return/<int:aid>/", aid_payments.AidReturnView.as_view(), name="aid_return"),
    path("aid/payments/<int:pk>/sheet/", papers.PaymentSheetView.as_view(), name="aid_payment_sheet"),
]
ERASURE = [
    path("erasure/", ledger_page("erasures"), name="erasure_list"),
    path("erasure/<int:pk>/", retention.ErasureView.as_view(), name="erasure"),
    path("erasure/<int:pk>/keep/", retention.erasure_keep, name="erasure_keep"),
    path("erasure/<int:pk>/do/<slug:action>/", retention.ErasureStepView.as_view(), name="erasure_step"),
]
urlpatterns = [*FILES, *AID, *ERASURE]
