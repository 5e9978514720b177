"""URLs of the registry."""

from django.urls import path

from members.views import (
    accounts,
    duplicates,
    family,
    joining,
    membership,
    records,
    retirement,
    transfers,
)
from union.ledgers.views import ledger_page

app_name = "members"
urlpatterns = [
    path("", ledger_page("members"), name="member_list"),
    path("changes/", ledger_page("membership_changes"), name="membership_change_list"),
    path("new/", records.MemberCreateView.as_view(), name="member_create"),
    path("options/", records.member_options, name="member_options"),
    path("accounts/open/", accounts.accounts_open, name="accounts_open"),
    path("<int:pk>/", records.MemberDetailView.as_view(), name="member_detail"),
    path("<int:pk>/timeline/", records.MemberTimelineView.as_view(), name="member_timeline"),
    path("<int:pk>/edit/", records.MemberEditView.as_view(), name="member_edit"),
    path("<int:pk>/account/", accounts.account_open, name="account_open"),
    path("<int:pk>/membership/", membership.MembershipChangeView.as_view(), name="membership_change"),
    path(
        "<int:pk>/membership/correct/",
        membership.MembershipCorrectionView.as_view(),
        name="membership_correct",
    ),
    path("<int:pk>/family/new/", family.FamilyEditView.as_view(), name="family_create"),
    path("<int:pk>/family/<int:relative>/", family.FamilyEditView.as_view(), name="family_edit"),
    path("<int:pk>/join/", joining.join_again, name="join_again"),
    path("<int:pk>/transfer/", transfers.TransferStartView.as_view(), name="transfer_start"),
    path("join/", joining.JoinListView.as_view(), name="join_list"),
    path("join/apply/", joining.JoinOnlineView.as_view(), name="join_online"),
    path("join/enter/", joining.JoinOnBehalfView.as_view(), name="join_enter"),
    path("join/approve/", joining.join_approve_many, name="join_approve_many"),
    path("join/<int:pk>/", joining.JoinDetailView.as_view(), name="join_detail"),
    path("join/<int:pk>/paper/", joining.JoinPaperView.as_view(), name="join_paper"),
    path("transfers/", transfers.TransferListView.as_view(), name="transfer_list"),
    path("transfers/<int:pk>/", transfers.TransferDetailView.as_view(), name="transfer_detail"),
    path("retirement/", retirement.RetirementListView.as_view(), name="retirement_list"),
    path("retirement/<int:pk>/", retirement.RetirementDecideView.as_view(), name="retirement_decide"),
    path("corrections/", family.CorrectionListView.as_view(), name="correction_list"),
    path("corrections/<int:pk>/", family.CorrectionDecideView.as_view(), name="correction_decide"),
    path("duplicates/", duplicates.DuplicateListView.as_view(), name="duplicate_list"),
    path(
        "duplicates/<int:kept>/<int:removed>/distinct/",
        duplicates.DistinctView.as_view(),
        name="duplicate_distinct",
    ),
    path("duplicates/<int:kept>/<int:removed>/", duplicates.MergeView.as_view(), name="member_merge"),
    path("fields/", family.ExtraFieldListView.as_view(), name="extra_field_list"),
    path("fields/new/", family.ExtraFieldEditView.as_view(), name="extra_field_create"),
    path("fields/<int:pk>/", family.ExtraFieldEditView.as_view(), name="extra_field_edit"),
]
