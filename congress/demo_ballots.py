"""The demonstration's votes: by hand, in secret, an election, an appraisal done and one to fill in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from congress.choices.appraisals import AppraisalForm, SubjectKind
from congress.choices.ballots import TellerRole
from congress.choices.terms import Power, Stage, VoteMode
from congress.choices.votes import Choice, VoteKind
from congress.models import Appraisal, Mandate, Poll, Session, Vote
from congress.rules.ballots import voter_key
from congress.selectors.votes import delegates_as_voters
from congress.services import appraisals, ballots, polls, votes
from congress.services.votes import ITEM
from union.accounts.models import User
from union.common.demo import DemoContext

PASSPHRASES = (
    "演示口令：春风又绿江南岸",
    "演示口令：明月何时照我还",
)  # printed in the manual, of no real use
_GRADES = ("first", "first", "second", "second", "second", "third")


def fill(context: DemoContext) -> None:
    """Make votes in the newest session with people in the room; nothing where there is none."""
    session = Session.objects.filter(attendances__isnull=False).distinct().order_by("-opens_on").first()
    if session is None:
        return
    office = context.made["users"]["office"]
    roll = [each for each in delegates_as_voters(session, Stage.FORMAL) if each.is_present and each.user_id]
    users = User.objects.in_bulk([each.user_id for each in roll])
    voters = [users[each.user_id] for each in roll if each.user_id]
    mandates = list(
        Mandate.objects.filter(term=session.term, member__user__in=voters).select_related("member")
    )
    if len(voters) < polls.SUPERVISORS * 5:
        return
    _hands(session, office, len(voters))
    _secret(context, session, office, voters)
    _election(context, session, office, voters, mandates)
    _on_the_day(session)
    _done_appraisal(context, office, voters, mandates)
    _open_appraisal(context, office, voters)


def _on_the_day(session: Session) -> None:
    """They were held at the session, one after the other."""
    began = dt.datetime.combine(session.closes_on, dt.time(10), tzinfo=timezone.get_current_timezone())
    for turn, vote in enumerate(Vote.objects.filter(session=session).order_by("pk")):
        opened = began + dt.timedelta(minutes=25 * turn)
        Poll.objects.filter(pk=vote.poll_id).update(
            opened_at=opened, closed_at=opened + dt.timedelta(minutes=12)
        )


def _hands(session: Session, office: User, present: int) -> None:
    vote = votes.create_vote(
        {"title": "通过大会议程", "mode": VoteMode.HANDS, "session": session, "kind": VoteKind.ITEM},
        actor=office,
    )
    vote = votes.open_vote(vote, actor=office)
    votes.count_hands(vote, yes=min(present, vote.poll.present), no=0, abstain=0, actor=office)


def _secret(context: DemoContext, session: Session, office: User, voters: Sequence[User]) -> None:
    values = {
        "title": "绩效工资分配办法（修订草案）", "mode": VoteMode.SECRET, "session": session,
        "agenda_item": session.agenda.filter(power=Power.PASS).first(),
        "kind": VoteKind.ITEM, "wording": "是否同意《绩效工资分配办法（修订草案）》，自公布之日起施行。",
    }  # fmt: skip
    vote = votes.create_vote(values, actor=office)
    _tellers(vote.poll, context, office)
    vote = votes.open_vote(vote, actor=office)
    weighted = (Choice.YES,) * 8 + (Choice.NO, Choice.ABSTAIN)
    for user in voters:
        ballots.cast_ballot(vote.poll, voter_key(user.pk), {ITEM: context.random.choice(weighted).value})
    _close(vote, office)


def _election(
    context: DemoContext, session: Session, office: User, voters: Sequence[User], mandates: Sequence[Mandate]
) -> None:
    values = {
        "title": "选举女职工委员会委员", "mode": VoteMode.SECRET, "session": session,
        "kind": VoteKind.SURPLUS, "seats": 3, "document": "女职工委员会选举办法",
    }  # fmt: skip
    vote = votes.create_vote(values, actor=office)
    for mandate in mandates[-4:]:
        votes.add_candidate(vote, name="", member=mandate.member, note="职工代表", actor=office)
    _tellers(vote.poll, context, office)
    vote = votes.open_vote(vote, actor=office)
    keys = [each.key for each in vote.candidates.order_by("position")]
    for user in voters:
        left_out = context.random.choices(keys, weights=(1, 1, 2, 6))[0]
        answers = {key: Choice.YES.value for key in keys if key != left_out}
        ballots.cast_ballot(vote.poll, voter_key(user.pk), answers)
    _close(vote, office)


def _close(vote: Vote, office: User) -> None:
    tellers = vote.poll.tellers.filter(role=TellerRole.SUPERVISOR).order_by("pk")
    votes.close_vote(vote, dict(zip((each.pk for each in tellers), PASSPHRASES, strict=True)), actor=office)


def _tellers(poll: Poll, context: DemoContext, office: User) -> None:
    for login, words in zip(("committee", "auditor"), PASSPHRASES, strict=True):
        user = context.made["users"][login]
        teller = polls.name_teller(poll, user, TellerRole.SUPERVISOR, actor=office)
        polls.set_passphrase(teller, words, actor=user)


def _planned(
    context: DemoContext, office: User, title: str, form: AppraisalForm, kind: SubjectKind
) -> Appraisal:
    made = appraisals.create_appraisal(
        {"title": title, "form": form, "subject_kind": kind, "year": context.as_of.year, "minimum": 5},
        actor=office,
    )
    _tellers(made.poll, context, office)
    return made


def _done_appraisal(
    context: DemoContext, office: User, voters: Sequence[User], mandates: Sequence[Mandate]
) -> None:
    title = f"{context.as_of.year} 年度中层干部民主测评"
    made = _planned(context, office, title, AppraisalForm.PERSON, SubjectKind.MANAGERS)
    subjects = [each.member for each in mandates[:6]]
    appraisals.add_subjects(made, subjects, actor=office)
    for name, weight, users in (("中层互评", 40, voters[:8]), ("职工代表", 60, voters[8:24])):
        group = appraisals.add_group(made, {"name": name, "weight": weight, "paper_codes": 0}, actor=office)
        appraisals.add_raters(group, users, actor=office)
    made = appraisals.open_appraisal(made, actor=office)
    lines = [question["key"] for question in made.poll.form["questions"]]
    for entry in made.poll.roll.order_by("pk"):
        entry.poll = made.poll
        appraisals.rate(entry, {line: context.random.choice(_GRADES) for line in lines})
    tellers = made.poll.tellers.filter(role=TellerRole.SUPERVISOR).order_by("pk")
    words = dict(zip((each.pk for each in tellers), PASSPHRASES, strict=True))
    appraisals.close_appraisal(made, words, actor=office)


def _open_appraisal(context: DemoContext, office: User, voters: Sequence[User]) -> None:
    """Still open: the login `delegate` finds it among the duties."""
    title = f"{context.as_of.year} 年度院领导班子民主评议"
    made = _planned(context, office, title, AppraisalForm.BODY, SubjectKind.LEADERSHIP)
    appraisals.add_subjects(made, [], name="院领导班子", actor=office)
    for item, note in (
        ("政治建设", "贯彻党的卫生健康方针"),
        ("民主管理", "重大事项听取职工意见"),
        ("关心职工", "解决急难愁盼"),
        ("廉洁自律", "遵守廉洁从业规定"),
    ):
        appraisals.add_item(made, {"title": item, "note": note}, actor=office)
    group = appraisals.add_group(made, {"name": "职工代表", "weight": 100, "paper_codes": 10}, actor=office)
    delegate = context.made["users"]["delegate"]
    appraisals.add_raters(group, [*voters, delegate], actor=office)
    appraisals.open_appraisal(made, actor=office)
