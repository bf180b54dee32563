"""Puts the service of a stand-alone server together from its parts."""

import sys
from pathlib import Path

from parley.toxicity.perspective.access import KeyAccess, OpenAccess
from parley.toxicity.perspective.batching import LETTERS, Batcher
from parley.toxicity.perspective.keys import KeyFile
from parley.toxicity.perspective.metrics import Metrics
from parley.toxicity.perspective.places import keys_path, suggestions_path
from parley.toxicity.perspective.service import Options, Service
from parley.toxicity.perspective.serving import Serving
from parley.toxicity.perspective.suggestions import SuggestionsFile
from parley.toxicity.scoring_protocol import Scoring
from parley.toxicity.text.languages import detect


def service_make(serving: Serving, *, scorer: Scoring) -> Service:
    """Put the service together and tell the person at the terminal where it is."""
    data = Path(serving.data)
    metrics = Metrics()
    service = Service(
        batcher=Batcher(scorer, max_letters=LETTERS[serving.tier], threads=serving.threads, watching=metrics),
        suggestions=SuggestionsFile(suggestions_path(data)),
        access=OpenAccess() if serving.open else KeyAccess(KeyFile(keys_path(data))),
        metrics=metrics,
        options=Options(
            public_url=serving.public_url,
            allow_origins=serving.allow_origins,
            drop_unsupported=serving.drop_unsupported,
        ),
        detect=detect,
    )
    _announce(serving, model=scorer.model)
    return service


def _announce(serving: Serving, *, model: str) -> None:
    key = "" if serving.open or not keys_path(Path(serving.data)).exists() else "?key=YOUR-KEY"
    example = '{"comment": {"text": "You are an idiot."}, "requestedAttributes": {"TOXICITY": {}}}'
    lines = (
        f"{model} scores at {serving.address}/v1alpha1/comments:analyze (Ctrl-C stops it). Try:",
        f"  curl '{serving.address}/v1alpha1/comments:analyze{key}' --json '{example}'",
    )
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
