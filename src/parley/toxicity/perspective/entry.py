"""What granian's worker loads: the service with the shipped model, put together as `Serving` says."""

import os
import sys
from typing import NoReturn

from parley.toxicity.errors import ModelUnusable
from parley.toxicity.perspective.app import App
from parley.toxicity.perspective.assembling import service_make
from parley.toxicity.perspective.serving import Serving
from parley.toxicity.scorer import Scorer


def application() -> App:
    """Load the model and return the application; without a model that works the process ends with a sentence."""
    serving = Serving.from_environment()
    try:
        # One thread within a text, and as many texts at a time as there are threads: that scores the most.
        scorer = Scorer("fast" if serving.tier == "fast" else "accurate", threads=1)
    except ModelUnusable as error:
        _end(f"The model can't be used: {error}")
    return App(service_make(serving, scorer=scorer))


def _end(message: str) -> NoReturn:
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()
    # Not sys.exit: granian's worker would catch it and print a traceback.
    os._exit(1)
