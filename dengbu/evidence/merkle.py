"""The Merkle tree of RFC 6962, part 2.1: pure functions over leaf hashes.

A tree of n leaves is kept as its *frontier*: the roots of the perfect subtrees that n splits into,
largest first. Appending touches only the frontier; the root folds it from the right.
"""

import hashlib
from collections.abc import Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """``SHA-256(0x00 || data)``: 32 bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """``SHA-256(0x01 || left || right)``: 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append(frontier: list[bytes], size: int, leaf: bytes) -> None:
    """Add ``leaf`` as number ``size`` (from 0) to ``frontier``, in place."""
    frontier.append(leaf)
    while size & 1:
        right = frontier.pop()
        frontier.append(node_hash(frontier.pop(), right))
        size >>= 1


def root(frontier: Sequence[bytes]) -> bytes:
    """The tree's head; of no leaves, the hash of nothing."""
    if not frontier:
        return EMPTY_ROOT
    folded = frontier[-1]
    for subtree in reversed(frontier[:-1]):
        folded = node_hash(subtree, folded)
    return folded


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The head of a tree of these leaf hashes."""
    frontier: list[bytes] = []
    for size, leaf in enumerate(leaves):
        append(frontier, size, leaf)
    return root(frontier)


def split(n: int) -> int:
    """The largest power of two smaller than ``n`` (n > 1)."""
    return 1 << (n - 1).bit_length() - 1


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """PATH(m, D[n]): the siblings from leaf ``index`` up to the head."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    path: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + split(high - low)
        if index < middle:
            path.append(root_of(leaves[middle:high]))
            high = middle
        else:
            path.append(root_of(leaves[low:middle]))
            low = middle
    return path[::-1]


def verify_inclusion(
    leaf: bytes, *, index: int, size: int, path: Sequence[bytes], head: bytes
) -> bool:
    """Whether ``leaf`` is number ``index`` in the tree of ``size`` leaves with this ``head``.

    RFC 9162, part 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    node, last, folded = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            folded = node_hash(sibling, folded)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            folded = node_hash(folded, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and folded == head


def verify_consistency(
    *, old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the tree of ``old`` leaves is the beginning of the tree of ``size`` leaves.

    RFC 9162, part 2.1.4.2. A tree of no leaves is the beginning of every tree and needs no path.
    """
    if not 0 <= old <= size:
        return False
    if old in (0, size):
        return not path and (old_root == root if old == size else old_root == EMPTY_ROOT)
    hashes = list(path) if old & (old - 1) else [old_root, *path]
    if not hashes:
        return False
    node, last = old - 1, size - 1
    while node & 1:
        node >>= 1
        last >>= 1
    first = second = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first = node_hash(sibling, first)
            second = node_hash(sibling, second)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            second = node_hash(second, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and first == old_root and second == root
