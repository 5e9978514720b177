"""Objects of motions for the rights tables, on both sides."""

from django.utils import timezone

from congress.models import Motion, MotionReply, MotionUnit
from tests.factories_motions import make_session
from union.common.dates import today


def fill(world) -> None:
    """A case handed over to the department of each side, with the answer of an earlier round."""
    session = make_session(number=9)
    world.objects["motion_session"] = session
    for side in ("own", "foreign"):
        member = world[f"member.{side}"]
        motion = Motion.objects.create(
            session=session, mover=member, title=f"{member.name}休息室", state="assigned", filing="filed",
            series="motion", number=1 if side == "own" else 2, submitted_at=timezone.now(), round=2,
        )  # fmt: skip
        department = world[f"department.{side}"]
        unit = MotionUnit.objects.create(motion=motion, department=department, round=2)
        before = MotionUnit.objects.create(motion=motion, department=department, round=1, in_force=False)
        reply = MotionReply.objects.create(
            motion=motion, unit=before, session=session, text="答复", grade="A", delivered_on=today()
        )
        world.objects |= {
            f"motion.{side}": motion, f"motion_unit.{side}": unit, f"motion_reply.{side}": reply,
        }  # fmt: skip
