import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from congress.choices.ballots import PollState, TellerRole
from congress.choices.terms import VoteMode
from congress.choices.votes import Outcome
from congress.models import BallotMark, OpenedBallot, Poll, RollEntry, SealedBallot
from congress.rules.ballots import voter_key
from congress.selectors.votes import polls_waiting_for
from congress.services import ballot_tables, ballots, polls, votes
from congress.services.ballot_tables import rewrite_tables
from congress.services.votes import ITEM
from tests.factories import UserFactory, officer
from tests.factories_ballots import PASSPHRASES, a_session, delegates, passphrases, prepared
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.models import AuditEvent, RuleSet
from union.common.number_guard import without_numbers

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return officer()


def opened(count=6, present=None, office=None, **values):
    """An open secret vote and the accounts on its roll."""
    office = office or officer()
    session = a_session()
    people = [each.member.user for each in delegates(session, count, present=present)]
    vote = prepared(session, office=office, **values)
    return votes.open_vote(vote, actor=office), people


def cast(vote, user, choice="yes"):
    return ballots.cast_ballot(vote.poll, voter_key(user.pk), {ITEM: choice})


def test_a_secret_vote_from_the_opening_to_the_result(office):
    vote, people = opened(7, office=office)
    assert (vote.poll.entitled, vote.poll.present, vote.needed) == (7, 7, 4)
    choices = ("yes", "yes", "yes", "yes", "no", "abstain")
    trackers = {cast(vote, user, choice) for user, choice in zip(people, choices, strict=False)}
    vote = votes.close_vote(vote, passphrases(vote.poll), actor=office)
    poll = Poll.objects.get(pk=vote.poll.pk)
    assert (vote.outcome, vote.yes, vote.no, vote.abstain, vote.ballots) == (Outcome.PASSED, 4, 1, 1, 6)
    assert poll.state == PollState.DECIDED
    assert poll.private_key is None
    assert set(poll.trackers) == trackers
    assert poll.trackers == sorted(poll.trackers)
    assert BallotMark.objects.filter(poll=poll).count() == OpenedBallot.objects.filter(poll=poll).count() == 6
    assert not SealedBallot.objects.exists()
    assert not any(tracker in row.content for row in OpenedBallot.objects.all() for tracker in trackers)


def test_nothing_but_mark_and_sealed_ballot_is_written(office, django_assert_num_queries):
    vote, people = opened(office=office)
    events = AuditEvent.objects.count()
    cast(vote, people[0], "no")
    cast(vote, people[1], "abstain")
    assert AuditEvent.objects.count() == events
    sealed = [bytes(content) for content in SealedBallot.objects.values_list("content", flat=True)]
    assert {len(each) for each in sealed} == {305}
    assert all(each[:2] != b"no" and people[0].username.encode() not in each for each in sealed)
    names = {
        field.name for model in (BallotMark, SealedBallot, OpenedBallot) for field in model._meta.get_fields()
    }
    assert names == {"id", "pk", "poll", "poll_id", "voter", "on_paper", "box", "content", "question"} - {
        "poll_id"
    }


def test_one_ballot_each_and_only_from_the_roll(office):
    vote, people = opened(7, present=6, office=office)
    cast(vote, people[0])
    with pytest.raises(ballots.AlreadyVotedError, match="只能投一次"):
        cast(vote, people[0], "no")
    with pytest.raises(DomainError, match="没有签到"):
        cast(vote, people[6])
    with pytest.raises(DomainError, match="不在本次投票的名册上"):
        cast(vote, UserFactory())
    with pytest.raises(DomainError, match="没有这个选项"):
        cast(vote, people[1], "perhaps")
    assert SealedBallot.objects.count() == BallotMark.objects.count() == 1


def test_closed_means_closed(office):
    vote, people = opened(office=office)
    Poll.objects.filter(pk=vote.poll_id).update(closes_at=timezone.now())
    with pytest.raises(DomainError, match="已经截止"):
        cast(vote, people[5])
    assert not polls_waiting_for(people[5])
    Poll.objects.filter(pk=vote.poll_id).update(closes_at=timezone.now() + dt.timedelta(hours=1))
    assert polls_waiting_for(people[5])
    for user in people[:5]:
        cast(vote, user)
    votes.close_vote(vote, passphrases(vote.poll), actor=office)
    with pytest.raises(DomainError, match="已经截止"):
        cast(vote, people[5])
    with pytest.raises(TransitionError):
        votes.close_vote(vote, passphrases(vote.poll), actor=office)


