import datetime as dt

import pytest

from congress.choices.ballots import PollState, TellerRole
from congress.choices.bodies import BodyElectionState, BodySeat
from congress.choices.terms import Power, VoteMode
from congress.choices.votes import Base, Electorate, Outcome, Standing, Threshold, VoteKind
from congress.models import (
    AgendaItem,
    Attendance,
    BodyCandidate,
    BodyElection,
    Candidate,
    NamedBallot,
    Poll,
    PollTeller,
    RollEntry,
    Vote,
)
from congress.rules.ballots import voter_key
from congress.selectors.votes import polls_waiting_for, turnout, votes_visible_to
from congress.services import ballots, counts, polls, vote_offices, votes
from congress.services.counts import Count
from congress.services.votes import ITEM
from tests.factories import MemberFactory, UserFactory, officer
from tests.factories_ballots import a_session, delegates, passphrases, prepared
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return officer()


@pytest.fixture
def session():
    return a_session()


def closed(vote, office):
    return votes.close_vote(vote, passphrases(vote.poll), actor=office)


def election(session, office, *names, seats=2, **values):
    vote = prepared(session, office=office, kind=VoteKind.SURPLUS, seats=seats, title="选举", **values)
    for name in names:
        votes.add_candidate(vote, name=name, actor=office)
    return vote


def elect(vote, mandates, *ballots_cast):
    """Each ballot: names to say yes to; unknown names are written in."""
    keys = {each.name: each.key for each in vote.candidates.all()}
    for mandate, names in zip(mandates, ballots_cast, strict=False):
        answers = {keys[name]: "yes" for name in names if name in keys}
        others = [name for name in names if name not in keys]
        ballots.cast_ballot(vote.poll, voter_key(mandate.member.user_id), answers, others)


def test_raised_hands(office, session):
    people = delegates(session, 9, present=7)
    vote = votes.open_vote(prepared(session, VoteMode.HANDS, office), actor=office)
    assert (vote.poll.entitled, vote.poll.present, vote.needed) == (9, 7, 5)
    with pytest.raises(NotPermittedError):
        votes.count_hands(vote, yes=5, no=1, abstain=1, actor=people[0].member.user)
    with pytest.raises(DomainError, match="多于实到 7"):
        votes.count_hands(vote, yes=8, no=0, abstain=0, actor=office)
    with pytest.raises(DomainError, match="举手表决请录入"):
        votes.close_vote(vote, {}, actor=office)
    vote = votes.count_hands(vote, yes=4, no=1, abstain=2, actor=office)
    assert (vote.outcome, vote.yes, vote.poll.state) == (Outcome.FAILED, 4, PollState.DECIDED)


def test_snapshot_of_entitled_and_present_stays(office, session):
    people = delegates(session, 9, present=7)
    vote = votes.open_vote(prepared(session, VoteMode.HANDS, office), actor=office)
    delegates(session, 3)
    Attendance.objects.filter(mandate=people[0]).delete()
    rows = RollEntry.objects.filter(poll=vote.poll)
    assert (rows.count(), rows.filter(is_present=True).count()) == (9, 7)


def test_by_name(office, session):
    people = delegates(session, 7, present=6)
    vote = votes.open_vote(prepared(session, VoteMode.NAMED, office), actor=office)
    entries = {each.user_id: each for each in vote.poll.roll.all()}
    own, other, absent = (entries[people[number].member.user_id] for number in (0, 1, 6))
    counts.vote_by_name(vote.poll, own, {ITEM: "no"}, actor=people[0].member.user)
    with pytest.raises(NotPermittedError, match="本人"):
        counts.vote_by_name(vote.poll, other, {ITEM: "no"}, actor=people[0].member.user)
    with pytest.raises(DomainError, match="只能表决一次"):
        counts.vote_by_name(vote.poll, own, {ITEM: "yes"}, actor=office)
    with pytest.raises(DomainError, match="没有签到"):
        counts.vote_by_name(vote.poll, absent, {ITEM: "yes"}, actor=office)
    for mandate in people[1:5]:
        counts.vote_by_name(vote.poll, entries[mandate.member.user_id], {ITEM: "yes"}, actor=office)
    assert turnout(vote.poll) == (5, 0, 7)
    vote = votes.close_vote(vote, {}, actor=office)
    assert (vote.outcome, vote.yes, vote.no, vote.needed) == (Outcome.PASSED, 4, 1, 4)
    assert NamedBallot.objects.get(entry=own).answers == {ITEM: "no"}
    with pytest.raises(DomainError, match="已经截止"):
        counts.vote_by_name(vote.poll, entries[people[5].member.user_id], {ITEM: "yes"}, actor=office)


