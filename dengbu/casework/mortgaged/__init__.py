"""带押过户 of a case: two banks, seller, buyer and the supervised account confirm on line.

The rules (``casework.rules.mortgaged``) say what follows from what; here it is kept. Every deed is
one transaction under the lock of its case and its transfer, in this order; the entry moves the
transfer in the transaction that books it. Nobody is called: each side reads what it has to do, from
what is kept (decision 38). 《民法典》第406条; 自然资发〔2023〕29号.
"""
