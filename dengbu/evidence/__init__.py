"""Evidence: an append-only log of what was entered, and documents named by their content.

Every booking leaves one leaf in the same transaction. A sequencer puts committed leaves into a
Merkle tree after RFC 6962 in batches, so bookings never wait for one another. Leaves are salted;
erasing a salt makes the leaf unlinkable to its content without breaking the tree.
"""
