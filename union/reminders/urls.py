"""URLs of the inbox."""

from django.urls import path

from union.reminders import views

app_name = "reminders"
urlpatterns = [
    path("", views.notice_list, name="notice_list"),
    path("read-all/", views.notice_read_all, name="notice_read_all"),
    path("<int:pk>/open/", views.notice_open, name="notice_open"),
]
