"""缴费: payment orders of a case, what the treasury (财政非税系统) says of them, refunds, accounts.

Registration fees are non-tax revenue: the office bills, the treasury receives, and only its word
makes an order paid (发改价格规〔2016〕2559号; 政府非税收入管理办法). So every change of an order
comes from the bill of its case, from a message of the treasury that is kept word by word, or from
the end of the case. Decision 29.
"""
