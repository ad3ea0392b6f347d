"""Names and shapes of the tensors that PEFT saves of a LoRA adapter beside all linear layers, as JSON. No weight is allocated."""

import json
import sys

import torch
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict
from transformers import AutoConfig, AutoModelForCausalLM

with torch.device("meta"):
    model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(sys.argv[1]))
    adapted = get_peft_model(model, LoraConfig(r=16, target_modules="all-linear", task_type="CAUSAL_LM"))
    state = get_peft_model_state_dict(adapted)
print(json.dumps({name: list(tensor.shape) for name, tensor in state.items()}))
