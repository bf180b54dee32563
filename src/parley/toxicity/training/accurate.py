"""Fine-tune the accurate tier: a loop that can be stopped at any time and goes on where it was."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.training.batches import Batch, Example, batches_of, draw, example_of, part_of, pools
from parley.toxicity.training.directions import pooled_each
from parley.toxicity.training.network import Network, Shape, pretrained_load
from parley.toxicity.training.prune import Importance, importance_of
from parley.toxicity.training.rows import Row

Say = Callable[[str], None]

#: The source whose labels a teacher's answers are mixed with: one yes or no a text, and most of the rows.
TAUGHT: Final = "wikipedia_train"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a configuration file says. Lengths in tokens, `learning_rate` of the encoder and of the heads.

    `wikipedia`: how much of an attribute's score is what Wikipedia's raters say apart, see `network`. `parts`: long
    calm texts are also read from their middle, see `part_of`. `bfloat16`: multiply with 16 bits, 1.4 times as fast on
    processors that can (AVX-512 BF16), slower on others.
    """

    seed: int = 0
    draws: dict[str, int] = field(default_factory=dict)
    synthetic: int = 0
    disguised: float = 0.15
    length: int = 128
    batch_tokens: int = 3072
    learning_rate: float = 1e-4
    head_learning_rate: float = 1e-3
    warm_up: float = 0.05
    dropout: float = 0.1
    marks_weight: float = 0.3
    taught: float = 0.0
    wikipedia: dict[str, float] = field(default_factory=dict)
    bfloat16: bool = False
    parts: bool = False
    shape: dict[str, int] = field(default_factory=dict)


def network_of(recipe: Recipe, start: Path | None) -> Network:
    """The network to train, with the encoder of `start` (a BERT in safetensors) or all random."""
    torch.manual_seed(recipe.seed)
    network = Network(Shape(**recipe.shape), dropout=recipe.dropout)
    if start is not None:
        pretrained_load(network, start)
    return network


def loss_of(logits: Tensor, marks: Tensor, batch: Batch, *, marks_weight: float) -> Tensor:
    """Binary cross-entropy with shares of people as targets; what nobody said does not count."""
    labels = torch.from_numpy(batch.labels)
    known = ~labels.isnan()
    each = functional.binary_cross_entropy_with_logits(logits, labels.nan_to_num(0.0), reduction="none")
    weights = known * torch.from_numpy(batch.weights)[:, None]
    loss = (each * weights).sum() / weights.sum().clamp(min=1.0)
    marked = torch.from_numpy(batch.marks)
    said = marked >= 0
    if said.any():
        loss = loss + marks_weight * functional.binary_cross_entropy_with_logits(marks[said], marked[said])
    return loss


def rate_at(done: float, *, warm_up: float) -> float:
    """The share of the learning rate after this share of the training: up in a line, then down in a line to zero."""
    return done / warm_up if done < warm_up else (1.0 - done) / (1.0 - warm_up)


def taught(rows: list[Row], teacher: Network, *, tokenizer: Tokenizer, recipe: Recipe) -> list[Row]:
    """The rows, with a share of a teacher's answers in the labels of those from `TAUGHT`; unknown ones stay so."""
    share = recipe.taught
    texts = {row.text: row for row in rows if row.source == TAUGHT}
    with torch.autocast("cpu", torch.bfloat16, enabled=recipe.bfloat16):
        pooled = pooled_each(teacher, list(texts.values()), tokenizer=tokenizer, length=recipe.length)
    with torch.inference_mode():
        answers = teacher.scores(torch.from_numpy(pooled))[:, len(ATTRIBUTES) :].sigmoid().numpy()
    answer_of = dict(zip(texts, answers, strict=True))
    return [
        replace(row, labels=(1 - share) * row.labels + share * answer_of[row.text])
        if row.source == TAUGHT
        else row
        for row in rows
    ]


