import { element, htmlText } from './html-text.ts';

// No script, nothing from elsewhere: what a policy forbids cannot be asked for by what a migration
// is named, either.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2330; --soft: #64708a; --line: #d8dde7; --paper: #fff;
  --back: #f5f7fa; --good: #17803d; --bad: #c22f2f; --warn: #9a6700; --edge: #7a8bb0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8f0; --soft: #98a4bb; --line: #38415a;
  --paper: #1d2433; --back: #141a26; --good: #52c77d; --bad: #ff7b72; --warn: #e3b341; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back);
  max-width: 1100px; margin: 0 auto; padding: 24px; }
h1 { font-size: 22px; padding: 14px 18px; border-left: 6px solid var(--bad);
  background: var(--paper); border-radius: 6px; }
h1.ready, h1.not-applicable { border-color: var(--good); }
h1.overridden { border-color: var(--warn); }
h2 { font-size: 17px; margin: 28px 0 8px; }
code { overflow-wrap: anywhere; }
code, pre { font: 13px/1.5 ui-monospace, Menlo, Consolas, monospace; }
pre { background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 12px;
  overflow-x: auto; }
.about { color: var(--soft); font-size: 13px; }
.target { display: inline-block; vertical-align: top; min-width: 240px; margin: 0 12px 12px 0;
  padding: 10px 16px; background: var(--paper); border: 1px solid var(--line);
  border-top: 4px solid var(--bad); border-radius: 6px; }
.target.good { border-top-color: var(--good); }
.target.warn { border-top-color: var(--warn); }
.target h3, .target p { margin: 2px 0; }
.state { font-weight: 600; }
table { border-collapse: collapse; width: 100%; background: var(--paper); }
th, td { text-align: left; vertical-align: top; padding: 5px 10px;
  border-bottom: 1px solid var(--line); }
.badge { padding: 0 7px; border-radius: 9px; font-size: 12px; border: 1px solid; }
.good .state, .badge.good { color: var(--good); }
.bad .state, .badge.bad { color: var(--bad); }
.warn .state, .badge.warn { color: var(--warn); }
.wide { overflow-x: auto; background: var(--paper); border: 1px solid var(--line);
  border-radius: 6px; }
.er text { font: 12px ui-monospace, Menlo, Consolas, monospace; fill: var(--ink); }
.er .er-type { text-anchor: end; fill: var(--soft); }
.er .er-mark { fill: var(--warn); font-size: 10px; }
.er .er-name { font-weight: 700; }
.er-box { fill: var(--paper); stroke: var(--line); }
.er-head { fill: var(--line); }
.er-edge { fill: none; stroke: var(--edge); stroke-width: 1.4; }
`;

/** A whole page that asks nothing of any network. `content` is HTML already. */
export function htmlPage(title: string, content: readonly string[]): string {
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${htmlText(POLICY)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    element('title', '', `migration-gate: ${htmlText(title)}`),
    element('style', '', STYLE),
  ];
  const body = content.filter((part) => part !== '').join('\n');
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.join('\n')}\n</head>\n<body>\n${body}\n</body>\n</html>\n`;
}
