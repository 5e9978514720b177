import re
import shutil
import subprocess
from pathlib import Path

import pytest

from union.common import pdf
from union.common.context import RequestInfo, request_info
from union.common.errors import DomainError

RARE = "𡋤𬭼䶮㛃𠮷"
PAGE = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>测试</title></head>'
    "<body style=\"font-family: 'Union Serif', 'Union Rare Han'\">{}</body></html>"
)


def poppler(tool, data, tmp_path, *options):
    """What a poppler program says about a PDF."""
    file = tmp_path / "test.pdf"
    file.write_bytes(data)
    command = [tool, *options, str(file)] + (["-"] if tool == "pdftotext" else [])
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def fonts(data, tmp_path):
    lines = poppler("pdffonts", data, tmp_path).splitlines()[2:]
    return {re.sub(r"^[A-Z]{6}\+", "", line.split()[0]) for line in lines}


@pytest.fixture
def template(settings, tmp_path):
    """Writes a template that extends the base and returns its name."""
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]

    def write(content):
        (tmp_path / "form.html").write_text('{% extends "pdf/base.html" %}' + content)
        return "form.html"

    return write


def test_form_has_title_pages_and_tags(template, tmp_path):
    name = template(
        "{% block content %}<p>{{ name }}</p>{% endblock %}{% block signatures %}"
        '{% include "pdf/_signatures.html" with labels=labels %}'
        '{% include "pdf/_closing.html" with unit="某某医院工会委员会" %}{% endblock %}'
    )

    data = pdf.render_pdf(
        name,
        {"name": f"王{RARE}<b>", "labels": ["制表人", "审核人"]},
        title="慰问审批单",
        watermark="内部资料",
    )

    text = poppler("pdftotext", data, tmp_path)
    assert f"王{RARE}<b>" in text
    for words in ("慰问审批单", "制表人", "（盖章处）", "第 1 页，共 1 页"):
        assert words in text
    assert set("内部资料") <= set(text)  # turned letters come out one by one
    told = poppler("pdfinfo", data, tmp_path)
    assert re.search(r"Title:\s+慰问审批单", told)
    assert re.search(r"Tagged:\s+yes", told)
    assert "595.276 x 841.89" in told
    assert fonts(data, tmp_path) == {"Union-Serif", "Union-Sans", "Union-Rare-Han-Medium"}


def test_landscape(template, tmp_path):
    data = pdf.render_pdf(template(""), {}, title="台账", landscape=True)

    assert "841.89 x 595.276" in poppler("pdfinfo", data, tmp_path)


def test_rare_characters_are_drawn_not_boxed(tmp_path):
    """Every rare character leaves a picture of its own; without a glyph two leave the same box."""
    missing = "\U00030000\U00030001"
    pages = "".join(f'<p style="font-size:80pt;break-after:page">{c}</p>' for c in RARE + missing)
    (tmp_path / "rare.pdf").write_bytes(pdf.draw_pdf(PAGE.format(pages), variant=""))
    subprocess.run(
        ["pdftoppm", "-r", "36", "-mono", str(tmp_path / "rare.pdf"), str(tmp_path / "rare")], check=True
    )

    shapes = [path.read_bytes() for path in sorted(tmp_path.glob("rare-*.pbm"))][: len(RARE) + 2]

    assert len(set(shapes[: len(RARE)])) == len(RARE)
    assert shapes[-1] == shapes[-2]
    assert shapes[-1] not in shapes[: len(RARE)]


def test_characters_without_font():
    assert pdf.characters_without_font(f"王{RARE} 张三·Abc，１") == ""
    assert pdf.characters_without_font("王\U00030000李\U00030000") == "\U00030000"
    own_area, new = "\ue123", "\U00031350"  # as old personnel systems write names; younger than our Python
    assert pdf.characters_without_font(f"张{own_area}\t\u200d\U000e0101{new}\u3000") == own_area + new


def test_a_name_that_cannot_be_drawn_is_told_under_the_text(template, tmp_path):
    name = template("{% block content %}<p>{{ name }}</p>{% endblock %}")
    told = {
        each: poppler("pdftotext", pdf.render_pdf(name, {"name": each}, title="名单"), tmp_path, "-raw")
        for each in ("李\U00030000明", f"李{RARE[0]}明")
    }
    assert ["U+30000" in text for text in told.values()] == [True, False]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{secret}">',
        '<link rel="attachment" href="{secret}">',
        '<a rel="attachment" href="{secret}">x</a>',
        '<link rel="stylesheet" href="{secret}">',
        '<object data="{secret}"></object>',
        '<svg><image href="{secret}" width="9" height="9"/></svg>',
        '<div style="background:url({secret})">x</div>',
        '<style>@import "{secret}";</style>',
        '<img src="{link}">',
        '<a rel="attachment" href="{fonts}/../../../../etc/hostname">x</a>',
    ],
)
def test_nothing_but_our_own_files_is_read(markup, tmp_path, settings):
    """The default fetcher puts any file of the server into the PDF."""
    static = tmp_path / "static"
    static.mkdir()
    settings.STATICFILES_DIRS = [str(static)]
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY-7391")
    (static / "link").symlink_to(secret)
    markup = markup.format(secret=secret.as_uri(), link=(static / "link").as_uri(), fonts=static.as_uri())

    data = pdf.draw_pdf(PAGE.format(markup), variant="")

    assert b"CANARY" not in data
    (tmp_path / "x.pdf").write_bytes(data)
    listed = subprocess.run(
        ["pdfdetach", "-list", str(tmp_path / "x.pdf")], capture_output=True, text=True, check=False
    )
    assert listed.stdout.startswith("0 embedded")


