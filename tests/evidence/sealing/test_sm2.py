"""SM2 by the vector of the standard; strict reading of ASN.1."""

import pytest

from dengbu.evidence.sealing import der, sm2

# GB/T 32918.5-2017, A.2: the example on the recommended curve.
SECRET = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"
X = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
Y = "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
R = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
S = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
MESSAGE = b"message digest"
PUBLIC = bytes.fromhex(X + Y)


def signature(r: int, s: int) -> bytes:
    return der.tlv(der.SEQUENCE, der.integer(r), der.integer(s))


def test_the_example_of_the_standard_verifies() -> None:
    told = signature(int(R, 16), int(S, 16))
    assert sm2.verifies(PUBLIC, MESSAGE, told)
    assert not sm2.verifies(PUBLIC, MESSAGE + b".", told)
    key = sm2.PrivateKey(bytes.fromhex(SECRET), PUBLIC)
    assert sm2.verifies(PUBLIC, MESSAGE, key.sign(MESSAGE))


@pytest.mark.parametrize(
    "told",
    [
        b"",
        signature(0, int(S, 16)),
        signature(int(R, 16), 0),
        signature(int(R, 16) + sm2.ORDER, int(S, 16)),
        signature(int(R, 16), int(S, 16)) + b"\0",
        b"\x30\x80" + signature(int(R, 16), int(S, 16))[2:] + b"\0\0",
        signature(int(S, 16), int(R, 16)),
    ],
)
def test_a_signature_in_another_form_is_none(told: bytes) -> None:
    assert not sm2.verifies(PUBLIC, MESSAGE, told)


@pytest.mark.parametrize("point", [b"", bytes(64), b"\xff" * 64, PUBLIC[:-1], PUBLIC[:-1] + b"\0"])
def test_a_point_off_the_curve_is_no_key(point: bytes) -> None:
    assert not sm2.on_curve(point)
    assert not sm2.verifies(point, MESSAGE, signature(1, 1))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x02",
        b"\x02\x01",
        b"\x02\x81\x01\x00",  # a length in two bytes that needs one
        b"\x02\x84\x00\x00\x00\x01\x00",
        b"\x30\x80\x00\x00",
        b"\x02\x01\x00\x00",
        b"\x1f\x81\x01\x00",
    ],
)
def test_only_the_one_encoding_is_read(data: bytes) -> None:
    with pytest.raises(der.NotDer):
        der.read(data)


@pytest.mark.parametrize("data", [b"\x02\x00", b"\x02\x02\x00\x01", b"\x02\x01\x80"])
def test_numbers_have_one_form(data: bytes) -> None:
    with pytest.raises(der.NotDer):
        der.read(data).number()


@pytest.mark.parametrize("number", [0, 1, 127, 128, 255, 256, 2**64, 2**255])
def test_numbers_are_read_as_written(number: int) -> None:
    assert der.read(der.integer(number)).number() == number


@pytest.mark.parametrize("dotted", ["1.2.156.10197.1.501", "2.5.29.19", "2.999.3", "0.9.1"])
def test_identifiers_are_read_as_written(dotted: str) -> None:
    assert der.read(der.oid(dotted)).dotted() == dotted
