"""Writes a tiny random model of each architecture and setting, as transformers saves it, with its loss and gradient norm in float64."""

import json
import pathlib
import sys

import torch
import transformers
from transformers import CONFIG_MAPPING, AutoModelForCausalLM

decoder = dict(vocab_size=97, hidden_size=32, intermediate_size=48, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=64, pad_token_id=0)
opt = dict(vocab_size=97, hidden_size=32, ffn_dim=48, num_hidden_layers=3, num_attention_heads=4, max_position_embeddings=64)
neox = {key: value for key, value in decoder.items() if key != "num_key_value_heads"}


def rope(**more):
    return {"rope_parameters": {"rope_theta": 10000.0, **more}}


factors = dict(short_factor=[1.0, 1.1, 1.3, 1.6], long_factor=[1.5, 2.0, 3.0, 5.0])
settings = {
    "llama": ("llama", decoder),
    "llama, biases": ("llama", {**decoder, "attention_bias": True, "mlp_bias": True}),
    "llama, rope linear": ("llama", {**decoder, **rope(rope_type="linear", factor=4.0)}),
    "llama, rope dynamic, longer than trained for": ("llama", {**decoder, "max_position_embeddings": 12, **rope(rope_type="dynamic", factor=2.0)}),
    "llama, rope llama3": ("llama", {**decoder, **rope(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=16)}),
    "llama, rope yarn": ("llama", {**decoder, **rope(rope_type="yarn", factor=4.0, original_max_position_embeddings=16)}),
    "mistral, window": ("mistral", {**decoder, "sliding_window": 5}),
    "mistral, no window": ("mistral", {**decoder, "sliding_window": None, "head_dim": 12}),
    "qwen2": ("qwen2", {**decoder, "tie_word_embeddings": True}),
    "qwen2, windows in later layers": ("qwen2", {**decoder, "use_sliding_window": True, "sliding_window": 5, "max_window_layers": 1}),
    "qwen3": ("qwen3", {**decoder, "head_dim": 12}),
    "smollm3": ("smollm3", {**decoder, "no_rope_layer_interval": 2, "bos_token_id": 1, "eos_token_id": 2}),
    "smollm3, windows": ("smollm3", {**decoder, "no_rope_layer_interval": 2, "use_sliding_window": True, "sliding_window": 5, "bos_token_id": 1, "eos_token_id": 2}),
    "phi3": ("phi3", {**decoder, "sliding_window": 7, "eos_token_id": 2}),
    "phi3, half of each head rotated": ("phi3", {**decoder, "eos_token_id": 2, **rope(rope_type="default", partial_rotary_factor=0.5)}),
    "phi3, longrope, as long as trained for": ("phi3", {**decoder, "original_max_position_embeddings": 32, "eos_token_id": 2, **rope(rope_type="longrope", **factors)}),
    "phi3, longrope, longer": ("phi3", {**decoder, "original_max_position_embeddings": 8, "eos_token_id": 2, **rope(rope_type="longrope", **factors)}),
    "gemma": ("gemma", {**decoder, "head_dim": 16, "num_key_value_heads": 1}),
    "gemma3_text, both types of layers": ("gemma3_text", {**decoder, "head_dim": 16, "query_pre_attn_scalar": 20, "sliding_window": 5, "layer_types": ["sliding_attention", "full_attention", "sliding_attention"]}),
    "gemma3_text, rope linear": ("gemma3_text", {**decoder, "head_dim": 16, "layer_types": ["sliding_attention", "full_attention", "full_attention"], "sliding_window": 5, "rope_parameters": {"full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1e6}, "sliding_attention": {"rope_type": "default", "rope_theta": 1e4}}}),
    "gpt2": ("gpt2", dict(vocab_size=97, n_embd=32, n_head=4, n_layer=3, n_positions=64)),
    "gpt2, scores not scaled": ("gpt2", dict(vocab_size=97, n_embd=32, n_head=4, n_layer=3, n_positions=64, n_inner=40, scale_attn_weights=False)),
    "gpt_neox": ("gpt_neox", neox),
    "gpt_neox, in sequence, no biases": ("gpt_neox", {**neox, "use_parallel_residual": False, "attention_bias": False, **rope(rope_type="default", partial_rotary_factor=1.0)}),
    "opt": ("opt", opt),
    "opt, as the 350M is": ("opt", {**opt, "do_layer_norm_before": False, "word_embed_proj_dim": 16}),
    "opt, no biases, GELU, no final norm": ("opt", {**opt, "enable_bias": False, "activation_function": "gelu", "_remove_final_layer_norm": True}),
}
lengths = (21, 9)


def randomise(model, generator):
    for name, parameter in model.named_parameters():
        spread = torch.empty_like(parameter).uniform_(-0.25, 0.25, generator=generator)
        is_norm = "norm" in name or ".ln_" in name
        parameter.data = parameter.data + spread if is_norm else spread


def loss_of(model, rows):
    total = sum(torch.nn.functional.cross_entropy(model(input_ids=row).logits[0, :-1], row[0, 1:], reduction="sum") for row in rows)
    return total / sum(row.shape[1] - 1 for row in rows)


folder = pathlib.Path(sys.argv[1])
generator = torch.Generator().manual_seed(0)
results = []
for index, (name, (model_type, options)) in enumerate(settings.items()):
    config = CONFIG_MAPPING[model_type](attn_implementation="eager", **options)
    model = AutoModelForCausalLM.from_config(config).eval()
    randomise(model, generator)
    # One length a batch: dynamic positions depend on the longest row of it.
    rows = [torch.randint(3, 97, (1, length), generator=generator) for length in lengths]
    # Row by row, a scaling that has grown would stay so; ours take the rows one by one as well.
    model.save_pretrained(folder / str(index))
    model = model.double()
    losses, norms = [], []
    for row in rows:
        model.zero_grad()
        loss = loss_of(model, [row])
        loss.backward()
        losses.append(loss.item())
        norms.append(torch.sqrt(sum((p.grad**2).sum() for p in model.parameters() if p.grad is not None)).item())
    results.append({"name": name, "folder": str(index), "rows": [row[0].tolist() for row in rows], "losses": losses, "gradNorms": norms})
print(json.dumps({"transformers": transformers.__version__, "torch": torch.__version__, "models": results}))
