"""datasketch's MinHashLSH on a Valkey of its own: what `bench.whole` sets a whole check beside.

Reads a JSON list of texts, writes a JSON list of CPU milliseconds, one a text: its query and its insert, the client's
and, in equal parts, the server's.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from pathlib import Path

from datasketch import MinHash, MinHashLSH
from redis import Redis

from copytaster.runtime.embedded import EmbeddedRedis

SHINGLE, PERMUTATIONS, THRESHOLD = 5, 128, 0.5


def main() -> None:
    texts = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as home, EmbeddedRedis(Path(home)) as server:
        storage = {"type": "redis", "basename": b"lsh", "redis": {"unix_socket_path": socket_of(server.url)}}
        lsh = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, storage_config=storage)
        signed = [signature(text) for text in texts]
        with Redis.from_url(server.url) as client:
            server_before, spent = of_server(client), []
            for n, one in enumerate(signed):
                began = time.process_time()
                lsh.query(one)
                lsh.insert(f"a{n}", one)
                spent.append(time.process_time() - began)
            share = (of_server(client) - server_before) / max(1, len(texts))
    json.dump([1_000 * (seconds + share) for seconds in spent], sys.stdout)


def signature(text: str) -> MinHash:
    words = re.findall(r"\w+", text.lower())
    made = MinHash(num_perm=PERMUTATIONS)
    made.update_batch([" ".join(words[i : i + SHINGLE]).encode() for i in range(max(1, len(words) - SHINGLE + 1))])
    return made


def of_server(client: Redis) -> float:
    info = client.info("cpu")
    return float(info["used_cpu_user"]) + float(info["used_cpu_sys"])


def socket_of(url: str) -> str:
    return url.removeprefix("unix://").split("?")[0]


if __name__ == "__main__":
    main()
