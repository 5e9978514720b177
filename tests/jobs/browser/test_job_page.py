"""The job page in real Chromium: the bar moves by itself, then the result is there."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.browser import axe
from tests.chromium import PHONE
from tests.factories import UserFactory
from tests.jobs.kinds import kind
from union.jobs import services
from union.jobs.models import Job
from union.jobs.services.context import JobContext, JobResult
from union.jobs.services.pulse import Pulse

PICTURES = os.environ.get("UNION_PICTURES", "")


@pytest.fixture(params=[None, PHONE], ids=["desktop", "phone"])
def page(new_page, request):
    page = new_page(request.param)
    page.tag = request.node.callspec.id
    return page


@pytest.fixture
def owner(page, live_server):
    """Somebody who is logged in."""
    user, client = UserFactory(display_name="李护士"), Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return user


@pytest.fixture
def job(owner):
    with kind(lambda context: None):
        yield services.enqueue("test.kind", args={}, actor=owner, title="导出会员台账")


def look(page, name):
    """Accessible, no wider than the screen; kept as a picture when asked for."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{page.tag}.png", full_page=True)
    assert axe.serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_bar_moves_and_the_result_comes_by_itself(page, job, owner):
    page.goto(reverse("jobs:job_detail", args=[job.pk]))
    page.get_by_text("排队中，马上开始").wait_for()
    look(page, "job-queued")

    token = services.claim(job.pk)
    context = JobContext(Job.objects.get(pk=job.pk), Pulse(job.pk, token))
    context.progress(250, 1000, "正在写入")
    page.get_by_text("250 / 1,000 · 25%").wait_for()
    look(page, "job-running")

    with context.final() as final:
        final.result = JobResult("共导出 1,000 人", file=b"PK", file_name="会员台账.xlsx")
    page.get_by_text("共导出 1,000 人").wait_for()
    look(page, "job-done")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载文件").click()
    assert download.value.suggested_filename == "会员台账.xlsx"

    page.goto(reverse("jobs:job_list"))
    page.get_by_text("导出会员台账").first.wait_for()
    look(page, "job-list")


def test_followed_job_leads_to_its_result(page, job):
    page.goto(reverse("jobs:job_detail", args=[job.pk]) + "?follow=1")
    token = services.claim(job.pk)

    with JobContext(job, Pulse(job.pk, token)).final() as final:
        final.result = JobResult(link=reverse("jobs:job_list"))

    page.wait_for_url("**/jobs/")


def test_cancel_asks_first(page, job):
    page.goto(reverse("jobs:job_detail", args=[job.pk]))
    page.get_by_role("button", name="取消任务").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("要取消这个任务吗").wait_for()
    dialog.get_by_role("button", name="取消任务").click()

    page.get_by_text("任务已停止").wait_for()
    page.get_by_role("button", name="重新执行").click()
    page.get_by_text("排队中，马上开始").wait_for()


def test_works_without_scripts(new_page, live_server):
    page = new_page(java_script_enabled=False)
    user, client = UserFactory(), Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    with kind(lambda context: JobResult("好了")):
        job = services.enqueue("test.kind", args={}, actor=user, title="导出")
        page.goto(reverse("jobs:job_detail", args=[job.pk]))
        services.run_now(job)

        page.get_by_text("好了").wait_for()