def test_too_few_ballots_are_never_opened(office):
    vote, people = opened(office=office)
    for user in people[:4]:
        cast(vote, user)
    vote = votes.close_vote(vote, passphrases(vote.poll), actor=office)
    poll = Poll.objects.get(pk=vote.poll.pk)
    assert poll.state == PollState.VOID
    assert "少于 5 张" in poll.void_reason
    assert poll.online_tally is None
    assert not OpenedBallot.objects.exists()
    assert not SealedBallot.objects.exists()
    again = votes.repeat_vote(vote, actor=office)
    assert (again.round, again.repeats_id) == (2, vote.pk)


def test_wrong_passphrase_and_tampered_box_stay_shut(office):
    vote, people = opened(office=office)
    for user in people[:5]:
        cast(vote, user)
    words = passphrases(vote.poll)
    for wrong in (
        {},
        {**words, max(words): "不是这句话呀不是这句"},
        dict(zip(words, reversed(PASSPHRASES), strict=True)),
    ):
        with pytest.raises(DomainError, match="口令不正确"):
            votes.close_vote(vote, wrong, actor=office)
    extra = SealedBallot.objects.create(poll=vote.poll, content=b"\x01" + bytes(304))
    with pytest.raises(DomainError, match="两者不符"):
        votes.close_vote(vote, words, actor=office)
    BallotMark.objects.bulk_create([BallotMark(poll=vote.poll, voter=voter_key(people[5].pk))])
    with pytest.raises(DomainError, match="被改动过"):
        votes.close_vote(vote, words, actor=office)
    extra.delete()
    BallotMark.objects.filter(voter=voter_key(people[5].pk)).delete()
    assert votes.close_vote(vote, words, actor=office).ballots == 5


def test_what_an_opening_needs(office):
    session = a_session()
    delegates(session, 9, present=5)
    vote = prepared(session, office=office)
    with pytest.raises(DomainError, match="应到 9 人，实到 5 人，不足三分之二"):
        votes.open_vote(vote, actor=office)
    small = a_session(2)
    with pytest.raises(NotPermittedError):
        votes.open_vote(prepared(small, office=office), actor=officer(office="committee_member"))
    vote.session.attendances.all().delete()


def test_the_quorum_of_the_rules_in_force_opens_a_vote(office, client):
    """Another province asks for four fifths: desk, board and vote say the same."""
    shipped = RuleSet.objects.filter(kind="congress_rules").latest("valid_from")
    values = shipped.values | {"quorum": {"least": [4, 5], "basis": "本省条例"}}
    RuleSet.objects.create(
        kind="congress_rules", valid_from=today(), values=values, source_document="本省条例", source="office"
    )
    session = a_session()
    delegates(session, 9, present=6)
    with pytest.raises(DomainError, match="不足五分之四，不能表决（本省条例）"):
        votes.open_vote(prepared(session, VoteMode.HANDS, office), actor=office)
    client.force_login(office)
    for page in ("session_detail", "board"):
        assert "五分之四以上" in client.get(reverse(f"congress:{page}", args=[session.pk])).content.decode()


def test_no_secret_vote_among_four(office):
    session = a_session()
    delegates(session, 4)
    with pytest.raises(DomainError, match="少于 5 人"):
        votes.open_vote(prepared(session, office=office), actor=office)


def test_tellers(office):
    session = a_session()
    delegates(session, 6)
    vote = votes.create_vote(
        {"title": "表决", "mode": VoteMode.SECRET, "session": session, "kind": "item"}, actor=office
    )
    with pytest.raises(DomainError, match="两名监票人"):
        votes.open_vote(vote, actor=office)
    one, two, three = UserFactory.create_batch(3)
    tellers = [votes.name_teller(vote, user, TellerRole.SUPERVISOR, actor=office) for user in (one, two)]
    with pytest.raises(DomainError, match="已有两名"):
        votes.name_teller(vote, three, TellerRole.SUPERVISOR, actor=office)
    with pytest.raises(DomainError, match="已经是"):
        votes.name_teller(vote, one, TellerRole.COUNTER, actor=office)
    counter = votes.name_teller(vote, three, TellerRole.COUNTER, actor=office)
    with pytest.raises(DomainError, match="只有无记名投票的监票人"):
        polls.set_passphrase(counter, PASSPHRASES[0], actor=three)
    with pytest.raises(NotPermittedError, match="本人"):
        polls.set_passphrase(tellers[0], PASSPHRASES[0], actor=office)
    with pytest.raises(DomainError, match="至少 12"):
        polls.set_passphrase(tellers[0], "太短", actor=one)
    polls.set_passphrase(tellers[0], PASSPHRASES[0], actor=one)
    with pytest.raises(DomainError, match=f"{two} 尚未设置"):
        votes.open_vote(vote, actor=office)
    two.set_unusable_password()
    two.save()
    polls.set_passphrase(polls.PollTeller.objects.get(pk=tellers[1].pk), PASSPHRASES[1], actor=office)
    polls.dismiss_teller(counter, actor=office)
    assert votes.open_vote(vote, actor=office).poll.state == PollState.OPEN
    with pytest.raises(DomainError, match="不能再改监票人"):
        polls.dismiss_teller(tellers[0], actor=office)


