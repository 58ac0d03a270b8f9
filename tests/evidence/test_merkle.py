"""The tree is the tree of RFC 6962: its known vectors, and proofs that cannot be forged."""

from hypothesis import given
from hypothesis import strategies as st

from dengbu.evidence import merkle

# Inputs, heads and one path as published with the certificate-transparency reference code.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
HEADS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
FIRST_OF_EIGHT = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)
LEAVES = [merkle.leaf_hash(data) for data in INPUTS]

hashes = st.binary(min_size=32, max_size=32)
trees = st.lists(hashes, min_size=1, max_size=70)


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH(D[n]) word by word as RFC 6962, part 2.1 defines it."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else merkle.EMPTY_ROOT
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return merkle.node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


def test_the_published_heads() -> None:
    assert merkle.root([]).hex() == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
    for size, head in enumerate(HEADS, start=1):
        assert merkle.root_of(LEAVES[:size]).hex() == head


def test_the_published_path() -> None:
    assert [step.hex() for step in merkle.inclusion_path(LEAVES, 0)] == list(FIRST_OF_EIGHT)


@given(trees)
def test_the_frontier_gives_the_head_of_the_definition(leaves: list[bytes]) -> None:
    assert merkle.root_of(leaves) == by_definition(leaves)


@given(trees)
def test_the_frontier_has_one_root_for_each_bit_of_the_size(leaves: list[bytes]) -> None:
    frontier: list[bytes] = []
    for size, leaf in enumerate(leaves):
        merkle.append(frontier, size, leaf)
        assert len(frontier) == (size + 1).bit_count()


@given(trees, st.data())
def test_every_leaf_is_proved(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = merkle.inclusion_path(leaves, index)
    assert len(path) <= len(leaves).bit_length()
    assert merkle.verify_inclusion(
        leaves[index], index=index, size=len(leaves), path=path, head=by_definition(leaves)
    )


@given(st.lists(hashes, min_size=2, max_size=70, unique=True), st.data())
def test_nothing_forged_is_proved(leaves: list[bytes], data: st.DataObject) -> None:
    size, head = len(leaves), merkle.root_of(leaves)
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion_path(leaves, index)

    def holds(leaf: bytes, place: int, way: list[bytes], top: bytes = head) -> bool:
        return merkle.verify_inclusion(leaf, index=place, size=size, path=way, head=top)

    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index))
    assert not holds(leaves[other], index, path)  # another leaf
    assert not holds(leaves[index], other, path)  # another place
    assert not holds(leaves[index], index, path, merkle.node_hash(head, head))  # another head
    assert not holds(leaves[index], index, path[:-1])
    assert not holds(leaves[index], index, [*path, head])
    step = data.draw(st.integers(0, len(path) - 1))
    bit = data.draw(st.integers(0, 255))
    flipped = bytearray(path[step])
    flipped[bit // 8] ^= 1 << bit % 8
    assert not holds(leaves[index], index, [*path[:step], bytes(flipped), *path[step + 1 :]])


@given(trees, hashes)
def test_no_place_outside_the_tree_is_proved(leaves: list[bytes], leaf: bytes) -> None:
    size, head = len(leaves), merkle.root_of(leaves)
    for index in (-1, size, size + 1):
        assert not merkle.verify_inclusion(leaf, index=index, size=size, path=[], head=head)
    assert not merkle.verify_inclusion(leaf, index=0, size=0, path=[], head=merkle.EMPTY_ROOT)


def test_a_node_cannot_pass_for_a_leaf() -> None:
    """Leaves and nodes hash under different first bytes (second preimages, RFC 6962 part 2.1)."""
    left, right = LEAVES[:2]
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)
