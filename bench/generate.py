"""Makes threads of any size: `python -m bench.generate` builds the benchmark's database, a million comments in all.

It is kept in a folder and used again as long as neither this code nor the database's tables change. With `--data DIR
--comments N` it adds an article with a thread of N comments to a site there is instead, also while it is served.
"""

import argparse
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import parley

SIZES = (10, 1_000, 100_000)
# How many threads of each length: a post makes a thread longer, which the short ones must not become.
THREADS = {10: 100, 1_000: 20, 100_000: 1}
TOTAL = 1_000_000
STAMP = "bench.json"
DEFAULT = Path(tempfile.gettempdir()) / f"parley-bench-{os.getuid()}"
# What the rows depend on.
_SOURCES = (
    *(Path(__file__).with_name(f"{name}.py") for name in ("filling", "rows", "shape", "words")),
    *sorted(Path(parley.__file__).parent.glob("*/migrations/*.py")),
    *sorted(Path(parley.__file__).parent.glob("discussion/orders/*.py")),
)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.generate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--database", type=Path, default=DEFAULT, help=f"the benchmark's folder ({DEFAULT})")
    parser.add_argument("--total", type=int, default=TOTAL, help=f"comments in all ({TOTAL:,})")
    parser.add_argument("--data", type=Path, help="data folder of a site that gets one more thread instead")
    parser.add_argument("--comments", type=int, default=100_000, help="how long that thread is (100,000)")
    options = parser.parse_args()
    if options.data:
        django_start(data=options.data)
        from bench.filling import thread_add  # noqa: PLC0415 -- needs Django's settings

        print(thread_add(comments=options.comments))
    else:
        database_build(folder=options.database, total=options.total)


def django_start(*, data: Path) -> None:
    """Load Parley with this data folder."""
    os.environ["PARLEY_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.project.settings.prod")
    os.environ.setdefault("PARLEY_LOG_LEVEL", "WARNING")
    import django  # noqa: PLC0415 -- the settings read the environment

    django.setup()


def database_build(*, folder: Path, total: int) -> None:
    """Build the benchmark's database, unless it is there and still fits; STAMP says what it holds."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()
    stamp = {"sources": digest, "total": total}
    known = folder / STAMP
    if known.exists() and json.loads(known.read_text()).get("stamp") == stamp:
        print(f"The benchmark's database is in {folder}.")
        return
    if os.environ.get("DATABASE_URL"):
        sys.exit("The benchmark's database is a file of its own: unset DATABASE_URL.")
    if folder.exists():
        if any(folder.iterdir()) and not known.exists():
            sys.exit(f"{folder} holds something that is not a benchmark's database.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    known.write_text("{}")
    start = time.monotonic()
    django_start(data=folder)
    from bench.filling import site_fill  # noqa: PLC0415 -- needs Django's settings

    about = site_fill(threads=THREADS, total=total, say=lambda words: print(words, flush=True))
    known.write_text(json.dumps({"stamp": stamp, **about}, indent=1))
    size = (folder / "parley.sqlite3").stat().st_size / 1024 / 1024
    seconds = time.monotonic() - start
    print(f"{total:,} comments, {size:,.0f} MiB, in {seconds:.0f} s: {folder}")


if __name__ == "__main__":
    main()
