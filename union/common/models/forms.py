"""What the screens remember for a user: sent forms, drafts, saved views of a ledger."""

from django.conf import settings
from django.db import models

from union.common.encryption import EncryptedTextField


class SubmittedForm(models.Model):
    """A form token that was used. The second POST with it is answered from here, not carried out."""

    token = models.CharField(max_length=64, primary_key=True)
    session_hash = models.CharField(max_length=64)  # a token is worth nothing in another session
    location = models.CharField(max_length=500, blank=True)  # where the first POST led; "" = still running
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "已提交表单"

    def __str__(self) -> str:
        return self.token[:8]


class FormDraft(models.Model):
    """What a user has typed and not sent yet. One draft per user, form and object."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form_key = models.CharField(max_length=120)  # "members:member_edit:17"
    content = EncryptedTextField(purpose="draft.content")  # JSON {field: [values]}
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "草稿"
        constraints = [models.UniqueConstraint(fields=("user", "form_key"), name="draft_unique")]

    def __str__(self) -> str:
        return self.form_key


class SavedView(models.Model):
    """A named set of filters and columns of one ledger (已存筛选), private to a user.

    The row with an empty name keeps what the user last chose.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ledger = models.CharField("台账", max_length=60)
    name = models.CharField("名称", max_length=40, blank=True)
    query = models.CharField("筛选", max_length=1000, blank=True)  # query string without page
    columns = models.JSONField("显示列", default=list)
    page_size = models.PositiveSmallIntegerField("每页", default=50)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "已存筛选"
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=("user", "ledger", "name"), name="saved_view_unique")]

    def __str__(self) -> str:
        return self.name
