"""The model card: what is known of the shipped models, made from their reports so that no figure is typed by hand."""

from typing import Final

from parley.toxicity.evaluation.examine import Report
from parley.toxicity.evaluation.metrics import Measured
from parley.toxicity.evaluation.report import as_markdown, figure, table

_HEAD: Final = """# Model card: toxicity

<!-- Made by `parley toxicity card` from model-report-accurate.json and model-report-fast.json. Do not edit. -->

Two models score comments in English for seven attributes: TOXICITY, SEVERE_TOXICITY, IDENTITY_ATTACK, INSULT,
PROFANITY, THREAT and SEXUALLY_EXPLICIT (experimental). A score is an estimate of the share of people who would call the
comment that: 0.8 says that eight of ten would. Every result names the model and its version, eight digits of a hash over
the weights and settings: the same version gives the same scores.

| | accurate (the default) | fast |
|---|---|---|
| Version | `{accurate}` | `{fast}` |
| What it is | a transformer of five layers (MiniLM, cut down), int8, mixed with the fast tier's logits | hashed word and character n-grams, linear |
| For | screening comments, answering the Perspective protocol | bulk work, a second opinion |

## What they are for

- To choose which comments a person should look at first, or at all before they appear.
- To tell a writer, before posting, how a comment may be read.
- To count, over many comments, how a discussion goes.

## What they must not be used for

- **Not as a judge.** Do not delete, ban, sanction or report a person because of a score alone. At 0.8 the model says
  itself that two people in ten would disagree.
- Not to score persons, groups or beliefs, to rank candidates or customers, or for anything that the law keeps for people.
- Not for languages other than English; a text in another language is refused unless the caller insists, and then the
  score means little.
- Not for threats that need action: a threat in polite words may score low.
- Not as proof of the absence of abuse. Implied contempt, in-jokes, dog whistles, sarcasm, pictures and links are read
  poorly or not at all; context (the article, the comment answered) is not read.

"""

_DATA: Final = """## Data

Public data alone; a row that several sets share is kept once, held-out parts are taken out first. What only tests saw
is marked. The rows are no part of Parley.

| Set | Licence | Used for |
|---|---|---|
| Jigsaw Toxic Comment Classification Challenge 2018, training rows found in public copies | labels CC0, text CC BY-SA 3.0 (Wikipedia) | training; 5 % of them for calibration |
| the same, test rows | as above | **test only** |
| the same, rows without ids | as above | training |
| Civil Comments (comments on news sites, 2015 to 2017), rows found in public copies | CC0 | training; 25 % of the natural-rate rows for calibration, 30 % **test only** |
| Toxic Spans (SemEval-2021 task 5) with the raters' types | CC0 | training; its test split **test only** |
| Wikipedia sentences with identity terms (unintended-ml-bias-analysis) | Apache-2.0, text CC BY-SA | training |
| 77,000 template sentences over identity terms (unintended-ml-bias-analysis) | Apache-2.0 | **test only** |
| EDOS (SemEval-2023 task 10) | CC0 | training; dev for calibration; test **test only** |
| HatemojiBuild | CC BY 4.0 (Kirk and others 2022) | training; validation for calibration; test **test only** |
| ToxiGen, the part validated by people, through SafeNLP | MIT, CDLA-Permissive-2.0 | training; 20 % **test only** |
| fox-news-comments (Gao and Huang 2017) | MIT | training; the articles of about a third **test only** |
| surge-ai/toxicity | MIT | training; 20 % **test only** |
| surge-ai/profanity (a lexicon) | MIT | the normaliser's list of words |
| ConvAbuse (EMNLP 2021) | CC BY 4.0 (Cercas Curry and others 2021) | training; test **test only** |
| sentences made by `parley.toxicity.training.synthetic` | Apache-2.0 | training |
| negated, quoted and reported abuse, `parley.toxicity.evaluation.counterspeech` | Apache-2.0 | **test only** |

The accurate tier starts from all-MiniLM-L6-v2 (Apache-2.0). How a yes or no of each set becomes a share of people
stands in `parley.toxicity.training.sources`; labels that nobody gave are masked.

TOXICITY is calibrated on natural-rate comments of news sites, whose raters' shares are known. **The other attributes are
calibrated on Wikipedia's talk pages** at their natural rate, for no news comments with their shares were at hand: their
scores order comments better than they count people. SEXUALLY_EXPLICIT rests on about a thousand rated comments.

## How to make them again

`parley toxicity train DATA --output FOLDER` with `parley/toxicity/training/shipped.toml`; see
[Train the model](../howto/train-the-model.md). Seeds are fixed; on other processors the last digits differ, and so does
the version. The shipped weights were made by its stages one after the other, not in one run.

"""

_FAILURES: Final = """## Where they fail

Read the tables above for how often. By kind:

- **Identities.** Naming a group raises scores where the training data named it mostly to insult it. The table of
  identities shows which are hit worst; what matters for readers is BPSN.
- **Quoted and reported abuse.** “He called me …” is told from “you are …” more often than by models that count words,
  but far from always; a moderator should see these before their writers are told anything.
- **Implied hate and hate in plain words** is the widest gap: see the sets toxigen, fox_news and edos_sexism.
- **Irony, memes, newer slang, reclaimed words** are hardly in data of 2015 to 2022.
- **Raters.** The shares are those of crowd workers in the United States, mostly. Other readers judge otherwise.
- **Long texts** are read in windows of 128 tokens; what only several windows together say is not seen.
"""


def card_of(accurate: Report, fast: Report) -> str:
    """The whole page in Markdown."""
    head = _HEAD.format(accurate=accurate.model, fast=fast.model)
    return "".join(
        (
            head,
            _summary(accurate, fast),
            _DATA,
            "## The accurate tier, measured\n\n",
            as_markdown(accurate),
            "\n## The fast tier, measured\n\n",
            as_markdown(fast),
            "\n",
            _FAILURES,
        )
    )


def _summary(accurate: Report, fast: Report) -> str:
    def picked(report: Report) -> dict[str, Measured | None]:
        return {
            "mean of six AUCs, Wikipedia's talk pages": report.wikipedia_mean,
            "AUC, comments on news sites": report.news["AUC"],
            "expected calibration error, the same": report.news["expected calibration error"],
            "AUC, identity templates": report.templates["AUC"],
            "recall left under disguise": report.obfuscated["all"],
            "negated, quoted, reported abuse: right at 0.5": report.counterspeech["all that is not abusive"],
            "character F1 of spans": report.spans,
        }

    both = picked(accurate), picked(fast)
    rows = (
        (name, *(figure(value) if (value := report[name]) else "–" for report in both)) for name in both[0]
    )
    return "## In short\n\n" + table(("Held-out rows", "accurate", "fast"), rows) + "\n\n"
