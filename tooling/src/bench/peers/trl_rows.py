"""TRL's SFTTrainer on the CPU: the same model, rows and settings as ours.

Takes a JSON object: model (a folder), rows (a file of prompt-completion rows, or of token rows), steps, batchSize, maxLength, learningRate,
alpha, bf16 (autocast over float32 weights), lora (arguments of PEFT's LoraConfig; absent: all parameters are trained), threads,
folder (for what the trainer writes). Prints one line of JSON.
"""

import json
import os
import resource
import sys
import time

import torch

given = json.loads(sys.argv[1])
torch.set_num_threads(given["threads"])

from datasets import Dataset
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast, TrainerCallback
from trl import SFTConfig, SFTTrainer


class StepClock(TrainerCallback):
    """Notes when each optimiser step has ended."""

    def __init__(self):
        self.ends = []

    def on_step_end(self, *_, **__):
        self.ends.append(time.perf_counter())


def tokenizer_of(folder):
    if os.path.exists(os.path.join(folder, "tokenizer.json")):
        tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    else:  # rows that are tokens already still need something that knows which one pads
        tokenizer = Tokenizer(WordLevel({"<unk>": 0, "<s>": 1, "</s>": 2}, unk_token="<unk>"))
        tokenizer = PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="<unk>", eos_token="</s>")
    tokenizer.pad_token = tokenizer.unk_token or tokenizer.eos_token
    return tokenizer


model = LlamaForCausalLM.from_pretrained(given["model"], dtype=torch.float32)
tokenizer = tokenizer_of(given["model"])
with open(given["rows"]) as file:
    rows = json.load(file)
clock = StepClock()
began = time.perf_counter()
config = SFTConfig(
    output_dir=os.path.join(given["folder"], "trl"),
    max_steps=given["steps"],
    per_device_train_batch_size=given["batchSize"],
    max_length=given["maxLength"],
    learning_rate=given["learningRate"],
    neftune_noise_alpha=given["alpha"],
    train_sampling_strategy="sequential",
    weight_decay=0.0,
    bf16=given["bf16"],
    gradient_checkpointing=False,
    use_cpu=True,
    logging_steps=1,
    save_strategy="no",
    report_to=[],
    disable_tqdm=True,
)
adapter = None
if "lora" in given:
    from peft import LoraConfig

    adapter = LoraConfig(task_type="CAUSAL_LM", **given["lora"])
trainer = SFTTrainer(
    model=model,
    args=config,
    train_dataset=Dataset.from_list(rows),
    processing_class=tokenizer,
    callbacks=[clock],
    peft_config=adapter,
)
trainer.train()
ends = clock.ends
print(
    json.dumps(
        {
            "firstStepSeconds": ends[0] - began,
            "stepSeconds": [end - start for start, end in zip(ends, ends[1:])],
            "losses": [entry["loss"] for entry in trainer.state.log_history if "loss" in entry],
            "maxRssMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
        }
    )
)
