import datetime as dt

import pytest

from congress.choices.motions import MotionState as S
from congress.models import Seconder
from congress.selectors.motions_desk import waiting_for
from tests.factories_motions import Cast, fresh, make_motion, second
from union.common.dates import today

pytestmark = pytest.mark.django_db
YESTERDAY, TODAY, TOMORROW = (dt.timedelta(days=n) for n in (-1, 0, 1))


@pytest.fixture
def cast():
    return Cast()


def desk(user, **options):
    """What is asked of the user, and in how many days from today."""
    found = waiting_for(fresh(user), today(), **options)
    return [(row.words, row.due_on and row.due_on - today()) for row in found]


def put(cast, **values):
    """A motion in a state; its days count from today."""
    days = {name: today() + value for name, value in values.items() if isinstance(value, dt.timedelta)}
    return make_motion(cast.session, cast.mover, **values | days)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"state": S.SUBMITTED, "due_on": TOMORROW}, [("受理审查", TOMORROW)]),
        ({"state": S.CLOSED}, [("归档", None)]),
        ({"state": S.HANDLING, "due_on": YESTERDAY}, []),
        ({"state": S.HANDLING, "due_on": TOMORROW, "asked_until": TOMORROW}, [("答复延期申请", TOMORROW)]),
        ({"state": S.DELIVERED, "due_on": YESTERDAY}, [("逾期未评价，可结案", YESTERDAY)]),
        ({"state": S.DELIVERED, "due_on": TODAY}, []),
        ({"state": S.CLOSED, "is_history": True}, []),
    ],
)
def test_what_waits_for_the_office(cast, values, expected):
    put(cast, **values)
    assert desk(cast.users["office"]) == expected


def test_what_waits_for_the_mover(cast):
    put(cast, title="退回", state=S.RETURNED, due_on=TOMORROW)
    seconded = put(cast, title="附议中", state=S.SECONDING)
    second(seconded, *cast.seconders)
    Seconder.objects.create(motion=seconded, member=cast.other, name=cast.other.name, state="invited")

    assert desk(cast.mover.user, needed=2) == [
        ("按意见修改后重新提交", TOMORROW),
        ("附议已够，可以提交", None),
    ]
    assert desk(cast.mover.user, needed=3) == [("按意见修改后重新提交", TOMORROW)]
    assert desk(cast.other.user) == [("答复是否附议", None)]
