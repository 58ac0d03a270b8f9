"""Authorities and the seals that they certify, as X.509 (RFC 5280) with P-256 keys.

A real office has its seal from an authority outside; the one made here is for demonstrations and
tests, and says so in its name.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dengbu.evidence.sealing.token import SCHEME, Address, TokenKey

AUTHORITY_DAYS, SEAL_DAYS = 3653, 1096
PEM = serialization.Encoding.PEM
DER = serialization.Encoding.DER
PLAIN = serialization.NoEncryption()
PKCS8 = serialization.PrivateFormat.PKCS8
MARGIN = timedelta(minutes=5)  # clocks of those who check may be behind


ECDSA = ec.ECDSA(hashes.SHA256())
BEGIN = "-----BEGIN"


class BadSeal(Exception):
    """A seal that cannot be read, or does not fit its authority."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A key with its certificate and that of the authority which made it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | TokenKey
    authority: x509.Certificate

    def sign(self, data: bytes) -> bytes:
        """ECDSA with SHA-256, DER. Raises TokenError for a key in a token that does not answer."""
        if isinstance(self.key, TokenKey):
            return self.key.sign(data)
        return self.key.sign(data, ECDSA)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, 64 hexadecimal digits."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def name(self) -> str:
        """Whose it is."""
        return common_name(self.certificate)

    @property
    def ends(self) -> datetime:
        """The last moment of its certificate."""
        return self.certificate.not_valid_after_utc

    def pem(self) -> str:
        """Key, certificate and authority, as one text; not to be shown to anybody.

        Raises BadSeal for a key that is in a token, which gives it to nobody.
        """
        if isinstance(self.key, TokenKey):
            raise BadSeal("a key in a token cannot be written out")
        parts = (
            self.key.private_bytes(PEM, PKCS8, PLAIN),
            self.certificate.public_bytes(PEM),
            self.authority.public_bytes(PEM),
        )
        return b"".join(parts).decode()


def common_name(certificate: x509.Certificate) -> str:
    """The name in a certificate, "" for none."""
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def read_seal(text: str, *, certifies: bool = False) -> Seal:
    """A seal from its PEM: key, certificate, authority, in this order. Raises BadSeal.

    In place of the key there may be the address of one in a token (`sealing.token`). ``certifies``:
    an authority is read, which seals nothing itself.
    """
    try:
        key = _key(text)
        own, authority, *_ = x509.load_pem_x509_certificates(text.encode())
        own.verify_directly_issued_by(authority)
        seal = Seal(own, key, authority)
        public = own.public_key()
        if not isinstance(public, ec.EllipticCurvePublicKey):
            raise BadSeal("not a key of an elliptic curve")
        public.verify(seal.sign(b""), b"", ECDSA)
        if not certifies and not _commits(own):
            raise BadSeal("its certificate is not for signing papers: no usage nonRepudiation")
    except InvalidSignature as error:
        raise BadSeal("the key is not that of the certificate") from error
    except BadSeal:
        raise
    except Exception as error:
        raise BadSeal(f"the seal cannot be read: {type(error).__name__}") from error
    return seal


def _commits(certificate: x509.Certificate) -> bool:
    """Whether readers of PDF, ours too, will take what its key signs for a seal."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return usage.content_commitment


def _key(text: str) -> ec.EllipticCurvePrivateKey | TokenKey:
    if text.lstrip().startswith(SCHEME):
        return TokenKey(Address.parse(text.partition(BEGIN)[0]))
    key = serialization.load_pem_private_key(text.encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise BadSeal("not a key of an elliptic curve")
    return key


def new_authority(name: str, *, now: datetime) -> Seal:
    """An authority of its own, which certifies itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = _certificate(name, name, key.public_key(), key, now=now, days=AUTHORITY_DAYS, ca=True)
    return Seal(made, key, made)


def new_seal(authority: Seal, name: str, *, now: datetime) -> Seal:
    """A seal in the name of an office, certified by an authority of `new_authority`."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = certified(authority, name, key.public_key(), now=now)
    return Seal(made, key, authority.certificate)


def certified(
    authority: Seal, name: str, public: ec.EllipticCurvePublicKey, *, now: datetime
) -> x509.Certificate:
    """The certificate of a key that somebody else made, or that is in a token."""
    if isinstance(authority.key, TokenKey):
        raise BadSeal("an authority with its key in a token is asked by its own means")
    return _certificate(
        name, authority.name, public, authority.key, now=now, days=SEAL_DAYS, ca=False
    )


def _certificate(
    name: str,
    issuer: str,
    public: ec.EllipticCurvePublicKey,
    key: ec.EllipticCurvePrivateKey,
    *,
    now: datetime,
    days: int,
    ca: bool,
) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - MARGIN)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=0 if ca else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
        .sign(key, hashes.SHA256())
    )


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )
