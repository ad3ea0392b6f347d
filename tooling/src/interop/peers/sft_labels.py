"""Tokens and labels that TRL's SFTTrainer makes of rows, as one line of JSON.

Argument: a file (JSON) with `cases`: the folder of a tokenizer, `rows`, settings of SFTConfig, and a chat template where it is not the
tokenizer's own. Rows with tools go through transformers' apply_chat_template alone, with the template that TRL would train with,
since a table gives all calls the arguments of all others.
"""

import json
import sys
import tempfile

from datasets import Dataset
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM
from trl import SFTConfig, SFTTrainer
from trl.chat_template_utils import get_training_chat_template


def tokenizer_of(case):
    tokenizer = AutoTokenizer.from_pretrained(case["tokenizer"])
    if case.get("chat_template"):
        tokenizer.chat_template = case["chat_template"]
    return tokenizer


def by_trainer(case):
    tokenizer = tokenizer_of(case)
    size = {"hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1}
    model = LlamaForCausalLM(LlamaConfig(vocab_size=len(tokenizer), **size))
    with tempfile.TemporaryDirectory() as folder:
        args = SFTConfig(output_dir=folder, max_length=None, report_to="none", use_cpu=True, **case["config"])
        data = Dataset.from_list(case["rows"])
        trainer = SFTTrainer(model=model, args=args, train_dataset=data, processing_class=tokenizer)
        rows = [{"input_ids": row["input_ids"], "labels": row["labels"]} for row in trainer.train_dataset]
        return {"rows": rows, "chat_template": trainer.chat_template}


def by_template(case):
    tokenizer = tokenizer_of(case)
    template = get_training_chat_template(tokenizer)
    rows = []
    for row in case["rows"]:
        made = tokenizer.apply_chat_template(
            row["messages"],
            tools=row["tools"],
            chat_template=template,
            return_dict=True,
            return_assistant_tokens_mask=True,
        )
        labels = [i if mask else -100 for i, mask in zip(made["input_ids"], made["assistant_masks"], strict=True)]
        rows.append({"input_ids": made["input_ids"], "labels": labels})
    return {"rows": rows, "chat_template": template}


with open(sys.argv[1], encoding="utf-8") as file:
    cases = json.load(file)["cases"]
results = [by_template(case) if "tools" in case["rows"][0] else by_trainer(case) for case in cases]
print(json.dumps({"results": results}))
