"""The 职工书屋 and the reading list: for everybody, and for the desk."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from events.forms.library import BookForm, LendForm, NoteWritingForm, ReadingForm
from events.ledgers.library import with_copies
from events.models import Book, Loan, ReadingItem, ReadingNote
from events.permissions.rooms import keeps, me, sees_hospital
from events.services import library
from events.views.room_pages import Button, Cell, Fact, FactCard, Page, RoomFormView, RoomView, Table
from union.common.dates import today
from union.common.views.service_pages import take
from union.organisation.choices import Right

HOME = ("职工书屋", "rooms:library_home")
_MOST = 40


class LibraryHomeView(RoomView):
    """My loans, the reading list, books by title."""

    def page(self) -> Page:
        user = self.request.user
        page = Page("职工书屋", note="借书还书、阅读书目、心得分享", crumbs=(("职工之家", ""),))
        if keeps(user):
            page.buttons.append(Button("借出", reverse("rooms:loan_create"), "primary", "plus"))
            page.buttons.append(Button("推荐书目", reverse("rooms:reading_create"), icon="bookmark"))
        if user.access.can(Right.VIEW_MEMBERS):
            page.buttons.append(Button("图书台账", reverse("rooms:book_list"), icon="list-checks"))
            page.buttons.append(Button("借阅登记表", reverse("rooms:loan_list"), icon="file-text"))
            page.buttons.append(Button("心得台账", reverse("rooms:note_list"), icon="file-text"))
        page.tables = [_own_loans(user), _reading()]
        found = with_copies(Book.objects.all()).order_by("-pk")[:_MOST]
        rows = [
            (
                Cell(row.title, "lead", row.get_absolute_url()), Cell(row.author), Cell(row.category),
                Cell(row.shelf), Cell(row.held - row.lent, "number"),
            )
            for row in found
        ]  # fmt: skip
        heads = ("书名", "作者", "分类", "书架", "在架（册）")
        page.tables.append(Table("新到图书", heads, rows, "还没有登记图书", "页面上方的搜索框也能找书。"))
        return page


def _own_loans(user: Any) -> Table:
    rows = []
    own = Loan.objects.filter(member__user_id=user.pk, returned_on=None).select_related("copy__book")
    for row in own.order_by("due_on"):
        again = Button("续借", reverse("rooms:loan_renew", args=[row.pk]), post=True)
        rows.append((
            Cell(row.copy.book.title, "lead", row.copy.book.get_absolute_url()), Cell(row.lent_on, "date"),
            Cell(row.due_on, "due"), Cell(kind="buttons", buttons=(again,)),
        ))  # fmt: skip
    return Table("我借的书", ("书名", "借出", "应还", ""), rows, "没有借书", "到书屋服务台凭工号借阅。")


def _reading() -> Table:
    rows = [
        (
            Cell(str(row), "lead", row.get_absolute_url()), Cell(row.author), Cell(row.year),
            Cell(row.reason),
        )
        for row in ReadingItem.objects.all()[:_MOST]
    ]  # fmt: skip
    return Table("阅读书目", ("书目", "作者", "年度", "推荐理由"), rows, "还没有推荐书目")


class BookMixin:
    """Finds the book in the address."""

    kwargs: dict[str, Any]

    @cached_property
    def row(self) -> Book:
        """The book, or 404."""
        return get_object_or_404(Book, pk=self.kwargs["pk"])


class BookDetailView(BookMixin, RoomView):
    """One title: is it there? For the desk also who has it."""

    def page(self) -> Page:
        row, user = self.row, self.request.user
        page = Page(row.title, crumbs=((HOME[0], reverse(HOME[1])),), note=row.author, eyebrow=row.category)
        page.facts = [FactCard("图书", (
            Fact("作者", row.author), Fact("出版社", row.publisher), Fact("ISBN", row.isbn),
            Fact("书架", row.shelf),
        ))]  # fmt: skip
        if keeps(user):
            page.buttons = [Button("修改", reverse("rooms:book_edit", args=[row.pk]), icon="pencil")]
            page.history = row
        names = keeps(user) or sees_hospital(user)
        running = {
            loan.copy_id: loan
            for loan in Loan.objects.filter(copy__book=row, returned_on=None).select_related("member")
        }
        rows = [_copy(copy, running.get(copy.pk), names=names, desk=keeps(user)) for copy in row.copies.all()]
        heads = ("馆藏号", "状态", "应还日期", "借阅人", "")
        page.tables = [Table("馆藏", heads, rows, "还没有登记馆藏号")]
        return page


def _copy(copy: Any, loan: Loan | None, *, names: bool, desk: bool) -> tuple[Cell, ...]:
    if copy.removed_on:
        state = Cell("已下架", "badge")
    else:
        state = Cell("借出", "badge", tone="warning") if loan else Cell("在架", "badge", tone="success")
    buttons: tuple[Button, ...] = ()
    if desk and loan:
        buttons = (Button("归还", reverse("rooms:loan_return", args=[loan.pk]), post=True),)
    who = loan.member.name if loan and names else ""
    due = Cell(loan.due_on, "due") if loan else Cell()
    return Cell(copy.number, "lead"), state, due, Cell(who), Cell(kind="buttons", buttons=buttons)


class DeskFormView(RoomFormView):
    """Forms of the desk."""

    home = HOME

    def allowed(self) -> bool:
        return keeps(self.request.user)


class BookCreateView(DeskFormView):
    """Enter a title."""

    form_class = BookForm
    title = "登记图书"

    def carry_out(self, form: BookForm) -> str:
        typed = form.cleaned_data
        row = library.save_book(
            self.row or Book(), form.values(), typed["numbers"], version=typed["version"] or 0,
            actor=self.request.user,
        )  # fmt: skip
        return self.page_url(row)


class BookEditView(BookMixin, BookCreateView):
    """Change a title."""

    title = "修改图书"


class LoanCreateView(DeskFormView):
    """Lend a copy."""

    form_class = LendForm
    title, submit = "借出图书", "借出"

    def carry_out(self, form: LendForm) -> str:
        typed = form.cleaned_data
        loan = library.lend(typed["number"], typed["member"], actor=self.request.user, today=today())
        self.done = f"已借出，应还 {loan.due_on}"
        return self.page_url(loan.copy.book)


@login_required
@require_POST
def loan_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a book back."""
    if not keeps(request.user):
        raise Http404
    row = get_object_or_404(Loan.objects.select_related("copy__book"), pk=pk)
    take(request, lambda: library.give_back(row, actor=request.user, today=today()), "已归还")
    return redirect(row.copy.book)


