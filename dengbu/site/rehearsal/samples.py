"""What is said of rights in a rehearsal, by right."""

from collections.abc import Mapping
from decimal import Decimal

from dengbu.register import api as register

PARTICULARS: Mapping[str, register.Particulars] = {
    "3": register.LandUsed(use_right_area=Decimal("1800.00")),
    "12": register.ForestHeld(
        use_right_area=Decimal("1800.00"),
        land_owner="2",
        tree_owner="预演村",
        tree_user="预演村",
        main_species="杉木",
        category="2",
        origin="2",
        compartment="12",
        sub_compartment="3",
        place_name="大坡",
    ),
    "9": register.FarmlandHeld(
        address="预演村",
        issuer_code="430602100200",
        issuer_name="预演村",
        contract_area=Decimal("1800.00"),
        land_owner="2",
    ),
}
