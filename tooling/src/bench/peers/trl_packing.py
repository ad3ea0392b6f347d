"""TRL's pack_dataset over rows of given lengths.

Takes a JSON object: lengths (a file with a list of token counts), maxLength, folder. Prints one line of JSON: for its best-fit
decreasing as SFTTrainer calls it (1,000 rows at a time), for the same over all rows at once, and for wrapped, the number of packed
rows and the seconds they took; of all rows at once also which rows stand in each.
"""

import json
import sys
import time

from datasets import Dataset, disable_progress_bars
from trl import pack_dataset

disable_progress_bars()
given = json.loads(sys.argv[1])
with open(given["lengths"]) as file:
    lengths = json.load(file)
# Each token is the number of its row, so that it can be told which rows a packed one has.
rows = Dataset.from_dict({"input_ids": [[index] * length for index, length in enumerate(lengths)]})


def pack(strategy, **options):
    began = time.perf_counter()
    packed = pack_dataset(rows, given["maxLength"], strategy, {"load_from_cache_file": False, **options})
    return packed, {"rows": len(packed), "seconds": time.perf_counter() - began}


_, usual = pack("bfd")
whole, at_once = pack("bfd", batch_size=len(lengths))
_, wrapped = pack("wrapped")
at_once["bins"] = [list(dict.fromkeys(ids)) for ids in whole["input_ids"]]
print(json.dumps({"usual": usual, "atOnce": at_once, "wrapped": wrapped}))
