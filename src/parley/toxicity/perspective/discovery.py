"""The description of the service by which Google's client libraries build their methods (Discovery format v1)."""

from collections.abc import Mapping
from typing import Final

from parley.toxicity.attributes import ATTRIBUTES, EXPERIMENTAL, MAX_BYTES
from parley.toxicity.perspective.discovery_schemas import SCHEMAS

VERSION: Final = "v1alpha1"
#: Goes up with every change of this document.
REVISION: Final = "20261126"

_QUERY: Final = {
    "$.xgafv": "Accepted and ignored.",
    "access_token": "Accepted and ignored: this server knows keys only.",
    "alt": "Form of the answer; there is only json.",
    "callback": "Refused: answers are never scripts.",
    "fields": "Accepted and ignored: answers are small, and always whole.",
    "key": "The API key, where the server asks for one.",
    "oauth_token": "Accepted and ignored: this server knows keys only.",
    "quotaUser": "Accepted and ignored: requests are counted by key.",
    "uploadType": "Accepted and ignored.",
    "upload_protocol": "Accepted and ignored.",
}


def discovery_document(*, address: str) -> Mapping[str, object]:
    """Return the description of a service at `address` (scheme, host and path of the mount, no slash at the end)."""
    root = f"{address}/"
    experimental = ", ".join(sorted(EXPERIMENTAL))
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": f"commentanalyzer:{VERSION}",
        "name": "commentanalyzer",
        "version": VERSION,
        "version_module": True,
        "revision": REVISION,
        "title": "Parley toxicity scores, by the Perspective protocol",
        "canonicalName": "Comment Analyzer",
        "description": (
            "Says how likely people are to find a comment toxic, insulting, threatening and so on. Runs on the "
            f"publisher's own machine. Attributes: {', '.join(ATTRIBUTES)} (experimental: {experimental}). A comment "
            f"may have {MAX_BYTES} bytes. Texts that are analysed are not kept; those sent to suggestscore are, "
            "unless doNotStore says otherwise."
        ),
        "ownerName": "Parley",
        "ownerDomain": "localhost",
        "documentationLink": f"{root}$discovery/rest?version={VERSION}",
        "icons": {},
        "protocol": "rest",
        "rootUrl": root,
        "mtlsRootUrl": root,
        "baseUrl": root,
        "basePath": "",
        "servicePath": "",
        "batchPath": "batch",
        "parameters": {
            **{
                name: {"type": "string", "location": "query", "description": text}
                for name, text in _QUERY.items()
            },
            "prettyPrint": {
                "type": "boolean",
                "location": "query",
                "default": "false",
                "description": "Whether the answer is indented.",
            },
        },
        "resources": {
            "comments": {
                "methods": {
                    "analyze": _method(
                        "analyze", "AnalyzeComment", "Scores a comment for the attributes that are asked for."
                    ),
                    "suggestscore": _method(
                        "suggestscore", "SuggestCommentScore", "Says what a comment should have scored."
                    ),
                }
            }
        },
        "schemas": SCHEMAS,
    }


def _method(name: str, message: str, description: str) -> Mapping[str, object]:
    path = f"{VERSION}/comments:{name}"
    return {
        "id": f"commentanalyzer.comments.{name}",
        "description": description,
        "httpMethod": "POST",
        "path": path,
        "flatPath": path,
        "parameters": {},
        "parameterOrder": [],
        "request": {"$ref": f"{message}Request"},
        "response": {"$ref": f"{message}Response"},
    }
