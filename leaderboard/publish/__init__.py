"""Answers in the forms in which others take them: tables, feeds, charts. Nothing is computed here, nothing asked."""
