"""A made-up unit of the register: its state, what can be done, facts, comparison, rules."""

from datetime import datetime

from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.clause import CIVIL_CODE, REGULATION
from dengbu.web.shared.parts import (
    Act,
    Compare,
    CompareCell,
    CompareColumn,
    CompareRow,
    Fact,
    Freshness,
    Hindrance,
    RuleRow,
    Source,
    SourceKind,
    Standing,
    StateCell,
)
from dengbu.web.shared.signals import Signal

NOW = datetime(2024, 12, 12, 9, 42, tzinfo=SHANGHAI)
UNIT = "430602003012GB00045F00030087"
CASE = "43060220241212000318"


def at(hour: int, minute: int) -> datetime:
    return NOW.replace(hour=hour, minute=minute)


POLICE = Source(kind=SourceKind.SHARED, name="公安、民政", at=at(9, 24))
BANK = Source(kind=SourceKind.PARTNER, name="湘北银行报送", at=at(9, 31))
MARKET = Source(kind=SourceKind.SHARED, name="市场监管", at=at(9, 24))

CELLS = (
    StateCell(
        label="权利人", icon="users", value="周启明、何雅琴", fact="共同共有，2016年5月20日登簿"
    ),
    StateCell(
        label="抵押",
        icon="bank",
        value="1 笔，限制转让",
        fact="湘北银行 680,000 元，第1顺位",
        signal=Signal.WARN,
    ),
    StateCell(label="查封", icon="gavel", value="没有", fact="09:41 与法院核对", signal=Signal.OK),
    StateCell(
        label="预告、异议",
        icon="bell",
        value="没有",
        fact="居住权、地役权也没有",
        signal=Signal.OK,
    ),
    StateCell(
        label="在办",
        icon="clock",
        value="1 件，本窗口",
        fact="带押过户，09:23 受理",
        signal=Signal.ACCENT,
        href="#case",
    ),
)
CELLS_TROUBLED = (
    CELLS[0],
    StateCell(
        label="抵押",
        icon="bank",
        value="1 笔",
        fact="湘北银行 680,000 元",
        signal=Signal.WARN,
    ),
    StateCell(
        label="查封",
        icon="gavel",
        value="查封中",
        fact="岳阳楼区人民法院，轮候 1 家",
        signal=Signal.STOP,
    ),
    StateCell(
        label="预告、异议",
        icon="bell",
        value="没有",
        fact="昨天 17:10 的结果",
        signal=Signal.OK,
        freshness=Freshness.STALE,
        retry="/_parts/nothing",
    ),
    StateCell(
        label="在办",
        icon="clock",
        value="没查到",
        fact="受理系统没有回应",
        freshness=Freshness.UNKNOWN,
        retry="/_parts/nothing",
    ),
)
ACTS = (
    Act(label="带押过户", href="#c09", chosen=True),
    Act(label="注销抵押", href="#g44"),
    Act(label="证件变更", href="#g20"),
    Act(label="查询证明", href="#q01"),
)
HINDRANCES = (
    Hindrance(
        what="只办买卖过户",
        reason="抵押合同约定了限制转让，抵押权人没有一起申请。",
        clause=CIVIL_CODE.of(406),
        ways=(Act(label="改办带押过户，或者先注销抵押", href="#c09"),),
    ),
)
FACTS = (
    Fact(
        label="婚姻",
        value="与何雅琴为夫妻",
        source=Source(kind=SourceKind.SHARED, name="民政共享", at=at(9, 24)),
    ),
    Fact(
        label="原不动产权证书",
        value="湘（2016）岳阳市不动产权第0008126号",
        source=Source(kind=SourceKind.CERTIFICATE, name="电子证照，已核验"),
    ),
    Fact(
        label="营业执照",
        value="存续，2024年6月3日查得",
        source=MARKET,
        standing=Standing.EXPIRED,
    ),
    Fact(
        label="建筑面积",
        value="118.42 ㎡",
        source=Source(kind=SourceKind.SHARED, name="测绘成果"),
        standing=Standing.DISPUTED,
        other="118.24 ㎡",
        other_source=Source(kind=SourceKind.SHARED, name="住建网签", at=at(9, 15)),
    ),
    Fact(
        label="契税",
        value="税务系统没有回应，已再问",
        source=Source(kind=SourceKind.SHARED, name="税务", at=at(9, 37)),
        standing=Standing.FAILED,
    ),
)
PAPERS = (
    Fact(
        label="申请书",
        source=Source(kind=SourceKind.SYSTEM, name="系统生成"),
        standing=Standing.WAITING,
        says="差 1 人签字",
    ),
    Fact(label="身份、户籍", source=Source(kind=SourceKind.SHARED, name="公安共享", at=at(9, 24))),
    Fact(
        label="原不动产权证书",
        source=Source(kind=SourceKind.CERTIFICATE, name="电子证照，已核验"),
    ),
    Fact(label="同意带押过户书", source=BANK, says="电子章有效"),
    Fact(
        label="资金监管协议",
        source=Source(kind=SourceKind.SCAN, name="窗口扫描，2 页"),
        says="已识别，清楚",
    ),
    Fact(
        label="女儿林安的亲属关系",
        source=Source(kind=SourceKind.PROMISE, name="书面承诺，代替证明"),
        act=Act(label="看承诺书", href="#promise"),
    ),
)