class Training:
    """One run over a network. `folder` keeps the checkpoint; a run with the same recipe found there goes on.

    Raises ValueError where the recipe wants to be `taught` and there is no `teacher`.
    """

    def __init__(
        self,
        recipe: Recipe,
        *,
        rows: list[Row],
        tokenizer: Tokenizer,
        network: Network,
        folder: Path,
        teacher: Network | None = None,
    ) -> None:
        if recipe.taught and teacher is None:
            raise ValueError("`taught` needs [whole] and [cut]: it is the whole network that teaches.")
        self.recipe = recipe
        self.folder = folder
        self.network = network
        self.teacher = teacher
        tokenizer.enable_truncation(recipe.length)
        tokenizer.no_padding()
        heads = [*self.network.scores.parameters(), *self.network.marks.parameters()]
        chosen = {id(one) for one in heads}
        body = [one for one in self.network.parameters() if id(one) not in chosen]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": body, "lr": recipe.learning_rate},
                {"params": heads, "lr": recipe.head_learning_rate},
            ],
            weight_decay=0.01,
            fused=True,
        )
        self.batches = self._plan(rows, tokenizer)
        self.step = 0

    def importance(self, batches: int) -> Importance:
        """How much each part of the network matters to the loss on some batches, drawn by the seed."""
        rng = Random(self.recipe.seed)  # noqa: S311 - the same batches each time is the point
        chosen = rng.sample(self.batches, min(batches, len(self.batches)))
        return importance_of(self.network, chosen, partial(loss_of, marks_weight=self.recipe.marks_weight))

    def _plan(self, rows: list[Row], tokenizer: Tokenizer) -> list[Batch]:
        recipe = self.recipe
        rng = Random(recipe.seed)  # noqa: S311 - the same draw each time is the point
        drawn = draw(pools(rows, synthetic=recipe.synthetic, seed=recipe.seed), recipe.draws, rng=rng)
        if self.teacher is not None and recipe.taught:
            drawn = taught(drawn, self.teacher, tokenizer=tokenizer, recipe=recipe)
        if recipe.parts:
            drawn = [part_of(row, rng=rng) for row in drawn]
        examples: list[Example] = [
            example_of(row, tokenizer, rng=rng, disguised=recipe.disguised) for row in drawn
        ]
        return list(batches_of(examples, tokens=recipe.batch_tokens, rng=rng))

    def run(self, say: Say, *, keep_every: float = 240.0, stop_after: int | None = None) -> Network:
        """Train to the end or to a step, saying how far it is; keeps a checkpoint every `keep_every` seconds."""
        self._resume(say)
        sizes = np.cumsum([batch.ids.size for batch in self.batches])
        started = said = kept = time.monotonic()
        before = int(sizes[self.step - 1]) if self.step else 0
        recent: list[float] = []
        base = [self.recipe.learning_rate, self.recipe.head_learning_rate]
        self.network.train()
        while self.step < min(len(self.batches), stop_after or len(self.batches)):
            batch = self.batches[self.step]
            done = float(sizes[self.step]) / float(sizes[-1])
            rates = [rate * max(rate_at(done, warm_up=self.recipe.warm_up), 1e-4) for rate in base]
            for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
                group["lr"] = rate
            ids = torch.from_numpy(batch.ids)
            with torch.autocast("cpu", torch.bfloat16, enabled=self.recipe.bfloat16):
                logits, marks = self.network(ids, ids != 0)
            loss = loss_of(logits.float(), marks.float(), batch, marks_weight=self.recipe.marks_weight)
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self.optimizer.step()
            self.step += 1
            recent = [*recent[-199:], float(loss.detach())]
            now = time.monotonic()
            if now - said > 20 or self.step == len(self.batches):  # noqa: PLR2004 - seconds
                speed = (sizes[self.step - 1] - before) / (now - started)
                left = (sizes[-1] - sizes[self.step - 1]) / max(speed, 1e-9)
                say(
                    f"step {self.step}/{len(self.batches)} ({done:.1%}) loss {np.mean(recent):.4f} "
                    f"{speed:,.0f} tokens/s, {left / 60:.0f} min left"
                )
                said = now
            if now - kept > keep_every:
                self._keep()
                kept = time.monotonic()
        self._keep()
        return self.network

    @property
    def _checkpoint(self) -> Path:
        return self.folder / "checkpoint.pt"

    def _identity(self) -> str:
        return json.dumps(asdict(self.recipe), sort_keys=True)

    def _keep(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        state: dict[str, Any] = {
            "recipe": self._identity(),
            "step": self.step,
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "random": torch.get_rng_state(),
        }
        part = self._checkpoint.with_suffix(".part")
        torch.save(state, part)
        part.replace(self._checkpoint)

    def _resume(self, say: Say) -> None:
        if not self._checkpoint.exists():
            return
        state = torch.load(self._checkpoint, weights_only=True)
        if state["recipe"] != self._identity():
            say(f"The checkpoint in {self.folder} is of another recipe: starting anew.")
            return
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["random"])
        self.step = state["step"]
        say(f"Going on at step {self.step} of {len(self.batches)}.")
