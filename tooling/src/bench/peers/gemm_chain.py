"""PyTorch: chains of matrix products, each on the result of the one before.

Takes a JSON object: chains (objects of rows, width and count), precision (float32 or bfloat16), repeats, device (cpu or cuda), threads.
Prints one line of JSON: the seconds of each repeat, by chain.
"""

import json
import sys
import time

import torch

given = json.loads(sys.argv[1])
torch.set_num_threads(given["threads"])
torch.manual_seed(0)
dtype = getattr(torch, given["precision"])


def time_chain(rows, width, count):
    start = torch.randn(rows, width, device=given["device"]).to(dtype)
    # Products of such matrices keep the size of their numbers.
    weights = [(torch.randn(width, width, device=given["device"]) / width**0.5).to(dtype) for _ in range(count)]
    results = [torch.empty_like(start), torch.empty_like(start)]
    seconds = []
    for _ in range(given["repeats"]):
        began = time.perf_counter()
        x = start
        for index, weight in enumerate(weights):
            x = torch.mm(x, weight, out=results[index % 2])
        x[0, 0].item()
        seconds.append(time.perf_counter() - began)
    return seconds


with torch.inference_mode():
    print(json.dumps({"seconds": [time_chain(**chain) for chain in given["chains"]]}))
