"""Forms of the 职工书屋 and the reading list."""

from __future__ import annotations

from typing import Any

from django import forms

from events.forms.activities import member_field, split_words
from events.forms.trainings import RecordForm
from events.models import Book, ReadingItem, ReadingNote
from union.accounts.models import User
from union.common.dates import today


class BookForm(RecordForm):
    """A title with the numbers of its copies."""

    numbers = forms.CharField(
        label="馆藏号", required=False, max_length=600, help_text="书标上的号，多册用顿号隔开，如 A001、A002"
    )

    class Meta:
        model = Book
        fields = ("title", "author", "publisher", "isbn", "category", "shelf")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["numbers"] = "、".join(self.instance.copies.values_list("number", flat=True))

    def clean_numbers(self) -> list[str]:
        """The numbers."""
        found = split_words(self.cleaned_data["numbers"])
        long = [each for each in found if len(each) > 20]  # noqa: PLR2004 - the column
        if long:
            raise forms.ValidationError(f"馆藏号最多 20 个字：{long[0]}")
        return found


class LendForm(forms.Form):
    """Lend a copy."""

    takes_user = True
    number = forms.CharField(label="馆藏号", max_length=20)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = member_field(user, "借阅人")


class ReadingForm(RecordForm):
    """A recommended book."""

    class Meta:
        model = ReadingItem
        fields = ("title", "author", "year", "reason", "book")
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["book"].empty_label = "书屋没有"
        if not self.instance.pk:
            self.initial["year"] = today().year


class NoteWritingForm(forms.ModelForm):
    """An essay or a share."""

    class Meta:
        model = ReadingNote
        fields = ("kind", "title", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}
        help_texts = {"text": "提交后同事都能看到"}
