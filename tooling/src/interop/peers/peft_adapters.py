"""PEFT's side of the comparison: makes adapters, and reads those that were written here.

Takes the path of a JSON file: rows (lists of token ids, each its own labels), and jobs, each with model (a folder) and either settings
(of a LoraConfig) with adapter (a folder to write), or adapter alone (a folder to read), or neither. Prints one line of JSON, a result
a job: loss, and for an adapter that it made the norm of each gradient and the loss after merging; or error.
"""

import json
import sys
import warnings

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM

warnings.filterwarnings("ignore")
with open(sys.argv[1]) as file:
    given = json.load(file)
torch.set_num_threads(1)


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


def make(model, settings, folder):
    model = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", **settings)).double()
    for parameter in model.parameters():
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
    model.float().save_pretrained(folder)
    model.double()
    return {"loss": loss.item(), "gradients": gradients, "merged": mean_loss(model.merge_and_unload()).item()}


def run(job):
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_pretrained(job["model"], dtype=torch.float64)
    if "settings" in job:
        return make(model, job["settings"], job["adapter"])
    if "adapter" in job:
        model = PeftModel.from_pretrained(model, job["adapter"]).double()
    with torch.no_grad():
        return {"loss": mean_loss(model.eval()).item()}


def result(job):
    try:
        return run(job)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


print(json.dumps({"results": [result(job) for job in given["jobs"]]}))
