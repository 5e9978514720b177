"""URLs of events."""

from django.urls import include, path

from events import urls_culture
from events.views import activities, calendar, contests, door, feeds, money, papers, pictures, plans, signups
from union.ledgers.views import ledger_page

app_name = "events"
_ONE = "activities/<int:pk>/"
_activities = [
    path("", calendar.calendar, name="calendar"),
    path("mine/", signups.mine, name="mine"),
    path("pictures/", pictures.mine, name="pictures"),
    path("pictures/<int:pk>/<slug:word>/", pictures.answer, name="picture_answer"),
    # plans
    path("plans/", plans.PlanListView.as_view(), name="plan_list"),
    path("plans/new/", plans.PlanOpenView.as_view(), name="plan_open"),
    path("plans/<int:pk>/", plans.PlanDetailView.as_view(), name="plan_detail"),
    path("plans/<int:pk>/print/", plans.plan_print, name="plan_print"),
    path("plans/<int:pk>/excel/", plans.plan_excel, name="plan_excel"),
    path("plans/<int:pk>/lines/new/", plans.LineView.as_view(), name="line_create"),
    path("plans/<int:pk>/lines/<int:line>/", plans.LineView.as_view(), name="line_edit"),
    path("plans/<int:pk>/lines/<int:line>/state/", plans.LineStateView.as_view(), name="line_state"),
    path("plans/<int:pk>/lines/<int:line>/remove/", plans.line_remove, name="line_remove"),
    # activities
    path("activities/", ledger_page("activities"), name="activity_list"),
    path("signups/", ledger_page("signups"), name="signup_list"),
    path("activities/new/", activities.ActivityCreateView.as_view(), name="activity_create"),
    path(_ONE, activities.ActivityDetailView.as_view(), name="activity_detail"),
    path(f"{_ONE}edit/", activities.ActivityEditView.as_view(), name="activity_edit"),
    path(f"{_ONE}sessions/new/", activities.SessionView.as_view(), name="session_create"),
    path(f"{_ONE}sessions/<int:session>/", activities.SessionView.as_view(), name="session_edit"),
    path(f"{_ONE}questions/new/", activities.QuestionView.as_view(), name="question_create"),
    path(f"{_ONE}questions/<int:question>/remove/", activities.question_remove, name="question_remove"),
    path(f"{_ONE}tasks/new/", activities.TaskView.as_view(), name="task_create"),
    path(f"{_ONE}tasks/<int:task>/done/", activities.task_done, name="task_done"),
    path(f"{_ONE}repeat/", activities.RepeatView.as_view(), name="activity_repeat"),
    path(f"{_ONE}template/", activities.TemplateView.as_view(), name="activity_template"),
    path(f"{_ONE}result/", activities.ResultView.as_view(), name="activity_result"),
    # sign-up
    path(f"{_ONE}signup/", signups.SignUpView.as_view(), name="signup"),
    path(f"{_ONE}signup/other/", signups.SignUpOtherView.as_view(), name="signup_other"),
    path(f"{_ONE}signup/team/", signups.TeamView.as_view(), name="signup_team"),
    path(f"{_ONE}lottery/", signups.LotteryView.as_view(), name="lottery"),
    path(f"{_ONE}feedback/", signups.FeedbackView.as_view(), name="feedback"),
    path("signups/<int:pk>/withdraw/", signups.withdraw, name="signup_withdraw"),
    path("signups/<int:pk>/decide/", signups.decide, name="signup_decide"),
    # at the door
    path(f"{_ONE}door/", door.door, name="door"),
    path(f"{_ONE}door/walk-in/", door.WalkInView.as_view(), name="walk_in"),
    path(f"{_ONE}door/<int:signup>/", door.check_in, name="check_in"),
    path(f"{_ONE}screen/", door.screen, name="screen"),
    path(f"{_ONE}here/<int:point>/<slug:code>/", door.here, name="here"),
    path(f"{_ONE}ticket/", door.my_ticket, name="my_ticket"),
    path(f"{_ONE}paper/", door.PaperView.as_view(), name="paper"),
    path("ticket/<slug:ticket>/", door.ticket, name="ticket"),
    # contests, money, pictures
    path(f"{_ONE}fixtures/", contests.FixturesView.as_view(), name="fixtures"),
    path(f"{_ONE}matches/<int:match>/", contests.score, name="score"),
    path(f"{_ONE}prizes/new/", contests.PrizeView.as_view(), name="prize_create"),
    path(f"{_ONE}prizes/<int:prize>/", contests.PrizeView.as_view(), name="prize_edit"),
    path(f"{_ONE}prizes/<int:prize>/remove/", contests.prize_remove, name="prize_remove"),
    path(f"{_ONE}costs/new/", money.CostView.as_view(), name="cost_create"),
    path(f"{_ONE}costs/<int:cost>/receipt/", money.ReceiptView.as_view(), name="cost_receipt"),
    path(f"{_ONE}costs/<int:cost>/reverse/", money.CostReverseView.as_view(), name="cost_reverse"),
    path(f"{_ONE}costs/<int:cost>/remove/", money.cost_remove, name="cost_remove"),
    path(f"{_ONE}photos/new/", money.PhotoView.as_view(), name="photo_create"),
    path(f"{_ONE}photos/<uuid:photo>/remove/", money.photo_remove, name="photo_remove"),
    # paper and calendars
    path(f"{_ONE}papers/<slug:kind>/", papers.paper, name="paper_pdf"),
    path(f"{_ONE}certificate/", papers.certificate, name="certificate"),
    path(f"{_ONE}activity.ics", feeds.activity_ics, name="activity_ics"),
    path("feeds/", feeds.FeedListView.as_view(), name="feed_list"),
    path("feeds/<int:pk>/revoke/", feeds.feed_revoke, name="feed_revoke"),
    path("feed/<slug:token>.ics", feeds.feed, name="feed"),
]
urlpatterns = [
    path("events/", include(_activities)),
    path("culture/", include(urls_culture.urlpatterns)),
]
