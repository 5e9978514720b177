"""URLs of 我的任务."""

from django.urls import path

from union.jobs.views import jobs

app_name = "jobs"
urlpatterns = [
    path("", jobs.job_list, name="job_list"),
    path("<uuid:pk>/", jobs.job_detail, name="job_detail"),
    path("<uuid:pk>/progress/", jobs.job_progress, name="job_progress"),
    path("<uuid:pk>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("<uuid:pk>/retry/", jobs.job_retry, name="job_retry"),
    path("<uuid:pk>/file/", jobs.job_download, name="job_download"),
]