def test_paper_and_online_make_one_result(office, session):
    people = delegates(session, 12)
    vote = votes.open_vote(prepared(session, office=office, allow_paper=True), actor=office)
    entries = list(vote.poll.roll.filter(user__in=[each.member.user for each in people[6:10]]))
    assert ballots.issue_paper(vote.poll, [each.pk for each in entries], actor=office) == 4
    assert ballots.issue_paper(vote.poll, [entries[0].pk], actor=office) == 0
    with pytest.raises(NotPermittedError):
        ballots.issue_paper(vote.poll, [], actor=people[0].member.user)
    with pytest.raises(ballots.AlreadyVotedError, match="领取了纸质票"):
        ballots.cast_ballot(vote.poll, entries[0].voter, {ITEM: "yes"})
    for mandate in people[:6]:
        ballots.cast_ballot(vote.poll, voter_key(mandate.member.user_id), {ITEM: "yes"})
    vote = closed(vote, office)
    assert vote.poll.state == PollState.COUNTING
    teller = vote.poll.tellers.first().user
    one = Count({ITEM: {"yes": 1, "no": 1}}, returned=4, invalid=1)
    with pytest.raises(DomainError, match="本次投票无效"):
        votes.count_paper(vote, Count({ITEM: {}}, returned=5), actor=office)
    assert not votes.count_paper(vote, one, actor=office)
    assert not votes.count_paper(vote, one, actor=office)  # the same person twice is one count
    assert not votes.count_paper(vote, Count({ITEM: {"yes": 2}}, returned=4, invalid=1), actor=teller)
    entered = list(vote.poll.teller_counts.all())
    form = counts.rules.BallotForm.from_plain(vote.poll.form)
    assert counts.differences(form, *entered) == [vote.poll.title]
    third = PollTeller.objects.create(poll=vote.poll, user=UserFactory(), role=TellerRole.COUNTER)
    with pytest.raises(DomainError, match="已有两人录入"):
        votes.count_paper(vote, one, actor=third.user)
    assert votes.count_paper(vote, one, actor=teller)
    vote = Vote.objects.get(pk=vote.pk)
    assert (vote.yes, vote.no, vote.abstain, vote.ballots, vote.invalid) == (7, 1, 1, 10, 1)
    assert vote.outcome == Outcome.PASSED
    assert (vote.poll.online_ballots, vote.poll.paper_returned) == (6, 4)
    with pytest.raises(DomainError, match="不能录入"):
        votes.count_paper(vote, one, actor=teller)


def test_election_with_write_in_and_two_more_rounds(office, session):
    people = delegates(session, 9)
    vote = votes.open_vote(election(session, office, "甲", "乙", "丙"), actor=office)
    elect(vote, people, *[("甲", "乙")] * 4, *[("甲", "丙")] * 4, ("丁",))
    vote = closed(vote, office)
    standings = {each.name: (each.yes, each.rank, each.standing) for each in vote.candidates.all()}
    assert vote.outcome == Outcome.SHORT  # needed: 5 of 9
    assert standings == {
        "甲": (8, 1, Standing.ELECTED), "乙": (4, 2, Standing.NOT_ELECTED),
        "丙": (4, 2, Standing.NOT_ELECTED),
        "丁": (1, 4, Standing.NOT_ELECTED),
    }  # fmt: skip
    assert Candidate.objects.get(vote=vote, name="丁").is_write_in
    second = votes.repeat_vote(vote, actor=office)
    assert (second.round, second.seats, second.kind) == (2, 1, VoteKind.SURPLUS)
    assert [each.name for each in second.candidates.order_by("position")] == ["乙", "丙", "丁"]
    assert second.poll.tellers.count() == 2
    with pytest.raises(DomainError, match="已经安排了下一轮"):
        votes.repeat_vote(vote, actor=office)
    before = list(Candidate.objects.filter(vote=vote).values())
    for teller in second.poll.tellers.order_by("pk"):
        polls.set_passphrase(teller, f"第二轮的开票口令{teller.pk}甲乙丙丁", actor=teller.user)
    second = votes.open_vote(second, actor=office)
    elect(second, people, *[("乙",)] * 4, *[("丙",)] * 4, ("乙",))
    words = {each.pk: f"第二轮的开票口令{each.pk}甲乙丙丁" for each in second.poll.tellers.all()}
    second = votes.close_vote(second, words, actor=office)
    assert second.outcome == Outcome.COMPLETE
    assert [each.name for each in votes.winners(second)] == ["乙"]
    assert list(Candidate.objects.filter(vote=vote).values()) == before
    with pytest.raises(DomainError, match="已经选满"):
        votes.repeat_vote(second, actor=office)


