"""PEFT's side of the comparison: makes adapters, and reads those that were written here.

Takes a JSON object: model (a folder), rows (lists of token ids, each its own labels), and either settings (of a LoraConfig) with
adapter (a folder to write), or adapter alone (a folder to read), or neither. Prints one line of JSON: loss, and for an adapter
that it made the norm of each gradient and the loss after merging.
"""

import json
import sys
import warnings

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM

warnings.filterwarnings("ignore")
given = json.loads(sys.argv[1])
torch.manual_seed(0)
torch.set_num_threads(1)
model = AutoModelForCausalLM.from_pretrained(given["model"], dtype=torch.float64)


def mean_loss(model):
    total, count = 0.0, 0
    for row in given["rows"]:
        ids = torch.tensor([row])
        logits = model(input_ids=ids).logits[0, :-1]
        total = total + torch.nn.functional.cross_entropy(logits, ids[0, 1:], reduction="sum")
        count += len(row) - 1
    return total / count


def name_in_file(name):
    name = name.replace(".modules_to_save.default", "").replace(".default", "")
    return name.removesuffix(".weight") if "lora_magnitude_vector" in name else name


if "settings" in given:
    model = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", **given["settings"])).double()
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:  # away from where training starts, and to float32, which is what the file has
            moved = parameter.data + 0.1 * torch.randn_like(parameter.data)
            parameter.data = moved.float().double()
    model.eval()
    loss = mean_loss(model)
    loss.backward()
    gradients = {
        name_in_file(name): parameter.grad.norm().item()
        for name, parameter in model.named_parameters()
        if parameter.requires_grad and parameter.grad is not None
    }
    model.float().save_pretrained(given["adapter"])
    model.double()
    merged = mean_loss(model.merge_and_unload()).item()
    print(json.dumps({"loss": loss.item(), "gradients": gradients, "merged": merged}))
else:
    if "adapter" in given:
        model = PeftModel.from_pretrained(model, given["adapter"]).double()
    with torch.no_grad():
        print(json.dumps({"loss": mean_loss(model.eval()).item()}))
