"""The Perspective protocol (commentanalyzer v1alpha1), answered on the publisher's own machine.

`service.Service` is the whole of it without a web framework; `app` puts it under ASGI, `serving` under granian.
"""
