"""What ballots and counts refuse."""

from functools import partial

import pytest

from congress.choices.terms import VoteMode
from congress.models import Poll
from congress.services import ballots, polls, votes
from tests.factories import UserFactory, officer
from tests.factories_ballots import a_session, delegates, passphrases, prepared
from tests.refusals import check_refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return officer()


def test_ballots_and_counts(subtests, office):
    session = a_session()
    people = delegates(session, 6)
    vote = votes.open_vote(prepared(session, office=office), actor=office)
    words = passphrases(vote.poll)
    entries = list(vote.poll.roll.values_list("pk", flat=True))
    sealed = bytes(Poll.objects.get(pk=vote.poll.pk).private_key)
    close = partial(votes.close_vote, vote, words, actor=office)

    def close_a_tampered_box():
        Poll.objects.filter(pk=vote.poll.pk).update(private_key=sealed[:-1] + bytes([sealed[-1] ^ 1]))
        close()

    check_refusals(subtests, [
        ("纸质票由工作人员或计票人发放",
         lambda: ballots.issue_paper(vote.poll, entries, actor=people[0].member.user)),
        ("本次投票不发放纸质票，或已经截止", lambda: ballots.issue_paper(vote.poll, entries, actor=office)),
        ("这不是举手表决", lambda: votes.count_hands(vote, yes=1, no=0, abstain=0, actor=office)),
        ("开票由监票人、计票人和工会办公室办理", lambda: close(actor=UserFactory())),
        ("票箱打不开：口令与开始投票时设置的不符", close_a_tampered_box),
        ("名册上没有人，不能开始投票", lambda: polls.open_poll(
            prepared(session, VoteMode.NAMED, office).poll, vote.poll.form, [], actor=office)),
    ])  # fmt: skip
