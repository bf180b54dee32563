"""Everything that writes accounts."""

import secrets

from django.db import transaction

from parley.accounts.models import Person


def administrator_create(*, username: str, email: str = "") -> tuple[Person, str]:
    """Create an administrator with a one-time password; return both. The password is kept nowhere in the clear.

    Raises ValueError if the name is taken.
    """
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        if Person.objects.filter(username=username).exists():
            raise ValueError(f"There is already a person named {username!r}.")
        person = Person.objects.create_superuser(
            username=username, email=email, password=password, must_change_password=True
        )
    return person, password


def password_choose(*, person: Person, password: str) -> None:
    """Set a person's own password in place of the one-time one. `password` has passed the validators."""
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