def test_tie_at_the_last_seat_is_voted_on_among_the_tied(office, session):
    people = delegates(session, 6)
    vote = votes.open_vote(
        election(session, office, "甲", "乙", "丙", threshold=Threshold.HALF), actor=office
    )
    elect(vote, people, *[("甲", "乙")] * 3, *[("甲", "丙")] * 3)
    vote = closed(vote, office)
    assert vote.outcome == Outcome.TIED
    again = votes.repeat_vote(vote, actor=office)
    assert (again.seats, [each.name for each in again.candidates.order_by("position")]) == (1, ["乙", "丙"])


def test_candidates_and_tellers(office, session):
    delegates(session, 6)
    vote = election(session, office, "甲", "乙")
    member = MemberFactory(user=UserFactory())
    with pytest.raises(DomainError, match="已在候选人名单"):
        votes.add_candidate(vote, name="甲", actor=office)
    with pytest.raises(DomainError, match="差额选举"):
        votes.open_vote(vote, actor=office)
    third = votes.add_candidate(vote, name="", member=member, actor=office)
    with pytest.raises(DomainError, match="是候选人"):
        votes.name_teller(vote, member.user, TellerRole.COUNTER, actor=office)
    votes.remove_candidate(third, actor=office)
    votes.name_teller(vote, member.user, TellerRole.COUNTER, actor=office)
    with pytest.raises(DomainError, match="监票人或计票人"):
        votes.add_candidate(vote, name="", member=member, actor=office)
    item = prepared(session, office=office)
    with pytest.raises(DomainError, match="候选人姓名"):
        votes.add_candidate(item, name="甲", actor=office)


def test_preparing_and_editing(office, session):
    values = {
        "title": "表决",
        "mode": VoteMode.SECRET,
        "session": session,
        "kind": VoteKind.ITEM,
        "wording": "一",
    }
    for wrong, said in (
        ({"session": None}, "所属会议"),
        ({"kind": VoteKind.EQUAL}, "应选名额"),
        ({"kind": VoteKind.EQUAL, "seats": 1, "mode": VoteMode.HANDS}, "无记名投票"),
    ):
        with pytest.raises(DomainError, match=said):
            votes.create_vote(values | wrong, actor=office)
    with pytest.raises(NotPermittedError):
        votes.create_vote(values, actor=UserFactory())
    vote = votes.create_vote(values | {"mode": VoteMode.HANDS, "allow_paper": True}, actor=office)
    assert not vote.poll.allow_paper
    votes.edit_vote(vote, 1, values | {"title": "表决二", "threshold": Threshold.TWO_THIRDS}, actor=office)
    with pytest.raises(StaleError):
        votes.edit_vote(Vote.objects.get(pk=vote.pk), 1, values, actor=office)
    vote = Vote.objects.get(pk=vote.pk)
    assert (str(vote), vote.threshold) == ("表决二", Threshold.TWO_THIRDS)
    with pytest.raises(DomainError, match="还没有结束"):
        votes.repeat_vote(vote, actor=office)
    delegates(session, 6)
    Poll.objects.filter(pk=vote.poll_id).update(mode=VoteMode.HANDS)
    vote = votes.open_vote(Vote.objects.get(pk=vote.pk), actor=office)
    with pytest.raises(DomainError, match="不能再修改"):
        votes.edit_vote(vote, vote.version, values, actor=office)
    with pytest.raises(TransitionError):
        votes.decide_vote(vote, actor=office)


