"""What can be compared: a unit as the slow register sees it, and as Dengbu answers."""

from datetime import datetime

from dengbu.register import api as register
from tests.reference.model import Sheet

BUILDING = register.MortgagedKind.UNDER_CONSTRUCTION


def picture(sheet: Sheet, day: datetime) -> dict[str, object]:
    """What can be compared."""
    title = sheet.title(day)
    queue = sheet.queue(day)
    return {
        "way": title.way if title else None,
        "holders": [(p.name, p.key, s) for p, s in title.holders] if title else [],
        "papers": sorted(title.papers) if title else [],
        "loans": [
            (x.proof, x.banks, x.owners, x.amount, x.banned, x.fixed) for x in sheet.loans_on(day)
        ],
        "seizures": [
            (o.organ, o.document, o is queue.front)
            for o in ([queue.front] if queue.front else []) + queue.waiting
        ],
        "ends": queue.ends if queue.front else None,
        "notices": sorted(n.proof for n in sheet.notices_on(day)),
        "objections": sorted(o.proof for o in sheet.objections_on(day)),
        "stops": sorted((s.organ, s.document) for s in sheet.stops_on(day)),
        "shared": [x.debt is not None for x in sheet.loans_on(day)],
        "dwellings": sorted((x.proof, x.people, x.over(day)) for x in sheet.dwellings_on(day)),
        "ways": sorted((x.proof, x.for_unit, x.over(day)) for x in sheet.ways_on(day)),
        "work": [
            (x.proof, x.people, x.area, x.last_day, x.over(day))
            for x in sheet.works
            if x.covers(day)
        ],
        "kind": title.kind if title else None,
        "about": sheet.about(day),
        "commons": sheet.commons_on(day),
        "became": sheet.became if day >= sheet.became_at else (),
        "void": sheet.void,
        "building": [x.building for x in sheet.loans_on(day)],
    }


def picture_of(state: register.UnitState) -> dict[str, object]:
    """The same of what Dengbu answers."""
    title = state.ownership
    return {
        "way": title.co_ownership if title else None,
        "holders": [(h.party.name, h.party.key, h.share) for h in title.holders] if title else [],
        "papers": sorted(title.certificate_nos) if title else [],
        "loans": [
            (
                m.proof_no,
                m.mortgagees,
                m.mortgagors,
                m.amount,
                m.transfer_restricted,
                m.fixed_amount,
            )
            for m in state.mortgages
        ],
        "seizures": [(s.organ, s.document_no, s.in_force) for s in state.seizures],
        "ends": next((s.ends_at for s in state.seizures if s.in_force), None),
        "notices": sorted(n.proof_no for n in state.notices),
        "objections": sorted(o.proof_no for o in state.objections),
        "stops": sorted((s.organ, s.document_no) for s in state.stops),
        "shared": [m.debt_id is not None for m in state.mortgages],
        "dwellings": sorted((h.proof_no, h.holders, h.lapsed) for h in state.habitations),
        "ways": sorted((e.proof_no, e.dominant_code, e.lapsed) for e in state.easements),
        "work": [(o.proof_no, o.holders, o.area, o.term_to, o.lapsed) for o in state.operations],
        "kind": title.right_type if title else None,
        "about": state.particulars.content if state.particulars else None,
        "commons": sorted(p.content.number for p in state.common_parts),
        "became": state.succeeded_by,
        "void": state.void,
        "building": [m.kind is BUILDING for m in state.mortgages],
    }
