"""What `make bench` measures: ratios within one run, never times against a limit."""
