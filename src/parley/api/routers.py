"""The router of comments, which two files fill: an address belongs to one router, whatever its methods."""

from ninja import Router

comments_router = Router(tags=["comments"])
