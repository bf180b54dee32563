"""What the figures were measured on, and how much of it others were using meanwhile."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PACKAGES = ("parley", "django", "wagtail", "granian", "uvloop", "brotli", "nh3", "markdown-it-py")


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
        "packages": {name: version(name) for name in PACKAGES},
        "nginx": _first_line("/usr/sbin/nginx", "-v"),
        "wrk": _first_line("wrk", "--version"),
    }


def busy_seconds() -> float:
    """Return the processor time all programs on the machine have used since it started, in seconds."""
    user, nice, system, _idle, _wait, irq, softirq, *_ = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    )
    return (user + nice + system + irq + softirq) / TICKS


def _first_line(*command: str) -> str:
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return (answer.stdout + answer.stderr).strip().split("\n")[0]
