"""Electronic seals of offices: who may seal, sealed PDF, and judging what others show.

PAdES (ETSI EN 319 142-1) by pyHanko, with P-256 and SHA-256; the rules of a seal's life (made,
rotated, revoked, valid when it was used) are ours. 《电子签名法》第13、14条: a reliable electronic
signature has the force of a seal on paper.
"""
