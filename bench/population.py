# ruff: noqa: E501 - SQL reads better in long lines
"""Many members by one INSERT … SELECT: invented people, spread over the units of make_roster."""

import datetime as dt

import psycopg

from bench.make_roster import id_number
from union.common.encryption import encrypt_text

# Weighted by repetition: 王 and 张 fill a page of 50 even among 1,000.
_SURNAMES = "王王王王张张张张李李刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐"
_SURNAME_PINYIN = [
    "wang",
    "wang",
    "wang",
    "wang",
    "zhang",
    "zhang",
    "zhang",
    "zhang",
    "li",
    "li",
    "liu",
    "chen",
    "yang",
    "huang",
    "zhao",
    "wu",
    "zhou",
    "xu",
    "sun",
    "ma",
    "zhu",
    "hu",
    "guo",
    "he",
    "lin",
    "gao",
    "luo",
    "zheng",
    "liang",
    "xie",
    "song",
    "tang",
]
_GIVEN = "伟芳娜秀英敏丽强磊军洋勇艳杰娟涛明超霞平刚桂兰晓慧红玉梅华建国文"
_GIVEN_PINYIN = [
    "wei",
    "fang",
    "na",
    "xiu",
    "ying",
    "min",
    "li",
    "qiang",
    "lei",
    "jun",
    "yang",
    "yong",
    "yan",
    "jie",
    "juan",
    "tao",
    "ming",
    "chao",
    "xia",
    "ping",
    "gang",
    "gui",
    "lan",
    "xiao",
    "hui",
    "hong",
    "yu",
    "mei",
    "hua",
    "jian",
    "guo",
    "wen",
]
RARE = ("欧阳", "ouyang")  # eight of them at every size: a search with few hits
RARE_COUNT = 8

_MEMBERS = """
WITH units AS (
    SELECT array_agg(g.id ORDER BY g.id) AS groups, array_agg(g.branch_id ORDER BY g.id) AS branches,
           array_agg(g.department_id ORDER BY g.id) AS departments
    FROM organisation_group g
), drawn AS (
    SELECT i, 1 + (hashint4(i) & 1048575) %% 32 AS s, 1 + (hashint4(i + 7000001) & 1048575) %% 32 AS a,
           (hashint4(i + 9000001) & 1048575) %% 48 + 1 AS b, (hashint4(i + 5000001) & 1048575) AS r
    FROM generate_series(1, %(count)s) AS i
), named AS (
    SELECT i, r,
           CASE WHEN i <= %(rare)s THEN '欧阳' ELSE (%(surnames)s::text[])[s] END AS sn,
           CASE WHEN i <= %(rare)s THEN 'ouyang' ELSE (%(surname_pinyin)s::text[])[s] END AS sp,
           (%(given)s::text[])[a] AS an, (%(given_pinyin)s::text[])[a] AS ap,
           coalesce((%(given)s::text[])[b], '') AS bn, coalesce((%(given_pinyin)s::text[])[b], '') AS bp
    FROM drawn
)
INSERT INTO members_member ({columns})
SELECT (100000 + i)::text, sn || an || bn, sp || ap || bp, left(sp, 1) || left(ap, 1) || left(bp, 1),
       concat_ws(' ', '', sn || an || bn, an || bn, nullif(bn, ''), sp || ap || bp, ap || bp, nullif(bp, ''),
                 left(sp, 1) || left(ap, 1) || left(bp, 1), left(ap, 1) || left(bp, 1), 100000 + i),
       CASE WHEN r %% 10 < 7 THEN 'female' ELSE 'male' END, DATE '1962-01-01' + i %% 14000, 'resident',
       (%(ids)s::text[])[1 + i %% array_length(%(ids)s::text[], 1)], encode(sha256(('id' || i)::bytea), 'hex'),
       '汉族', (ARRAY['群众', '中共党员', '共青团员'])[1 + r %% 3],
       (ARRAY['大学本科', '硕士研究生', '大学专科'])[1 + r %% 3], '已婚',
       (SELECT branches[1 + i %% array_length(branches, 1)] FROM units),
       (SELECT departments[1 + i %% array_length(departments, 1)] FROM units),
       (SELECT groups[1 + i %% array_length(groups, 1)] FROM units),
       (ARRAY['医师', '护理', '药学', '管理'])[1 + r %% 4], (ARRAY['主治医师', '护师', '主管药师'])[1 + r %% 3],
       (ARRAY['在编', '合同制', '人事代理'])[1 + r %% 3],
       DATE '1990-01-01' + i %% 12000, DATE '1990-07-01' + i %% 12000,
       (%(phones)s::text[])[1 + i %% array_length(%(phones)s::text[], 1)],
       encode(sha256(('phone' || i)::bytea), 'hex'),
       CASE WHEN r %% 20 = 0 THEN 'retained' ELSE 'active' END, CASE WHEN r %% 20 = 0 THEN 'retired' ELSE '' END,
       DATE '1990-07-01' + i %% 12000, 1, now(), now(),
       '', '', '', '', '', '', '', '', '', false, false, ''
FROM named ORDER BY r
"""
_COLUMNS = (
    "staff_no, name, name_pinyin, name_initials, search_text, sex, born_on, id_kind, id_number, id_number_index, "
    "ethnicity, political_status, education, marital_status, branch_id, department_id, group_id, post_category, "
    "professional_title, employment_kind, started_work_on, joined_union_on, phone, phone_index, membership_status, "
    "retain_reason, status_since, version, created_at, updated_at, native_place, duty, join_method, email, address, "
    "bank_account, health_note, interests, note, is_model_worker, is_migrant_worker, extra"
)
_BASES = """
INSERT INTO members_duesbase (member_id, effective_month, amount, source, created_at)
SELECT id, month::date, 2000 + id % 5000, '', now() FROM members_member, (VALUES ('2025-01-01'), ('2026-01-01')) m(month)
"""
_CHANGES = """
INSERT INTO members_membershipchange
    (member_id, from_status, to_status, retain_reason, effective_on, document, note, confirmed_facts, at)
SELECT id, '', 'active', '', status_since, '', '', '[]', now() FROM members_member
"""


def fill(url: str, count: int) -> None:
    """Put ``count`` members with two dues bases and one membership change each into the database at ``url``."""
    sql = _MEMBERS.format(columns=_COLUMNS)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP INDEX IF EXISTS member_search_trgm")
        connection.execute(sql, _arguments(count))
        connection.execute(
            "CREATE INDEX member_search_trgm ON members_member USING gin (search_text gin_trgm_ops)"
        )
        connection.execute(_BASES)
        connection.execute(_CHANGES)
        connection.execute("VACUUM ANALYZE")


def _arguments(count: int) -> dict[str, object]:
    born = dt.date(1980, 1, 1)
    return {
        "count": count,
        "rare": RARE_COUNT,
        "surnames": list(_SURNAMES),
        "surname_pinyin": _SURNAME_PINYIN,
        "given": list(_GIVEN),
        "given_pinyin": _GIVEN_PINYIN,
        "ids": [encrypt_text(id_number(born, order), "member.id_number") for order in range(100)],
        "phones": [encrypt_text(f"199000{order:05d}", "member.phone") for order in range(100)],
    }
