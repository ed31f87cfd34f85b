"""Who made it: the curated tables, their checks, and names looked up in them. No score is read or judged here."""
