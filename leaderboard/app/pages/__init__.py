"""One page per module, each with a function `show`."""
