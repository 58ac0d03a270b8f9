"""Everything that can be wrong in a family that somebody types: a closed list, in plain words."""

from collections.abc import Mapping
from enum import StrEnum, unique

from dengbu.kernel.clause import Clause
from dengbu.kernel.fault import Fault, FaultCode


@unique
class Flaw(StrEnum):
    """What is wrong; the value never changes its meaning and stands in the fault's data."""

    TOO_MANY = "TOO_MANY"
    SAME_KEY = "SAME_KEY"
    UNKNOWN_PERSON = "UNKNOWN_PERSON"
    NAME_MISSING = "NAME_MISSING"
    # Lives
    DEATH_BEFORE_BIRTH = "DEATH_BEFORE_BIRTH"
    DEATH_DAY_MISSING = "DEATH_DAY_MISSING"
    DEATH_ORDER = "DEATH_ORDER"
    EVENT_ORDER = "EVENT_ORDER"
    ALIVE_WITH_DEATH = "ALIVE_WITH_DEATH"
    UNBORN_WITH_BIRTH = "UNBORN_WITH_BIRTH"
    UNBORN_PARENT = "UNBORN_PARENT"
    UNBORN_HOLDER = "UNBORN_HOLDER"
    BORN_BEFORE_CONCEIVED = "BORN_BEFORE_CONCEIVED"
    ORGANISATION_WITH_FAMILY = "ORGANISATION_WITH_FAMILY"
    # Ties
    OWN_ANCESTOR = "OWN_ANCESTOR"
    TIE_TWICE = "TIE_TWICE"
    PARENT_YOUNGER = "PARENT_YOUNGER"
    CHILD_IN_TWO_FAMILIES = "CHILD_IN_TWO_FAMILIES"
    ADOPTION_DAYS = "ADOPTION_DAYS"
    ADOPTED_BY_DEAD = "ADOPTED_BY_DEAD"
    MARRIED_SELF = "MARRIED_SELF"
    MARRIED_CHILD = "MARRIED_CHILD"
    MARRIAGE_DAYS = "MARRIAGE_DAYS"
    MARRIAGES_OVERLAP = "MARRIAGES_OVERLAP"
    MARRIED_AFTER_DEATH = "MARRIED_AFTER_DEATH"
    MARRIED_BEFORE_BIRTH = "MARRIED_BEFORE_BIRTH"
    # What stood in the register
    TITLE_SHARE = "TITLE_SHARE"
    TITLES_SUM = "TITLES_SUM"
    NOT_MARRIED = "NOT_MARRIED"
    NOBODY_DIED = "NOBODY_DIED"
    # Papers
    GIFT_SHARE = "GIFT_SHARE"
    GIFTS_ABOVE_ESTATE = "GIFTS_ABOVE_ESTATE"
    GIFT_TWICE = "GIFT_TWICE"
    GIFT_TO_SELF = "GIFT_TO_SELF"
    WILL_BY_MINOR = "WILL_BY_MINOR"
    WILL_AFTER_DEATH = "WILL_AFTER_DEATH"
    WILLS_OF_ONE_DAY = "WILLS_OF_ONE_DAY"
    WILLS_UNCLEAR = "WILLS_UNCLEAR"
    ESTATE_OF_LIVING = "ESTATE_OF_LIVING"
    DISCLAIMED_TOO_EARLY = "DISCLAIMED_TOO_EARLY"
    DISCLAIMED_AFTER_DEATH = "DISCLAIMED_AFTER_DEATH"
    GROUND_UNKNOWN = "GROUND_UNKNOWN"
    PARDON_IMPOSSIBLE = "PARDON_IMPOSSIBLE"
    KNEW_TOO_EARLY = "KNEW_TOO_EARLY"
    ACCEPTED_TOO_EARLY = "ACCEPTED_TOO_EARLY"
    AGREED_SUM = "AGREED_SUM"
    AGREED_NAME = "AGREED_NAME"


