"""Somebody with everything: the database and its row versions, dumps during and after the vote, the logs.

Given a table of marks (who has voted) and a table of ballots (what was voted), he guesses who voted what, in
every way the research of docs/adr/0010-sealed-ballots.md names, and says how many guesses each way got right.
"""

import itertools
import json
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

TOGETHER = "what most ways say"  # his best guess: he cannot know which single way is right
CHOICES = ("yes", "no", "abstain")


@dataclass
class Target:
    """Where to look: table and column of the marks, tables and columns of ballots."""

    marks: tuple[str, str]
    ballots: list[tuple[str, str]]


@dataclass
class Evidence:
    """What has come into his hands; `orders` are lists of voters in the order something happened to them."""

    cursor: object
    dumps: list[str] = field(default_factory=list)
    orders: dict[str, list[str]] = field(default_factory=dict)


def read(content) -> str | None:
    """The choice a ballot shows, if it shows one at all."""
    if isinstance(content, memoryview):
        content = bytes(content)
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else str(content)
    if text.startswith("\\x"):  # bytea in a dump
        text = bytes.fromhex(text[2:]).decode("utf-8", "replace")
    try:
        number = json.loads(text)["a"][0]
    except (ValueError, TypeError, KeyError, IndexError):
        words = [choice for choice in CHOICES if re.search(rf"\b{choice}\b", text)]
        return words[0] if words else None
    return {-1: "abstain", 0: "yes", 1: "no"}[number]


def by_length(contents: list) -> list[str | None]:
    """Where nothing can be read: the longer, the longer the word."""
    lengths = sorted({len(content) for content in contents})
    words = sorted(CHOICES, key=len)
    return [words[min(lengths.index(len(content)), 2)] for content in contents]


def choices_of(contents: list) -> list[str | None]:
    """Read ballots; if none can be read, judge them by their length."""
    found = [read(content) for content in contents]
    return found if any(found) else by_length(contents)


class Attacker:
    """Runs every way and counts what it got right; `truth` is only used to count."""

    def __init__(self, target: Target, evidence: Evidence) -> None:
        self.target, self.evidence = target, evidence

    def score(self, truth: dict[str, str]) -> dict[str, int]:
        """Right guesses per way; who is not guessed gets a coin toss."""
        toss = random.Random(1)
        found = {}
        all_guesses = list(self.guesses())
        votes_for = defaultdict(Counter)
        for _name, guess in all_guesses:
            for voter, choice in guess.items():
                if choice:
                    votes_for[voter][choice] += 1
        together = {voter: words.most_common(1)[0][0] for voter, words in votes_for.items()}
        for name, guess in [*all_guesses, (TOGETHER, together)]:
            right = sum(
                (guess.get(voter) or toss.choice(CHOICES)) == choice for voter, choice in truth.items()
            )
            found[name] = right
        return found

    def guesses(self):
        """(way, {voter: choice}) of every way."""
        for table, column in self.target.ballots:
            yield f"xmin {table}", self._same_transaction(table, column)
            for order in ("ctid", "id"):
                yield f"{order} {table}", self._same_place(table, column, order)
            yield f"dead rows {table}", self._dead_rows(table)
            for number, dump in enumerate(self.evidence.dumps):
                yield f"lines of dump {number} {table}", self._lines(dump, table)
            yield f"difference of dumps {table}", self._differences(table)
            for name, order in self.evidence.orders.items():
                yield f"order of {name} {table}", self._in_order(order, table, column)

    def _rows(self, sql: str) -> list[tuple]:
        self.evidence.cursor.execute(sql)
        return self.evidence.cursor.fetchall()

    def _same_transaction(self, table: str, column: str) -> dict[str, str | None]:
        marks, voter = self.target.marks
        left, right = defaultdict(list), defaultdict(list)
        for xmin, who in self._rows(f"SELECT xmin::text, {voter} FROM {marks} ORDER BY ctid"):
            left[xmin].append(who)
        for xmin, content in self._rows(f"SELECT xmin::text, {column} FROM {table} ORDER BY ctid"):
            right[xmin].append(content)
        read_all = choices_of([content for contents in right.values() for content in contents])
        flat = iter(read_all)
        words = {xmin: [next(flat) for _ in contents] for xmin, contents in right.items()}
        return {
            who: word
            for xmin, whos in left.items()
            for who, word in zip(whos, words.get(xmin, []), strict=False)
        }

    def _same_place(self, table: str, column: str, order: str) -> dict[str, str | None]:
        marks, voter = self.target.marks
        who = [row[0] for row in self._rows(f"SELECT {voter} FROM {marks} ORDER BY ctid")]
        contents = [row[0] for row in self._rows(f"SELECT {column} FROM {table} ORDER BY {order}")]
        return dict(zip(who, choices_of(contents), strict=False))

    def _in_order(self, order: list[str], table: str, column: str) -> dict[str, str | None]:
        contents = [row[0] for row in self._rows(f"SELECT {column} FROM {table} ORDER BY ctid")]
        return dict(zip(order, choices_of(contents), strict=False))

    def _dead_rows(self, table: str) -> dict[str, str | None]:
        """Row versions that are still on the pages, living or not (pageinspect)."""
        voters = {}
        for xmin, data in self._pages(self.target.marks[0]):
            if found := re.search(rb"u\d+", data):
                voters.setdefault(xmin, found.group().decode())
        ballots = list(self._pages(table))
        words = dict(
            zip((xmin for xmin, _ in ballots), choices_of([data for _, data in ballots]), strict=True)
        )
        return {who: words.get(xmin) for xmin, who in voters.items()}

    def _pages(self, table: str):
        count = self._rows(f"SELECT pg_relation_size('{table}') / 8192")[0][0]
        for page in range(count):
            sql = f"SELECT t_xmin::text, t_data FROM heap_page_items(get_raw_page('{table}', {page}))"
            yield from ((xmin, bytes(data)) for xmin, data in self._rows(sql) if data is not None)

    @staticmethod
    def _copied(dump: str, table: str) -> tuple[list[str], list[list[str]]]:
        """Columns and rows of a table in a plain dump, in the order of its lines."""
        found = re.search(
            rf"^COPY public\.{table} \(([^)]*)\) FROM stdin;\n(.*?)^\\\.$", dump, re.DOTALL | re.MULTILINE
        )
        if not found:
            return [], []
        columns = [name.strip(' "') for name in found.group(1).split(",")]
        return columns, [line.split("\t") for line in found.group(2).splitlines()]

    def _column(self, dump: str, table: str, column: str) -> list[str]:
        columns, rows = self._copied(dump, table)
        if column not in columns:
            return []
        place = columns.index(column)
        return [row[place].replace("\\\\", "\\") for row in rows]

    def _lines(self, dump: str, table: str) -> dict[str, str | None]:
        column = dict(self.target.ballots)[table]
        who, contents = self._column(dump, *self.target.marks), self._column(dump, table, column)
        return dict(zip(who, choices_of(contents), strict=False)) if contents else {}

    def _differences(self, table: str) -> dict[str, str | None]:
        """What is new from one dump to the next: few voters, few ballots."""
        column, found = dict(self.target.ballots)[table], {}
        for old, new in itertools.pairwise(self.evidence.dumps):
            who = [
                x
                for x in self._column(new, *self.target.marks)
                if x not in set(self._column(old, *self.target.marks))
            ]
            before = set(self._column(old, table, column))
            fresh = [content for content in self._column(new, table, column) if content not in before]
            if fresh:
                found |= dict(zip(who, choices_of(fresh), strict=False))
        return found
