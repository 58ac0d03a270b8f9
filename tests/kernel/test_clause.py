"""Citations as the public reads them."""

import pytest

from dengbu.kernel.clause import (
    CIVIL_CODE,
    CPL_INTERPRETATION,
    DEED_TAX_LAW,
    REGULATION,
    RULES,
    Clause,
    exists,
)


@pytest.mark.parametrize(
    ("article", "printed"),
    [
        ("406", "《民法典》第406条"),
        ("395第1款", "《民法典》第395条第1款"),
        ("399(5)", "《民法典》第399条第5项"),
        ("399第5项", "《民法典》第399条第5项"),
        ("395第1款第7项", "《民法典》第395条第1款第7项"),
        ("366-371", "《民法典》第366条至第371条"),
        ("120之一", "《民法典》第120条之一"),
        ("", "《民法典》"),
    ],
)
def test_citation(article: str, printed: str) -> None:
    assert str(Clause("民法典", article)) == str(CIVIL_CODE.of(article)) == printed


def test_number_of_article() -> None:
    assert CIVIL_CODE.of(406) == Clause.of("民法典", 406) == Clause(CIVIL_CODE, "406")


def test_unconfirmed_article_is_never_printed() -> None:
    clause = RULES.of(84, confirmed=False)
    assert str(clause) == f"{clause}" == "《不动产登记暂行条例实施细则》"
    assert clause.article == "84"


def test_titles() -> None:
    assert str(REGULATION.of(22)) == "《不动产登记暂行条例》第22条"
    assert str(DEED_TAX_LAW.of(11)) == "《契税法》第11条"
    assert str(CPL_INTERPRETATION.of(485)) == (
        "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第485条"
    )


@pytest.mark.parametrize(("law", "article"), [("", "1"), ("《民法典》", "1"), ("民法典", "第1条")])
def test_what_is_no_citation(law: str, article: str) -> None:
    with pytest.raises(ValueError, match="law|article"):
        Clause(law, article)


@pytest.mark.parametrize(
    ("clause", "there"),
    [
        (CIVIL_CODE.of(1260), True),
        (CIVIL_CODE.of(1261), False),
        (CIVIL_CODE.of("366-9999"), False),
        (REGULATION.of("22第1项"), True),
        (REGULATION.of(36), False),
        (Clause("某市规定", "9999"), True),  # nobody here knows how long it is
        (CIVIL_CODE.of(), True),
    ],
)
def test_an_article_beyond_the_last_does_not_exist(clause: Clause, there: bool) -> None:
    assert exists(clause) is there
