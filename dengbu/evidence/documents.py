"""Documents by content: the same bytes are kept once, and a name cannot be changed under them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from dengbu.evidence.models import Document


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredDocument:
    """A document as kept."""

    sha256: str  # 64 hexadecimal digits
    media_type: str
    size: int  # bytes


def store_document(
    content: bytes, *, office: str, media_type: str, now: datetime
) -> StoredDocument:
    """Keep ``content`` (once) and say under which name."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        with transaction.atomic():
            Document.objects.get_or_create(
                office=office,
                sha256=digest,
                defaults={
                    "media_type": media_type,
                    "size": len(content),
                    "content": content,
                    "stored_at": now,
                },
            )
    except IntegrityError:  # another process stored the same bytes between look and write
        Document.objects.get(office=office, sha256=digest)
    return StoredDocument(sha256=digest, media_type=media_type, size=len(content))


def document(sha256: str, *, office: str) -> tuple[bytes, str] | None:
    """Content and media type of a document; None if there is no such."""
    row = Document.objects.filter(office=office, sha256=sha256).first()
    return (bytes(row.content), row.media_type) if row else None