def test_own_static_file_is_read(tmp_path, settings):
    """The counter-test: the same attachment from our own folder does arrive."""
    settings.STATICFILES_DIRS = [str(tmp_path)]
    (tmp_path / "own.txt").write_text("ours")
    data = pdf.draw_pdf(
        PAGE.format(f'<a rel="attachment" href="{(tmp_path / "own.txt").as_uri()}">x</a>'), variant=""
    )

    (tmp_path / "x.pdf").write_bytes(data)
    listed = subprocess.run(
        ["pdfdetach", "-list", str(tmp_path / "x.pdf")], capture_output=True, text=True, check=False
    )
    assert listed.stdout.startswith("1 embedded")


def test_endless_document_is_killed():
    with pytest.raises(DomainError, match=r"没有成功|已停止"):
        pdf.draw_pdf(PAGE.format('<table><tr><td colspan="1000000">x</td></tr></table>'), seconds=3)


def test_document_that_eats_memory_is_stopped(monkeypatch):
    monkeypatch.setattr(pdf, "MEMORY", 150 * 1024**2)
    with pytest.raises(DomainError, match="没有成功"):
        pdf.draw_pdf(PAGE.format("<p>很长的一段</p>" * 2000))


def test_deep_nesting_is_refused():
    with pytest.raises(DomainError, match="没有成功"):
        pdf.draw_pdf(PAGE.format("<div>" * 3000 + "x" + "</div>" * 3000))


def test_too_many_rows_are_refused(template):
    with pytest.raises(DomainError, match="导出 Excel"):
        pdf.render_pdf(template("{% block content %}<table>{{ rows|safe }}</table>{% endblock %}"),
                       {"rows": "<tr><td>1</td></tr>" * (pdf.MAX_ROWS + 1)}, title="台账")  # fmt: skip


def test_fonts_of_the_hospital_come_first(settings, tmp_path, template):
    """UNION_FONT_DIR: a licensed font is used under its own family name; a broken file is passed over."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    shutil.copy(renamed_font(tmp_path), folder / "fs.ttf")
    (folder / "broken.ttf").write_bytes(b"no font")
    settings.UNION_FONT_DIR = str(folder)

    data = pdf.render_pdf(
        template("{% block look %}official{% endblock %}{% block content %}<p>𡋤𠮷</p>{% endblock %}"),
        {},
        title="通知",
    )

    assert any("仿宋" in name or "FangSong" in name for name in fonts(data, tmp_path))
    assert pdf.characters_without_font("\U00030000\U00030001") == "\U00030001"  # the font has the first


def renamed_font(tmp_path):
    """Our rare-character font under the name of a licensed one."""
    from fontTools.ttLib import TTFont

    with TTFont(pdf.RARE_FONT) as font:
        font.flavor = None
        for number in (1, 4):
            font["name"].setName("FangSong_GB2312", number, 3, 1, 0x409)
        font["name"].setName("FangSong", 6, 3, 1, 0x409)
        for table in (each for each in font["cmap"].tables if each.format == 12):
            table.cmap[0x30000] = table.cmap[ord(RARE[0])]
        font.save(tmp_path / "renamed.ttf")
    return tmp_path / "renamed.ttf"


def test_rare_font_is_small_and_has_its_licence():
    assert pdf.RARE_FONT.stat().st_size < 6_000_000
    assert "Open-Font-License" in Path(pdf.RARE_FONT).with_name("union-rare-han.LICENSE.txt").read_text()


def test_papers_that_list_people_carry_who_took_them_and_others_do_not(template, tmp_path, monkeypatch):
    name = template("{% block content %}<p>正文</p>{% endblock %}")
    monkeypatch.setattr("union.common.pdf.TRACED", frozenset({name}))
    with request_info(RequestInfo("web", reader=lambda: "欧阳丽")):
        listed = poppler("pdftotext", pdf.render_pdf(name, {}, title="签到表"), tmp_path)
        monkeypatch.setattr("union.common.pdf.TRACED", frozenset())
        form = poppler("pdftotext", pdf.render_pdf(name, {}, title="奖状"), tmp_path)

    assert set("欧阳丽") <= set(listed)
    assert "阳" not in form
