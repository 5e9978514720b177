"""Venues: what there is, one venue with its week, booking, use, visitors."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from events.forms.venues import BookingForm, UseForm, VenueForm, VisitorForm
from events.models import Booking, Venue
from events.permissions.rooms import keeps, me, sees_hospital
from events.services import venues
from events.views.room_pages import Button, Cell, Fact, FactCard, Page, RoomFormView, RoomView, Table
from union.common.dates import today
from union.common.views.service_pages import take
from union.organisation.choices import Right

HOME = ("场地预约", "rooms:venue_home")
_MOST = 40


def _span(row: Booking) -> str:
    start, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    return f"{start:%m-%d %H:%M}–{end:%H:%M}"


class VenueHomeView(RoomView):
    """Venues, and my bookings ahead."""

    def page(self) -> Page:
        user = self.request.user
        page = Page("场地预约", note="看开放时间，选时段预约", crumbs=(("职工之家", ""),))
        if keeps(user):
            page.buttons.append(Button("登记场地", reverse("rooms:venue_create"), "primary", "plus"))
        if user.access.can(Right.VIEW_MEMBERS):
            page.buttons.append(Button("预约台账", reverse("rooms:booking_list"), icon="list-checks"))
            page.buttons.append(Button("到访台账", reverse("rooms:visitor_list"), icon="users"))
        ahead = Booking.objects.filter(member__user_id=user.pk, state="booked", ends_at__gte=timezone.now())
        mine = [
            (
                Cell(row.venue.name, "lead", row.venue.get_absolute_url()), Cell(_span(row)),
                Cell(row.purpose), Cell(kind="buttons", buttons=(_cancel(row),)),
            )
            for row in ahead.select_related("venue").order_by("starts_at")[:_MOST]
        ]  # fmt: skip
        if mine:
            page.tables.append(Table("我的预约", ("场地", "时间", "用途", ""), mine))
        day = today()
        booked = Count("bookings", filter=Q(bookings__state="booked", bookings__starts_at__date=day))
        rows = []
        for row in Venue.objects.filter(closed_on=None).annotate(booked=booked):
            button = Button("预约", reverse("rooms:booking_create", args=[row.pk]))
            rows.append((
                Cell(row.name, "lead", row.get_absolute_url()), Cell(row.get_kind_display()), Cell(row.place),
                Cell(row.capacity, "number"), Cell(row.booked, "number"),
                Cell(kind="buttons", buttons=(button,) if row.bookable else ()),
            ))  # fmt: skip
        heads = ("场地", "类型", "位置", "容纳（人）", "今日预约（次）", "")
        page.tables.append(Table("场地", heads, rows, "还没有场地", "由工会办公室登记。"))
        return page


def _cancel(row: Booking) -> Button:
    url = reverse("rooms:booking_cancel", args=[row.pk])
    return Button("取消", url, post=True, confirm="取消这次预约？")


class VenueMixin:
    """Finds the venue in the address."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def row(self) -> Venue:
        """The venue, or 404."""
        return get_object_or_404(Venue, pk=self.kwargs["pk"])


class VenueDetailView(VenueMixin, RoomView):
    """One venue: hours, rules, who has it when, how it is used."""

    def page(self) -> Page:
        row, user = self.row, self.request.user
        page = Page(
            row.name, crumbs=((HOME[0], reverse(HOME[1])),), note=row.place, eyebrow=row.get_kind_display()
        )
        page.badges = (("已停用", "neutral"),) if row.closed_on else ()
        if row.bookable and not row.closed_on:
            book = reverse("rooms:booking_create", args=[row.pk])
            page.buttons.append(Button("预约", book, "primary", "calendar"))
        if keeps(user):
            page.buttons.append(
                Button("登记到访", reverse("rooms:visitor_create", args=[row.pk]), icon="users")
            )
            page.buttons.append(Button("修改", reverse("rooms:venue_edit", args=[row.pk]), icon="pencil"))
            page.history = row
        hours = "\n".join(str(each) for each in row.hours.all()) or "全天开放"
        page.facts = [FactCard("场地", (
            Fact("位置", row.place), Fact("容纳", f"{row.capacity} 人" if row.capacity else ""),
            Fact("管理人", row.keeper),
            Fact("每次最多", f"{row.most_hours} 小时" if row.bookable else "不需预约"),
            Fact("开放时间", hours, "note"), Fact("使用规定", row.rules, "note"),
        ))]  # fmt: skip
        page.tables.append(_week(row, user))
        if keeps(user) or sees_hospital(user):
            page.stats = _use(row)
            page.tables.append(_past(row, edits=keeps(user)))
        return page


