"""URLs of the inbox and of the reminder rules."""

from django.urls import path

from union.ledgers.views import ledger_page
from union.reminders.views import inbox, rules

app_name = "reminders"
urlpatterns = [
    path("", inbox.notice_list, name="notice_list"),
    path("read-all/", inbox.notice_read_all, name="notice_read_all"),
    path("settings/", inbox.preference_edit, name="preference"),
    path("<int:pk>/open/", inbox.notice_open, name="notice_open"),
    path("<int:pk>/done/", inbox.notice_done, name="notice_done"),
    path("<int:pk>/back/", inbox.notice_take_back, name="notice_take_back"),
    path("<int:pk>/later/<int:days>/", inbox.notice_snooze, name="notice_snooze"),
    path("rules/", rules.rule_list, name="rule_list"),
    path("rules/log/", ledger_page("reminder_log"), name="log"),
    path("rules/unreachable/", rules.unreachable, name="unreachable"),
    path("rules/deliveries/", rules.delivery_list, name="delivery_list"),
    path("rules/deliveries/<uuid:pk>/seen/", rules.delivery_seen, name="delivery_seen"),
    path("rules/<str:key>/", rules.rule_edit, name="rule_edit"),
]
