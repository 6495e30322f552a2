"""One folder a kind; `registry` finds them, nobody lists them."""
