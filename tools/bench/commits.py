"""The limit of the disk: durable commits of one row each, with the site's own SQLite settings.

Run as: python -m tools.bench.commits FILE SECONDS
"""

import json
import sys
import time

from sqlalchemy import insert

from emm.store.engine import make_engine
