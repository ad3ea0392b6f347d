"""Greedy continuations by transformers, in float32, as one line of JSON. Arguments: the model's folder, then prompts."""

import json
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

folder, *prompts = sys.argv[1:]
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
tokenizer = AutoTokenizer.from_pretrained(folder)
rows = []
for prompt in prompts:
    ids = tokenizer.encode(prompt, return_tensors="pt")
    row = ids[0].tolist()
    for _ in range(40):
        with torch.no_grad():
            row.append(model(torch.tensor([row])).logits[0, -1].argmax().item())
    rows.append({"prompt": ids[0].tolist(), "continuation": row[ids.shape[1] :]})
print(json.dumps({"rows": rows}))
