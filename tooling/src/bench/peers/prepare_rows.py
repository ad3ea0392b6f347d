"""Hugging Face's datasets and tokenizers on Alpaca's rows: read, tokenised with labels as TRL does, packed by TRL where it is there.

Takes a JSON object: rows (a file), tokenizer (a folder), maxLength, batched (whether the tokenizer gets a thousand rows at a time, which it
spreads over the processor's cores, or one as in TRL), folder (for what datasets writes). Prints one line of JSON.
"""

import json
import os
import resource
import sys
import tempfile
import time

# What the tokenizer does by itself counts here.
os.environ.pop("TOKENIZERS_PARALLELISM", None)

from datasets import load_dataset
from datasets.utils.logging import disable_progress_bar
from transformers import PreTrainedTokenizerFast

try:
    from trl import pack_dataset
except ImportError:
    pack_dataset = None

given = json.loads(sys.argv[1])
disable_progress_bar()
tokenizer = PreTrainedTokenizerFast.from_pretrained(given["tokenizer"])
limit = given["maxLength"]

HEAD = "Below is an instruction that describes a task"
TAIL = "Write a response that appropriately completes the request."


def prompt_of(instruction, context):
    if context:
        start = f"{HEAD}, paired with an input that provides further context. {TAIL}"
        return f"{start}\n\n### Instruction:\n{instruction}\n\n### Input:\n{context}\n\n### Response:"
    return f"{HEAD}. {TAIL}\n\n### Instruction:\n{instruction}\n\n### Response:"


def common_prefix(left, right):
    """How many ids both begin with: a completion starts where they part."""
    if right[: len(left)] == left:
        return len(left)
    return next(at for at, (one, other) in enumerate(zip(left, right)) if one != other)


def example_of(prompt_ids, ids):
    if ids[-1] != tokenizer.eos_token_id:
        ids = ids + [tokenizer.eos_token_id]
    ignored = common_prefix(prompt_ids, ids)
    labels = [-100] * ignored + ids[ignored:]
    return ids[:limit], labels[:limit]


def tokenize_row(row):
    prompt = prompt_of(row["instruction"], row["input"])
    prompt_ids = tokenizer(text=prompt)["input_ids"]
    ids, labels = example_of(prompt_ids, tokenizer(text=prompt + row["output"])["input_ids"])
    return {"input_ids": ids, "labels": labels}


def tokenize_rows(rows):
    prompts = [prompt_of(*row) for row in zip(rows["instruction"], rows["input"])]
    wholes = [prompt + output for prompt, output in zip(prompts, rows["output"])]
    both = zip(tokenizer(prompts)["input_ids"], tokenizer(wholes)["input_ids"])
    examples = [example_of(*ids) for ids in both]
    return {"input_ids": [ids for ids, _ in examples], "labels": [labels for _, labels in examples]}


def checksum(dataset):
    total = 0
    for row in dataset:
        for token, label in zip(row["input_ids"], row["labels"]):
            total = (total * 31 + 2 * token + (1 if label >= 0 else 0)) % (2**31 - 1)
    return total


with tempfile.TemporaryDirectory(dir=given["folder"]) as cache:
    began = time.perf_counter()
    dataset = load_dataset("json", data_files=given["rows"], split="train", cache_dir=cache)
    columns = dataset.column_names
    if given["batched"]:
        dataset = dataset.map(tokenize_rows, batched=True, remove_columns=columns)
    else:
        dataset = dataset.map(tokenize_row, remove_columns=columns)
    tokenized = time.perf_counter()
    packed = None
    if pack_dataset is not None:
        packed = pack_dataset(dataset, seq_length=limit, strategy="bfd")
    ended = time.perf_counter()
    result = {
        "rows": len(dataset),
        "tokens": sum(len(ids) for ids in dataset["input_ids"]),
        "checksum": checksum(dataset),
        "packedRows": None if packed is None else len(packed),
        "tokenizeSeconds": tokenized - began,
        "packSeconds": None if packed is None else ended - tokenized,
        "maxRssMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    }
print(json.dumps(result))
