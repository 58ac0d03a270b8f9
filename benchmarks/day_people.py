"""What a clerk and an examiner do at their pages, for ``day_at_the_office``."""

import random
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from benchmarks.browsing import Browser, Forms
from benchmarks.ground import BANK, OFFICE, newcomer
from dengbu.cadastre import api as cadastre
from dengbu.casework import api as casework
from dengbu.register import api as register

NUMBER = re.compile(r"/(?:receipts|cases)/(\d{20})")
QUEUED = re.compile(r"/office/cases/(\d{20})")
RETURNED, REFUSED = 30, 100  # one in so many
TAX_LATER = 10  # one sale in so many is received before its tax is paid
LOAN = {
    "mortgage.amount": "740000",
    "mortgage.contract_no": "巴陵借字2026-0318",
    "mortgage.debt_from": "2026-12-01",
    "mortgage.debt_to": "2056-11-30",
    "mortgage.restricted": "no",
}
SALE = {"price": "1060000"}
OFFICERS = {
    "seizure.officer": "执行员甲",
    "seizure.officer_no": "湘F0101",
    "seizure.second_officer": "执行员乙",
    "seizure.second_officer_no": "湘F0102",
    "materials.of": "ORIGINAL",
}
WANTED = {
    "G10": SALE,
    "C07": {**SALE, **LOAN},
    "C09": {**SALE, **LOAN},
    "G39": LOAN,
    "G23": {"right.basis": "户籍证明2026-1"},
    "G48": {"seizure.organ": "岳阳楼区人民法院", "seizure.term_days": "1095", **OFFICERS},
}
COURT = {"name": "岳阳楼区人民法院", "id_type": "99"}
NEW = frozenset({"BUYER"})
BANKS = frozenset({"MORTGAGEE", "NEW_MORTGAGEE"})


