"""Objects of 职工之家 for the rights tables, on both sides."""

from tests.factories_rooms import make_hazard, make_suggestion


def fill(world) -> None:
    """Add objects by name: `world.objects |= {...}`; foreign ones carry the canaries of world.py."""
    for side in ("own", "foreign"):
        canary = "金丝雀" if side == "foreign" else "本支会"
        for part in (_hazards, _suggestions):
            found = part(world, side, canary)
            world.objects |= {f"rooms.{name}.{side}": row for name, row in found.items()}


def _hazards(world, side, canary):
    values = {
        "place": f"{canary}楼道", "description": f"{canary}隐患", "finder": world[f"member.{side}"],
        "branch": world[f"branch.{side}"],
    }  # fmt: skip
    department = world[f"department.{side}"]
    return {
        "hazard": make_hazard(state="assigned", department=department, **values),
        "hazard_new": make_hazard(**values),
    }


def _suggestions(world, side, canary):
    values = {"title": f"{canary}建议", "situation": canary, "proposal": canary}
    return {"suggestion": make_suggestion(proposer=world[f"member.{side}"], **values)}
