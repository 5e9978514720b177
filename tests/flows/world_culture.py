"""Objects of notices, articles, honours, rules and the work record for the rights tables, on both sides."""

import datetime as dt

from django.contrib.contenttypes.models import ContentType

from events.models import (
    ArchiveClass,
    ArchiveItem,
    Article,
    Bulletin,
    Correspondent,
    HomeCheck,
    Honour,
    Nomination,
    PolicyDocument,
    Programme,
)
from union.common.dates import today
from union.common.models import Attachment


def fill(world) -> None:
    """Add objects by name; foreign ones carry the canaries of world.py."""
    for side in ("own", "foreign"):
        world.objects |= _news(world, side)
        world.objects |= _honours(world, side)
        world.objects |= _archive(world, side)
    world.objects |= _documents()


def _word(side):
    return "金丝雀" if side == "foreign" else "本支会"


def _news(world, side):
    word, branch = _word(side), world[f"branch.{side}"]
    base = {"body": word, "branch": branch, "visible_from": today() - dt.timedelta(days=1)}
    shown = Bulletin.objects.create(title=f"{word}通知", state="published", must_confirm=True, **base)
    draft = Bulletin.objects.create(title=f"{word}草稿", **base)
    for row in (shown, draft):
        row.target_branches.add(branch)
    file = Attachment.objects.create(
        name=f"{word}.pdf", content_type="application/pdf", size=1, sha256="0" * 64, file="attachments/none",
        owner_type=ContentType.objects.get_for_model(draft), owner_id=str(draft.pk),
    )  # fmt: skip
    member = world[f"member.{side}"]
    article = Article.objects.create(
        title=f"{word}稿件", body=word, author=member, branch=branch, state="submitted", submitted_on=today()
    )
    return {
        f"culture.bulletin.{side}": shown, f"culture.draft.{side}": draft, f"culture.draft_file.{side}": file,
        f"culture.article.{side}": article,
        f"culture.correspondent.{side}": Correspondent.objects.create(member=member, since=today()),
    }  # fmt: skip


def _honours(world, side):
    word, branch, member = _word(side), world[f"branch.{side}"], world[f"member.{side}"]
    made = {
        state: Programme.objects.create(
            year=2026, title=f"{side}{state}", places=2, nominate_until=today(), state=state,
            voters="committee",
        )
        for state in ("draft", "open", "voting")
    }  # fmt: skip
    nomination = Nomination.objects.create(
        programme=made["open"], member=member, branch=branch, write_up=word, nominated_on=today()
    )
    honour = Honour.objects.create(
        member=member, branch=branch, title=f"{word}荣誉", issuer="工会", granted_on=today()
    )
    return {
        f"culture.programme.{side}": made["draft"], f"culture.open.{side}": made["open"],
        f"culture.voting.{side}": made["voting"], f"culture.nomination.{side}": nomination,
        f"culture.honour.{side}": honour,
    }  # fmt: skip


def _documents():
    base = {"issued_on": today(), "valid_from": today(), "must_confirm": True, "summary": "第一条"}
    return {
        "culture.document": PolicyDocument.objects.create(number="1", title="草稿", **base),
        "culture.document_in_force": PolicyDocument.objects.create(
            number="2", title="制度", state="in_force", **base
        ),
    }  # fmt: skip


def _archive(world, side):
    row = ArchiveClass.objects.get(key="activities")
    item = ArchiveItem.objects.create(
        archive_class=row, year=2026, branch=world[f"branch.{side}"], title=f"{_word(side)}档案",
        filed_on=today(), location="1 柜",
    )  # fmt: skip
    home = HomeCheck.objects.create(
        year=2026, branch=world[f"branch.{side}"], pass_points=80,
        items=[
            {"key": "roster", "group": "组织", "title": f"{_word(side)}名册", "points": 9, "required": True}
        ],
    )  # fmt: skip
    return {"culture.class": row, f"culture.archived.{side}": item, f"culture.home.{side}": home}