class Otherwise(Exception):
    """A page did not say what it should."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Errand:
    """What somebody comes for."""

    service: str
    unit: str


class Clerk:
    """At the window."""

    def __init__(self, browser: Browser, *, later: deque[str], filed: list[str]) -> None:
        self._browser, self._later, self._filed = browser, later, filed
        self._count = 0

    def file(self, errand: Errand) -> None:
        """From the search to the receipt."""
        unit = cadastre.unit(errand.unit)
        if unit is None:
            raise Otherwise(f"no unit {errand.unit}")
        self._browser.get(f"/window/?{urlencode({'q': unit.address})}", "window search")
        asked = urlencode({"unit": errand.unit, "service": errand.service})
        page = self._browser.get(f"/window/?{asked}", "window form")
        form = Forms(page.text).of("request-form")
        if form is None:
            raise Otherwise(f"{errand.service} is not offered for {errand.unit}")
        self._count += 1
        fields = self._filled(errand.service, form[1])
        answer = self._browser.post(f"/window/?{asked}", fields, "window send")
        number = NUMBER.search(answer.headers.get("location", ""))
        if number is None:
            raise Otherwise(f"{errand.service}: {_told(answer.text)}")
        self._filed.append(number[1])
        self._browser.get(answer.headers["location"], "window receipt")
        if fields.get("tax_cleared") == "no":
            self._later.append(number[1])

    def settle_one(self) -> None:
        """Note the tax of a case, or hand in its supplement."""
        if not self._later:
            return
        number = self._later.popleft()
        page = self._browser.get(f"/window/cases/{number}", "window case")
        forms = Forms(page.text)
        if (tax := forms.of("/tax")) is not None:
            fields = {**tax[1], "tax_note": "完税证明43240612"}
            self._sent(tax[0], fields, "window tax")
        elif (supplement := forms.of("/supplement")) is not None:
            fields = dict(supplement[1])
            for name in re.findall(r'name="(items\.\d+\.done|signed)"', page.text):
                fields[name] = "1"
            self._sent(supplement[0], fields, "window supplement")

    def leave(self) -> None:
        """Close the browser."""
        self._browser.close()

    def _sent(self, path: str, fields: Mapping[str, str], kind: str) -> None:
        answer = self._browser.post(path, fields, kind)
        if not answer.is_redirect:
            raise Otherwise(f"{kind}: {_told(answer.text)}")

    def _filled(self, service: str, form: Mapping[str, str]) -> dict[str, str]:
        """The form as a clerk fills it in."""
        fields = {**form, **WANTED[service]}
        for name, role in form.items():
            if name.endswith(".role"):
                fields |= _party(name.removesuffix(".role"), role, form)
        if service == "G23":
            row = next(n for n, role in form.items() if n.endswith(".role") and role == "OWNER")
            fields[f"{row.removesuffix('.role')}.name"] = "周新名"
        if service == "G48":
            now = datetime.now(UTC).astimezone()
            fields["seizure.document_no"] = f"（2026）湘0602执{self._count}-{id(self) % 9973}号"
            fields["seizure.delivered_at"] = f"{now:%Y-%m-%d %H:%M:%S}"
        if "price" in fields:
            later = self._count % TAX_LATER == 0
            fields["tax_cleared"] = "no" if later else "yes"
            fields["tax_note"] = "" if later else "完税证明43240612"
        for rule in _papers(service):
            fields[f"materials.{rule.code}"] = "ORIGINAL"
        return fields


class Examiner:
    """At the desk."""

    def __init__(self, browser: Browser, *, later: deque[str], seed: int) -> None:
        self._browser, self._later = browser, later
        self._rng = random.Random(seed)

    def take_next(self) -> bool:
        """Open the first case whose clock runs and decide it; False when there is none."""
        page = self._browser.get("/office/", "office queue")
        for link in Forms(page.text).links:
            number = QUEUED.search(link)
            if number is None:
                continue
            found = self._browser.get(f"/office/cases/{number[1]}", "office case")
            form = Forms(found.text).of("decide")
            if form is None or "暂停计时" in found.text.partition("</h1>")[2][:3000]:
                continue
            self._decide(number[1], *form)
            return True
        return False

    def _decide(self, number: str, action: str, form: dict[str, str]) -> None:
        fields, drawn = {**form, "do": "approve"}, self._rng.randrange(RETURNED * REFUSED)
        if drawn % RETURNED == 0:
            fields |= {"do": "return", "items": "婚姻状况：请当面说明"}
        elif drawn % REFUSED == 1:
            fields |= {"do": "refuse", "reason": "合同不是本人签的", "clause": "other"}
            fields |= {"clause_text": "《民法典》第209条", "remedy": casework.APPEAL}
        answer = self._browser.post(action, fields, f"office {fields['do']}")
        if not answer.is_redirect:
            raise Otherwise(f"{fields['do']}: {_told(answer.text)}")
        if fields["do"] == "return":  # now, and not before: a clerk may be there in an instant
            self._later.append(number)

    def leave(self) -> None:
        """Close the browser."""
        self._browser.close()


def _party(path: str, role: str, form: Mapping[str, str]) -> dict[str, str]:
    said = {f"{path}.agreed": "1"}
    if role in NEW:
        who: register.PartyRef = newcomer()
        said |= {f"{path}.name": who.name, f"{path}.id_type": "1", f"{path}.id_no": who.id_no}
    elif role in BANKS:
        said[f"{path}.bank"] = BANK.id_no
    elif role == "AUTHORITY":
        said |= {f"{path}.{name}": text for name, text in COURT.items()}
        said[f"{path}.id_no"] = "法协2026-77"
    return said


def _papers(service: str) -> list[casework.MaterialRule]:
    found = casework.service(service, office=OFFICE, now=datetime.now(UTC)).materials
    return [r for r in found if r.required and "REGISTER" not in r.sources]


def _told(page: str) -> str:
    """What a page says is wrong."""
    text = re.sub(r"<[^>]+>", " ", page.partition('id="told"')[2][:3000] or page[-1500:])
    return " ".join(text.split())[:160]
