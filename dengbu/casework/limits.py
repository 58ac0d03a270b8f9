"""How long typed texts may be, so that whatever is accepted can also be entered.

Characters. Each is at most the column in which the text ends, here or in the register; forms take
their ``maxlength`` from here, and ``tests/casework/test_limits.py`` holds both together.
"""

from dengbu.kernel.fault import FaultCode, FaultList

NAME = 100  # of a person or an organisation
GUARDIAN_NAME = 50
IDENTITY = 40  # number of an identity paper
PHONE = 20
SHARE = 20  # as typed: 123456789/987654321
CONTRACT_NO = 60  # 抵押合同编号
SCOPE = 400  # 担保范围
CAUSE = 200  # 登记原因, from the catalogue
PROOF_NO = 60  # 登记证明号
TAX_NOTE = 100  # voucher number, or ground of exemption
MEDIA_TYPE = 100
DIGEST = 64  # SHA-256 in hexadecimal digits
SUBMISSION_KEY = 80
REFERENCE = 100  # number of a fact that stands in for a paper
OPINION = 500  # of an examiner who approves, and the words beside a return
REASON = 500  # of a refusal
REMEDY = 500
CLAUSE = 100
ITEM_NAME = 100  # of one thing on the list of a return
ITEM_WHAT = 500
NOTE = 300  # of the applicant with a supplement
REASSIGNMENT = 200  # why a case is given to another examiner
MARK = 200  # why a case is marked, or is no longer
WITHDRAWAL = 400  # why a case is withdrawn
WAITING = 160  # what is surveyed, why a case is suspended, and what came of it
VIEWERS = 120  # names of who went to the place
FINDING = 500  # what they saw
NOTICE_TITLE = 100
OBJECTION = 1000  # what somebody says against a notice
OBJECTIONS = 5  # of one person to one notice
RULING = 400  # why an objection is founded or not
TAKING_BACK = 200  # why a notice is taken back
PROMISE = 200  # why a promise is withdrawn
WHOLE = 2**63 - 1  # the common denominator of all shares of a unit


def within(text: str, longest: int, what: str, faults: FaultList, *, field: str) -> bool:
    """Whether a text is short enough; else a fault that says by how much."""
    if len(text) <= longest:
        return True
    said = f"{what}最多{longest}个字，现在是{len(text)}个，请缩短"
    faults.add(FaultCode.TOO_LONG, said, field=field)
    return False
