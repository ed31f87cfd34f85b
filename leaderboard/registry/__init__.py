"""Who made it: the curated tables, their checks, names looked up in them. No nation's standing is judged here."""