def _week(row: Venue, user: Any) -> Table:
    """Bookings ahead: everybody sees when it is taken, by whom only those who may."""
    found, all_names = [], keeps(user) or sees_hospital(user)
    ahead = row.bookings.filter(state="booked", ends_at__gte=timezone.now()).order_by("starts_at")
    for each in ahead.select_related("member", "club")[:_MOST]:
        own = each.member.user_id is not None and each.member.user_id == user.pk
        shown = own or all_names
        who = str(each.club or each.member.name) if shown else "已预约"
        buttons = (_cancel(each),) if own or keeps(user) else ()
        found.append((
            Cell(_span(each), "lead"), Cell(who), Cell(each.purpose if shown else ""),
            Cell(kind="buttons", buttons=buttons),
        ))  # fmt: skip
    return Table(
        "近期预约", ("时间", "预约人", "用途", ""), found, "近期没有预约", "所有开放时段都可以预约。"
    )


def _past(row: Venue, *, edits: bool) -> Table:
    found = []
    for each in row.bookings.filter(state="booked", starts_at__lte=timezone.now()).select_related("member")[
        :20
    ]:
        use = Button("登记", reverse("rooms:booking_use", args=[each.pk]))
        found.append((
            Cell(_span(each), "lead"), Cell(each.member.name), Cell(each.purpose), Cell(each.used_people),
            Cell(kind="buttons", buttons=(use,) if edits and each.used_people is None else ()),
        ))  # fmt: skip
    return Table("使用情况", ("时间", "预约人", "用途", "实到（人）", ""), found, "还没有使用记录")


def _use(row: Venue) -> list[tuple[str, Any, str, str]]:
    year = today().year
    booked = row.bookings.filter(state="booked", starts_at__year=year)
    found = booked.aggregate(times=Count("pk"), came=Sum("used_people"))
    spans = booked.values_list("starts_at", "ends_at")
    hours = sum((end - start for start, end in spans), dt.timedelta()) / dt.timedelta(hours=1)
    visitors = row.visitors.filter(day__year=year).aggregate(n=Sum("visitors"))["n"] or 0
    return [
        (f"{year} 年预约", found["times"], "次", ""), ("预约时长", f"{hours:.1f}", "小时", ""),
        ("预约到场", found["came"] or 0, "人次", ""), ("自由到访", visitors, "人次", ""),
    ]  # fmt: skip


class VenueCreateView(RoomFormView):
    """Enter a venue."""

    form_class = VenueForm
    title, home = "登记场地", HOME

    def allowed(self) -> bool:
        return keeps(self.request.user)

    def carry_out(self, form: VenueForm) -> str:
        typed = form.cleaned_data
        row = venues.save_venue(
            self.row or Venue(), form.values(), typed["hours"], version=typed["version"] or 0,
            actor=self.request.user,
        )  # fmt: skip
        return self.page_url(row)


class VenueEditView(VenueMixin, VenueCreateView):
    """Change a venue."""

    title = "修改场地"


class BookingCreateView(VenueMixin, RoomFormView):
    """Book a venue; works on a phone."""

    form_class = BookingForm
    title, submit, home = "预约场地", "预约", HOME
    done = "已预约，使用前可以取消"

    def allowed(self) -> bool:
        return self.row.bookable and not self.row.closed_on

    @property
    def heading(self) -> str:
        return f"预约{self.row.name}"

    def carry_out(self, form: BookingForm) -> str:
        typed, user = dict(form.cleaned_data), self.request.user
        typed["member"] = typed.get("member") or me(user)
        venues.book(self.row, **typed, actor=user, now=timezone.now())
        return self.back()


class UseView(RoomFormView):
    """How many came to a booking."""

    form_class = UseForm
    title, home = "登记使用情况", HOME

    @cached_property
    def row(self) -> Venue:
        """The booking's venue."""
        return self.booking.venue

    @cached_property
    def booking(self) -> Booking:
        """The booking, or 404."""
        return get_object_or_404(Booking.objects.select_related("venue"), pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        return keeps(self.request.user)

    def carry_out(self, form: UseForm) -> str:
        used = form.cleaned_data["used_people"]
        venues.record_use(self.booking, used_people=used, actor=self.request.user, now=timezone.now())
        return self.back()


class VisitorView(VenueMixin, RoomFormView):
    """The tally of a day."""

    form_class = VisitorForm
    title, home = "登记到访", HOME
    note = "不用预约的场地按天登记人次；同一天再填一次以后一次为准"

    def allowed(self) -> bool:
        return keeps(self.request.user)

    def carry_out(self, form: VisitorForm) -> str:
        venues.count_visitors(self.row, **form.cleaned_data, actor=self.request.user, today=today())
        return self.back()


@login_required
@require_POST
def booking_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a booking up."""
    row = get_object_or_404(Booking.objects.select_related("member", "venue"), pk=pk)
    if row.member.user_id != request.user.pk and not keeps(request.user):
        raise Http404
    now = timezone.now()
    take(request, lambda: venues.cancel_booking(row, actor=request.user, now=now), "已取消预约")
    return redirect(row.venue)
