"""Run the notebooks and store only the output that is the same on every run: ``python tools/refresh_notebooks.py``.

Pictures and widgets are left out; what stays is text, against which the tests compare.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
UNSTABLE = ("application/vnd.jupyter.widget-view+json", "image/png")


def refresh(path: Path) -> None:
    """Run one notebook from clean and write it back."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key == "tags"}
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=300,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for kind in UNSTABLE:
                output.get("data", {}).pop(kind, None)
            output.get("metadata", {}).clear()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(notebook, path)


def main(names: list[str]) -> None:
    """Refresh the named notebooks, or all of them."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["WIJKDATA_HOME"] = home
        os.environ.pop("WIJKDATA_AMBITIE", None)
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            if not names or path.name in names:
                refresh(path)
                print(path.name)


if __name__ == "__main__":
    main(sys.argv[1:])
