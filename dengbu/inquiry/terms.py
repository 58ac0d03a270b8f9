"""The terms of inquiry, which the catalogue keeps: the names by which they are called here."""

from dengbu.casework.api import terms

About = terms.About
CapacityRule = terms.CapacityRule
Condition = terms.Condition
Facet = terms.Facet
InquiryTerms = terms.InquiryTerms
KindRule = terms.KindRule
Standing = terms.Standing
facets_told = terms.told
