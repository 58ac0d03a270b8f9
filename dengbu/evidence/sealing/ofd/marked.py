"""What the XML of a signed OFD says of its seals (GB/T 33190-2016, 18), read with bounds."""

import base64
import binascii
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# No document type is let through to the parser, so no entity can be declared.
from xml.etree import ElementTree  # noqa: S405 - as said

from dengbu.evidence.sealing.found import NotJudged
from dengbu.evidence.sealing.ofd.package import Package

ROOT = "OFD.xml"
MOST_SEALS = 16
MOST_MARKUP = 1024 * 1024  # bytes of one of these files
MOST_ELEMENTS = 20_000
DEEPEST = 24  # elements within elements: a walk below each of them stays short
FORBIDDEN = b"<!"
HARMLESS = re.compile(rb"<!--|<!\[CDATA\[")  # what begins so, too, and declares nothing


@dataclass(frozen=True, slots=True)
class Listed:
    """A signature that is listed."""

    list: str  # the file that lists it
    file: str  # that describes it
    kind: str  # Seal, or Sign for one without a seal


@dataclass(frozen=True, kw_only=True, slots=True)
class Marked:
    """What a signature says that it covers."""

    covered: tuple[tuple[str, bytes], ...]  # file and digest
    method: str  # of the digests
    seal: str  # file, "" where it is not apart
    value: str  # file with the sealing
    at: str  # as it was written


def listed(package: Package) -> list[Listed]:
    """The signatures of all documents in a package. Raises NotJudged."""
    found: list[Listed] = []
    for body in _named(_parsed(package, ROOT), "DocBody"):
        for place in _named(body, "Signatures"):
            lists = _resolved("", place.text)
            for one in _named(_parsed(package, lists), "Signature"):
                file = _resolved(lists, one.get("BaseLoc"))
                found.append(Listed(lists, file, one.get("Type", "Seal")))
                if len(found) > MOST_SEALS:
                    raise NotJudged(f"more than {MOST_SEALS} signatures")
    return found


def marked(package: Package, file: str) -> Marked:
    """What a signature's file says. Raises NotJudged."""
    root = _parsed(package, file)
    references = next(_named(root, "References"), None)
    if references is None:
        raise NotJudged("a signature that covers nothing")
    covered = []
    for one in _named(references, "Reference"):
        told = next(_named(one, "CheckValue"), None)
        covered.append((_resolved(file, one.get("FileRef")), _unbase64(told)))
    seal = next(_named(root, "Seal"), None)
    place = next(_named(seal, "BaseLoc"), None) if seal is not None else None
    return Marked(
        covered=tuple(covered),
        method=references.get("CheckMethod", ""),
        seal=_resolved(file, place.text) if place is not None else "",
        value=_resolved(file, _text(root, "SignedValue")),
        at=_text(root, "SignatureDateTime"),
    )


def _text(root: ElementTree.Element, name: str) -> str:
    found = next(_named(root, name), None)
    return (found.text or "").strip() if found is not None else ""


def _unbase64(found: ElementTree.Element | None) -> bytes:
    told = "".join((found.text or "").split()) if found is not None else ""
    try:
        return base64.b64decode(told, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotJudged("a digest that cannot be read") from error


def _named(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """All below with a name, in whatever space: makers differ."""
    return (
        one for one in root.iter() if str(one.tag).rpartition("}")[2] == name and one is not root
    )


class _Bounded(ElementTree.TreeBuilder):
    """Builds a tree of few elements that does not go deep; ValueError for any other."""

    def __init__(self) -> None:
        super().__init__()
        self._left, self._depth = MOST_ELEMENTS, 0

    def start(self, tag: str, attrs: dict[Any, Any], /) -> ElementTree.Element:
        """One more element, one deeper."""
        self._left, self._depth = self._left - 1, self._depth + 1
        if self._left < 0 or self._depth > DEEPEST:
            raise ValueError("too many elements, or too deep")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ElementTree.Element:
        """One up."""
        self._depth -= 1
        return super().end(tag)


def _parsed(package: Package, name: str) -> ElementTree.Element:
    data = package.read(name)
    if len(data) > MOST_MARKUP:
        raise NotJudged(f"{name} is too large")
    try:
        data.decode("utf-8")
        if FORBIDDEN in HARMLESS.sub(b"", data) or b"\0" in data:
            raise NotJudged(f"{name} declares a document type")
        parser = ElementTree.XMLParser(target=_Bounded())  # noqa: S314 - see above
        parser.feed(data)
        root: ElementTree.Element = parser.close()
        return root
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError, LookupError) as error:
        raise NotJudged(f"{name} cannot be read") from error


def _resolved(base: str, place: str | None) -> str:
    told = (place or "").strip().replace("\\", "/")
    whole = told if told.startswith("/") else posixpath.join("/", posixpath.dirname(base), told)
    return posixpath.normpath(whole).lstrip("/")
