"""Tickets: each holds for its person, its purpose and its time, and for nothing else."""

import pytest

from parley.kernel.tickets import Ticket, Tickets
from tests.edge.harness import Clock


def test_a_ticket_says_whose_it_is_and_how_long_it_holds() -> None:
    clock = Clock()
    tickets = Tickets(secret="a secret", purpose="desk stream", clock=clock)
    made = tickets.make(person=42, seconds=600)
    assert Tickets(secret="a secret", purpose="desk stream", clock=clock).read(made) == Ticket(42, 600.0)
    clock.now += 599
    assert tickets.read(made) == Ticket(42, 1.0)
    clock.now += 1
    assert tickets.read(made) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.replace("42.", "43.", 1),
        lambda made: made.replace(".1600.", ".9600.", 1),
        lambda made: made[:-1] + ("a" if made[-1] != "a" else "b"),
        lambda made: made[:-1],
        lambda made: made + "a",
        lambda made: made + "\n",
        lambda made: "٤٢" + made[2:],
        lambda _made: "",
        lambda _made: "..",
        lambda _made: "9" * 8000,
    ],
)
def test_what_was_changed_is_none(change: object) -> None:
    tickets = Tickets(secret="a secret", purpose="desk stream", clock=Clock())
    made = tickets.make(person=42, seconds=600)
    assert made.startswith("42.1600.")
    assert callable(change)
    assert tickets.read(change(made)) is None


def test_another_secret_or_purpose_makes_other_tickets() -> None:
    made = Tickets(secret="a secret", purpose="desk stream").make(person=42, seconds=600)
    assert Tickets(secret="another secret", purpose="desk stream").read(made) is None
    assert Tickets(secret="a secret", purpose="door").read(made) is None
