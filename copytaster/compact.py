"""Compact JSON: without spaces, and with the letters of its texts. The archive keeps it, and the API answers with it.

`json.dumps` makes an encoder for each call that asks for this; here it is made once.
"""

from __future__ import annotations

import json

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
encode_sorted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode
"""Of what is the same the same: keys in order. Raises ValueError for a number that JSON has no word for."""
