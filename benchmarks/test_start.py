"""From nothing: importing the package, and a fresh kernel up to its first picture.

Each import is a process of its own, and each picture a kernel of its own, from its start to the end of its first
cell. Beside the import stands that of pandas; beside the first picture a kernel that only imports what anybody needs
for a picture of an area with a widget.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

ROUNDS = 7

IMPORTS = {
    "import wijkdata": "import wijkdata",
    "import pandas": "import pandas",
    "bare python": "pass",
}

#: The baseline step with its picture: area, figures, baseline, and the picture as PNG.
FIRST_PICTURE = """
import wijkdata as wd
from wijkdata.panels import BaselinePanel
panel = BaselinePanel(wd.AmbitionModel.open())
assert bytes(panel.picture.value).startswith(b"\\x89PNG")
"""
PICTURES = {
    "first picture": FIRST_PICTURE,
    "only the imports": "import geopandas, matplotlib.pyplot, ipywidgets",
    "imports and one bare picture": """
import io, geopandas, matplotlib.pyplot as plt, ipywidgets
figure, axes = plt.subplots()
axes.plot([1, 2], [3, 4])
figure.savefig(io.BytesIO(), format="png")
""",
}


def _run(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)


def _run_in_a_kernel(code: str) -> None:
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        reply = client.execute_interactive(code, timeout=120, output_hook=lambda _message: None)
        assert reply["content"]["status"] == "ok", reply["content"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.mark.benchmark(group="import")
@pytest.mark.parametrize("what", IMPORTS)
def test_import(benchmark: Any, what: str) -> None:
    benchmark.pedantic(_run, (IMPORTS[what],), rounds=ROUNDS, warmup_rounds=1)


@pytest.mark.benchmark(group="first picture in a fresh kernel")
@pytest.mark.parametrize("what", PICTURES)
def test_first_picture(benchmark: Any, what: str) -> None:
    benchmark.pedantic(_run_in_a_kernel, (PICTURES[what],), rounds=ROUNDS, warmup_rounds=1)
