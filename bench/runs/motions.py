"""Fill a session with motions; measure the list page and the search for similar titles."""

import datetime as dt
import random
import sys
import time
from statistics import median, quantiles

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.runs.start import report
from congress.models import Motion, Session, Term
from congress.selectors.motions_similar import index_titles, similar_motions
from members.models import Member
from union.accounts.models import User
from union.organisation.choices import Office, ScopeKind
from union.organisation.models import Appointment

_PLACES = """
    门诊 住院部 手术室 急诊科 药房 检验科 食堂 停车场 更衣室 值班室 会议室 图书室 浴室 车棚 电梯 走廊
""".split()  # noqa: SIM905
_THINGS = [
    "空调",
    "座椅",
    "饮水机",
    "储物柜",
    "照明",
    "标识",
    "网络",
    "打印机",
    "充电桩",
    "绿化",
    "通风",
    "隔音",
    "消防通道",
    "护栏",
    "窗帘",
    "床位",
]
_ASKED = (
    "职工食堂就餐环境改善",
    "夜班休息室床位",
    "停车场充电桩不足",
    "手术室更衣室通风差",
    "急诊科打印机老化",
)


def fill(session: Session, count: int, chance: random.Random) -> None:
    """``count`` motions more, as the import writes them."""
    movers = list(Member.objects.values_list("pk", flat=True)[:200])
    begun = Motion.objects.count()
    rows = [
        Motion(
            session=session, mover_id=chance.choice(movers), is_history=True, state="closed", filing="filed",
            title=f"关于改善{chance.choice(_PLACES)}{chance.choice(_THINGS)}的建议（{begun + n}）",
            category="后勤服务",
            paper_no=f"B{begun + n}", replied_on=dt.date(2025, 5, 1), grade="A", rating="satisfied",
        )
        for n in range(count)
    ]  # fmt: skip
    Motion.objects.bulk_create(rows, batch_size=2_000)
    index_titles(rows)


def measured(client: Client, repeats: int) -> dict[str, float]:
    """Milliseconds and SQL statements of the list page; p95 of the similarity search."""
    page, times, similar = reverse("motions:motion_list"), [], []
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    statements = len(queries)  # now: the next request empties the log
    for _turn in range(repeats):
        times.append(_took(lambda: client.get(page)))
        similar += [_took(lambda text=text: similar_motions(text)) for text in _ASKED]
    return {
        "motions": Motion.objects.count(), "list_ms": median(times), "list_queries": statements,
        "similar_ms": quantiles(similar, n=20)[-1],
    }  # fmt: skip


def _took(action: object) -> float:
    began = time.perf_counter()
    action()  # type: ignore[operator]
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Sizes, then the number of repeats."""
    *sizes, repeats = map(int, sys.argv[1:])
    term = Term.objects.create(number=6, starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2029, 12, 31))
    day = dt.date(2025, 3, 18)
    session = Session.objects.create(term=term, number=1, opens_on=day, closes_on=day)
    clerk = User.objects.create(username="benchclerk", display_name="干部")
    Appointment.objects.create(
        user=clerk, office=Office.OFFICE_STAFF, scope_kind=ScopeKind.HOSPITAL, starts_on=day, document="x"
    )
    client, chance, found = Client(), random.Random(1), []
    client.force_login(clerk)
    for size in sizes:
        fill(session, size - Motion.objects.count(), chance)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        found.append(measured(client, repeats))
    report({"sizes": found})


if __name__ == "__main__":
    main()
