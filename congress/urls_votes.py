"""Addresses of votes, elections and ballots, under /congress/."""

from django.urls import path

from congress.views import counting, polls, votes, voting
from union.ledgers.views import ledger_page

urlpatterns = [
    path("votes/", ledger_page("congress_votes"), name="vote_list"),
    path("votes/mine/", polls.my_ballots, name="ballot_list"),
    path("votes/new/", votes.VoteCreateView.as_view(), name="vote_create"),
    path("votes/<int:pk>/", votes.vote_detail, name="vote_detail"),
    path("votes/<int:pk>/edit/", votes.VoteEditView.as_view(), name="vote_edit"),
    path("votes/<int:pk>/candidates/add/", votes.CandidateAddView.as_view(), name="vote_candidate_add"),
    path(
        "votes/<int:pk>/candidates/<int:candidate>/remove/",
        votes.candidate_remove,
        name="vote_candidate_remove",
    ),
    path("votes/<int:pk>/tellers/add/", votes.TellerAddView.as_view(), name="vote_teller_add"),
    path("votes/<int:pk>/tellers/<int:teller>/remove/", votes.teller_remove, name="vote_teller_remove"),
    path("votes/<int:pk>/open/", votes.vote_open, name="vote_open"),
    path("votes/<int:pk>/ballot/", voting.vote_cast, name="vote_cast"),
    path("votes/<int:pk>/named/", counting.NamedView.as_view(), name="vote_named"),
    path("votes/<int:pk>/hands/", counting.HandsView.as_view(), name="vote_hands"),
    path("votes/<int:pk>/paper/", voting.paper_ballot, name="vote_paper"),
    path("votes/<int:pk>/paper/issue/", counting.paper_issue, name="vote_paper_issue"),
    path("votes/<int:pk>/paper/count/", counting.PaperCountView.as_view(), name="vote_paper_count"),
    path("votes/<int:pk>/close/", votes.VoteCloseView.as_view(), name="vote_close"),
    path("votes/<int:pk>/void/", votes.VoidView.as_view(), name="vote_void"),
    path("votes/<int:pk>/repeat/", votes.vote_repeat, name="vote_repeat"),
    path("votes/<int:pk>/office/", votes.vote_hand_over, name="vote_hand_over"),
    path("votes/<int:pk>/rewrite/", votes.vote_rewrite, name="vote_rewrite"),
    path("votes/<int:pk>/protocol/", voting.protocol, name="vote_protocol"),
    path("tellers/<int:pk>/passphrase/", polls.PassphraseView.as_view(), name="vote_passphrase"),
]
