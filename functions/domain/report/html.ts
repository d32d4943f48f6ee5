/** A report or certificate as one HTML page: no script, nothing loaded from anywhere, every text escaped. */
import type { Certificate } from './certificate.ts';
import type { Report, ReportedControl } from './report.ts';

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as content or attribute, whatever a vendor put into it. */
function text(value: string | number): string {
  return String(value)
    .replaceAll(UNPRINTABLE, ' ')
    .replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

const STYLE = `
body{font:15px/1.5 system-ui,sans-serif;color:#1b1f24;max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.2rem;margin-top:2.2rem;border-bottom:2px solid #1f5f8b}
h3{font-size:1rem;margin-bottom:.3rem}p.meta{color:#57606a;margin-top:0}
table{border-collapse:collapse;width:100%;margin:.3rem 0 .8rem;font-size:.92em}
th,td{border:1px solid #d0d7de;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f3f6f9;font-weight:600;width:40%}
ul.limits{background:#fff8e5;border:1px solid #e3c46b;padding:.7rem 1rem .7rem 2rem}
.out{color:#9a2a1b;font-weight:600}.fine{color:#1a6b37}
@media print{h2{break-after:avoid}table{break-inside:avoid}}`;

function page(title: string, body: string): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${text(title)}</title><style>${STYLE}</style></head>`,
    `<body>${body}</body></html>`,
  ].join('\n');
}

function rows(pairs: readonly (readonly [string, string | number])[]): string {
  if (pairs.length === 0) return '';
  const lines = pairs.map(
    ([name, value]) => `<tr><th scope="row">${text(name)}</th><td>${text(value)}</td></tr>`,
  );
  return `<table>${lines.join('')}</table>`;
}

function list(items: readonly string[], kind: string): string {
  return `<ul class="${kind}">${items.map((item) => `<li>${text(item)}</li>`).join('')}</ul>`;
}

/** The page of a report. */
export function reportPage(report: Report): string {
  const { framework, period, generatedAt, limits, controls } = report;
  return page(
    `${framework.title}, ${period.from} to ${period.to}`,
    [
      `<h1>${text(framework.title)}</h1>`,
      `<p class="meta">${text(period.from)} to ${text(period.to)}, made ${text(generatedAt)} by Grantline.`,
      ` Source of the controls: ${text(framework.source)}.</p>`,
      list(limits, 'limits'),
      ...controls.map(controlSection),
    ].join('\n'),
  );
}

function controlSection({ id, means, unseen, proofs }: ReportedControl): string {
  const shown = proofs.map((proof) => {
    const mood = proof.exceptions.length > 0 ? 'out' : 'fine';
    return [
      `<h3>${text(proof.title)}: ${proof.population}</h3>`,
      rows(proof.facts),
      `<p class="${mood}">${text(proof.conclusion)}</p>`,
      rows(proof.exceptions.map(({ subject, what }) => [subject, what])),
    ].join('\n');
  });
  const blind = unseen === undefined ? '' : `<p class="meta">Not shown: ${text(unseen)}.</p>`;
  return `<section><h2>${text(id)}</h2><p>${text(means)}</p>${blind}${shown.join('\n')}</section>`;
}

/** The page of a certificate. */
export function certificatePage(certificate: Certificate): string {
  const { of, generatedAt, ended, seenWhole } = certificate;
  const head =
    '<tr><th>integration</th><th>asked</th><th>proven</th><th>how</th><th>evidence</th></tr>';
  const lines = ended.map((one) => {
    const cells = [one.name, one.requestedAt ?? '-', one.endedAt, one.how, one.evidence];
    return `<tr>${cells.map((cell) => `<td>${text(cell)}</td>`).join('')}</tr>`;
  });
  return page(
    `Vendor exit: ${of}`,
    [
      `<h1>Vendor exit: ${text(of)}</h1>`,
      `<p class="meta">Made ${text(generatedAt)} by Grantline. All ${ended.length} integrations have ended.</p>`,
      `<table>${head}${lines.join('')}</table>`,
      '<h2>Seen whole since</h2>',
      rows(seenWhole.map(({ chain, at }) => [chain, at])),
    ].join('\n'),
  );
}
