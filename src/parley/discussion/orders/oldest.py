"""Oldest first: the order of the numbers."""

from django.utils.translation import gettext_lazy as _

from parley.discussion.orders.base import Order

ORDER = Order(place=1, name="oldest", label=_("Oldest first"), column="placed_number", descending=False)
