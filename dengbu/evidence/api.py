"""The door of evidence."""

from dengbu.evidence.audit import audit_salts, audit_trees
from dengbu.evidence.documents import StoredDocument, document, store_document
from dengbu.evidence.log import (
    ERASURE,
    InclusionProof,
    NewLeaf,
    erase_salt,
    inclusion_proof,
    leaf_hash_sql,
    leaf_statements,
    offices_waiting,
    salted,
    sequence,
)
from dengbu.evidence.merkle import leaf_hash, verify_inclusion
from dengbu.evidence.queries import LeafView, leaves_of

__all__ = [
    "ERASURE",
    "InclusionProof",
    "LeafView",
    "NewLeaf",
    "StoredDocument",
    "audit_salts",
    "audit_trees",
    "document",
    "erase_salt",
    "inclusion_proof",
    "leaf_hash",
    "leaf_hash_sql",
    "leaf_statements",
    "leaves_of",
    "offices_waiting",
    "salted",
    "sequence",
    "store_document",
    "verify_inclusion",
]
