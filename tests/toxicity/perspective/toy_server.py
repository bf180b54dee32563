"""`python -m tests.toxicity.perspective.toy_server DATA [--open]`: a real server with the stand-in model."""

import sys

from parley.toxicity.perspective.app import App
from parley.toxicity.perspective.assembling import service_make
from parley.toxicity.perspective.ports import port_reserve
from parley.toxicity.perspective.serving import Serving, serve_forever
from tests.toxicity.perspective.stand_in import StandIn

HOST = "127.0.0.1"


def application() -> App:
    return App(service_make(Serving.from_environment(), scorer=StandIn()))


if __name__ == "__main__":
    serve_forever(
        Serving(
            host=HOST,
            port=port_reserve(host=HOST, port=0),
            data=sys.argv[1],
            tier="accurate",
            threads=1,
            open="--open" in sys.argv,
        ),
        application="tests.toxicity.perspective.toy_server:application",
    )
