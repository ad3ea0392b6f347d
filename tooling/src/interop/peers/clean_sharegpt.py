"""
clean_sharegpt.py ROWS MAX_LENGTH

What FastChat (PyPI: fschat) keeps of ShareGPT's rows, as one JSON object: `kept`, the cleaned turns by row, and `pieces`, the turns after
splitting and filtering. A token is a byte, and one begins each text.
"""

import contextlib
import io
import json
import sys
import types

# FastChat's splitting names two of transformers' classes and needs none of them here.
sys.modules.setdefault("transformers", types.SimpleNamespace(PreTrainedTokenizer=object, AutoTokenizer=object))
from fastchat.data import clean_sharegpt, filter_wrong_format, split_long_conversation


def tokenize(text):
    return types.SimpleNamespace(input_ids=[0, *text.encode()])


rows = [{**row, "row": index} for index, row in enumerate(json.load(open(sys.argv[1])))]
split_long_conversation.tokenizer = tokenize
split_long_conversation.max_length = int(sys.argv[2])
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    kept = clean_sharegpt.clean_html_all(rows, None, None)
    pieces = [piece for row in kept for piece in split_long_conversation.split_one_sample(row)]
    pieces = split_long_conversation.filter_invalid_roles(pieces)
    pieces = [piece for piece in pieces if not filter_wrong_format.should_skip(piece)]
json.dump(
    {
        "kept": {row["row"]: [turn["value"] for turn in row["conversations"]] for row in kept},
        "pieces": [[turn["value"] for turn in piece["conversations"]] for piece in pieces],
    },
    sys.stdout,
)
