"""What is said of rights in a rehearsal, by right."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from dengbu.register import api as register

MEMBERS = (
    register.HouseholdMember(
        name="预演甲", id_type="1", id_no="430602198001011230", relation="户主"
    ),
)
_LAND = register.LandUsed(use_right_area=Decimal("1800.00"))
_FOREST = register.ForestHeld(
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
)
PARTICULARS: Mapping[str, register.Particulars] = {
    **dict.fromkeys(("3", "5", "7"), _LAND),
    **dict.fromkeys(("12", "36"), _FOREST),
    "10": replace(_FOREST, members=MEMBERS),
    "11": register.ForestHeld(
        use_right_area=Decimal("1800.00"),
        land_owner="2",
        compartment="12",
        sub_compartment="4",
        place_name="小坡",
    ),
    "9": register.FarmlandHeld(
        address="预演村",
        issuer_code="430602100200",
        issuer_name="预演村",
        contract_area=Decimal("1800.00"),
        land_owner="2",
        members=MEMBERS,
    ),
}
