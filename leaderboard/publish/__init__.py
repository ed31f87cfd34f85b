"""Answers in the forms others take: sentences, tables, feeds, charts, addresses. No statistic is made here."""
