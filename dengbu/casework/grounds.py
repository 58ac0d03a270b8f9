"""The legal ground that an officer names: which article of which law."""

from dengbu.casework import limits
from dengbu.kernel.clause import Clause, exists, last_article
from dengbu.kernel.fault import FaultCode, FaultList


def check_ground(clause: Clause, faults: FaultList, *, field: str) -> None:
    """Add what is wrong with a ground: it names an article, and one that the law has."""
    limits.within(str(clause), limits.CLAUSE, "依据", faults, field=field)
    if not clause.article:
        faults.add(FaultCode.REQUIRED, "请写明依据哪部法律第几条", field=field)
    elif not exists(clause):
        whole, article = last_article(clause.law), clause.article
        said = f"《{clause.law}》一共{whole}条，没有第{article}条，请核对"
        faults.add(FaultCode.CODE_LIST, said, field=field)
