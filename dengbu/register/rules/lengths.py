"""How long a text may be that an act brings into the register: the columns of its tables.

``tests/register/test_lengths.py`` holds these figures against the tables.
"""

from collections.abc import Iterator

from dengbu.register.acts import (
    Act,
    CreateMortgage,
    EnterObjection,
    RestrictByGovernment,
    Seize,
    people_of,
)

NAME, ID_NO, CAUSE = 200, 50, 200  # characters
TEXTS: dict[type, tuple[tuple[str, str, int], ...]] = {  # act: field, what it is called, most
    CreateMortgage: (("scope", "担保范围", 400), ("contract_no", "抵押合同编号", 60)),
    Seize: (
        ("organ", "查封机关", 200),
        ("document_no", "查封文号", 100),
        ("scope", "查封范围", 200),
        ("case_ref", "法院案号", 100),
    ),
    EnterObjection: (("matter", "异议事项", 400),),
    RestrictByGovernment: (
        ("organ", "作出决定的机关", 200),
        ("document_no", "决定文号", 100),
        ("reason", "限制的原因", 200),
    ),
}


def too_long(act: Act) -> Iterator[tuple[str, int, int]]:
    """Each text of an act that no column takes: what it is called, the most, what it has."""
    for name, column, most in TEXTS.get(type(act), ()):
        if len(given := getattr(act, name)) > most:
            yield column, most, len(given)
    if len(act.cause) > CAUSE:
        yield "登记原因", CAUSE, len(act.cause)
    for party in people_of(act):
        if len(party.name) > NAME:
            yield "姓名或者名称", NAME, len(party.name)
        if len(party.id_no) > ID_NO:
            yield "证件号码", ID_NO, len(party.id_no)
