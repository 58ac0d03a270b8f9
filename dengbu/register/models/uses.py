"""Rights to use what another owns (用益物权): habitation and easement."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dengbu.database.models import OfficeModel
from dengbu.register.models.entries import Page, Party
from dengbu.register.models.interests import Interest, Restorable


class Habitation(Restorable):
    """居住权 (Civil Code 366 to 371): ends with its term or the holder's death."""

    source = models.CharField(max_length=1)  # C contract, W will, J judgment
    scope = models.CharField(max_length=400)  # 居住的条件和要求
    may_let = models.BooleanField()  # otherwise the dwelling is not let (369)
    term_to = models.DateField(null=True)  # last day; None: for life

    class Meta(Interest.Meta):
        abstract = False


class HabitationParty(OfficeModel):
    """Holder or grantor of a right of habitation."""

    habitation = models.ForeignKey(
        Habitation, on_delete=models.PROTECT, related_name="parties", db_index=False
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=1)  # H holder, G grantor
    seq = models.SmallIntegerField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["habitation", "role", "party"], name="register_habitation_party_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["H", "G"]), name="register_habitation_party_role"
            ),
        ]


class Easement(Restorable):
    """地役权 (Civil Code 372 to 385): ``page`` serves (供役地), ``dominant`` gains (需役地)."""

    dominant = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="+")
    content = models.CharField(max_length=400)
    term_from = models.DateField()
    term_to = models.DateField()  # last day, within the term of the serving land (377)

    class Meta(Interest.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [*Interest.Meta.indexes]
        constraints = [
            *Interest.Meta.constraints,
            models.CheckConstraint(
                condition=Q(term_to__gte=F("term_from")), name="register_easement_term"
            ),
            models.CheckConstraint(
                condition=~Q(dominant=F("page")), name="register_easement_two_units"
            ),
        ]


class EasementParty(OfficeModel):
    """Holder of the serving or of the gaining unit when the easement was made."""

    easement = models.ForeignKey(
        Easement, on_delete=models.PROTECT, related_name="parties", db_index=False
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=1)  # S serving, D gaining
    seq = models.SmallIntegerField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["easement", "role", "party"], name="register_easement_party_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["S", "D"]), name="register_easement_party_role"
            ),
        ]
