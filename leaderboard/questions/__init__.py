"""Questions to answers: store, attribution and analytics in one call each. Nothing here draws, prints or fetches."""
