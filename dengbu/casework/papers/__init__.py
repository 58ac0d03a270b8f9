"""Papers that the office prints: certificates and proofs as one-page PDF.

The register decides what they say; this package only draws it, in the national form
(国土资发〔2015〕25号). The place of the seal is left open.
"""
