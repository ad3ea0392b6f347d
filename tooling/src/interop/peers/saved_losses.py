"""Loads each folder of a list with transformers and computes its rows' losses in float64: one JSON object of folder to losses."""

import json
import pathlib
import sys

import torch
from transformers import AutoModelForCausalLM

root = pathlib.Path(sys.argv[1])
losses = {}
for folder, rows in json.loads((root / "rows.json").read_text()).items():
    model, report = AutoModelForCausalLM.from_pretrained(root / folder, attn_implementation="eager", dtype=torch.float32, output_loading_info=True)
    wrong = {key: sorted(map(str, report[key])) for key in ("missing_keys", "unexpected_keys", "mismatched_keys") if report[key]}
    if wrong:
        sys.exit(f"{folder}: {wrong}")
    model = model.eval().double()
    losses[folder] = []
    for row in rows:
        ids = torch.tensor([row])
        losses[folder].append(torch.nn.functional.cross_entropy(model(input_ids=ids).logits[0, :-1], ids[0, 1:]).item())
print(json.dumps(losses))
