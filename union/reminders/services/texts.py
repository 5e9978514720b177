"""Words of a digest that leaves the house: rule labels and numbers, no names, no titles."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from union.reminders.models import Delivery


def subject_of(delivery: Delivery) -> str:
    """Return the mail's subject; one line whatever the settings hold."""
    return " ".join(f"{settings.SITE_NAME}：您有 {total_of(delivery)} 项提醒".split())


def total_of(delivery: Delivery) -> int:
    """Return how many notices the digest counts."""
    return sum(int(number) for _label, number, _day in delivery.lines)


def body_of(delivery: Delivery) -> str:
    """Return the mail's text."""
    lines = [
        f"· {label} {number} 项" + (f"（最早 {day} 到期）" if day else "")
        for label, number, day in delivery.lines
    ]
    return "\n".join(
        [
            f"您在“{settings.SITE_NAME}”有未读的提醒：",
            "",
            *lines,
            "",
            f"请登录查看：{inbox_url()}" if settings.UNION_SITE_URL else "请登录系统，在“通知”中查看。",
            "内容不在邮件里写明，以保护个人信息。要改时间或不再接收，请到“通知—提醒设置”。",
        ]
    )


def page_of(delivery: Delivery) -> str:
    """Return the mail as HTML, the same words in a table; nothing in it is fetched from anywhere."""
    context = {
        "subject": subject_of(delivery), "site": settings.SITE_NAME, "total": total_of(delivery),
        "lines": delivery.lines, "url": inbox_url() if settings.UNION_SITE_URL else "",
    }  # fmt: skip
    return render_to_string("mail/digest.html", context)


def inbox_url() -> str:
    """Return the full address of the inbox, or its path if the site's address is not set."""
    return str(settings.UNION_SITE_URL).rstrip("/") + reverse("reminders:notice_list")
