"""The messages of the protocol in the Discovery format's JSON schema, in our own words."""

from collections.abc import Mapping
from typing import Final

Schema = Mapping[str, object]
_SCORE_TYPES: Final = {
    "SCORE_TYPE_UNSPECIFIED": "The same as PROBABILITY.",
    "PROBABILITY": "From 0 to 1: the share of people who would call the comment that.",
    "STD_DEV_SCORE": "Not offered.",
    "PERCENTILE": "Not offered.",
    "RAW": "Not offered.",
}
_TEXT_TYPES: Final = {
    "TEXT_TYPE_UNSPECIFIED": "The same as PLAIN_TEXT.",
    "PLAIN_TEXT": "Text as readers see it.",
    "HTML": "Marked-up text; it is scored as readers would see it.",
}


def _text(description: str) -> Schema:
    return {"type": "string", "description": description}


def _flag(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def _number(description: str) -> Schema:
    return {"type": "number", "format": "float", "description": description}


def _whole(description: str) -> Schema:
    return {"type": "integer", "format": "int32", "description": description}


def _choice(values: Mapping[str, str], description: str) -> Schema:
    return {
        "type": "string",
        "enum": list(values),
        "enumDescriptions": list(values.values()),
        "description": description,
    }


def _ref(name: str, description: str) -> Schema:
    return {"$ref": name, "description": description}


def _list(items: Schema, description: str) -> Schema:
    return {"type": "array", "items": items, "description": description}


def _map(name: str, description: str) -> Schema:
    return {"type": "object", "additionalProperties": {"$ref": name}, "description": description}


def _message(name: str, description: str, **properties: Schema) -> Schema:
    return {"id": name, "type": "object", "description": description, "properties": properties}


_TOKEN: Final = _text("Any text; the answer repeats it.")
_SESSION: Final = _text("Any text that joins requests together.")
_COMMUNITY: Final = _text("Any text that names the community the comment belongs to.")
_LANGUAGES: Final = _text("A BCP 47 tag.")

SCHEMAS: Final[Mapping[str, Schema]] = {
    str(schema["id"]): schema
    for schema in (
        _message(
            "AnalyzeCommentRequest",
            "What to score, and for which attributes.",
            comment=_ref("TextEntry", "The comment."),
            context=_ref(
                "Context", "What the comment answers. It is accepted and does not change the scores."
            ),
            requestedAttributes=_map("AttributeParameters", "Names of attributes, each with its parameters."),
            languages=_list(
                _LANGUAGES, "The languages of the comment. Without them the language is detected."
            ),
            doNotStore=_flag("Accepted; texts that are analysed are never kept."),
            dropUnsupportedAttributes=_flag(
                "Leave out attributes that are unknown or do not know the language, instead of refusing the request."
            ),
            spanAnnotations=_flag("Score each sentence too."),
            clientToken=_TOKEN,
            sessionId=_SESSION,
            communityId=_COMMUNITY,
        ),
        _message(
            "AnalyzeCommentResponse",
            "The scores.",
            attributeScores=_map(
                "AttributeScores", "The requested names, less those whose score is below the threshold."
            ),
            languages=_list(_LANGUAGES, "The languages that the comment was scored as."),
            detectedLanguages=_list(_LANGUAGES, "What the text looks like; und if it is too short to tell."),
            clientToken=_TOKEN,
        ),
        _message(
            "SuggestCommentScoreRequest",
            "A comment and what it should have scored.",
            comment=_ref("TextEntry", "The comment."),
            context=_ref("Context", "What the comment answers."),
            attributeScores=_map("AttributeScores", "The right scores, by name of attribute."),
            languages=_list(_LANGUAGES, "The languages of the comment."),
            doNotStore=_flag("Check the request and keep nothing."),
            clientToken=_TOKEN,
            sessionId=_SESSION,
            communityId=_COMMUNITY,
        ),
        _message(
            "SuggestCommentScoreResponse",
            "The suggestion was taken.",
            clientToken=_TOKEN,
            detectedLanguages=_list(_LANGUAGES, "What the text looks like; und if it is too short to tell."),
            requestedLanguages=_list(_LANGUAGES, "The languages of the request."),
        ),
        _message(
            "TextEntry",
            "A text.",
            text=_text("The text, in UTF-8."),
            type=_choice(_TEXT_TYPES, "How it is written."),
        ),
        _message(
            "Context",
            "What a comment answers: either of the two, never both.",
            entries=_list({"$ref": "TextEntry"}, "Texts that came before, in order."),
            articleAndParentComment=_ref(
                "ArticleAndParentComment", "The article, and the comment that was answered."
            ),
        ),
        _message(
            "ArticleAndParentComment",
            "Where a comment stands under an article.",
            article=_ref("TextEntry", "The article."),
            parentComment=_ref("TextEntry", "The comment that was answered."),
        ),
        _message(
            "AttributeParameters",
            "How to score one attribute.",
            scoreType=_choice(_SCORE_TYPES, "The kind of score."),
            scoreThreshold=_number("Leave the attribute out when its score is below."),
        ),
        _message(
            "AttributeScores",
            "The scores of one attribute.",
            summaryScore=_ref("Score", "The score of the whole text."),
            spanScores=_list({"$ref": "SpanScore"}, "The scores of its parts, or of the whole as one part."),
        ),
        _message(
            "SpanScore",
            "The score of a part of the text as it was sent.",
            begin=_whole("First UTF-16 unit of the part."),
            end=_whole("The unit after its last."),
            score=_ref("Score", "Its score."),
        ),
        _message("Score", "A score.", value=_number("From 0 to 1."), type=_choice(_SCORE_TYPES, "Its kind.")),
    )
}