def _row(label: str, *texts: str, verdict: str = "一致") -> CompareRow:
    return CompareRow(
        label=label,
        cells=tuple(CompareCell(text=t, quiet=t in ("不用填", "登簿后写入")) for t in texts),
        verdict=verdict,
    )


COMPARE = Compare(
    caption="申请、事实、材料和登记簿逐项比对",
    columns=(
        CompareColumn(title="申请", note="双方填写并签字"),
        CompareColumn(title="事实", note="部门共享，09:15 取得"),
        CompareColumn(title="材料", note="合同、借款合同、证书"),
        CompareColumn(title="登记簿", note="10:02 读取，现行"),
    ),
    rows=(
        _row("转让方", "蒋维国、邓丽君", "夫妻（民政）", "合同：蒋维国、邓丽君", "蒋维国、邓丽君"),
        CompareRow(
            label="受让方",
            cells=(
                CompareCell(text="谭舒雅，单独所有"),
                CompareCell(text="谭舒雅，未婚（民政）"),
                CompareCell(text="借款合同：谭", mark="抒", after="雅"),
                CompareCell(text="登簿后写入", quiet=True),
            ),
            verdict="一字不同",
            signal=Signal.WARN,
        ),
        _row(
            "坐落", "湖畔里6栋2单元902室", "同左（公安地址库）", "合同：同左", "湖畔里6栋2单元902室"
        ),
        CompareRow(
            label="建筑面积",
            cells=(
                CompareCell(text="118.42 ㎡"),
                CompareCell(text="118.42 ㎡（测绘成果）"),
                CompareCell(text="网签合同：118.", mark="24", after=" ㎡"),
                CompareCell(text="118.42 ㎡，套内 96.35 ㎡"),
            ),
            verdict="差 0.18 ㎡",
            signal=Signal.STOP,
        ),
        _row(
            "契税",
            "不用填",
            "已缴 9,850.00 元，09:48",
            "完税凭证，电子",
            "登簿后写入",
            verdict="已完税",
        ),
    ),
)
RULES = (
    RuleRow(
        effect=Signal.OK, code="P02", sentence="转让方就是现行权利人", clause=REGULATION.of(14)
    ),
    RuleRow(effect=Signal.OK, code="P04", sentence="没有限制转让的抵押", clause=CIVIL_CODE.of(406)),
    RuleRow(
        effect=Signal.WARN,
        code="D53",
        sentence="同一证件号出现两个姓名",
        more="，借款合同疑为笔误",
    ),
    RuleRow(
        effect=Signal.STOP,
        code="查验",
        sentence="网签合同的面积与登记簿不同",
        more="，两数像是写颠倒了",
        clause=REGULATION.of(18),
        remedy="请到住建窗口更正网签，改好自动接着办。",
    ),
)
