"""How long a text may be that an act brings into the register: the columns of its tables.

``tests/register/test_lengths.py`` holds these figures against the tables.
"""

from collections.abc import Iterator

from dengbu.register.acts import (
    Act,
    AnnulEntry,
    CancelCommonParts,
    CancelHabitation,
    CancelOwnership,
    ChangeMortgage,
    ChangeOperation,
    ChangeOwnership,
    CorrectOwnership,
    CreateEasement,
    CreateHabitation,
    CreateMortgage,
    CreateOperation,
    EnterObjection,
    FixClaim,
    LiftRestriction,
    RecordSuit,
    ReleaseSeizure,
    RenewSeizure,
    ReshapeUnits,
    RestrictByGovernment,
    Seize,
    Transfer,
    people_of,
)

NAME, ID_NO, CAUSE = 200, 50, 200  # characters
_ORGAN, _DOCUMENT = 200, 100  # of the decision that an entry rests on
TEXTS: dict[type, tuple[tuple[str, str, int], ...]] = {  # act: field, what it is called, most
    Transfer: (("ordered_by", "法院", _ORGAN), ("order_no", "协助执行通知书文号", _DOCUMENT)),
    ChangeOwnership: (("basis", "变更证明的编号", 400),),
    CorrectOwnership: (("basis", "更正的依据", 400),),
    CancelCommonParts: (("basis", "证明的编号", 400),),
    ReshapeUnits: (("basis", "规划批准、调查成果的编号", 400),),
    CancelOwnership: (("organ", "机关", _ORGAN), ("document_no", "决定文号", _DOCUMENT)),
    CreateMortgage: (
        ("scope", "担保范围", 400),
        ("contract_no", "抵押合同编号", 60),
        ("construction_address", "在建建筑物坐落", 200),
        ("construction_scope", "在建建筑物抵押范围", 400),
    ),
    ChangeMortgage: (
        ("scope", "担保范围", 400),
        ("contract_no", "抵押合同编号", 60),
        ("construction_scope", "在建建筑物抵押范围", 400),
    ),
    FixClaim: (("fact", "债权确定的事实", 400),),
    CreateHabitation: (
        ("scope", "居住的条件和要求", 400),
        ("document_no", "遗嘱或者判决书编号", _DOCUMENT),
    ),
    CancelHabitation: (("document_no", "死亡证明编号", _DOCUMENT),),
    CreateOperation: (("contract_no", "流转合同编号", 60),),
    ChangeOperation: (("contract_no", "流转合同编号", 60),),
    CreateEasement: (("content", "地役权的内容", 400),),
    Seize: (
        ("organ", "查封机关", 200),
        ("document_no", "查封文号", 100),
        ("scope", "查封范围", 200),
        ("case_ref", "法院案号", 100),
    ),
    RenewSeizure: (("document_no", "续封文号", 100),),
    ReleaseSeizure: (("release_document_no", "解封文号", _DOCUMENT),),
    RecordSuit: (("court", "受理法院", 200), ("suit_no", "案号", 100)),
    EnterObjection: (("matter", "异议事项", 400),),
    RestrictByGovernment: (
        ("organ", "作出决定的机关", 200),
        ("document_no", "决定文号", 100),
        ("reason", "限制的原因", 200),
    ),
    AnnulEntry: (("organ", "作出决定的机关", _ORGAN), ("document_no", "文书文号", _DOCUMENT)),
    LiftRestriction: (("document_no", "解除决定文号", _DOCUMENT),),
}


def too_long(act: Act) -> Iterator[tuple[str, int, int]]:
    """Each text of an act that no column takes: what it is called, the most, what it has."""
    for name, column, most in TEXTS.get(type(act), ()):
        if len(given := getattr(act, name) or "") > most:
            yield column, most, len(given)
    if len(act.cause) > CAUSE:
        yield "登记原因", CAUSE, len(act.cause)
    for party in people_of(act):
        if len(party.name) > NAME:
            yield "姓名或者名称", NAME, len(party.name)
        if len(party.id_no) > ID_NO:
            yield "证件号码", ID_NO, len(party.id_no)
