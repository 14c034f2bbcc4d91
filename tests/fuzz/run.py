"""Fuzz with the help of coverage: ``python tests/fuzz/run.py TARGET --runs 20000`` (extra ``fuzz``, Linux).

``all`` takes every target one after the other and, with ``--table benchmarks/fuzz.md``, writes what became of each;
without a target the names are listed. An input that breaks something, takes longer than 5 seconds or more than 1 GB
is kept in the folder of ``--found``; ``--again FILE`` tries such an input once more.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: What one input may take. [s, MB]; the memory is on top of that of the program with its libraries.
SECONDS, MEGABYTES, LIBRARIES = 5, 1024, 512


@dataclass(frozen=True)
class Result:
    """What became of one target.

    Attributes
    ----------
    runs
        Inputs that were tried.
    coverage
        Places in the code of the package that were reached.
    found
        Names of the inputs that broke something.
    """

    target: str
    runs: int
    coverage: int
    seconds: float
    found: tuple[str, ...]
    said: str = ""

    def row(self) -> str:
        """Return the result as a row of the table."""
        found = ", ".join(self.found) or "–"
        return f"| {self.target} | {self.runs:,} | {self.coverage:,} | {self.seconds:.0f} | {found} |"


def main(arguments: list[str]) -> int:
    """Fuzz what is asked; return 1 if something was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", nargs="?", default="")
    parser.add_argument("--runs", type=int, default=20_000, help="inputs per target")
    parser.add_argument("--most-seconds", type=int, default=0, help="end a target after this time; 0: never")
    parser.add_argument("--found", type=Path, default=HERE / "found", help="folder for what breaks something")
    parser.add_argument("--table", type=Path, help="write a table of the results to this file")
    parser.add_argument("--again", type=Path, help="try this input once, without looking for others")
    parser.add_argument("--within", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.within or chosen.again:
        return fuzz(chosen)
    import targets  # noqa: PLC0415  (loads the package, which `fuzz` has to do under the eye of the fuzzer)

    known = targets.names()
    if chosen.target not in ("all", *known):
        print("\n".join(["all", *known]))
        return 2
    results = []
    for name in known if chosen.target == "all" else [chosen.target]:
        results.append(apart(name, chosen))
        print(results[-1].row(), flush=True)
        if results[-1].found:
            print(results[-1].said, file=sys.stderr)
        if chosen.table:
            write_table(chosen.table, results, chosen.runs)
    return 1 if any(one.found for one in results) else 0


def apart(name: str, chosen: argparse.Namespace) -> Result:
    """Fuzz a target in a program of its own, which may break."""
    chosen.found.mkdir(parents=True, exist_ok=True)
    before = set(chosen.found.iterdir())
    command = [
        sys.executable,
        __file__,
        name,
        "--within",
        "--runs",
        str(chosen.runs),
        "--found",
        str(chosen.found),
    ]
    command += ["--most-seconds", str(chosen.most_seconds)]
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    said = done.stderr + done.stdout
    found = sorted(one.name for one in set(chosen.found.iterdir()) - before)
    if done.returncode and not found:
        found = [f"afgebroken ({done.returncode})"]
    runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", said)
    coverage = re.findall(r"\bcov: (\d+)", said)
    return Result(
        target=name,
        runs=int(runs[1]) if runs else 0,
        coverage=int(coverage[-1]) if coverage else 0,
        seconds=time.monotonic() - start,
        found=tuple(found),
        said=said[-4_000:],
    )


def fuzz(chosen: argparse.Namespace) -> int:
    """Fuzz in this program; it ends in here."""
    import atheris  # noqa: PLC0415  (only where its extra is installed)

    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        os.environ["WIJKDATA_HOME"] = str(home / "thuis")
        with atheris.instrument_imports(include=["wijkdata"], enable_loader_override=False):
            import targets  # noqa: PLC0415
        target = targets.target(chosen.target, home)
        if chosen.again:
            target.one(chosen.again.read_bytes())
            return 0
        seeds = home / "zaden"
        seeds.mkdir()
        for number, seed in enumerate(target.seeds):
            (seeds / f"{number}").write_bytes(seed)
        options = [
            f"-runs={chosen.runs}",
            f"-timeout={SECONDS}",
            f"-rss_limit_mb={MEGABYTES + LIBRARIES}",
            f"-max_total_time={chosen.most_seconds}",
            f"-artifact_prefix={chosen.found}/{chosen.target}-",
            f"-max_len={targets.LARGEST}",
            "-print_final_stats=1",
            "-seed=1",
        ]
        atheris.Setup([sys.argv[0], *options, str(seeds)], target.one)
        atheris.Fuzz()
    return 0


def write_table(path: Path, results: list[Result], runs: int) -> None:
    """Write what became of each target."""
    total = sum(one.runs for one in results)
    how = (
        f"Made by `python tests/fuzz/run.py all --runs {runs} --table {path}`: inputs that are changed with the help "
        "of coverage, from small valid ones. An input may be taken or refused with a message; anything else is "
        f"found, and so is one that takes more than {SECONDS} s or {MEGABYTES} MB."
    )
    head = [
        *("# Fuzzing", "", how, ""),
        f"{total:,} inputs in all; found: {sum(len(one.found) for one in results)}.",
        "",
        "| target | inputs | places reached | time [s] | found |",
        "|---|--:|--:|--:|---|",
    ]
    path.write_text("\n".join([*head, *(one.row() for one in results)]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
