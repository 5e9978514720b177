"""Addresses under /dues/."""

from django.urls import path

from members.views import dues_accounts, dues_months, dues_records, dues_sheets
from union.ledgers.views import ledger_page

app_name = "dues"
_MONTH = "months/<int:year>-<int:month>/"
urlpatterns = [
    path("", dues_months.home, name="home"),
    path("months/", dues_months.MonthListView.as_view(), name="month_list"),
    path(_MONTH, dues_months.MonthDetailView.as_view(), name="month_detail"),
    path(f"{_MONTH}compute/", dues_months.compute, name="month_compute"),
    path(f"{_MONTH}recheck/", dues_months.recheck, name="month_recheck"),
    path(f"{_MONTH}decide/", dues_months.decide_many, name="month_decide_many"),
    path(f"{_MONTH}close/", dues_months.MonthCloseView.as_view(), name="month_close"),
    path("differences/", ledger_page("dues_differences"), name="difference_list"),
    path("differences/<int:pk>/", dues_months.DifferenceView.as_view(), name="difference_decide"),
    path("accounts/", ledger_page("dues"), name="account_list"),
    path("arrears/", ledger_page("dues_arrears"), name="arrears_list"),
    path("unpaid/", ledger_page("dues_unpaid"), name="unpaid_list"),
    path("summary/", ledger_page("dues_summary"), name="summary_list"),
    path("payroll-rows/", ledger_page("dues_payroll_rows"), name="payroll_row_list"),
    path("income/", ledger_page("dues_income"), name="income_list"),
    path("members/options/", dues_accounts.member_options, name="member_options"),
    path("members/<int:pk>/", dues_accounts.AccountView.as_view(), name="member_account"),
    path("members/<int:pk>/statement/", dues_accounts.statement, name="statement"),
    path("members/<int:pk>/pay/", dues_sheets.PaymentView.as_view(), name="payment_create"),
    path("members/<int:pk>/case/", dues_records.case_open, name="case_open"),
    path("mine/", dues_accounts.mine, name="mine"),
    path("collections/", dues_sheets.CollectionListView.as_view(), name="collection_list"),
    path("collections/new/", dues_sheets.CollectionCreateView.as_view(), name="collection_create"),
    path("collections/<int:pk>/", dues_sheets.CollectionDetailView.as_view(), name="collection_detail"),
    path("receipts/", ledger_page("dues_receipts"), name="receipt_list"),
    path("receipts/<int:pk>/", dues_sheets.ReceiptView.as_view(), name="receipt_detail"),
    path("receipts/<int:pk>/paper/", dues_sheets.receipt_paper, name="receipt_paper"),
    path("requests/", ledger_page("dues_requests"), name="request_list"),
    path("requests/new/", dues_records.RequestCreateView.as_view(), name="request_create"),
    path("requests/<int:pk>/", dues_records.RequestDetailView.as_view(), name="request_detail"),
    path("authorisations/", dues_records.AuthorisationListView.as_view(), name="authorisation_list"),
    path("authorisations/new/", dues_records.AuthorisationCreateView.as_view(), name="authorisation_create"),
    path("authorisations/<int:pk>/", dues_records.authorisation_step, name="authorisation_step"),
    path("cases/", dues_records.CaseListView.as_view(), name="case_list"),
    path("cases/<int:pk>/", dues_records.CaseDetailView.as_view(), name="case_detail"),
    path("publication/", dues_accounts.PublicationView.as_view(), name="publication"),
    path("publication/paper/", dues_accounts.publication_paper, name="publication_paper"),
]
