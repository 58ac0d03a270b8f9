"""Face of other departments' programs: what they tell us by signed requests (decision 4)."""
