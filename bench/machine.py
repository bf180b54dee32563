"""What the figures were measured on, and how much of it others were using meanwhile."""

import os
import platform
import shutil
import subprocess
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PACKAGES = (
    *("parley", "django", "wagtail", "granian", "uvloop", "brotli", "nh3", "markdown-it-py"),
    *("numpy", "onnxruntime", "tokenizers", "scikit-learn"),
)


def machine_describe() -> dict[str, object]:
    """Return processor, cores, memory, kernel and the versions of what takes part."""
    facts = dict(
        line.split(":", 1) for line in Path("/proc/cpuinfo").read_text().splitlines() if line.count(":") == 1
    )
    named = {name.strip(): value.strip() for name, value in facts.items()}
    memory = Path("/proc/meminfo").read_text().split()[1]
    return {
        "processor": named.get("model name", platform.processor()),
        "processor_mhz": named.get("cpu MHz", ""),
        "cores": os.cpu_count(),
        "memory_mib": int(memory) // 1024,
        "kernel": platform.release(),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
        "nginx": _first_line("/usr/sbin/nginx", "-v"),
        "wrk": _first_line("wrk", "--version"),
    }


def busy_seconds() -> tuple[float, float]:
    """Return the processor time used since the machine started, in seconds: by all programs on it, and, where it is
    a virtual machine, by others on the processors it was promised ("stolen").
    """
    user, nice, system, _idle, _wait, irq, softirq, steal, *_ = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    )
    return (user + nice + system + irq + softirq) / TICKS, steal / TICKS


def probe_ms(*, core: int) -> float:
    """Return how long a fixed piece of Python takes on `core`, in milliseconds.

    A virtual machine's cores are faster at one time than at another, by half and more, as their neighbours leave them;
    nothing in /proc shows it.
    """
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        start = time.process_time()
        words = {f"word{number}": number for number in range(500)}
        " ".join(str(words.get(f"word{number % 900}", number)) for number in range(12_000))
        return round((time.process_time() - start) * 1000, 2)
    finally:
        os.sched_setaffinity(0, mine)


def priority_raise(value: int) -> None:
    """Ask for more than an equal share against other programs: nice `value` for this process and its children.

    Linux compares sessions before processes (man 7 sched, "The autogroup feature"), so the session is set too. Each
    server calls it for a session of its own. Raises PermissionError without the right to do so.
    """
    os.setpriority(os.PRIO_PROCESS, 0, value)
    group = Path("/proc/self/autogroup")
    if group.exists():
        group.write_text(str(value))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _first_line(*command: str) -> str:
    if not shutil.which(command[0]):
        return ""
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return (answer.stdout + answer.stderr).strip().split("\n")[0]
