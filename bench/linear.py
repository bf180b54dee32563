"""The baseline of part l: what anybody would try first, scikit-learn's TF-IDF and logistic regression.

Trained on invented comments, so its scores mean nothing; its speed does.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union

from bench.comments import SEED, Comments
from parley.toxicity import ATTRIBUTES


def linear_train(*, count: int) -> tuple[Callable[[Sequence[str]], Any], dict[str, Any]]:
    """Train on `count` comments; return what predicts (texts, 7) probabilities, and facts about it."""
    texts, labels = Comments(seed=SEED + 3).labelled(count, attributes=ATTRIBUTES)
    features = make_union(
        TfidfVectorizer(analyzer="word", ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True),
    )
    model = make_pipeline(features, OneVsRestClassifier(LogisticRegression(solver="liblinear")))
    begun = time.process_time()
    model.fit(texts, labels)
    return model.predict_proba, {
        "scikit_learn": sklearn.__version__,
        "trained_on": count,
        "features": sum(len(vectorizer.vocabulary_) for _, vectorizer in features.transformer_list),
        "training_cpu_seconds": round(time.process_time() - begun, 1),
    }
