"""Generates greedily with transformers in float32, once to warm up and once for the clock; prints one line of JSON."""

import json
import resource
import sys
import time

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

given = json.loads(sys.argv[1])
torch.set_num_threads(given["threads"])
model = AutoModelForCausalLM.from_pretrained(given["model"], dtype=torch.float32)
tokenizer = AutoTokenizer.from_pretrained(given["model"])
inputs = tokenizer(given["prompt"], return_tensors="pt")
count = given["newTokens"]


def generate():
    return model.generate(**inputs, max_new_tokens=count, min_new_tokens=count, do_sample=False)


generate()
began = time.perf_counter()
output = generate()
seconds = time.perf_counter() - began
print(
    json.dumps(
        {
            "tokensPerSecond": count / seconds,
            "outputIds": output[0, inputs["input_ids"].shape[1] :].tolist(),
            "loss": None,
            "maxRssMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    )
)
