"""What a catalogue says otherwise than what is in force, service by service, in plain words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dengbu.casework.catalogue.loading import contents_of
from dengbu.casework.catalogue.overlay import KEYED
from dengbu.casework.catalogue.rate_words import changed_rates
from dengbu.casework.catalogue.services import versions_in_force
from dengbu.casework.models import ServiceVersion

NOTHING = "（没有）"
WORDS: Mapping[str, str] = {
    "promised_days": "承诺工作日",
    "firms_days": "企业之间承诺工作日",
    "promised_minutes": "承诺分钟",
    "window_minutes": "窗口承诺分钟",
    "smart_minutes": "智能审批承诺分钟",
    "smart": "智能审批的约定",
    "transfers": "带押过户各方的时间",
    "rehearsal": "接口预演的次数",
    "words_days": "确认和到账的工作日",
    "pay_hours": "登簿后付款的小时",
    "return_days": "中止后退款的工作日",
    "per_home": "一天问同一处房屋的次数",
    "refused": "一天问错权利人的次数",
    "statutory_days": "法定工作日",
    "hours": "办公时间",
    "rates": "收费标准",
    "material": "材料",
    "materials": "必交材料",
    "materials_if": "视情材料",
    "role": "申请人",
    "item": "登记事项",
    "notice": "公告",
    "days": "工作日",
    "text": "正文",
    "title": "标题",
    "name": "名称",
    "summary": "说明",
    "note": "要求",
    "sources": "来源",
    "required": "必交",
    "channels": "渠道",
    "at_once": "即办",
    "common": "常办",
    "site_view": "实地查看",
    "department": "科室",
    "basis": "依据",
    "who": "谁来申请",
    "notices_kept": "公告保留天数",
    "promise": "承诺书正文",
    "kind": "查询事项",
    "capacity": "查询人",
    "facets": "告知内容",
    "papers": "材料",
    "capacities": "谁能查",
    "daily": "网上每人每天次数",
    "code": "编号",
    "steps": "步骤",
    "fields": "填写项",
    "optional": "可不填的项",
    "rights": "适用权利",
    "needs": "要有的证",
    "preconditions": "前提条件",
    "pending": "受理时可以还没有的条件",
    "autopilot": "智能审批规则",
    "result": "发什么",
    "online": "网办事项",
    "online_names": "网办事项名称",
    "natural": "有自然人",
    "words": "俗称",
    "least": "最少人数",
    "most": "最多人数",
    "signs": "要签字",
    "label": "称呼",
    "guide": "指南",
    "act": "登记",
    "fee": "收费类别",
    "payer": "谁交费",
    "slot": "填写区",
    "reads": "另看",
    "cast": "身份对应",
    "each": "一户一件",
    "set": "固定内容",
    "proves": "证明什么",
    "asks": "问部门",
    "promised_by": "谁来承诺",
    "about": "查什么",
    "conditions": "条件",
    "stands": "以什么身份",
    "agent": "要委托书",
    "organ": "国家机关",
    "looks_kept": "谁看过的记录保留天数",
    "looks_answered": "问谁看过，几个工作日内答复",
    "kept": "出示记录保留天数",
    "showing": "亮证",
    "ground": "标记的理由",
    "marks": "用于",
    "second": "再问部门",
    "beside": "另问部门",
    "show": "亮证用途",
    "shows": "给对方看",
    "says": "要写明用途",
    "minutes": "分钟",
    "people": "人数",
    "running": "同时进行",
    "home_uses": "住宅用途",
    "garage_types": "车库类型",
    "fees_before_entry": "登簿前先缴费",
    "taxes": "税率",
    "deed": "契税",
    "construction": "城建税",
    "income": "个人所得税",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One thing that will be otherwise."""

    service: str  # code
    what: str  # 公告·工作日
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """A version that is not in force yet."""

    service: str
    version: int
    title: str
    valid_from: datetime


def differences(folder: Path, *, office: str, now: datetime) -> tuple[Difference, ...]:
    """What would change if the catalogue of ``folder`` were put in force, by service.

    A service that comes or goes is one difference. Raises CatalogueError naming every gap.
    """
    contents = contents_of(folder, city=office[:4] + "00", now=now)
    standing = {row.code: row.content for row in versions_in_force(office, now=now)}
    found: list[Difference] = []
    for code in sorted(contents.keys() | standing.keys()):
        before, after = standing.get(code), contents.get(code)
        if before is None or after is None:
            found.append(
                Difference(
                    service=code, what="这项业务", before=_title(before), after=_title(after)
                )
            )
            continue
        found += [
            Difference(service=code, what="·".join(path) or "内容", before=_said(a), after=_said(b))
            for path, a, b in _compared(before, after, ())
        ]
    return tuple(found)


def planned(*, office: str, now: datetime) -> tuple[Planned, ...]:
    """The versions that will be in force from a day to come, by day and code."""
    rows = ServiceVersion.objects.filter(office=office, valid_from__gt=now)
    return tuple(
        Planned(
            service=row.code,
            version=row.version,
            title=row.content["title"],
            valid_from=row.valid_from,
        )
        for row in rows.order_by("valid_from", "code")
        if row.valid_to is None or row.valid_to > row.valid_from
    )


def _title(content: Mapping[str, Any] | None) -> str:
    return str(content["title"]) if content else NOTHING


def _compared(
    before: Any, after: Any, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(k for k in after if k not in before)]:
            below = (*path, WORDS.get(key, key))
            yield from _compared(before.get(key), after.get(key), below)
        return
    key = next((k for k, words in WORDS.items() if path and words == path[-1]), "")
    if key == "rates":
        for name, was, comes in changed_rates(before or (), after or ()):
            yield (*path, name), was, comes
        return
    if key in KEYED:
        old, new = _by_key(before, KEYED[key]), _by_key(after, KEYED[key])
        yield from _compared_rows(old, new, path)
        return
    yield path, before, after


def _compared_rows(
    old: Mapping[str, Any], new: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    for key in [*old, *(k for k in new if k not in old)]:
        row = new.get(key) or old[key]
        below = (*path, str(row.get("name") or row.get("label") or key))
        if key in old and key in new:
            yield from _compared(old[key], new[key], below)
        else:
            yield below, "有" if key in old else None, "有" if key in new else None


def _by_key(rows: Any, key: str) -> dict[str, Any]:
    return {str(row[key]): row for row in rows or ()}


def _said(value: Any) -> str:
    match value:
        case None:
            return NOTHING
        case bool():
            return "是" if value else "否"
        case list() if all(isinstance(v, str) for v in value):
            return "、".join(value) or NOTHING
        case list():
            return "；".join(_said(v) for v in value)
        case dict():
            return "，".join(f"{WORDS.get(k, k)} {_said(v)}" for k, v in value.items())
        case _:
            return str(value)
