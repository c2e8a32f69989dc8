"""`make bench`: the speed of everything, as tables.

    python -m bench                  # stages, index, pages: some fifteen minutes the first time, five after that
    python -m bench --quick          # archives of 1,000 articles, single runs: a minute
    python -m bench.stages --help    # each table has its own command: stages, index, pages, clean_pages

Accuracy is measured by ``tests/quality`` and, for a running service, by whatever posts articles to it. `bench.train`
makes the coefficients of matching, `bench.distill` the sentence vectors.
"""

from __future__ import annotations

import subprocess
import sys

import click

FULL = {
    "stages": ["--archive", "1000", "--archive", "20000"],
    "index": ["--articles", "1000", "--articles", "20000"],
    "pages": ["--archive", "20000"],
}
QUICK = {
    "stages": ["--archive", "1000", "--measured", "60"],
    "index": ["--articles", "1000", "--runs", "1"],
    "pages": ["--archive", "1000", "--measured", "60", "--rounds", "1"],
}


@click.command(help=(__doc__ or "").replace("    python", "\b\n    python", 1))
@click.option("--quick", is_flag=True, help="Small archives, single runs.")
def main(quick: bool) -> None:
    failed = []
    for name, arguments in (QUICK if quick else FULL).items():
        click.echo(f"\n== {name} ==", nl=True)
        # Each in a process of its own: no table is measured in the caches of another.
        if subprocess.run([sys.executable, "-m", f"bench.{name}", *arguments], check=False).returncode:
            failed.append(name)
    if failed:
        raise click.ClickException(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
