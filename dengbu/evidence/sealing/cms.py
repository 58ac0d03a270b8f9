"""CMS signatures (RFC 5652) of a seal, written by hand from a template.

All signatures of one seal are alike but for the digest, the value and two lengths. pyHanko builds
the first; of the others only what differs is made anew, which takes a tenth of the time.
"""

from collections.abc import Callable
from typing import Any

from asn1crypto import algos, cms
from asn1crypto import x509 as asn1_x509
from pyhanko.sign import signers

from dengbu.evidence.sealing.der import OCTETS, SEQUENCE, SET, tlv

FIRST = 0xA0
DIGEST = "sha256"
DUMMY = bytes(range(0xC0, 0xE0))  # a digest that nothing else in a signature looks like
SHA256 = {"algorithm": DIGEST}


Sign = Callable[[bytes], bytes]
"""ECDSA with SHA-256 by one key, DER."""


class TemplateSigner(signers.Signer):
    """Signs for PDF with one key; whatever else pyHanko may ask of a signer is its own."""

    def __init__(self, sign: Sign, **more: Any) -> None:
        algorithm = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
        super().__init__(signature_mechanism=algorithm, **more)
        self._sign = sign
        self._template: _Template | None = None

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """The value of a signature."""
        return self._sign(data)

    async def async_sign(  # type: ignore[override]  # what is not named goes on as it came
        self, data_digest: bytes, digest_algorithm: str, **more: Any
    ) -> Any:
        """The signature over a digest."""
        if self._template is None:
            first = await super().async_sign(DUMMY, DIGEST, **more)
            self._template = _Template(first)
        return cms.ContentInfo.load(self._template.filled(data_digest, self._sign))


class _Template:
    """The parts of a signature that stay."""

    def __init__(self, first: cms.ContentInfo) -> None:
        signed = first["content"]
        (signer,) = signed["signer_infos"]
        self._type = first["content_type"].dump()
        self._head = b"".join(
            signed[name].dump()
            for name in ("version", "digest_algorithms", "encap_content_info", "certificates")
        )
        self._signer_head = b"".join(
            signer[name].dump() for name in ("version", "sid", "digest_algorithm")
        )
        self._algorithm = signer["signature_algorithm"].dump()
        attributes = signer["signed_attrs"].untag().dump()
        self._before, found, self._after = attributes.partition(DUMMY)
        if not found or DUMMY in self._after:
            raise ValueError("the digest does not stand in the signed attributes once")

    def filled(self, digest: bytes, sign: Sign) -> bytes:
        """The signature over a digest, DER."""
        if len(digest) != len(DUMMY):
            raise ValueError("the digest is not of SHA-256")
        attributes = self._before + digest + self._after  # signed as a SET, kept as [0]
        value = sign(attributes)
        signer = tlv(
            SEQUENCE,
            self._signer_head,
            bytes((FIRST,)) + attributes[1:],
            self._algorithm,
            tlv(OCTETS, value),
        )
        signed = tlv(SEQUENCE, self._head, tlv(SET, signer))
        return tlv(SEQUENCE, self._type, tlv(FIRST, signed))


def rebuilt(
    own: asn1_x509.Certificate,
    authority: asn1_x509.Certificate,
    attributes: cms.CMSAttributes,
    signature: bytes,
) -> bytes:
    """The signature as sealing writes it, from what it covers, its value and its certificates.

    Built another way than by the template: what both give is what is meant.
    """
    signer = {
        "version": "v1",
        "sid": {
            "issuer_and_serial_number": {
                "issuer": own.issuer,
                "serial_number": own.serial_number,
            }
        },
        "digest_algorithm": SHA256,
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signed_attrs": attributes,
        "signature": signature,
    }
    signed = {
        "version": "v1",
        "digest_algorithms": [SHA256],
        "encap_content_info": {"content_type": "data"},
        "certificates": [own, authority],
        "signer_infos": [signer],
    }
    made = cms.ContentInfo({"content_type": "signed_data", "content": signed})
    return bytes(made.dump())
