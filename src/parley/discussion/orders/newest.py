"""Newest first: the order of the numbers, turned round."""

from django.utils.translation import gettext_lazy as _

from parley.discussion.orders.base import Order

ORDER = Order(place=2, name="newest", label=_("Newest first"), column="placed_number", descending=True)