def test_void_destroys_what_is_sealed(office):
    vote, people = opened(office=office)
    cast(vote, people[0])
    with pytest.raises(DomainError, match="作废原因"):
        polls.void_poll(vote.poll, " ", actor=office)
    with pytest.raises(NotPermittedError):
        polls.void_poll(vote.poll, "程序有误", actor=people[0])
    poll = polls.void_poll(vote.poll, "程序有误", actor=office)
    assert poll.private_key is None
    assert not SealedBallot.objects.exists()
    assert BallotMark.objects.count() == 1
    assert RollEntry.objects.filter(poll=poll).count() == 6
    with pytest.raises(TransitionError):
        polls.void_poll(poll, "再次", actor=office)


def test_roll_is_frozen_and_its_digest_told(office):
    vote, people = opened(office=office)
    keys = [voter_key(user.pk) for user in people]
    assert vote.poll.roll_digest == polls.roll_digest(reversed(keys))
    assert vote.poll.roll_digest != polls.roll_digest(keys[1:])
    assert vote.poll.roll_check[:19] in AuditEvent.objects.filter(note__contains="校验值").get().note


def test_a_digest_that_looks_like_a_phone_number_stands_in_the_audit_trail_whole():
    check = Poll(roll_digest="9fd8c19332356699" * 4).roll_check
    assert without_numbers(check) == check
    assert check.startswith("9fd8 c193 3235 6699 9fd8")


@pytest.mark.django_db(transaction=True)
def test_tables_are_rewritten_after_the_close(office):
    vote, people = opened(office=office)
    for user in people:
        cast(vote, user)
    assert not rewrite_tables_inside_a_transaction(vote.poll)
    votes.close_vote(vote, passphrases(vote.poll), actor=office)
    poll = Poll.objects.get(pk=vote.poll.pk)
    assert poll.rewritten_at is not None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM congress_ballotmark")
            assert cursor.fetchone() == (1,)
            cursor.execute("SELECT voter FROM congress_ballotmark ORDER BY ctid")
            found = [row[0] for row in cursor.fetchall()]
            assert found == sorted(found)
    assert ballots.finish_rewriting(poll, actor=office)


def rewrite_tables_inside_a_transaction(poll):
    from django.db import transaction

    with transaction.atomic():
        return rewrite_tables(poll)


@pytest.mark.django_db(transaction=True)
def test_who_does_not_own_the_tables_is_told(office, caplog):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no owners")
    vote, _people = opened(office=office)
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE ballot_stranger NOLOGIN")
        cursor.execute("GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA public TO ballot_stranger")
        cursor.execute("SET ROLE ballot_stranger")
        try:
            assert not rewrite_tables(vote.poll)
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute("DROP OWNED BY ballot_stranger")
            cursor.execute("DROP ROLE ballot_stranger")
    assert Poll.objects.get(pk=vote.poll.pk).rewritten_at is None
    assert "not the owner" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_who_still_looks_back_or_a_slow_disk_puts_the_rewriting_off(office, caplog, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite rewrites its file alone")
    monkeypatch.setattr(ballot_tables, "_TURNS", 1)
    vote, _people = opened(office=office)
    dump = connection.copy()
    with dump.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT count(*) FROM congress_ballotmark")
        assert not rewrite_tables(vote.poll)
    dump.close()
    assert "wait for an older transaction" in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '1ms'")
        try:
            assert not rewrite_tables(vote.poll)
        finally:
            cursor.execute("SET statement_timeout = 0")
    assert "were not rewritten" in caplog.text
    assert Poll.objects.get(pk=vote.poll.pk).rewritten_at is None
