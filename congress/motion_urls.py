"""Addresses of motions, under /motions/."""

from django.urls import path

from congress.views import motions, motions_more, motions_papers
from union.ledgers.views import ledger_page

app_name = "motions"
urlpatterns = [
    path("", ledger_page("motions"), name="motion_list"),
    path("desk/", motions.DeskView.as_view(), name="desk"),
    path("new/", motions.MotionCreateView.as_view(), name="motion_create"),
    path("similar/", motions.similar, name="similar"),
    path("delegates/", motions.delegate_options, name="delegate_options"),
    path("departments/", motions.department_options, name="department_options"),
    path("report/", motions_papers.report, name="report"),
    path("report/file/", motions_papers.report_file, name="report_file"),
    path("report/pdf/", motions_papers.report_pdf, name="report_pdf"),
    path("list/pdf/", motions_papers.list_pdf, name="list_pdf"),
    path("booklet/pdf/", motions_papers.booklet_pdf, name="booklet_pdf"),
    path("sessions/<int:session>/call/", motions_more.WindowView.as_view(), name="window"),
    path(
        "sessions/<int:session>/award/", motions_more.DepartmentAwardView.as_view(), name="department_award"
    ),
    path("units/<int:pk>/plan/", motions_more.plan_write, name="plan_write"),
    path("replies/<int:pk>/letter/", motions_papers.reply_letter, name="reply_letter"),
    path("<int:pk>/", motions.MotionDetailView.as_view(), name="motion_detail"),
    path("<int:pk>/edit/", motions.MotionEditView.as_view(), name="motion_edit"),
    path("<int:pk>/correct/", motions_more.CorrectView.as_view(), name="motion_correct"),
    path("<int:pk>/second/", motions.second_answer, name="second_answer"),
    path("<int:pk>/invite/", motions.invite, name="invite"),
    path("<int:pk>/contact/", motions_more.contact_add, name="contact_add"),
    path("<int:pk>/award/", motions_more.award_give, name="award_give"),
    path("<int:pk>/paper/", motions_papers.motion_paper, name="motion_paper"),
    path("<int:pk>/step/<slug:action>/", motions.MotionStepView.as_view(), name="motion_step"),
]
