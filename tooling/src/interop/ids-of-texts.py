"""Ids of texts by sentencepiece (for tokenizer.model) or Hugging Face's tokenizers (for tokenizer.json), as one line of JSON.

Arguments: the file with the texts (JSON), then the tokenizer. null for a text with characters that Python's Unicode has not assigned:
programs of different years differ about them.
"""

import json
import sys
import unicodedata

texts = json.load(open(sys.argv[1], encoding="utf-8"))
path = sys.argv[2]
if path.endswith(".model"):
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=path)
    ids = [processor.encode(text) for text in texts]
else:
    import tokenizers

    tokenizer = tokenizers.Tokenizer.from_file(path)
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts, add_special_tokens=False)]
unassigned = ["Cn" in map(unicodedata.category, text) for text in texts]
print(json.dumps({"ids": [None if new else found for new, found in zip(unassigned, ids)]}))
