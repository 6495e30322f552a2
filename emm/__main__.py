"""`python -m emm` is the command `emm`."""

from emm.cli import main

main()
