"""Answers in the forms others take: sentences, tables, feeds, charts, addresses. Nothing is computed or asked here."""
