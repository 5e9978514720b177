"""URLs of the cash book."""

from django.urls import path

from union.funds.views import budgets, closing, entries, final_account, home
from union.ledgers.views import ledger_page

app_name = "funds"
urlpatterns = [
    path("", home.HomeView.as_view(), name="home"),
    path("vouchers/", ledger_page("vouchers"), name="entry_list"),
    path("vouchers/new/", entries.EntryCreateView.as_view(), name="entry_create"),
    path("vouchers/<int:pk>/", entries.EntryDetailView.as_view(), name="entry_detail"),
    path("vouchers/<int:pk>/reverse/", entries.EntryReverseView.as_view(), name="entry_reverse"),
    path("vouchers/<int:pk>/receipt/", entries.ReceiptView.as_view(), name="entry_receipt"),
    path("vouchers/<int:pk>/voucher.pdf", entries.entry_pdf, name="entry_pdf"),
    path("lines/<int:pk>/", entries.line_open, name="line_open"),
    path("accounts/", entries.chart_of_accounts, name="account_list"),
    path("cash-book/", ledger_page("cash_book"), name="cash_book"),
    path("details/", ledger_page("account_lines"), name="account_lines"),
    path("journal/<str:journal>/", home.JournalView.as_view(), name="journal"),
    path("execution/", home.ExecutionView.as_view(), name="execution"),
    path("execution/<int:year>/final.pdf", final_account.final_account_pdf, name="final_account_pdf"),
    path("budget/", ledger_page("budget"), name="budget_ledger"),
    path("budgets/", budgets.BudgetListView.as_view(), name="budget_list"),
    path("budgets/start/", budgets.BudgetStartView.as_view(), name="budget_start"),
    path("budgets/release/", budgets.ReleaseView.as_view(), name="budget_release"),
    path("budgets/<int:pk>/", budgets.BudgetDetailView.as_view(), name="budget_detail"),
    path("budgets/<int:pk>/edit/", budgets.BudgetEditView.as_view(), name="budget_edit"),
    path("budgets/<int:pk>/change/", budgets.BudgetChangeView.as_view(), name="budget_change"),
    path("closing/", closing.CloseView.as_view(), name="closing"),
    path("opening/", closing.OpeningView.as_view(), name="opening"),
]
