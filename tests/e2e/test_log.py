"""The public log as a passer-by sees it: its state, a comparison that holds, and a fork."""

import pytest
from playwright.sync_api import expect

from dengbu.database.ids import forget_block
from dengbu.evidence import api as evidence
from dengbu.evidence.models import Leaf
from tests.e2e.conftest import Town
from tests.evidence.signing import NOW, OFFICE, signer
from tests.evidence.tlog.log import WITNESS
from tests.site.test_witness import plant_anew

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sequenced() -> None:
    while evidence.sequence(OFFICE, now=lambda: NOW, signers=signer):
        pass


def cosigned() -> None:
    for wanted in evidence.cosignatures_wanted():
        text = wanted.note.partition("\n\n")[0] + "\n"
        evidence.keep_cosignature(wanted, WITNESS.cosign(text, int(NOW.timestamp())), now=NOW)


def test_a_passer_by_compares_a_checkpoint(town: Town) -> None:
    forget_block()
    evidence.add_witness(OFFICE, str(WITNESS.verifier), "http://witness.example", now=NOW)
    sequenced()
    cosigned()
    held = evidence.published(OFFICE) or ""
    anybody = town.visitor()
    anybody.page.goto("/log/")
    size = Leaf.objects.filter(office=OFFICE).count()
    expect(anybody.page.get_by_text(f"第 {size} 条")).to_be_visible()
    expect(anybody.page.get_by_text("没有发现")).to_be_visible()
    anybody.look()

    anybody.page.get_by_role("button", name="比一比").click()
    expect(anybody.page.get_by_text("请把检查点整个贴进来").first).to_be_visible()
    anybody.look()
    anybody.wrong = [w for w in anybody.wrong if "422" not in w]  # the console tells of the answer
    anybody.fill({"note": held})
    anybody.page.get_by_role("button", name="比一比").click()
    expect(anybody.page.get_by_text("是同一本日志")).to_be_visible()
    anybody.look()

    plant_anew()
    anybody.fill({"note": held})
    anybody.page.get_by_role("button", name="比一比").click()
    expect(anybody.page.get_by_text("对不上，有人看到的是另一本")).to_be_visible()
    anybody.page.get_by_text("看那一份检查点").click()
    expect(anybody.page.locator("pre.log-note")).to_contain_text(signer(OFFICE).name)
    anybody.look()
    anybody.leave()
