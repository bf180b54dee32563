"""Small questions that every comment asks, put to the database as they stand.

To put one together takes Django ten times as long as the database to answer it, and a comment asks several.
"""

from typing import Any

from django.db import connection


def among(number: int) -> str:
    """Return so many %s between commas, for IN (…)."""
    return ", ".join(["%s"] * number)


def first_row(question: str, *parameters: Any) -> tuple[Any, ...] | None:
    """Return the first row that the statement gives, with a %s in it for each parameter; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(question, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row
