"""A document as one HTML page to read on screen and to print: nothing in it comes from elsewhere.

Pictures are inside the page, there are no scripts, and a policy in the page forbids the browser to load anything.
Each text is escaped where it enters the page, so that what people typed stays text.
"""

from __future__ import annotations

import base64
import html

from wijkdata.look import LIGHT, css
from wijkdata.reports.blocks import (
    CONTENTS,
    CONTENTS_SHORT,
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Table,
    contents,
)

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

_STYLE = """
@page { size: A4; margin: 20mm 18mm 15mm 18mm; }
html { font: 10.5pt/1.4 "Segoe UI", Calibri, "DejaVu Sans", Arial, sans-serif; }
html { color: var(--wd-ink); background: var(--wd-paper); }
body { margin: 0 auto; max-width: 174mm; padding: 0 4mm; }
h1 { font-size: 26pt; line-height: 1.15; margin: 0 0 6mm; }
h2 { font-size: 17pt; margin: 10mm 0 3mm; }
h3 { font-size: 13pt; margin: 5mm 0 1.5mm; }
h4 { font-size: 11pt; margin: 4mm 0 1mm; }
.page { margin-top: 0; }
h1, h2, h3, h4 { break-after: avoid; overflow-wrap: anywhere; }
p { margin: 0 0 2.5mm; }
p, li, td, th { overflow-wrap: break-word; white-space: pre-line; hyphens: auto; }
ul { margin: 0 0 3mm; padding-left: 6mm; }
.kind { font-size: 13pt; color: var(--wd-quiet); margin-bottom: 2mm; }
.front { padding-top: 45mm; }
.lead { font-size: 12.5pt; font-weight: 600; }
.small { font-size: 9.1pt; margin-bottom: 1.2mm; }
.note { font-size: 9pt; color: var(--wd-quiet); }
p:has(+ table), p:has(+ figure) { break-after: avoid; }
.warning { border: 1.5pt solid var(--wd-ink); padding: 2.5mm 4mm; font-weight: 600; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin: 0 0 4mm; font-size: 9.5pt; }
th, td { text-align: left; vertical-align: top; padding: 0.9mm 2mm 0.9mm 0; }
th, td { border-bottom: 0.5pt solid var(--wd-line); }
thead th { border-bottom: 1.2pt solid var(--wd-ink); }
tbody th { font-weight: 600; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.right { text-align: right; }
figure { margin: 0 0 4mm; break-inside: avoid; }
img { width: 100%; height: auto; display: block; }
.page { break-before: page; }
nav ol { list-style: none; margin: 0; padding: 0; }
nav li { break-inside: avoid; }
nav .level1 { font-weight: 600; margin-top: 2mm; }
nav .level2 { padding-left: 6mm; }
nav a { color: inherit; text-decoration: none; }
nav a:hover, nav a:focus { text-decoration: underline; }
"""


def page(document: Document) -> bytes:
    """Return a document as an HTML page in UTF-8."""
    top = _css_text(" – ".join(filter(None, (document.warning, document.running))))
    # Not every browser knows the colours of the page in its margins.
    small = f"font: 8pt sans-serif; color: {LIGHT.quiet};"
    running = (
        f"@page {{ @top-left {{ content: {top}; {small} width: 100%; }}"
        f' @bottom-right {{ content: counter(page) " / " counter(pages); {small} }} }}'
    )
    front = "".join(
        f'<tr><th scope="row">{_text(name)}</th><td>{_text(text)}</td></tr>' for name, text in document.front
    )
    warning = f'<p class="warning" role="note">{_text(document.warning)}</p>' if document.warning else ""
    parts = [
        '<!DOCTYPE html>\n<html lang="nl-NL">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{_text(f'{document.kind}: {document.title}')}</title>\n",
        f"<style>:root {{ {css(LIGHT)} }}{_STYLE}{running}</style>\n</head>\n<body>\n",
        f'<header class="front"><p class="kind">{_text(document.kind)}</p><h1>{_text(document.title)}</h1>{warning}',
        f'<table><colgroup><col style="width:22%"><col style="width:78%"></colgroup><tbody>{front}</tbody></table>',
        f"</header>\n{_contents(document)}<main>\n",
        *(f"{_block(one, place)}\n" for place, one in enumerate(document.blocks)),
        "</main>\n</body>\n</html>\n",
    ]
    return "".join(parts).encode("utf-8")


def _contents(document: Document) -> str:
    """Return the table of contents; its links stay within the page."""
    entries = "".join(
        f'<li class="level{one.level}"><a href="#{_place(place)}">{_text(one.text)}</a></li>'
        for place, one in contents(document)
    )
    page = ' class="page"' if len(contents(document)) > CONTENTS_SHORT else ""
    return (
        f'<nav{page} aria-label="{CONTENTS}"><h2>{CONTENTS}</h2><ol>{entries}</ol></nav>\n' if entries else ""
    )


def _place(place: int) -> str:
    return f"deel-{place}"


def _block(block: Block, place: int) -> str:
    match block:
        case Heading():
            page_break = ' class="page"' if block.new_page else ""
            name = f' id="{_place(place)}"'
            return f"<h{block.level + 1}{name}{page_break}>{_text(block.text)}</h{block.level + 1}>"
        case Paragraph():
            kind = f' class="{block.kind}"' if block.kind else ""
            return f"<p{kind}>{_text(block.text)}</p>"
        case Bullets():
            return f"<ul>{''.join(f'<li>{_text(one)}</li>' for one in block.items)}</ul>"
        case Table():
            return _table(block)
        case Picture():
            data = base64.b64encode(block.png).decode("ascii")
            width, height = block.size
            return (
                f'<figure><img alt="{_text(block.alt)}" width="{width}" height="{height}" '
                f'src="data:image/png;base64,{data}"></figure>'
            )


def _table(table: Table) -> str:
    whole = sum(one.width for one in table.columns)
    columns = "".join(f'<col style="width:{100 * one.width / whole:.2f}%">' for one in table.columns)
    css = [' class="right"' if one.right else "" for one in table.columns]
    head = "".join(
        f'<th scope="col"{how}>{_text(one.title)}</th>' for one, how in zip(table.columns, css, strict=True)
    )
    rows = []
    for row in table.rows:
        cells = [f"<td{how}>{_text(cell)}</td>" for cell, how in zip(row, css, strict=True)]
        if not table.headed:
            cells[0] = f'<th scope="row">{_text(row[0])}</th>'
        rows.append(f"<tr>{''.join(cells)}</tr>")
    top = f"<thead><tr>{head}</tr></thead>" if table.headed else ""
    return f"<table><colgroup>{columns}</colgroup>{top}<tbody>{''.join(rows)}</tbody></table>"


def _text(text: str) -> str:
    return html.escape(text, quote=True)


def _css_text(text: str) -> str:
    """Return a text as CSS holds it: all that is no letter, digit or space by its number, so that none ends it."""
    # The space behind a number belongs to it.
    kept = (one if one == " " or (one.isascii() and one.isalnum()) else f"\\{ord(one):06x} " for one in text)
    return f'"{"".join(kept)}"'
