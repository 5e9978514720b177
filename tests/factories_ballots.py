"""A term, a session with delegates in the room, votes of every mode, appraisals."""

import datetime as dt

from django.utils import timezone

from congress.choices.ballots import TellerRole
from congress.choices.sessions import CheckInMeans
from congress.choices.terms import SessionState, Stage, VoteMode
from congress.choices.votes import VoteKind
from congress.models import Attendance, Mandate, Session, Term
from congress.services import polls
from congress.services import votes as vote_services
from tests.factories import MemberFactory, UserFactory, officer
from union.common.dates import today

PASSPHRASES = ("第一位监票人的长口令甲乙丙丁", "correct horse battery")


def a_session(number=1):
    """第六届第 number 次, open today."""
    day = today()
    term, _ = Term.objects.get_or_create(
        number=6,
        defaults={
            "starts_on": day - dt.timedelta(days=300),
            "ends_on": day + dt.timedelta(days=700),
            "seats": 300,
        },
    )
    return Session.objects.create(
        term=term, number=number, opens_on=day, closes_on=day, state=SessionState.OPEN
    )


def delegates(session, count, *, present=None):
    """`count` delegates with accounts; the first `present` of them (default: all) are in the room."""
    made = []
    first = Mandate.objects.count() + 1
    for number in range(count):
        member = MemberFactory(user=UserFactory())
        made.append(
            Mandate.objects.create(
                term=session.term, member=member, number=first + number, document="选举结果",
                starts_on=today() - dt.timedelta(days=100),
            )
        )  # fmt: skip
    for mandate in made[: count if present is None else present]:
        Attendance.objects.create(
            session=session, stage=Stage.FORMAL, mandate=mandate, arrived_at=timezone.now(),
            means=CheckInMeans.values[0],
        )  # fmt: skip
    return made


def prepared(session, mode=VoteMode.SECRET, office=None, **values):
    """A vote with two 监票人 who have set PASSPHRASES."""
    office = office or officer()
    filled = {"title": "绩效分配办法", "mode": mode, "session": session, "kind": VoteKind.ITEM} | values
    vote = vote_services.create_vote(filled, actor=office)
    if mode == VoteMode.SECRET:
        for words in PASSPHRASES:
            user = UserFactory()
            teller = vote_services.name_teller(vote, user, TellerRole.SUPERVISOR, actor=office)
            polls.set_passphrase(teller, words, actor=user)
    return vote


def passphrases(poll):
    """The words of both 监票人, by teller."""
    tellers = poll.tellers.filter(role=TellerRole.SUPERVISOR).order_by("pk")
    return dict(zip((each.pk for each in tellers), PASSPHRASES, strict=True))
