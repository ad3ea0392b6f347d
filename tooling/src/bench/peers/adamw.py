"""PyTorch's AdamW alone, over random tensors of a model's shapes: default and fused.

Takes a JSON object: model (a folder), steps, threads. Prints one line of JSON with the seconds of each step.
"""

import json
import os
import sys
import time

import torch
from safetensors import safe_open

given = json.loads(sys.argv[1])
torch.set_num_threads(given["threads"])
torch.manual_seed(0)
with safe_open(os.path.join(given["model"], "model.safetensors"), "pt") as file:
    shapes = [file.get_slice(name).get_shape() for name in file.keys()]


def time_steps(**options):
    parameters = [torch.nn.Parameter(torch.randn(shape)) for shape in shapes]
    for parameter in parameters:
        parameter.grad = torch.randn(parameter.shape)
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, weight_decay=0.0, **options)
    seconds = []
    for _ in range(given["steps"]):
        began = time.perf_counter()
        optimizer.step()
        seconds.append(time.perf_counter() - began)
    return seconds[3:]


print(json.dumps({"default": time_steps(), "fused": time_steps(fused=True)}))
