"""Greedy continuations by llama.cpp (llama-cpp-python), as one line of JSON. Arguments: the GGUF file, then prompts."""

import json
import sys

from llama_cpp import Llama

path, *prompts = sys.argv[1:]
model = Llama(path, n_ctx=512, logits_all=False, verbose=False)
rows = []
for prompt in prompts:
    ids = model.tokenize(prompt.encode(), add_bos=True, special=True)
    continuation = []
    model.reset()
    model.eval(ids)
    for _ in range(40):
        continuation.append(model.sample(temp=0.0))
        model.eval(continuation[-1:])
    rows.append({"prompt": ids, "continuation": continuation})
print(json.dumps({"rows": rows}))