@login_required
@require_POST
def loan_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """More days for one's own loan."""
    row = get_object_or_404(Loan, pk=pk)
    if row.member.user_id != request.user.pk and not keeps(request.user):
        raise Http404
    take(request, lambda: library.renew(row, actor=request.user, today=today()), "已续借")
    return redirect("rooms:library_home")


class ReadingMixin:
    """Finds the recommended book in the address."""

    kwargs: dict[str, Any]

    @cached_property
    def row(self) -> ReadingItem:
        """The recommendation, or 404."""
        return get_object_or_404(ReadingItem.objects.select_related("book"), pk=self.kwargs["pk"])


class ReadingDetailView(ReadingMixin, RoomView):
    """One recommended book with what colleagues wrote about it."""

    def page(self) -> Page:
        row, user = self.row, self.request.user
        page = Page(str(row), crumbs=((HOME[0], reverse(HOME[1])),), note=row.author)
        write = reverse("rooms:note_create", args=[row.pk])
        page.buttons = [Button("写心得或分享", write, "primary", "pencil")]
        if keeps(user):
            edit = reverse("rooms:reading_edit", args=[row.pk])
            page.buttons.append(Button("修改", edit, icon="pencil"))
        page.facts = [FactCard("推荐", (Fact("年度", row.year), Fact("推荐理由", row.reason, "note")))]
        if row.book:
            there = Button("书屋里的这本书", row.book.get_absolute_url(), icon="bookmark")
            page.buttons.append(there)
        for note in row.notes.select_related("member")[:_MOST]:
            facts = (Fact("作者", note.member.name), Fact("日期", note.written_on, "date"))
            title = f"{note.get_kind_display()} · {note.title}"
            page.facts.append(FactCard(title, (*facts, Fact("正文", note.text, "note"))))
        return page


class ReadingCreateView(DeskFormView):
    """Recommend a book."""

    form_class = ReadingForm
    title = "推荐书目"

    def carry_out(self, form: ReadingForm) -> str:
        version = form.cleaned_data["version"] or 0
        row = library.save_reading(
            self.row or ReadingItem(), form.values(), version=version, actor=self.request.user
        )
        return self.page_url(row)


class ReadingEditView(ReadingMixin, ReadingCreateView):
    """Change a recommendation."""

    title = "修改推荐"


class NoteCreateView(ReadingMixin, RoomFormView):
    """Write about a recommended book."""

    form_class = NoteWritingForm
    title, submit, home = "写心得或分享", "提交", HOME

    @property
    def draft_key(self) -> str:  # type: ignore[override]
        return f"events-reading-{self.row.pk}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": ReadingNote()}

    def carry_out(self, form: NoteWritingForm) -> str:
        user = self.request.user
        library.write_note(self.row, form.cleaned_data, member=me(user), actor=user, today=today())
        return self.back()
