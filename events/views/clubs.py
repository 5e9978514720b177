"""Clubs: what there is, one club, joining, sessions, budget."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from events.forms.clubs import BudgetForm, ClubForm, ClubPersonForm, ClubSessionForm
from events.ledgers.clubs import with_money
from events.models import Club, ClubMembership, ClubSession
from events.permissions.clubs import leads, own_membership, sees_people
from events.permissions.rooms import keeps, me
from events.services import clubs
from events.views.room_pages import Button, Cell, Fact, FactCard, Page, RoomFormView, RoomView, Table
from union.common.dates import today
from union.common.views.service_pages import take
from union.organisation.choices import Right

HOME = ("兴趣小组", "rooms:club_home")
_MOST = 30


class ClubHomeView(RoomView):
    """All running clubs; one press to join."""

    def page(self) -> Page:
        user = self.request.user
        page = Page("兴趣小组", note="球类、书画、歌咏、棋类：选一个加入", crumbs=(("职工之家", ""),))
        if keeps(user):
            page.buttons.append(Button("成立兴趣小组", reverse("rooms:club_create"), "primary", "plus"))
        if user.access.can(Right.VIEW_MEMBERS):
            page.buttons.append(Button("兴趣小组台账", reverse("rooms:club_list"), icon="list-checks"))
            page.buttons.append(Button("活动台账", reverse("rooms:club_session_list"), icon="calendar"))
        mine = set(
            ClubMembership.objects.filter(member__user_id=user.pk, left_on=None).values_list(
                "club", flat=True
            )
        )
        rows = []
        for row in with_money(Club.objects.filter(closed_on=None), today().year).select_related("leader"):
            state = Cell("已加入", "badge", tone="success") if row.pk in mine else _join(row)
            rows.append((
                Cell(row.name, "lead", row.get_absolute_url()), Cell(row.leader.name), Cell(row.regular),
                Cell(row.place), Cell(row.people, "number"), state,
            ))  # fmt: skip
        heads = ("兴趣小组", "负责人", "活动时间", "地点", "成员（人）", "")
        page.tables = [Table("在办的兴趣小组", heads, rows, "还没有兴趣小组", "由工会办公室登记成立。")]
        return page


def _join(club: Club) -> Cell:
    return Cell(
        kind="buttons", buttons=(Button("加入", reverse("rooms:club_join", args=[club.pk]), post=True),)
    )


class ClubMixin:
    """Finds the club in the address."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def row(self) -> Club:
        """The club, or 404."""
        return get_object_or_404(Club.objects.select_related("leader"), pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        """Leader and office."""
        return leads(self.request.user, self.row)


class ClubDetailView(ClubMixin, RoomView):
    """One club."""

    def allowed(self) -> bool:
        return True

    def page(self) -> Page:
        row, user = self.row, self.request.user
        year = today().year
        money = with_money(Club.objects.filter(pk=row.pk), year).get()
        page = Page(row.name, crumbs=((HOME[0], reverse(HOME[1])),), note=row.regular)
        page.badges = (("已停办", "neutral"),) if row.closed_on else (("在办", "success"),)
        page.buttons = self._buttons(row, user)
        page.stats = [("成员", money.people, "人", ""), (f"{year} 年活动", money.held, "次", "")]
        page.facts = [FactCard("兴趣小组", (
            Fact("负责人", row.leader.name), Fact("成立日期", row.founded_on, "date"),
            Fact("活动时间", row.regular), Fact("地点", row.place), Fact("简介", row.intro, "note"),
        ))]  # fmt: skip
        people = sees_people(user, row)
        if people:
            page.stats += [(f"{year} 年预算", f"{money.budget:,.2f}", "元", "")]
            page.stats += [("已支出", f"{money.spent:,.2f}", "元", "面向本小组的活动支出")]
        page.tables.append(_sessions(row, edits=leads(user, row)))
        if people:
            page.tables.append(_people(row, edits=leads(user, row)))
        page.history = row if leads(user, row) else None
        return page

    @staticmethod
    def _buttons(row: Club, user: Any) -> list[Button]:
        found = []
        own = own_membership(user, row)
        if own is None and not row.closed_on:
            found.append(Button("我要加入", reverse("rooms:club_join", args=[row.pk]), "primary", post=True))
        elif own is not None and own.member_id != row.leader_id:
            out = reverse("rooms:club_leave", args=[row.pk, own.pk])
            found.append(Button("退出", out, post=True, confirm="确定退出这个兴趣小组？"))
        if leads(user, row):
            found.append(_link("登记活动", "club_session", row, "calendar"))
        if keeps(user):
            found.append(_link("年度预算", "club_budget", row, "wallet"))
            found.append(_link("修改", "club_edit", row, "pencil"))
        return found


def _link(label: str, name: str, row: Club, icon: str = "plus") -> Button:
    return Button(label, reverse(f"rooms:{name}", args=[row.pk]), icon=icon)


def _sessions(row: Club, *, edits: bool) -> Table:
    rows = []
    for each in row.sessions.prefetch_related("attendances")[:_MOST]:
        url = reverse("rooms:club_session_edit", args=[row.pk, each.pk]) if edits else ""
        at = timezone.localtime(each.starts_at)
        rows.append((
            Cell(each.topic, "lead", url), Cell(f"{at:%Y-%m-%d %H:%M}"), Cell(each.place or row.place),
            Cell(len(each.attendances.all()), "number"),
        ))  # fmt: skip
    return Table("活动记录", ("内容", "时间", "地点", "到场（人）"), rows, "还没有活动记录")


def _people(row: Club, *, edits: bool) -> Table:
    rows = []
    for each in row.memberships.filter(left_on=None).select_related("member__department"):
        out = Button("移出", reverse("rooms:club_leave", args=[row.pk, each.pk]), "ghost", post=True)
        may = edits and each.member_id != row.leader_id
        rows.append((
            Cell(each.member.name, "lead"), Cell(each.member.department), Cell(each.joined_on, "date"),
            Cell(kind="buttons", buttons=(out,) if may else ()),
        ))  # fmt: skip
    add = (_link("添加成员", "club_person", row, "user-plus"),) if edits and not row.closed_on else ()
    return Table("成员", ("姓名", "科室", "加入日期", ""), rows, "还没有成员", buttons=add)


class ClubCreateView(RoomFormView):
    """Found a club."""

    form_class = ClubForm
    title, home = "成立兴趣小组", HOME

    def allowed(self) -> bool:
        return keeps(self.request.user)

    def carry_out(self, form: ClubForm) -> str:
        return self.page_url(clubs.found_club(form.values(), actor=self.request.user, today=today()))


class ClubEditView(ClubMixin, RoomFormView):
    """Change or close a club."""

    form_class = ClubForm
    title, home = "修改兴趣小组", HOME

    def allowed(self) -> bool:
        return keeps(self.request.user)

    def carry_out(self, form: ClubForm) -> str:
        version = form.cleaned_data["version"] or 0
        clubs.edit_club(self.row, form.values(), version=version, actor=self.request.user, today=today())
        return self.back()


class ClubBudgetView(ClubMixin, RoomFormView):
    """The budget of a year."""

    form_class = BudgetForm
    title, home = "年度预算", HOME
    note = "支出按面向本小组的活动登记的支出自动汇总"

    def allowed(self) -> bool:
        return keeps(self.request.user)

    def carry_out(self, form: BudgetForm) -> str:
        clubs.set_budget(self.row, **form.cleaned_data, actor=self.request.user)
        return self.back()


class ClubSessionView(ClubMixin, RoomFormView):
    """A session, new or changed."""

    form_class = ClubSessionForm
    title, home = "登记活动", HOME

    @cached_property
    def session(self) -> ClubSession:
        """The session in the address, or a new one."""
        key = self.kwargs.get("session")
        return get_object_or_404(ClubSession, pk=key, club=self.row) if key else ClubSession(club=self.row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "club": self.row}

    def get_initial(self) -> dict[str, Any]:
        if not self.session.pk:
            return {"place": self.row.place}
        came = self.session.attendances.values_list("member", flat=True)
        names = ("starts_at", "place", "topic")
        return {name: getattr(self.session, name) for name in names} | {"members": list(came)}

    def carry_out(self, form: ClubSessionForm) -> str:
        typed = dict(form.cleaned_data)
        members = typed.pop("members")
        clubs.record_session(self.session, typed, members, actor=self.request.user, now=timezone.now())
        return self.back()


class ClubPersonView(ClubMixin, RoomFormView):
    """Take somebody in."""

    form_class = ClubPersonForm
    title, submit, home = "添加成员", "添加", HOME

    def carry_out(self, form: ClubPersonForm) -> str:
        clubs.join_club(self.row, form.cleaned_data["member"], actor=self.request.user, today=today())
        return self.back()


@login_required
@require_POST
def club_join(request: HttpRequest, pk: int) -> HttpResponse:
    """Join a club oneself."""
    club = get_object_or_404(Club, pk=pk)
    member = me(request.user)
    take(request, lambda: clubs.join_club(club, member, actor=request.user, today=today()), "已加入")
    return redirect(club)


@login_required
@require_POST
def club_leave(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """Leave, or take somebody out."""
    row = get_object_or_404(
        ClubMembership.objects.select_related("club__leader", "member"), pk=membership, club=pk
    )
    if row.member.user_id != request.user.pk and not leads(request.user, row.club):
        raise Http404
    take(request, lambda: clubs.leave_club(row, actor=request.user, today=today()), "已退出")
    return redirect(row.club)
