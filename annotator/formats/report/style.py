"""The style of the report: the app's own colours, light or dark as the reader's system has it, and
on paper always light."""

from __future__ import annotations

from typing import Final

from msgspec.structs import asdict

from annotator.palette import DARK, LIGHT, Palette


def _variables(palette: Palette) -> str:
    return " ".join(f"--{name.replace('_', '-')}: {value};" for name, value in
                    asdict(palette).items())  # fmt: skip


_LINES: Final = {"verified": "solid", "disputed": "wavy", "unverifiable": "dotted"}
_VERDICTS: Final = "\n".join(
    f".{name} {{ color: var(--{name}); }}\n"
    f"mark.{name} {{ background: var(--{name}-back); text-decoration: underline {line} 2px "
    f"var(--{name}); text-decoration-skip-ink: none; }}"
    for name, line in _LINES.items()
)
_LANES: Final = "\n".join(
    f"mark.n{lane} {{ text-underline-offset: {4 + 4 * lane}px; }}" for lane in range(4)
)

STYLE: Final = f"""
:root {{ color-scheme: light dark; {_variables(LIGHT)} }}
@media screen and (prefers-color-scheme: dark) {{ :root {{ {_variables(DARK)} }} }}
* {{ box-sizing: border-box; }}
html {{ background: var(--paper); color: var(--text); }}
body {{ font: 14px/1.5 system-ui, "Noto Sans", "Liberation Sans", sans-serif; margin: 0 auto;
  max-width: 1180px; padding: 32px 28px 64px; overflow-wrap: anywhere; }}
h1 {{ font-size: 24px; margin: 0 0 4px; }}
h2, .text, blockquote {{ font-family: "Source Serif 4", Charter, Georgia, "Liberation Serif",
  "Noto Serif", serif; }}
h2 {{ font-size: 29px; line-height: 1.25; margin: 0 0 4px; }}
h2.own {{ clip-path: inset(50%); height: 1px; margin: 0; overflow: hidden; position: absolute;
  width: 1px; }}
h3 {{ font-size: 14px; margin: 0 0 8px; }}
a {{ color: var(--accent); }}
.muted, .about {{ color: var(--muted); }}
.legend {{ display: flex; flex-wrap: wrap; gap: 4px 22px; list-style: none; margin: 14px 0 0;
  padding: 0; }}
nav {{ margin-top: 22px; }}
time {{ white-space: nowrap; }}
nav ol {{ columns: 2 26em; padding-left: 2em; }}
nav li {{ break-inside: avoid; margin-bottom: 3px; }}
nav a {{ color: inherit; }}
article {{ border-top: 1px solid var(--line); margin-top: 40px; padding-top: 32px; display: grid;
  grid-template-columns: minmax(0, 690px) minmax(260px, 1fr); gap: 0 48px; align-items: start; }}
article > header {{ grid-column: 1 / -1; margin-bottom: 18px; }}
.text {{ font-size: 18px; line-height: 1.75; grid-column: 1; }}
.text p {{ margin: 0; min-height: 1.75em; white-space: pre-wrap; }}
.text p.spaced {{ margin-bottom: 9px; }}
.text p.h {{ font-weight: bold; line-height: 1.35; margin-top: 14px; }}
.text p.h1 {{ font-size: 29px; }} .text p.h2 {{ font-size: 24px; }}
.text p.h3 {{ font-size: 21px; }} .text p.h4 {{ font-size: 19px; }}
.text p.item {{ padding-inline-start: 28px; text-indent: -18px; }}
mark {{ color: inherit; border-radius: 3px; padding: 1px 0; box-decoration-break: clone;
  -webkit-box-decoration-break: clone; -webkit-print-color-adjust: exact;
  print-color-adjust: exact; }}
{_VERDICTS}
.text mark {{ color: inherit; }}
{_LANES}
sup {{ font: 600 11px/1 system-ui, sans-serif; unicode-bidi: isolate; user-select: none;
  -webkit-user-select: none; margin: 0 1px; white-space: nowrap; }}
sup a, .card a.back {{ color: inherit; text-decoration: none; }}
.cards {{ grid-column: 2; list-style: none; margin: 0; padding: 0; }}
.card {{ background: var(--panel); border: 1px solid var(--edge); border-radius: 9px;
  padding: 10px 12px; margin-bottom: 10px; break-inside: avoid; }}
.card:target, sup:target {{ outline: 2px solid var(--accent); }}
.card p {{ margin: 4px 0; }}
.card .top {{ display: flex; gap: 8px; justify-content: space-between; margin: 0; }}
.card b {{ font-weight: 600; }}
blockquote {{ font-size: 15px; margin: 4px 0; white-space: pre-wrap; }}
.said {{ white-space: pre-wrap; }}
.chip {{ border: 1px solid var(--edge); border-radius: 9px; display: inline-block; font-size: 12px;
  margin: 2px 4px 2px 0; padding: 0 8px; }}
.evidence {{ border-left: 3px solid var(--edge); margin: 6px 0; padding-left: 9px; }}
footer {{ border-top: 1px solid var(--line); color: var(--muted); margin-top: 40px;
  padding-top: 12px; }}
@media (max-width: 960px) {{ article {{ display: block; }} .cards {{ margin-top: 24px; }} }}
@media print {{
  @page {{ margin: 18mm 16mm; }}
  body {{ max-width: none; padding: 0; font-size: 10pt; }}
  html {{ background: #fff; }}
  article {{ display: block; break-before: page; border: 0; margin: 0; padding: 0; }}
  nav + main > article:first-child {{ break-before: page; }}
  main.alone > article {{ break-before: auto; border-top: 1px solid var(--line); margin-top: 8mm;
    padding-top: 8mm; }}
  .text {{ font-size: 12pt; orphans: 3; widows: 3; }}
  .text p.h {{ break-after: avoid; }}
  .cards {{ margin-top: 8mm; }}
  .card {{ background: none; border-color: #999; }}
  a {{ color: inherit; }}
}}
""".strip()
