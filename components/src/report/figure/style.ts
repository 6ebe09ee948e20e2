/**
 * The colours of a figure, as CSS that follows the reader's light or dark mode; paper is light. Lines differ in their
 * dashes too, and bad measurements in their shape, so that no colour is needed.
 */
export const figureStyle = `
.figure { --ink: #1f2328; --dim: #59636e; --rule: #d1d9e0; --new: #0550ae; --stable: #57606a; --limit: #cf222e; --other: #8250df; }
@media screen and (prefers-color-scheme: dark) {
.figure { --ink: #f0f6fc; --dim: #9198a1; --rule: #3d444d; --new: #58a6ff; --stable: #b1bac4; --limit: #ff7b72; --other: #d2a8ff; }
}
.figure text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--dim); }
.figure .title { font-weight: 600; font-size: 13px; fill: var(--ink); }
.figure .absent { font-style: italic; }
.figure .halo { paint-order: stroke; stroke: var(--paper, #fff); stroke-width: 3px; }
.figure .grid { stroke: var(--rule); stroke-width: 1; }
.figure .frame { fill: none; stroke: var(--rule); }
.figure .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.figure .thin { stroke-width: 1; opacity: 0.6; }
.figure .new { stroke: var(--new); }
.figure .stable { stroke: var(--stable); stroke-dasharray: 7 3; }
.figure .declared { stroke: var(--dim); stroke-dasharray: 2 3; }
.figure .other { stroke: var(--other); stroke-dasharray: 9 3 2 3; }
.figure .limit { stroke: var(--limit); stroke-width: 1.5; stroke-dasharray: 5 4; }
.figure text.limit-label { fill: var(--limit); stroke-dasharray: none; }
.figure .dot { fill: var(--new); stroke-width: 1.5; }
.figure .dot.stable, .figure .dot.declared { fill: none; stroke-dasharray: none; }
.figure .bad-point { fill: none; stroke: var(--limit); stroke-width: 2.5; }
.figure .bounds { fill: var(--new); fill-opacity: 0.18; stroke: var(--new); stroke-opacity: 0.5; }
.figure .bounds.bad { fill: var(--limit); stroke: var(--limit); }
.figure .share { stroke: var(--new); stroke-width: 4; }
.figure .share.bad { stroke: var(--limit); }
.figure .gap { fill: var(--dim); fill-opacity: 0.2; }
.figure .tick { stroke: var(--stable); stroke-width: 2; }
.figure .tick.own { stroke: var(--new); }
`.trim();

/** The same for a picture that stands alone, with its background. */
export const pictureStyle = `${figureStyle}
.figure { --paper: #fff; }
.figure .paper { fill: var(--paper); }
@media screen and (prefers-color-scheme: dark) { .figure { --paper: #0d1117; } }`;
