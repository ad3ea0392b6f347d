"""Prints the versions of what the peers need, null for what cannot be imported, as one line of JSON."""

import importlib
import json
import platform


def version(name):
    try:
        return importlib.import_module(name).__version__
    except Exception:
        return None


def cuda():
    try:
        import torch

        return torch.version.cuda if torch.cuda.is_available() else None
    except Exception:
        return None


names = ("torch", "transformers", "trl")
print(json.dumps({"python": platform.python_version(), **{name: version(name) for name in names}, "cuda": cuda()}))
