"""Votes in every state; the user is on the roll of "vote.own" and a teller of a vote of his own."""

from django.utils import timezone

from congress.choices.ballots import PollState, TellerRole
from congress.choices.terms import VoteMode
from congress.choices.votes import VoteKind
from congress.models import (
    Appraisal,
    AppraisalResult,
    AppraisalSubject,
    Candidate,
    Poll,
    PollTeller,
    RaterGroup,
    RollEntry,
    Session,
    Term,
    Vote,
)
from congress.rules.ballots import BallotForm, Question
from congress.services.votes import ITEM
from tests.flows import world_registers
from union.common.dates import add_months, today

FORM = BallotForm((Question(ITEM, "事项", (("yes", "赞成"), ("no", "反对"), ("abstain", "弃权"))),)).plain()


def fill(world) -> None:
    """Add votes by state."""
    day = today()
    term, _ = Term.objects.get_or_create(
        number=90,
        defaults={"starts_on": add_months(day, -720), "ends_on": add_months(day, -684)},
    )
    session = Session.objects.create(term=term, number=90, opens_on=day, closes_on=day)
    states = {
        "draft": (PollState.DRAFT, VoteMode.SECRET), "own": (PollState.OPEN, VoteMode.SECRET),
        "foreign": (PollState.OPEN, VoteMode.SECRET), "hands": (PollState.OPEN, VoteMode.HANDS),
        "named": (PollState.OPEN, VoteMode.NAMED), "counting": (PollState.COUNTING, VoteMode.SECRET),
        "decided": (PollState.DECIDED, VoteMode.SECRET), "watched": (PollState.DRAFT, VoteMode.SECRET),
    }  # fmt: skip
    for name, (state, mode) in states.items():
        world.objects[f"vote.{name}"] = _vote(session, name, state, mode)
    draft = world["vote.draft"]
    world.objects["vote_candidate"] = Candidate.objects.create(vote=draft, name="候选人")
    for side, vote in (("own", world["vote.watched"]), ("foreign", draft)):
        world.objects[f"vote_teller.{side}"] = PollTeller.objects.create(
            poll=vote.poll, user=world[f"user.{side}"], role=TellerRole.SUPERVISOR
        )
    user = world["user.own"]
    RollEntry.objects.create(poll=world["vote.own"].poll, voter=f"u{user.pk}", user=user, name="本人")
    RollEntry.objects.create(poll=world["vote.foreign"].poll, voter="m1", name="金丝雀")
    _appraisals(world)
    world_registers.fill(world)


def _appraisals(world) -> None:
    states = {"draft": PollState.DRAFT, "own": PollState.OPEN, "foreign": PollState.OPEN}
    for name, state in {**states, "decided": PollState.DECIDED}.items():
        is_over = name == "decided"
        poll = Poll.objects.create(
            title=f"测评 {name}", mode=VoteMode.SECRET, state=state, form={} if name == "draft" else FORM,
            closed_at=timezone.now() if is_over else None, online_ballots=9 if is_over else 0,
        )  # fmt: skip
        world.objects[f"appraisal.{name}"] = Appraisal.objects.create(
            poll=poll, subject_kind="managers", form="person", year=today().year
        )
    draft, decided = world["appraisal.draft"], world["appraisal.decided"]
    user = world["user.own"]
    RollEntry.objects.create(poll=world["appraisal.own"].poll, voter=f"u{user.pk}", user=user, name="本人")
    subject = AppraisalSubject.objects.create(appraisal=decided, name="金丝雀")
    AppraisalResult.objects.create(appraisal=decided, subject=subject, valid=9, first=9, rank=1)
    world.objects |= {
        "rater_group": RaterGroup.objects.create(appraisal=draft, name="职工代表"),
        "appraisal_subject": subject,
        "appraisal_teller": PollTeller.objects.create(
            poll=draft.poll, user=world["user.foreign"], role=TellerRole.COUNTER
        ),
    }


def _vote(session, name, state, mode) -> Vote:
    began = state != PollState.DRAFT
    poll = Poll.objects.create(
        title=f"表决 {name}", mode=mode, state=state, form=FORM if began else {}, allow_paper=name == "own",
        opened_at=timezone.now() if began else None, padded_bytes=256,
        closed_at=timezone.now() if state in (PollState.COUNTING, PollState.DECIDED) else None,
        paper_issued=2 if state == PollState.COUNTING else 0,
    )  # fmt: skip
    kind = VoteKind.EQUAL if name == "draft" else VoteKind.ITEM
    return Vote.objects.create(poll=poll, session=session, kind=kind, seats=1 if name == "draft" else 0)