@pytest.mark.parametrize("of_a_part", [False, True])
def test_what_touches_interests_is_passed_in_secret_by_more_than_half_of_all(office, session, of_a_part):
    item = AgendaItem.objects.create(
        session=session, title="绩效分配办法", power=Power.PASS, touches_interests=True
    )
    if of_a_part:
        item = AgendaItem.objects.create(session=session, title="第一章", parent=item)
    values = {
        "title": "表决", "mode": VoteMode.SECRET, "session": session, "kind": VoteKind.ITEM,
        "agenda_item": item,
    }  # fmt: skip
    for wrong, field in (
        ({"mode": VoteMode.HANDS}, "mode"),
        ({"mode": VoteMode.NAMED}, "mode"),
        ({"base": Base.PRESENT}, "base"),
        ({"base": Base.VALID}, "base"),
        ({"threshold": Threshold.HALF}, "threshold"),
    ):
        with pytest.raises(DomainError) as refused:
            votes.create_vote(values | wrong, actor=office)
        assert refused.value.field == field
    vote = votes.create_vote(values | {"threshold": Threshold.TWO_THIRDS}, actor=office)
    with pytest.raises(DomainError, match="无记名投票"):
        votes.edit_vote(vote, 1, values | {"mode": VoteMode.HANDS}, actor=office)


def test_an_item_marked_later_is_asked_again_at_the_opening(office, session):
    delegates(session, 6)
    item = AgendaItem.objects.create(session=session, title="绩效分配办法", power=Power.PASS)
    vote = prepared(session, VoteMode.HANDS, office, agenda_item=item)
    AgendaItem.objects.filter(pk=item.pk).update(touches_interests=True)
    with pytest.raises(DomainError, match="切身利益"):
        votes.open_vote(Vote.objects.get(pk=vote.pk), actor=office)


def test_members_elect_and_two_thirds_must_take_part(office):
    members = [MemberFactory(user=UserFactory()) for _ in range(9)]
    vote = election(None, office, "甲", "乙", seats=1, electorate=Electorate.MEMBERS)
    vote = votes.open_vote(vote, actor=office)
    assert vote.poll.entitled == 9
    for member in members[:5]:
        key = vote.candidates.first().key
        ballots.cast_ballot(vote.poll, voter_key(member.user_id), {key: "yes"})
    vote = closed(vote, office)
    assert vote.outcome == Outcome.NO_QUORUM
    assert not votes.winners(vote)
    assert votes.repeat_vote(vote, actor=office).seats == 1


def test_winners_go_back_to_the_change_of_office(office, session):
    people = delegates(session, 6)
    election = BodyElection.objects.create(
        seat=BodySeat.WOMEN, term_label="第六届", starts_on=today(), ends_on=today() + dt.timedelta(days=900),
        planned_on=today(), seats=1, state=BodyElectionState.CANDIDATES, candidates_document="批复",
    )  # fmt: skip
    rows = [
        BodyCandidate.objects.create(election=election, member=each.member, office=Office.WOMEN_MEMBER)
        for each in people[:2]
    ]
    vote = prepared(session, office=office, kind=VoteKind.SURPLUS, seats=1, body_election=election)
    names = [each.member.name for each in people[:2]]
    assert [each.name for each in vote.candidates.order_by("position")] == names
    with pytest.raises(DomainError, match="一轮全部选出"):
        vote_offices.hand_over(vote, actor=office)
    vote = votes.open_vote(vote, actor=office)
    elect(vote, people, *[(names[1],)] * 5, (names[0],))
    vote = closed(vote, office)
    with pytest.raises(NotPermittedError):
        vote_offices.hand_over(vote, actor=UserFactory())
    vote_offices.hand_over(vote, actor=office)
    election.refresh_from_db()
    for row in rows:
        row.refresh_from_db()
    assert (election.state, election.entitled, election.ballots_valid) == (BodyElectionState.HELD, 6, 6)
    assert [(row.votes, row.is_elected) for row in rows] == [(1, False), (5, True)]
    with pytest.raises(TransitionError):
        vote_offices.hand_over(vote, actor=office)
    other = votes.open_vote(prepared(session, VoteMode.HANDS, office), actor=office)
    with pytest.raises(DomainError, match="没有对应的换届"):
        vote_offices.hand_over(other, actor=office)


def test_who_sees_which_vote(office, session):
    people = delegates(session, 6)
    vote = votes.open_vote(prepared(session, office=office), actor=office)
    delegate, teller, stranger = people[0].member.user, vote.poll.tellers.first().user, UserFactory()
    assert [bool(votes_visible_to(user)) for user in (office, delegate, teller, stranger)] == [
        True,
        True,
        True,
        False,
    ]
    assert polls_waiting_for(delegate).count() == 1
    ballots.cast_ballot(vote.poll, voter_key(delegate.pk), {ITEM: "yes"})
    assert polls_waiting_for(delegate).count() == 0
