"""From an upstream's answer to stored rows: archived, normalized, checked, appended. No question is answered here."""
