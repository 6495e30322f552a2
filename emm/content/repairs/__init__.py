"""What `emm fix` mends: text of one file in, text out; each repair leaves alone what it is not sure of."""
