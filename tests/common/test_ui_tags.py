"""The component tags: what people typed is escaped everywhere, dates and amounts read right."""

import datetime as dt
import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from union.common.registries import Duty, SearchResult, TimelineEntry
from union.common.templatetags import ui
from union.common.ui import inline, markup
from union.common.ui.widgets import MoneyInput, MultiPickerInput, PickerInput

EVIL = "\"><svg onload=1>'<b>"
TODAY = dt.date(2026, 11, 21)


def draw(source: str, path: str = "/", **context) -> str:
    return Template("{% load ui %}" + source).render(
        Context({"x": EVIL, "request": RequestFactory().get(path), **context})
    )


class Scripted(HTMLParser):
    """Collects event handlers and elements that only an unescaped EVIL could have made."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [tag for name, _ in attrs if name.startswith("on")] + ([tag] if tag == "b" else [])


def injected(html: str) -> list[str]:
    parser = Scripted()
    parser.feed(html)
    return parser.found


COMPONENTS = {
    "hits": "{% hits found %}",
    "icon": "{% icon x label=x %}",
    "badge": "{% badge x x %}",
    "button": "{% button x url=x data_x=x title=x %}{% button x name=x value=x form=x dialog=x blocked='' %}",
    "blocked": "{% button x blocked=x %}{% button x icon_only=True %}",
    "post_button": "{% post_button x x confirm=x fields=pairs %}",
    "masked": "{% masked x url=x label=x %}{% masked x url='/r' label=x reason=True %}{% revealed x x %}",
    "money": "{% money 1 unit=x %}",
    "progress": "{% progress 1 2 x %}{% progress 0 0 x %}",
    "file_link": "{% file_link x x 3 %}",
    "copy": "{% copy x label=x %}{% avatar x %}",
    "change": "{% change x x %}",
    "row_state": "{% row_state x %}",
    "page_head": "{% page_head x note=x badges=x eyebrow=x %}{{ x }}{% endpage_head %}",
    "card": "{% card x note=x actions=x id=x %}{{ x }}{% endcard %}",
    "columns": "{% columns x %}{% endcolumns %}{% row x %}{% endrow %}{% stack %}{{ x }}{% endstack %}",
    "alert": "{% alert x title=x %}{{ x }}{% endalert %}",
    "dialog": "{% dialog x x %}{{ x }}{% enddialog %}",
    "menu": "{% menu x icon=x %}{% menu_item x x note=x %}{% menu_post x x confirm=x %}{% endmenu %}",
    "tabs": "{% tabs x %}{% tab x x count=x %}{% endtabs %}{% crumb x x %}{% crumb x %}",
    "stepper": "{% stepper x %}{% step x x x %}{% endstepper %}",
    "facts": "{% facts x %}{% fact x x %}{% factblock x %}{{ x }}{% endfactblock %}{% endfacts %}",
    "chart": "{% chart x note=x table=x %}{{ x }}{% endchart %}",
    "stat": "{% stat x x unit=x note=x url=x tone=x %}",
    "empty_state": "{% empty_state x x icon=x %}{{ x }}{% endempty_state %}",
    "timeline": "{% timeline entries empty=x %}{% timeline none empty=x %}",
    "duty": "{% duties %}{% duty duty_row %}{% endduties %}",
    "sheet": "{% sheet x number=x %}{{ x }}{% endsheet %}{% signature x %}",
    "table": "{% table x id=x %}{% th x %}{% th x sort=x %}{% row_check x x form=x name=x %}{% endtable %}",
    "bulk_bar": "{% bulk_bar form=x action=x unit=x %}{{ x }}{% endbulk_bar %}",
    "filter_bar": "{% filter_bar placeholder=x aside=x action=x label=x %}{{ x }}{% endfilter_bar %}",
    "filters": "{% filter_select x x options selected=x every=x %}{% filter_dates x x since=x until=x %}",
    "filters_together": "{% filters filter_rows %}{% heads head_rows %}",
    "filter_more": "{% filter_more %}{{ x }}{% endfilter_more %}",
    "filter_chip": "{% filter_chip x x %}{% column_menu columns action=x name=x %}",
    "pagination": "{% pagination number=2 pages=3 %}{% table_foot totals=x %}{% endtable_foot %}",
    "picker_options": "{% picker_options triples query=x %}{% picker_options none query=x %}",
    "post_form": "{% post_form form=form action=x id=x draft_url=x htmx_url=x htmx_target=x confirm=x %}"
    "{% endpost_form %}",
    "form_section": "{% form_section x note=x %}{{ x }}{% endform_section %}"
    "{% shown_for x x %}{{ x }}{% endshown_for %}",
    "form_actions": "{% form_actions x cancel=x note=x %}{{ x }}{% endform_actions %}",
    "fields": "{% fields form %}{% form_errors form %}",
    "upload": "{% upload x x accept=x note=x error=x %}{% switch x %}{{ x }}{% endswitch %}",
    "capture": "{% capture as kept %}{{ x }}{% endcapture %}{{ kept }}",
    "frame": "{% topbar %}{% toasts %}",
    "query": '<a href="{% query_with a=x %}">',
}


class AnyForm(forms.Form):
    name = forms.IntegerField(label=EVIL)
    who = forms.CharField(label=EVIL, widget=PickerInput("/p/", lambda value: value))
    whom = forms.CharField(label=EVIL, widget=MultiPickerInput("/p/", lambda value: value))


@pytest.mark.parametrize("source", COMPONENTS.values(), ids=COMPONENTS)
def test_user_text_is_escaped(source):
    bound = AnyForm({"name": EVIL, "who": EVIL, "whom": [EVIL]})
    bound.add_error(None, EVIL)

    html = draw(
        source,
        path="/?q=" + "%22%3E%3Csvg%20onload=1%3E%3Cb%3E" + "&sort=%22%3E%3Cb%3E",
        pairs={EVIL: EVIL},
        entries=[TimelineEntry(TODAY, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL)],
        found=[SearchResult(EVIL, EVIL, EVIL, EVIL)],
        duty_row=Duty("k", EVIL, EVIL, TODAY, EVIL, EVIL, 2),
        options=[(EVIL, EVIL)],
        columns=[(EVIL, EVIL, True)],
        head_rows=[(EVIL, EVIL, False), (EVIL, "", True)],
        filter_rows=[
            {"label": EVIL, "key": EVIL, "options": [(EVIL, EVIL)], "selected": EVIL, "every": EVIL},
            {"label": EVIL, "key": EVIL, "since": EVIL, "until": EVIL},
        ],
        triples=[(EVIL, EVIL, EVIL)],
        none=[],
        form=bound,
        user=SimpleNamespace(is_authenticated=True, display_name=EVIL),
        scope_label=EVIL,
        unread_count=lambda: 100,
        search_query=EVIL,
        messages=[SimpleNamespace(level_tag=EVIL, __str__=lambda: EVIL)],
    )

    assert injected(html) == []
    assert EVIL not in html


def test_the_top_bar_is_drawn_once_and_each_request_has_its_own_tokens():
    user = SimpleNamespace(is_authenticated=True, display_name="王丽敏")
    one, other = (draw("{% topbar %}", user=user, unread_count=lambda: 3) for _ in range(2))
    token = re.compile(r'name="(form_token|csrfmiddlewaretoken)" value="(\w+)"')

    assert "王丽敏" in one
    assert "3 条未读" in one
    assert [name for name, _ in token.findall(one)] == [
        "csrfmiddlewaretoken",
        "csrfmiddlewaretoken",
        "form_token",
    ]
    assert not set(token.findall(one)) & set(token.findall(other))
    assert token.sub("", one) == token.sub("", other)
    assert "王丽敏" not in draw("{% topbar %}", user=SimpleNamespace(is_authenticated=False))


def test_every_registered_tag_is_tried_for_escaping():
    tried = set(re.findall(r"{% (\w+)", "".join(COMPONENTS.values())))
    plain = {"due", "iso_date", "form_token", "optional_url", "row_check_all", "field"}
    frame = {"head_links", "sidebar", "shared_dialogs"}  # nothing in them that a person typed

    assert set(ui.register.tags) - tried == plain | frame


def test_the_probe_sees_what_is_not_escaped():
    assert injected(draw("{% autoescape off %}{{ x }}{% endautoescape %}")) == ["svg", "b"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", " JavaScript:x", "data:text/html,x", EVIL])
def test_a_dangerous_address_becomes_a_dead_link(url):
    assert markup.safe_url(url) == "#"
    assert 'href="#"' in draw("{% button 'a' url=url %}", url=url)


@pytest.mark.parametrize("url", ["/members/1/", "?page=2", "#top", "https://intranet/", "mailto:a@b"])
def test_a_plain_address_passes(url):
    assert markup.safe_url(url) == url


@pytest.mark.parametrize("name", ["onclick", "hx_on_click", "hx-on:click", "style", "srcdoc"])
def test_an_event_handler_or_style_is_refused_as_attribute(name):
    with pytest.raises(ValueError, match="not allowed"):
        markup.attributes({name: "alert(1)"})


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (-2, "逾期 2 天", "danger"),
        (-1, "逾期 1 天", "danger"),
        (0, "今天到期", "warning"),
        (1, "明天到期", "warning"),
        (2, "还有 2 天", "neutral"),
        (60, "还有 60 天", "neutral"),
        (61, "2027-01-21", "neutral"),
    ],
)
def test_a_due_date_is_told_in_days(days, words, tone):
    due_on = TODAY + dt.timedelta(days)

    assert inline.due_words(due_on, TODAY) == (words, tone)
    assert words in draw("{% due day today %}", day=due_on, today=TODAY)


def test_no_due_date_draws_nothing():
    assert draw("{% due day %}", day=None) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("698055.75"), "698,055.75"),
        (Decimal(0), "0.00"),
        (288, "288.00"),
        (Decimal("-121.2"), "-121.20"),
        (None, "—"),
        ("", "—"),
    ],
)
def test_money_has_separators_and_two_decimals(value, text):
    assert inline.money_text(value) == text
    assert text in draw("{% money value %}", value=value)


def test_a_negative_amount_is_marked():
    assert "negative" in draw("{% money value %}", value=Decimal(-1))
    assert "negative" not in draw("{% money value %}", value=Decimal(1))


@pytest.mark.parametrize(("size", "text"), [(812, "812 B"), (14_400, "14 KB"), (3_355_443, "3.2 MB")])
def test_a_file_size_is_short(size, text):
    assert inline.size_text(size) == text


def test_a_moment_is_shown_in_local_time():
    moment = dt.datetime(2026, 9, 3, 16, 30, tzinfo=dt.UTC)
    assert "2026-09-04 00:30" in draw("{% iso_date moment %}", moment=moment)


def test_a_masked_value_without_right_has_no_eye():
    assert "<button" not in draw("{% masked '990101********0428' %}")
    assert 'hx-post="/reveal/"' in draw("{% masked '990101********0428' url='/reveal/' %}")


def test_a_reveal_that_needs_a_reason_does_not_post_at_once():
    html = draw("{% masked '6222****' url='/reveal/' reason=True %}")
    assert "hx-post" not in html
    assert 'data-reveal="/reveal/"' in html


@pytest.mark.parametrize(
    "source",
    [
        "{% post_form %}{% endpost_form %}",
        "{% post_button 'a' '/x/' %}",
        "{% menu_post 'a' '/x/' %}",
        "{% bulk_bar form='b' action='/x/' %}{% endbulk_bar %}",
    ],
)
def test_every_post_form_carries_csrf_and_a_fresh_token(source):
    html = draw(source, csrf_token="t" * 64) + draw(source, csrf_token="t" * 64)
    tokens = re.findall(r'name="form_token" value="([0-9a-f]{32})"', html)

    assert len(tokens) == len(set(tokens)) == 2
    assert html.count('name="csrfmiddlewaretoken"') == 2


def test_a_blocked_button_says_why_and_cannot_be_pressed():
    html = draw("{% post_button '提交' '/x/' blocked='还差 1 名附议人' %}")
    assert "disabled" in html
    assert "还差 1 名附议人" in html
    assert "<form" not in html


def test_sorting_keeps_the_filter_and_turns_round():
    up = draw("{% th '工号' sort='no' %}", path="/?q=a&page=3")
    down = draw("{% th '工号' sort='no' %}", path="/?q=a&sort=no")

    assert 'href="?q=a&amp;sort=no"' in up
    assert 'aria-sort="none"' in up
    assert 'href="?q=a&amp;sort=-no"' in down
    assert 'aria-sort="ascending"' in down


def test_pages_keep_the_filter():
    page = Paginator(range(30), 10).page(2)
    html = draw("{% pagination page=page %}", path="/?q=a&page=2", page=page)

    assert 'href="?q=a&amp;page=1"' in html
    assert 'href="?q=a&amp;page=3"' in html
    assert "2 / 3" in html


def test_pages_without_a_count_know_the_next_one_only():
    html = draw("{% pagination number=1 has_next=True %}")
    assert 'href="?page=2"' in html
    assert " / " not in html


def test_the_error_summary_links_to_each_field():
    class Form(forms.Form):
        amount = forms.DecimalField(label="金额", max_value=10, widget=MoneyInput)
        hidden = forms.CharField(widget=forms.HiddenInput)

    form = Form({"amount": "11"})
    html = draw("{% post_form form=form %}{% fields form %}{% endpost_form %}", form=form)

    assert '<a href="#div_id_amount">金额</a>' in html
    assert 'id="div_id_amount"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="11"' in html


def test_an_unbound_form_has_no_summary():
    assert draw("{% form_errors form %}", form=AnyForm()) == ""


def test_the_multi_picker_reads_every_value():
    widget = MultiPickerInput("/p/")
    assert widget.value_from_datadict(RequestFactory().post("/", {"a": ["1", "", "2"]}).POST, {}, "a") == [
        "1",
        "2",
    ]
    assert widget.value_from_datadict({"a": ["1"]}, {}, "a") == ["1"]


def test_a_picker_shows_again_what_was_typed_but_not_chosen():
    class Form(forms.Form):
        who = forms.CharField(widget=PickerInput("/p/", lambda value: f"第{value}号"))

    assert 'value="王丽"' in str(Form({"who": "", "who-label": "王丽"})["who"])
    assert 'value="第7号"' in str(Form({"who": "7", "who-label": "王丽"})["who"])


def test_every_icon_named_in_a_template_or_registry_is_in_the_sprite():
    root = Path(settings.BASE_DIR)
    known = set(re.findall(r'<symbol id="([^"]+)"', (root / "static/img/icons.svg").read_text()))
    sources = [*(root / "templates").rglob("*.html")]
    for app in ("union", "members", "congress", "welfare", "events"):
        sources += (root / app).rglob("*.py")
    used = set()
    for source in sources:
        used |= set(
            re.findall(r'(?:icon|icon_name)="([a-z][a-z0-9-]*)"|{% icon "([^"]+)"', source.read_text())
        )

    named = {name for pair in used for name in pair if name}
    assert "users" in named
    assert named - known == set()


@pytest.mark.parametrize(
    ("title", "shows"), [("3 份入会申请待审批", False), ("13 号楼的申请", True), ("入会申请待审批", True)]
)
def test_a_duty_shows_its_count_unless_the_title_says_it(title, shows):
    item = Duty(key="k", title=title, url="/x/", count=3)

    assert ("3 件" in draw("{% duty item %}", item=item)) is shows
