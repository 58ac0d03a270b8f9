"""The door of inquiry."""

from dengbu.inquiry import showing
from dengbu.inquiry.asking import ask
from dengbu.inquiry.attesting import ATTESTED, audit_leaves, content_of
from dengbu.inquiry.intake import AGENT_PAPERS, LONGEST_PURPOSE, MOST_PEOPLE
from dengbu.inquiry.numbers import read_inquiry_no, show_inquiry_no
from dengbu.inquiry.paper import inquiry_pages, inquiry_pdf
from dengbu.inquiry.queries import asked_about, check, inquiry, log, mine, told_of
from dengbu.inquiry.values import (
    Checked,
    Copied,
    Drawing,
    InquiryLine,
    InquiryView,
    Part,
    Person,
    Question,
    Refusal,
    Row,
)

__all__ = [
    "AGENT_PAPERS",
    "ATTESTED",
    "LONGEST_PURPOSE",
    "MOST_PEOPLE",
    "Checked",
    "Copied",
    "Drawing",
    "InquiryLine",
    "InquiryView",
    "Part",
    "Person",
    "Question",
    "Refusal",
    "Row",
    "ask",
    "asked_about",
    "audit_leaves",
    "check",
    "content_of",
    "inquiry",
    "inquiry_pages",
    "inquiry_pdf",
    "log",
    "mine",
    "read_inquiry_no",
    "show_inquiry_no",
    "showing",
    "told_of",
]
