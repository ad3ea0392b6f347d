"""Ids of texts by sentencepiece (for tokenizer.model) or Hugging Face's tokenizers (for tokenizer.json), as one line of JSON.

Arguments: the file with the texts (JSON), then the tokenizers.
"""

import json
import sys

texts = json.load(open(sys.argv[1], encoding="utf-8"))
ids = {}
for path in sys.argv[2:]:
    if path.endswith(".model"):
        import sentencepiece

        processor = sentencepiece.SentencePieceProcessor(model_file=path)
        ids[path] = [processor.encode(text) for text in texts]
    else:
        import tokenizers

        tokenizer = tokenizers.Tokenizer.from_file(path)
        ids[path] = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
print(json.dumps({"ids": ids}))
