from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseServerError
from django.template import TemplateDoesNotExist, loader


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django calls it so
    """Say so in the site's dress. Never kept: the page may appear any moment, and any address may be asked for."""
    response = HttpResponseNotFound(loader.render_to_string("404.html", request=request))
    response["Cache-Control"] = "no-store"
    return response


def server_error(_request: HttpRequest) -> HttpResponse:
    """Say so without the database, which may be what failed: no request, so no context processor runs."""
    try:
        body = loader.get_template("500.html").render()
    except TemplateDoesNotExist:
        body = "<!DOCTYPE html><title>Error</title><h1>Something went wrong</h1>"
    response = HttpResponseServerError(body)
    response["Cache-Control"] = "no-store"
    return response
