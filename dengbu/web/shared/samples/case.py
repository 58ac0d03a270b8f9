"""A made-up case: clock, steps, people, shares, faults, queue."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.shared.clock import Clock
from dengbu.web.shared.parts import (
    Act,
    LifeEvent,
    LifeShape,
    Option,
    Person,
    Progress,
    SharePart,
    Step,
    StepCard,
)
from dengbu.web.shared.samples.register import MARKET, NOW, POLICE, at
from dengbu.web.shared.signals import Signal

CLOCKS = (
    Clock(
        due=at(10, 23),
        now=NOW,
        started=at(9, 23),
        forecast=at(10, 6),
        promise="承诺 60 分钟办结",
    ),
    Clock(due=at(9, 54), now=NOW, started=at(8, 54), promise="承诺 60 分钟办结"),
    Clock(due=at(11, 32), now=NOW, started=at(9, 2), promise="企业，半天办结"),
    Clock(due=at(9, 24), now=NOW, started=at(8, 24), promise="承诺 60 分钟办结"),
    Clock(due=NOW + timedelta(days=1), now=NOW, started=at(9, 2), promise="1 个工作日"),
    Clock(
        due=at(10, 23),
        now=NOW,
        paused="等缴税，第 2 天",
        paused_until="缴完接着算",
    ),
)
STEPS = (
    Step(
        title="申请和签字",
        note="您 09:12，顾承宇 09:20，巴陵银行 09:31",
        progress=Progress.DONE,
    ),
    Step(title="受理", note="09:34，材料齐了，身份和婚姻不用您交", progress=Progress.DONE),
    Step(
        title="等您缴税",
        progress=Progress.NOW,
        waits_for_reader=True,
        card=StepCard(
            title="契税",
            amount=Decimal("11240.00"),
            lines=("税务局已核定：1,124,000.00 元的 1%", "登记费 80.00 元，一起缴"),
            act=Act(label="缴 11,320.00 元", href="#pay"),
            until="明天 17:00 前",
            until_note="缴完。晚了申请不作废，只是往后顺延。",
        ),
    ),
    Step(title="审核", note="缴完、补记完税凭证以后"),
    Step(title="登簿", note="这一刻起，房子就是你们的了"),
    Step(title="领证", note="电子证自动到手机；纸证可以去窗口或邮寄"),
)
LIFE = (
    LifeEvent(
        day=date(2022, 7, 19),
        title="解除查封",
        text="岳阳楼区人民法院，（2022）湘0602执保317号之一",
        shape=LifeShape.ENDED,
        reference="登簿 何立群",
    ),
    LifeEvent(
        day=date(2022, 2, 8),
        title="查封",
        text="岳阳楼区人民法院，期限到2025年2月7日",
        shape=LifeShape.SEIZURE,
        reference="（2022）湘0602执保317号",
    ),
    LifeEvent(
        day=date(2021, 3, 15),
        title="抵押",
        text="湘北银行 680,000.00 元，约定限制转让",
        shape=LifeShape.MORTGAGE,
        reference="湘（2021）…证明第0009417号",
    ),
    LifeEvent(
        day=date(2016, 5, 20),
        title="买卖转移",
        text="岳阳湘楚置业有限公司 → 周启明、何雅琴，共同共有",
        reference="湘（2016）…权第0008126号",
        href="#certificate",
    ),
    LifeEvent(
        day=date(2014, 11, 3),
        title="一户分成两户",
        text="F00030080 → F00030087、F00030088",
        shape=LifeShape.CADASTRE,
        reference="测绘 2014-1172",
    ),
)
PEOPLE = (
    Person(
        name="周启明",
        role="卖方",
        number="4306**********4136",
        reveal="/_parts/nothing",
        note="与何雅琴为夫妻",
        sources=(POLICE,),
        standing="已签字",
    ),
    Person(
        name="林书远",
        role="买方",
        number="4306**********3518",
        reveal="/_parts/nothing",
        note="与陈静姝为夫妻，名下没有住房",
        sources=(POLICE,),
        share=Fraction(3, 5),
        standing="已签字",
    ),
    Person(
        name="陈静姝",
        role="买方",
        number="4306**********4285",
        reveal="/_parts/nothing",
        note="与林书远为夫妻，名下没有住房",
        sources=(POLICE,),
        share=Fraction(2, 5),
        act=Act(label="请她签字", href="#sign", key="S"),
        now=True,
    ),
    Person(
        name="巴陵银行南湖支行",
        role="新抵押权人",
        number="914306005869374228",
        note="经办人：汪承",
        sources=(MARKET,),
        standing="等盖电子章",
        signal=Signal.WARN,
    ),
)
SHARES = (
    SharePart(name="唐秀兰", share=Fraction(30, 48)),
    SharePart(name="罗晓峰", share=Fraction(7, 48)),
    SharePart(name="罗一诺", share=Fraction(7, 48)),
    SharePart(name="罗国梁", share=Fraction(3, 48)),
    SharePart(name="罗晓岚", share=Fraction(1, 48), open=True),
)
FAULTS = Faults(
    Fault(
        code=FaultCode.IDENTITY_CHECK_DIGIT,
        message="身份证号最后一位不对，请再看一眼",
        field="parties.0.id_no",
    ),
    Fault(
        code=FaultCode.MONEY_FORMAT,
        message="成交价写成了“一百万”，请写数字，如 1060000.00",
        field="price",
    ),
    Fault(code=FaultCode.REQUIRED, message="还没选证书怎么领", field="delivery"),
    Fault(
        code=FaultCode.UNIT_SEIZED,
        message="房子被岳阳楼区法院查封到 2025 年 2 月 7 日，这期间不能过户",
        clause=CIVIL_CODE.of("399(5)"),
        remedy="请先向法院申请解除查封；解除后不用重来，接着办。",
    ),
)
CO_OWNERSHIP = (
    Option(value="0", label="单独所有", hint="只写一个人的名字"),
    Option(value="1", label="共同共有", hint="夫妻一起，不分份额"),
    Option(value="2", label="按份共有", hint="各写各的份额，合起来正好是 1"),
    Option(value="3", label="其他共有", disabled="这类业务不能选"),
)
DELIVERY = (("paper", "窗口纸证"), ("electronic", "电子证"), ("post", "邮寄"))
QUEUE = (
    ("转移 + 抵押", "南湖大道218号湖畔里6栋902", "60 分钟件", CLOCKS[1], True),
    ("存量房买卖转移", "巴陵中路57号翠竹园2栋403", "60 分钟件", CLOCKS[0], False),
    ("企业之间转移", "康王路9号厂房一，2,840.60 ㎡", "企业，半天", CLOCKS[2], False),
    ("夫妻间转移", "青年中路12号锦华园4栋1502", "1 个工作日", CLOCKS[4], False),
    ("商品房转移", "湖滨大道1号云水台9栋2201", "等缴税，第 2 天", CLOCKS[5], False),
)
