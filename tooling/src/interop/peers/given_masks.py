"""Losses and gradients of models in training, in float64, with dropout's masks as they are given."""

import json
import sys

import torch
import transformers
from transformers import AutoModelForCausalLM

masks = []


def dropout(x, p=0.5, training=True, inplace=False):
    """torch.nn.functional.dropout, with the next of the given masks."""
    if not training or p == 0:
        return x
    mask = masks.pop(0)
    assert abs(p - mask["probability"]) < 1e-12, f"{p} is asked for, the mask is of {mask['probability']}"
    kept = torch.tensor([bit == "1" for bit in mask["kept"]]).reshape(mask["shape"])
    assert kept.numel() == x.numel(), f"{tuple(x.shape)} is asked for, the mask is of {mask['shape']}"
    return x * kept.reshape(x.shape) / (1 - p)


torch.nn.functional.dropout = dropout
results = []
for job in json.load(open(sys.argv[1])):
    model = AutoModelForCausalLM.from_pretrained(job["model"], dtype=torch.float64, attn_implementation="eager").train()
    losses = []
    for row in job["rows"]:
        masks[:] = row["masks"]
        ids = torch.tensor([row["inputIds"]])
        logits = model(input_ids=ids).logits[0, :-1]
        assert not masks, f"{len(masks)} masks are left"
        loss = torch.nn.functional.cross_entropy(logits, ids[0, 1:])
        loss.backward()
        losses.append(loss.item())
    gradients = {name: p.grad.norm().item() for name, p in model.named_parameters() if p.grad is not None}
    results.append({"losses": losses, "gradients": gradients})
print(json.dumps({"transformers": transformers.__version__, "torch": torch.__version__, "results": results}))
