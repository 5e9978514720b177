"""Broken files: flips, cuts, lost parts, edited XML; and the question each is asked."""

import zipfile
from concurrent.futures import ThreadPoolExecutor

from openpyxl import Workbook

from tests.common.spreadsheets.conftest import COLUMNS, HEAD, ROWS
from union.common.spreadsheets import UnreadableFile, find_table, open_book


def make_originals(folder):
    """Write a.xlsx and a.csv; return their bytes by suffix."""
    book = Workbook()
    for row in [["花名册（2026年1月）"], HEAD, *(ROWS * 20)]:
        book.active.append(row)
    book.active["D3"] = "=1+1"
    book.create_sheet("说明").append(["请勿修改"])
    book.save(folder / "a.xlsx")
    text = "\n".join(",".join(row) for row in [HEAD, *(ROWS * 20)])
    (folder / "a.csv").write_bytes(text.encode("gb18030"))
    return {suffix: (folder / f"a.{suffix}").read_bytes() for suffix in ("xlsx", "csv")}


def answer(path, name):
    """Read as an import does; return "rows" or the refusal. Anything else that is raised comes out."""
    try:
        with open_book(path, filename=name) as book:
            table = find_table(book, COLUMNS)
            outcome = "rows" if sum(1 for _ in table.rows()) == table.data_rows else "miscounted"
    except UnreadableFile as refusal:
        outcome = str(refusal)
    return outcome


def answers(folder, rng, per_kind):
    """Ask every mutant, two at a time; return the answers."""
    contents = make_originals(folder)
    questions = []
    for number, (name, content) in enumerate(mutants(contents, rng, per_kind)):
        questions.append((folder / f"mutant{number}", name))
        questions[-1][0].write_bytes(content)
    for number, parts in enumerate(xml_mutants(folder / "a.xlsx", rng)):
        questions.append((folder / f"parts{number}", "m.xlsx"))
        zipped(parts, questions[-1][0])
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(answer, *zip(*questions, strict=True)))


def is_clear(outcome):
    """Rows, or a Chinese sentence."""
    return outcome == "rows" or any("\u4e00" <= char <= "\u9fff" for char in outcome)


def flipped(content, rng, count):
    changed = bytearray(content)
    for _ in range(count):
        at = rng.randrange(len(changed))
        changed[at] ^= 1 << rng.randrange(8)
    return bytes(changed)


def mutants(originals, rng, per_kind):
    """Yield ``(name, bytes)``: flips, cuts, lost parts, edited XML."""
    for suffix in ("xlsx", "csv"):
        content = originals[suffix]
        for count in (1, 4, 32):
            for _ in range(per_kind):
                yield f"m.{suffix}", flipped(content, rng, count)
        for _ in range(per_kind):
            yield f"m.{suffix}", content[: rng.randrange(len(content))]
    for _ in range(10):
        yield "m.xls", flipped(originals["xlsx"], rng, 2)
        yield "m.ods", originals["xlsx"][rng.randrange(200) :]


def xml_mutants(path, rng):
    """Lose or damage one part, keeping the zip whole."""
    with zipfile.ZipFile(path) as book:
        parts = {entry.filename: book.read(entry) for entry in book.infolist()}
    for name, content in parts.items():
        yield {key: value for key, value in parts.items() if key != name}
        yield parts | {name: content[: len(content) // 2]}
        yield parts | {name: flipped(content, rng, 3)}
    sheet = "xl/worksheets/sheet1.xml"
    for old, new in (
        (b'r="A3"', b'r="XFD1048576"'), (b"<row r=", b"<row x="), (b'<c r="', b'<c x="'),
        (b't="s"', b't="zz"'), (b't="s"', b't="d"'), (b"<v>", b"<v>9999999"), (b"sheetData", b"sheetDatum"),
        (b"<v>1</v>", b"<v>1E400</v>"), (b'r="3"', b'r="0"'), (b'r="3"', b'r="99999999999"'),
        (b"<worksheet", b"<x:worksheet"), (b"<v>", b"<v>-"),
    ):  # fmt: skip
        yield parts | {sheet: parts[sheet].replace(old, new)}


def zipped(parts, path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
