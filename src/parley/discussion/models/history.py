"""Rows that are kept for good."""

from typing import Any, NoReturn

from django.db import models


class ImmutableError(TypeError):
    """Somebody tried to change or delete a row that is kept for good."""


class ImmutableQuerySet(models.QuerySet[Any]):
    """Reads and adds; refuses the rest here already, where the traceback says who tried."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise ImmutableError(f"A {self.model.__name__} can't be altered.")

    def delete(self) -> NoReturn:
        raise ImmutableError(f"A {self.model.__name__} can't be deleted.")


class Immutable(models.Model):
    """A row that is written once. The database refuses too, by triggers that the migrations set."""

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableError(f"A {type(self).__name__} can't be altered.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise ImmutableError(f"A {type(self).__name__} can't be deleted.")
