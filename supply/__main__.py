"""`python -m supply`: the packages of a deployment as JSON, for whoever has no access to them."""

import json
import sys
from dataclasses import asdict

from supply.packages import packages

json.dump([{**asdict(each), "address": each.address} for each in packages()], sys.stdout)
