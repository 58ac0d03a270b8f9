"""The printed guide (办事指南) of a service, from the very file that its cases run on.

The same sections stand in the hall, on the site, on the phone and in `docs/guides`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dengbu.casework.consents import LIFTED_BY
from dengbu.casework.guide_samples import sample_form
from dengbu.casework.rules.fees import FeeFacts, fee
from dengbu.casework.service_views import ItemRule, MaterialRule, ServiceView
from dengbu.casework.terms import CapacityRule, Facet, InquiryTerms
from dengbu.casework.values import MaterialSource, Role
from dengbu.kernel.money import show_yuan
from dengbu.register import api as register

APPEAL = "对不予受理、不予登记不服的，可以在收到决定60日内申请行政复议，或者6个月内向人民法院起诉"
USES = (("HOME", "住宅"), ("GARAGE", "车库、车位、储藏间"), ("OTHER", "非住宅"))
WARNINGS = {
    "P08": "有异议登记也能办：先书面告知异议的内容，申请人愿意自己承担风险的，签《知悉异议承诺书》",
}
CHANNELS = {"W": "窗口", "O": "网上", "M": "手机", "A": "银行、开发企业、中介代办"}
OPEN = {
    "W": "窗口（全市任何一个登记窗口都可以）",
    "A": "银行、开发企业等单位代办（单位的系统用签了名的接口申请）",
}
"""Where one can apply by now; the files say besides for which channels a service is meant."""
NOT_YET = (
    "网上、手机的申请还没有开通，请到窗口办；要带什么、收多少钱可以先在网上预演，"
    "办到哪一步、电子证书在手机上看"
)
_APPLIED_FROM_HOME = frozenset({"O", "M"})
DELIVERED = "证书、证明领取：电子证照在手机上看，也可以到窗口领，或者邮寄到家（收件时选）"


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One part of a guide: a heading and lines, or a table."""

    title: str
    lines: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def cells(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The rows, each cell with the head of its column."""
        return tuple(tuple(zip(self.head, row, strict=True)) for row in self.rows)


def sections(service: ServiceView, *, today: date) -> tuple[Section, ...]:
    """The whole guide, in the order in which people ask; nothing of a part that says nothing."""
    parts = (
        Section(title="谁来申请", lines=(service.who, *_roles(service))),
        Section(
            title="带什么材料",
            head=("材料", "要不要", "怎么提供", "说明"),
            rows=tuple(_paper(rule) for rule in service.materials),
        ),
        Section(
            title="填什么",
            head=("栏目", "要不要填", "填写示例"),
            rows=tuple(sample_form(service)),
        ),
        Section(title="多久办好", lines=tuple(_times(service))),
        Section(
            title="收多少钱",
            head=("项目", "谁付", *(words for _, words in USES)),
            rows=tuple(_fees(service, item, today) for item in service.items),
        ),
        Section(title="怎么办", lines=(" → ".join(service.steps), *_notice(service))),
        Section(title="从哪里办", lines=tuple(_channels(service))),
        Section(title="要符合什么条件", lines=tuple(_conditions(service))),
        Section(title="拿到什么", lines=_result(service)),
        Section(title="依据", lines=service.basis),
        Section(title="不服怎么办", lines=(APPEAL,)),
    )
    return tuple(part for part in parts if part.lines or part.rows)


def inquiry_sections(terms: InquiryTerms) -> tuple[Section, ...]:
    """The guide of what may be asked of the register, from the terms on which it is answered."""
    who = {one.code: one for one in terms.capacities}
    asked = tuple(
        (kind.name, kind.summary, "；".join(who[code].name for code in kind.capacities))
        for kind in terms.kinds
    )
    papers = tuple((one.name, "；".join(one.papers), _online(one)) for one in terms.capacities)
    told = tuple(
        (one.name, "、".join(FACETS[f] for f in Facet if f in one.facets))
        for one in terms.capacities
    )
    return (
        Section(title="能查什么", head=("事项", "查到什么", "谁能查"), rows=asked),
        Section(title="带什么材料", head=("谁来查", "材料", "网上"), rows=papers),
        Section(
            title="代办",
            lines=("请别人代查的，另带委托书和受托人的身份证明",),
        ),
        Section(title="告知到哪一步", head=("谁来查", "告知的内容"), rows=told),
        Section(title="告知的范围", lines=(ONLY_WHAT_IS_ASKED,)),
        Section(title="多久办好", lines=("当场办结（即办）",)),
        Section(title="收多少钱", lines=("不收费",)),
        Section(title="怎么办", lines=(" → ".join(terms.steps),)),
        Section(title="从哪里办", lines=("、".join(CHANNELS[c] for c in terms.channels),)),
        Section(
            title="拿到什么",
            lines=(
                "查询结果证明，有编号、查询时点和防伪码，任何人凭编号和防伪码可以在网上核对",
                "查询要写用途；权利人看得到谁在什么时候为什么查过",
            ),
        ),
        Section(title="依据", lines=terms.basis),
        Section(title="不服怎么办", lines=(APPEAL.replace("不予登记", "不予查询"),)),
    )


ONLY_WHAT_IS_ASKED = "上面写的是最多告知到哪一步；每次只告知所选的那一项要查的内容（见“能查什么”）"
FACETS = {
    Facet.NATURE: "坐落、用途、面积",
    Facet.PLAN: "宗地图、分户图",
    Facet.CO_OWNED: "是不是共有",
    Facet.MORTGAGED: "有没有抵押",
    Facet.NOTICED: "有没有预告、异议、居住权、地役权",
    Facet.SEIZED: "有没有查封和限制",
    Facet.HOLDERS: "权利人",
    Facet.TITLE: "权利、证号、份额",
    Facet.BURDENS: "抵押、查封等的内容",
    Facet.PAPERS: "登记的原始材料",
}


def _online(capacity: CapacityRule) -> str:
    return "能查" if capacity.online else "到窗口"


def _roles(service: ServiceView) -> Iterator[str]:
    for rule in service.roles:
        if rule.least or rule.label:
            signs = "要签字" if rule.signs else _unsigned(service, rule.role)
            yield f"{rule.called}：{signs}{'' if rule.least else '（有的才要）'}"

    if consenting := _consenting(service):
        yield f"登记簿上有的，按规定还要他同意：{'、'.join(consenting)}（不用交材料，也不付费）"


def _consenting(service: ServiceView) -> tuple[str, ...]:
    """Those whose consent the rules of its acts may ask for."""
    guards = {code for item in service.items for code in register.guards_of(item.act)}
    asked = {role for code in guards & LIFTED_BY.keys() for role in LIFTED_BY[code]}
    return tuple(r.called for r in service.roles if r.role in asked and not r.least)


def _result(service: ServiceView) -> tuple[str, ...]:
    return (service.result, DELIVERED) if service.result else ("登记结果通知（不发证）",)


def _unsigned(service: ServiceView, role: str) -> str:
    """Of whom the request names somebody who need not sign, or not alone."""
    if service.only_names(role) or (role == Role.SELLER and service.passes_by_death):
        return "写明是谁就行"
    return "共有的按规定签字"


def _paper(rule: MaterialRule) -> tuple[str, ...]:
    ways = "、".join(MaterialSource(source).label for source in rule.sources)
    stands = MaterialSource.REGISTER in rule.sources
    wanted = "不用交" if stands else "要" if rule.required else "有的才要"
    return rule.name, wanted, ways, rule.note


def _times(service: ServiceView) -> Iterator[str]:
    if service.at_once:
        yield "当场办结（即办）"
    else:
        yield f"承诺{service.promised}"
    between = service.days_for(firms=True)
    if service.between_firms and not service.at_once and between < service.promised_days:
        yield f"企业之间{between.normalize():f}个工作日"
    yield f"法定{service.statutory_days}个工作日"
    if service.notice is not None and not service.notice.at_once:
        yield f"另有{service.notice.said}，不算在办理时间里"
    if "P16" in service.pending:
        yield "等缴税、补正材料的时间不算在办理时间里"


def _fees(service: ServiceView, item: ItemRule, today: date) -> tuple[str, ...]:
    payer = next(r.called for r in service.roles if r.role == item.payer)
    found = []
    for use, _ in USES:
        due = fee(FeeFacts(registration=item.fee, use=use, on=today), service.rates)
        found.append(show_yuan(due.amount) if due.amount else "不收费")
    return item.name, payer, *found


def _notice(service: ServiceView) -> Iterator[str]:
    if service.notice is not None and service.notice.at_once:
        yield "登簿前在网站上发布遗失声明，发布了就可以补发，不用等"
    elif service.notice is not None:
        yield f"登簿前在网站上{service.notice.said}，期间可以提出异议"


def _channels(service: ServiceView) -> Iterator[str]:
    yield from (words for channel, words in OPEN.items() if channel in service.channels)
    if _APPLIED_FROM_HOME.intersection(service.channels):
        yield NOT_YET
    if service.online:
        named = service.online_names or service.online
        yield f"网办事项：{'、'.join(named)}"
    if service.autopilot:
        minutes = service.minutes_on("A")
        within = f"，{minutes}分钟内办结" if minutes is not None else ""
        yield f"银行签名的申请由智能审批{within}；没有全部通过的转人工"


def _conditions(service: ServiceView) -> Sequence[str]:
    """What must hold, in the words of the rules themselves."""
    acts = [(item.act, item.constants) for item in service.items]
    return [
        *(f"{holds}（{clause}）" for _, holds, clause in register.conditions(acts)),
        *(WARNINGS[code] for code, _ in register.warnings(acts)),
    ]
