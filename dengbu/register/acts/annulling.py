"""The act by which an entry itself is undone, on the order of those who may order it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryName:
    """An entry as the history of its unit shows it."""

    unit_code: str
    case_no: str  # 业务号 of the booking that holds the entry
    entry_no: int  # from 0, among the entries of that booking


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnulEntry:
    """撤销登记: an entry is undone by an effective judgment or decision (实施细则 19).

    What the entry opened is void from its beginning (Civil Code 155); what it ended stands again,
    in its old place. Nothing is deleted: both are rows that say so. An entry is named by its case
    and its place there, as the history of the unit shows them. What was registered on several
    units as one (a debt, a division) is undone on all of them; the register finds the others.
    """

    unit_code: str
    case_no: str  # 业务号 of the booking that holds the entry
    entry_no: int  # from 0, among the entries of that booking
    organ: str  # court or authority that ordered it
    document_no: str  # of the judgment or decision
    stays: tuple[EntryName, ...] = ()  # later entries that it leaves standing (Civil Code 311)
    together: tuple[EntryName, ...] = ()  # filled in by the register: undone as one, the last first
    concerns: tuple[str, ...] = ()  # filled in by the register: units without an entry to undo
    subclass: str = ""  # "": 5003 where something stands again, else 4004
    cause: str = "依生效法律文书撤销登记"
