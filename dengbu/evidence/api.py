"""The door of evidence."""

from dengbu.evidence.audit import audit_salts, audit_trees
from dengbu.evidence.carrying import write_placed
from dengbu.evidence.documents import StoredDocument, document, store_document
from dengbu.evidence.log import (
    ERASURE,
    InclusionProof,
    NewLeaf,
    Order,
    erase_salt,
    inclusion_proof,
    leaf_hash_sql,
    leaf_statements,
    offices_waiting,
    salted,
    sequence,
)
from dengbu.evidence.merkle import leaf_hash, verify_inclusion
from dengbu.evidence.queries import (
    LeafView,
    beginning_digest,
    digests,
    heads_of,
    leaves_of,
    placed,
    tree_sizes,
)

__all__ = [
    "ERASURE",
    "InclusionProof",
    "LeafView",
    "NewLeaf",
    "Order",
    "StoredDocument",
    "audit_salts",
    "audit_trees",
    "beginning_digest",
    "digests",
    "document",
    "erase_salt",
    "heads_of",
    "inclusion_proof",
    "leaf_hash",
    "leaf_hash_sql",
    "leaf_statements",
    "leaves_of",
    "offices_waiting",
    "placed",
    "salted",
    "sequence",
    "store_document",
    "tree_sizes",
    "verify_inclusion",
    "write_placed",
]
