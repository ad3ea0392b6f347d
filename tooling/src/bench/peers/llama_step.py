"""PyTorch: a Llama's training step, forward, backward and AdamW, as one would write it by hand.

Takes a JSON object: model (a folder), rows (a file of token rows of equal length), mode (eager; compile: torch.compile of the model;
autocast: bfloat16), device (cpu or cuda), steps, fusedSteps, learningRate, threads. Prints one line of JSON: the run with PyTorch's default
AdamW, and the times of further steps with the fused one.
"""

import json
import os
import resource
import sys
import time

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

given = json.loads(sys.argv[1])
torch.set_num_threads(given["threads"])
torch.manual_seed(0)
with open(os.path.join(given["model"], "config.json")) as file:
    config = json.load(file)
with open(given["rows"]) as file:
    rows = json.load(file)

WIDTH, HEADS, KEY_HEADS = (config[key] for key in ("hidden_size", "num_attention_heads", "num_key_value_heads"))
HEAD = WIDTH // HEADS
DEVICE = torch.device(given["device"])
ids = torch.tensor([row["input_ids"] for row in rows], device=DEVICE)  # [batch, length]
labels = torch.tensor([row["labels"] for row in rows], device=DEVICE)
# Position t predicts token t + 1; the last one predicts nothing.
targets = torch.cat([labels[:, 1:], torch.full((len(rows), 1), -100, device=DEVICE)], dim=1)


def rotary_tables(length):
    frequencies = config["rope_theta"] ** (-torch.arange(0, HEAD, 2) / HEAD)
    angles = torch.outer(torch.arange(length).float(), frequencies).repeat(1, 2)  # [length, head]
    return angles.cos().to(DEVICE), angles.sin().to(DEVICE)


COS, SIN = rotary_tables(ids.shape[1])


def rotate(x):  # [batch, heads, length, head]
    first, second = x.chunk(2, dim=-1)
    return x * COS + torch.cat([-second, first], dim=-1) * SIN


class RMSNorm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(WIDTH))

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + config["rms_norm_eps"]))


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q_proj = nn.Linear(WIDTH, HEADS * HEAD, bias=False)
        self.k_proj = nn.Linear(WIDTH, KEY_HEADS * HEAD, bias=False)
        self.v_proj = nn.Linear(WIDTH, KEY_HEADS * HEAD, bias=False)
        self.o_proj = nn.Linear(HEADS * HEAD, WIDTH, bias=False)

    def forward(self, x):
        split = lambda y: y.unflatten(-1, (-1, HEAD)).transpose(1, 2)  # [batch, heads, length, head]
        query, key, value = rotate(split(self.q_proj(x))), rotate(split(self.k_proj(x))), split(self.v_proj(x))
        mixed = F.scaled_dot_product_attention(query, key, value, is_causal=True, enable_gqa=KEY_HEADS != HEADS)
        return self.o_proj(mixed.transpose(1, 2).flatten(2))


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        inner = config["intermediate_size"]
        self.gate_proj = nn.Linear(WIDTH, inner, bias=False)
        self.up_proj = nn.Linear(WIDTH, inner, bias=False)
        self.down_proj = nn.Linear(inner, WIDTH, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.input_layernorm, self.self_attn = RMSNorm(), Attention()
        self.post_attention_layernorm, self.mlp = RMSNorm(), MLP()

    def forward(self, x):
        x = x + self.self_attn(self.input_layernorm(x))
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed_tokens = nn.Embedding(config["vocab_size"], WIDTH)
        self.layers = nn.ModuleList(Block() for _ in range(config["num_hidden_layers"]))
        self.norm = RMSNorm()

    def forward(self, ids, targets):
        x = self.embed_tokens(ids)
        for block in self.layers:
            x = block(x)
        logits = F.linear(self.norm(x), self.embed_tokens.weight)  # [batch, length, vocabulary]
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


def train(model, steps, **options):
    optimizer = torch.optim.AdamW(model.parameters(), lr=given["learningRate"], weight_decay=0.0, **options)
    seconds, losses = [], []
    for _ in range(steps):
        began = time.perf_counter()
        optimizer.zero_grad()
        with torch.autocast(DEVICE.type, torch.bfloat16, enabled=given["mode"] == "autocast"):
            loss = model(ids, targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        seconds.append(time.perf_counter() - began)
    return seconds, losses


model = Llama()
weights = load_file(os.path.join(given["model"], "model.safetensors"))
model.load_state_dict({name.removeprefix("model."): value for name, value in weights.items()})
del weights
model.to(DEVICE)
seconds, losses = train(torch.compile(model) if given["mode"] == "compile" else model, given["steps"])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
fused, _ = train(model, given["fusedSteps"], fused=True)
result = {"firstStepSeconds": seconds[0], "stepSeconds": seconds[1:], "losses": losses, "maxRssMb": peak}
print(json.dumps({**result, "fusedStepSeconds": fused[1:]}))
