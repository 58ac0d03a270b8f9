"""From typed fields to a request of casework: amounts, days and shares read, uploads kept.

Every text that cannot be read is a fault at its field; what it means is casework's to judge.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.kernel.chinese import fold, normalise_code
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.kernel.money import yuan
from dengbu.kernel.share import parse_share
from dengbu.web.window.typed import (
    ORGANISATION_PAPERS,
    ORGANISATION_ROLES,
    Typed,
    is_blank,
    known_people,
    rows_of,
)

Value = TypeVar("Value")


class Upload(Protocol):
    """A file as it came with a form."""

    name: str | None
    content_type: str | None

    @property
    def size(self) -> int | None:
        """Bytes."""

    def read(self) -> bytes:
        """All of its bytes."""


UPLOADED = casework.MaterialSource.UPLOAD.value


def keep_uploads(
    files: Mapping[str, Upload], typed: Typed, *, office: str, now: datetime
) -> FaultList:
    """Keep each file that came, and write what it became into the fields; faults for the rest.

    Kept at once, so that another error of the form does not cost the clerk the scan.
    """
    faults = FaultList()
    for name, file in files.items():
        path = name.removesuffix(".file")
        if path == name or not path.startswith("materials."):
            continue
        if not casework.check_size(file.size or 0, file.name or "", faults, field=path):
            continue
        with faults.catch():
            kept = casework.add_material(
                file.read(),
                office=office,
                media_type=file.content_type or "",
                name=file.name or "",
                now=now,
                field=path,
            )
            typed[path] = UPLOADED
            typed[f"{path}.sha256"] = kept.sha256
            typed[f"{path}.media_type"] = kept.media_type
            typed[f"{path}.name"] = kept.name
    return faults


def read(typed: Mapping[str, str], draft: casework.Draft) -> tuple[casework.CaseRequest, FaultList]:
    """The request that the fields make, and every field that cannot be read.

    Raises `Faults` STATE_CHANGED when a person of the register is no longer there.
    """
    faults = FaultList()
    request = casework.CaseRequest(
        service=draft.service.code,
        unit_code=draft.unit_code,
        channel=casework.Channel.WINDOW.value,
        submission_key=typed.get("submission_key", "")[:64],
        parties=_parties(typed, draft, faults),
        co_ownership=typed.get("co_ownership", draft.request.co_ownership),
        separate_certificates=_ticked(typed, "separate_certificates"),
        price=_read(typed, "price", yuan, faults),
        tax_cleared=_answer(typed, "tax_cleared"),
        tax_note=typed.get("tax_note", "").strip(),
        objection_risk_accepted=_ticked(typed, "objection_risk_accepted"),
        inputs=_inputs(draft, typed, faults),
        more_units=tuple(normalise_code(c) for c in typed.get("more_units", "").split()),
        materials=_materials(typed, draft),
        delivery=typed.get("delivery", "") or "ELECTRONIC",
        small_enterprise=_ticked(typed, "small_enterprise"),
    )
    return request, faults


def merged(
    unread: FaultList, judged: tuple[Fault, ...], asked: casework.CaseRequest, typed: Typed
) -> tuple[Fault, ...]:
    """All faults of a form at its fields, each once: what cannot be read is not also missing."""
    known = {fault.field for fault in unread}
    codes = [paper.code for paper in asked.materials]
    unnamed = _unnamed_banks(typed)
    found = [*unread.faults]
    for fault in judged:
        row, _, name = fault.field.rpartition(".")
        if row in unnamed and name in ("name", "id_no"):
            continue
        path = _paper_path(fault.field, codes)
        if not path or path not in known:
            found.append(replace(fault, field=path))
    said = "请选是哪家银行，不在名单里就写名称和代码"
    code = FaultCode.REQUIRED
    found += [Fault(code=code, message=said, field=f"{path}.bank") for path in unnamed]
    return tuple(found)


def _unnamed_banks(typed: Typed) -> list[str]:
    rows = enumerate(rows_of(typed))
    return [f"parties.{i}" for i, r in rows if r.get("role") in ORGANISATION_ROLES and is_blank(r)]


def _paper_path(field: str, codes: list[str]) -> str:
    """`materials.3.source` as the path of its row in the form, `materials.ct`."""
    parts = field.split(".")
    if parts[0] == "materials" and len(parts) > 1 and parts[1].isdecimal():
        index = int(parts[1])
        return f"materials.{codes[index]}" if index < len(codes) else field
    return field


def _parties(
    typed: Mapping[str, str], draft: casework.Draft, faults: FaultList
) -> tuple[casework.PartyInput, ...]:
    known = known_people(draft)
    read_rows = []
    for index, row in enumerate(rows_of(typed)):
        at = f"parties.{index}"
        if row.get("known"):
            party = known.get((row.get("role", ""), row["known"]))
            if party is None:
                said = "登记簿上的人刚刚变了，请核对后再交"
                raise Faults(Fault(code=FaultCode.STATE_CHANGED, message=said, field="parties"))
            party = _renamed(party, row, draft.service)
        else:
            party = _typed_party(row)
        read_rows.append(_completed(party, row, at, faults))
    return tuple(read_rows)


def _renamed(
    party: casework.PartyInput, row: Mapping[str, str], service: casework.ServiceView
) -> casework.PartyInput:
    """Somebody of the register under the new name or number, where that is what changes."""
    if not service.renames(party.role):
        return party
    name, number = row.get("name", "").strip(), row.get("id_no", "").strip()
    return replace(party, name=name or party.name, id_no=number or party.id_no)


def _typed_party(row: Mapping[str, str]) -> casework.PartyInput:
    bank = accounts.organisation(row["bank"]) if row.get("bank") else None
    if bank is not None:
        return casework.PartyInput(
            role=row.get("role", ""),
            name=bank.name,
            id_type="8",
            id_no=bank.credit_code,
            party_type="2",
        )
    id_type, name = row.get("id_type", "") or "1", row.get("name", "").strip()
    id_no = row.get("id_no", "").strip()
    organised = id_type in ORGANISATION_PAPERS
    if organised and name and not id_no:
        id_no = _credit_code(name)
    return casework.PartyInput(
        role=row.get("role", ""),
        name=name,
        id_type=id_type,
        id_no=id_no,
        party_type="2" if organised else "1",
    )


def _completed(
    party: casework.PartyInput, row: Mapping[str, str], at: str, faults: FaultList
) -> casework.PartyInput:
    return replace(
        party,
        share=_read(row, "share", parse_share, faults, under=at) if "share" in row else party.share,
        agreed=_ticked(row, "agreed"),
        phone=row.get("phone", "").strip() or party.phone,
        guardian_name=row.get("guardian_name", "").strip(),
        guardian_id_no=row.get("guardian_id_no", "").strip(),
        guardian_promise=_ticked(row, "guardian_promise"),
    )


def banks() -> tuple[accounts.OrganisationView, ...]:
    """Banks that are known here, whose credit code nobody needs to type."""
    return accounts.organisations(accounts.OrganisationKind.BANK)


def _credit_code(name: str) -> str:
    return next((b.credit_code for b in banks() if fold(b.name) == fold(name)), "")


def _inputs(
    draft: casework.Draft, typed: Mapping[str, str], faults: FaultList
) -> dict[str, casework.Input]:
    """What was typed for each act, and what the service fixes or the register knows beside it."""
    asked = (*draft.service.fields, *draft.service.optional)
    read: dict[str, casework.Input] = {}
    for slot, known in draft.request.inputs.items():
        found = casework.read_input(type(known), typed, slot, faults)
        unasked = {
            name: getattr(known, name)
            for name in casework.fields_of(type(known))
            if f"{slot}.{name}" not in asked and f"{slot}.{name}" not in typed
        }
        read[slot] = replace(found, **unasked)
    return read


def _materials(
    typed: Mapping[str, str], draft: casework.Draft
) -> tuple[casework.MaterialInput, ...]:
    return tuple(
        casework.MaterialInput(
            code=rule.code,
            source=typed[f"materials.{rule.code}"],
            sha256=typed.get(f"materials.{rule.code}.sha256", ""),
            media_type=typed.get(f"materials.{rule.code}.media_type", ""),
            signed=_promised(typed, f"materials.{rule.code}"),
        )
        for rule in draft.service.materials
        if typed.get(f"materials.{rule.code}", "") not in ("", *casework.NOT_BY_HAND)
    )


def _read(
    typed: Mapping[str, str],
    name: str,
    reader: Callable[..., Value],
    faults: FaultList,
    *,
    under: str = "",
) -> Value | None:
    text = typed.get(name, "")
    if not text.strip():
        return None
    with faults.catch(under):
        return reader(text, field=name)
    return None


def _promised(typed: Mapping[str, str], path: str) -> bool:
    return typed[path] == casework.MaterialSource.PROMISE and _ticked(typed, f"{path}.signed")


def _ticked(typed: Mapping[str, str], name: str) -> bool:
    return typed.get(name) == "1"


def _answer(typed: Mapping[str, str], name: str) -> bool | None:
    return {"yes": True, "no": False}.get(typed.get(name, ""))
