"""What people thought of it. Anonymous answers keep neither person nor hour."""

from __future__ import annotations

from django.db import transaction

from events.choices.activities import ActivityState, SignUpState
from events.models import Feedback, SignUp
from events.services import places
from union.accounts.models import User
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError

_OPEN = (ActivityState.HELD, ActivityState.SETTLED)


@transaction.atomic
def give_feedback(signup: SignUp, *, rating: int, text: str, actor: User) -> None:
    """Answer once. That one has answered is kept with the sign-up, what one answered is not (if anonymous).

    Raises:
        NotPermittedError: somebody else's; DomainError: not asked for, or answered already.
    """
    activity = places.lock_activity(signup.activity_id)
    row = SignUp.objects.select_related("member").get(pk=signup.pk)
    if row.member.user_id != actor.pk or row.state != SignUpState.CONFIRMED:
        raise NotPermittedError("只有参加活动的本人可以反馈")
    if not activity.feedback_open or activity.state not in _OPEN:
        raise DomainError("现在不收集这项活动的反馈")
    if row.feedback_given:
        raise DomainError("您已经反馈过，感谢")
    member = None if activity.feedback_anonymous else row.member
    Feedback.objects.create(
        activity=activity, member=member, rating=rating, text=text.strip(), given_on=today()
    )
    row.feedback_given = True
    row.save(update_fields=["feedback_given"])
