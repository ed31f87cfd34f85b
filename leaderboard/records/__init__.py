"""What a row is and where it lies: fields, files, the clock, the store. Nothing here knows what a row means."""
