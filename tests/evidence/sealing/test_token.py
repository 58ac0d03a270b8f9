"""A seal whose key is in a token: SoftHSM in the place of hardware, and a third party's verdict."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import pkcs11
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11.util.ec import decode_ecdsa_signature, encode_named_curve_parameters

from dengbu.evidence.sealing.authority import (
    PEM,
    BadSeal,
    Seal,
    certified,
    new_authority,
    new_seal,
    read_seal,
)
from dengbu.evidence.sealing.pdf import judge_pdf, seal_pdf
from dengbu.evidence.sealing.token import Address, TokenError, TokenKey
from tests.evidence.sealing.test_pdf import NAME, page

NOW = datetime.now(UTC)
TOKEN, LABEL, PIN = "office", "seal", "1234"
PLACES = ("/usr/lib/softhsm", "/usr/lib/x86_64-linux-gnu/softhsm", "/usr/lib64/pkcs11")
MODULES = [Path(place) / "libsofthsm2.so" for place in PLACES]
MODULE = next((str(module) for module in MODULES if module.exists()), "")
PDFSIG, SOFTHSM = which("pdfsig"), which("softhsm2-util")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A token with a key in it, and where that is."""
    if SOFTHSM is None:
        pytest.skip("no SoftHSM on this machine")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "pin").write_text(PIN)
    (folder / "conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SOFTHSM2_CONF", str(folder / "conf"))
        made = [SOFTHSM, "--init-token", "--free", "--label", TOKEN, "--so-pin", "5678"]
        subprocess.run([*made, "--pin", PIN], check=True, capture_output=True, timeout=20)
        library = pkcs11.lib(MODULE)
        with library.get_token(token_label=TOKEN).open(rw=True, user_pin=PIN) as session:
            parameters = session.create_domain_parameters(
                pkcs11.KeyType.EC,
                {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")},
                local=True,
            )
            parameters.generate_keypair(store=True, label=LABEL)
    query = f"module-path={MODULE}&pin-source=file:{folder / 'pin'}"
    return f"pkcs11:token={TOKEN};object={LABEL}?{query}"


def public_of(key: TokenKey, address: str) -> ec.EllipticCurvePublicKey:
    told = Address.parse(address)
    session = pkcs11.lib(told.module).get_token(token_label=told.token).open()
    found = session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=told.label)
    point = bytes(found[pkcs11.Attribute.EC_POINT])[2:]  # an octet string in DER
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


@pytest.fixture(scope="module")
def seal(address: str) -> Seal:
    authority = new_authority("演示根", now=NOW)
    key = TokenKey(Address.parse(address))
    own = certified(authority, NAME, public_of(key, address), now=NOW)
    told = own.public_bytes(PEM) + authority.certificate.public_bytes(PEM)
    return read_seal(f"{address}\n{told.decode()}")


def test_a_page_is_sealed_with_the_key_of_a_token(seal: Seal) -> None:
    for _ in range(2):  # by pyHanko, and from the template
        content = seal_pdf(page(), seal, reason="颁发证书")
        (found,) = judge_pdf(content, authorities=[seal.authority], now=NOW)
        assert found.good


def test_a_key_in_a_token_cannot_be_written_out(seal: Seal) -> None:
    with pytest.raises(BadSeal, match="token"):
        seal.pem()


def test_a_session_that_was_lost_is_opened_again(address: str) -> None:
    key = TokenKey(Address.parse(address))
    assert decode_ecdsa_signature(key.sign(b"a"))
    opened = key._opened
    assert opened is not None
    opened[1].session.close()
    public_of(key, address).verify(key.sign(b"b"), b"b", ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    "wrong", [("token=office", "token=other"), ("object=seal", "object=none"), ("/pin", "/none")]
)
def test_a_token_that_does_not_answer_is_an_error(address: str, wrong: tuple[str, str]) -> None:
    with pytest.raises(TokenError):
        TokenKey(Address.parse(address.replace(*wrong))).sign(b"a")


def test_an_address_that_does_not_say_where_is_none() -> None:
    with pytest.raises(TokenError, match="module-path"):
        Address.parse("pkcs11:token=office;object=seal")


def test_pdfsig_agrees(tmp_path: Path) -> None:
    if PDFSIG is None:
        pytest.skip("no pdfsig on this machine")
    own = new_seal(new_authority("演示根", now=NOW), NAME, now=NOW)
    file = tmp_path / "a.pdf"
    file.write_bytes(seal_pdf(page(), own, reason="颁发证书", attachments={"a.txt": b"proof"}))
    said = subprocess.run(
        [PDFSIG, "-nocert", str(file)], capture_output=True, text=True, check=True, timeout=20
    ).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert NAME in said