SENTENCES: Mapping[Flaw, str] = {
    Flaw.TOO_MANY: "一家最多填{most}个人，请只填和这份遗产有关的人",
    Flaw.SAME_KEY: "{who}填了两次，请删掉一个",
    Flaw.UNKNOWN_PERSON: "“{who}”不在填写的家庭成员里，请先添上这个人",
    Flaw.NAME_MISSING: "请填写姓名",
    Flaw.DEATH_BEFORE_BIRTH: "{who}的去世日早于出生日，请核对这两个日期",
    Flaw.DEATH_DAY_MISSING: "{who}名下有份额，请填写去世的日期",
    Flaw.DEATH_ORDER: "{who}和{other}同一天去世，请按死亡证明填写几时去世；"
    "同一事故中去世、分不清先后的，请选同一事件",
    Flaw.EVENT_ORDER: "{who}在同一事件中去世，法律没有推定先后，或者推定的和写明的时间合不上，"
    "请按法院或者医院认定的先后填写",
    Flaw.ALIVE_WITH_DEATH: "{who}填了去世的情况，又写着在世，请核对",
    Flaw.UNBORN_WITH_BIRTH: "{who}是胎儿，又填了出生日；已经出生的请改成在世",
    Flaw.UNBORN_PARENT: "{who}还没有出生，不会有子女或者配偶，请核对",
    Flaw.UNBORN_HOLDER: "{who}还没有出生，名下不会有房子，请核对",
    Flaw.BORN_BEFORE_CONCEIVED: "{who}的受孕日晚于出生日，请核对",
    Flaw.ORGANISATION_WITH_FAMILY: "{who}是单位，不会有亲属，请核对",
    Flaw.OWN_ANCESTOR: "{who}和{other}的关系绕成了圈，一个人不能是自己的长辈，请核对谁是谁的父母",
    Flaw.TIE_TWICE: "{who}和{other}的亲子关系填了两次，请留一个",
    Flaw.PARENT_YOUNGER: "{who}不比子女{other}年长，请核对出生日期",
    Flaw.CHILD_IN_TWO_FAMILIES: "{who}同时在两个家庭里做子女，请核对生父母、养父母和收养的起止日期",
    Flaw.ADOPTION_DAYS: "{who}的收养解除日早于收养日，请核对",
    Flaw.ADOPTED_BY_DEAD: "{who}在收养{other}以前已经去世，请核对日期",
    Flaw.MARRIED_SELF: "{who}不能和自己结婚，请核对",
    Flaw.MARRIED_CHILD: "{who}和{other}是父母子女，不会是夫妻，请核对",
    Flaw.MARRIAGE_DAYS: "{who}和{other}的离婚日早于结婚日，请核对",
    Flaw.MARRIAGES_OVERLAP: "{who}的两段婚姻在时间上重叠，请核对结婚、离婚的日期",
    Flaw.MARRIED_AFTER_DEATH: "{who}的结婚日晚于去世日，请核对",
    Flaw.MARRIED_BEFORE_BIRTH: "{who}的结婚日早于出生日，请核对",
    Flaw.TITLE_SHARE: "{who}的份额要大于0，请核对",
    Flaw.TITLES_SUM: "登记的份额合计为{total}，应正好等于1，请核对",
    Flaw.NOT_MARRIED: "{who}和{other}没有填婚姻关系，不能按夫妻共同财产分，请先填婚姻",
    Flaw.NOBODY_DIED: "登记的权利人都在世，没有遗产，请填写是谁去世了",
    Flaw.GIFT_SHARE: "给{who}的份额要大于0，不超过1，请核对",
    Flaw.GIFTS_ABOVE_ESTATE: "{who}的一份文书里给出的份额合计为{total}，超过了全部遗产，请核对",
    Flaw.GIFT_TWICE: "同一份文书里{who}写了两次，请合成一份",
    Flaw.GIFT_TO_SELF: "{who}不能把遗产留给自己，请核对",
    Flaw.WILL_BY_MINOR: "{who}立遗嘱时不满18岁，遗嘱没有效力，请删去这份遗嘱",
    Flaw.WILL_AFTER_DEATH: "{who}的遗嘱日期晚于去世日，请核对",
    Flaw.WILLS_OF_ONE_DAY: "{who}同一天立了两份内容不同的遗嘱，分不清哪份在后，"
    "请查清先后，只留最后一份",
    Flaw.WILLS_UNCLEAR: "{who}的前后几份遗嘱互相抵触，分不清还有哪几项有效，"
    "请全体继承人确认，只填有效的内容",
    Flaw.ESTATE_OF_LIVING: "{who}还在世，没有遗产，请核对",
    Flaw.DISCLAIMED_TOO_EARLY: "{who}放弃的日期早于{other}去世，放弃要在继承开始以后，请核对",
    Flaw.DISCLAIMED_AFTER_DEATH: "{who}放弃的日期晚于本人去世，请核对",
    Flaw.GROUND_UNKNOWN: "请选择{who}丧失继承权的原因，是法条所列第几项",
    Flaw.PARDON_IMPOSSIBLE: "{who}丧失继承权的原因不能因宽恕而恢复，请核对",
    Flaw.KNEW_TOO_EARLY: "{who}知道受遗赠的日期早于{other}去世，请核对",
    Flaw.ACCEPTED_TOO_EARLY: "{who}接受遗赠的日期早于知道的日期，请核对",
    Flaw.AGREED_SUM: "约定的份额合计为{total}，应正好等于1，请核对",
    Flaw.AGREED_NAME: "{who}没有继承份额，不能列入分割约定，请核对",
}
"""What each flaw says to whoever types; the braces take the fault's data."""


def fault(flaw: Flaw, path: str, *, clause: Clause | None = None, **data: str) -> Fault:
    """The fault of a flaw at a place of the family, such as `people.3.died_on`."""
    return Fault(
        code=FaultCode.FAMILY,
        message=SENTENCES[flaw].format(**data),
        field=path,
        clause=clause,
        data={"flaw": flaw.value, **data},
    )
