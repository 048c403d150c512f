/** The look of a report: the studio's colours by the reader's theme, light on paper, A4. Nothing is fetched: fonts are the system's. */

const light = `
--ground:#f5f6f7;--surface:#fff;--raised:#eaecef;--ink:#14181c;--ink-2:#454d56;--ink-3:#5b646d;--line:#dde1e5;--grid:#e6e9ec;
--accent:#1a5aa8;--good:#146c40;--good-soft:#dff2e7;--warn:#7d5200;--warn-soft:#fbf0d5;--bad:#ae241c;--bad-soft:#fbe6e4;
--s0:#0072b2;--s1:#d55e00;--s2:#b85c90;--s3:#3d4650;--s4:#b87b00;--s5:#2f8fc6;--s6:#00875f;--s7:#938600;`;

const dark = `
--ground:#101316;--surface:#171b1f;--raised:#242a31;--ink:#eef1f4;--ink-2:#b9c2cb;--ink-3:#98a3ae;--line:#2b323a;--grid:#272e35;
--accent:#7fb4f2;--good:#62cb93;--good-soft:#15301f;--warn:#e5b452;--warn-soft:#352a10;--bad:#ff9187;--bad-soft:#3c1b18;
--s0:#4aa8e0;--s1:#f07f2e;--s2:#de92bc;--s3:#c9d1d9;--s4:#f0ac1f;--s5:#7cc7f2;--s6:#22b98c;--s7:#efe45a;`;

const series = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `.s${i}{--c:var(--s${i})}`).join('');

export const reportStyle = `
:root{color-scheme:light;${light}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${dark}}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:14px/1.45 Inter,"Inter Variable",system-ui,sans-serif}
main{max-width:1180px;margin:0 auto;padding:24px 20px 48px}
h1{font-size:24px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:16px;margin:0 0 12px}
h3{font-size:14px;margin:0 0 4px;overflow-wrap:anywhere}
p{margin:0 0 8px;overflow-wrap:anywhere}
section{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:16px;margin-top:16px}
.lead,.note{color:var(--ink-2)}
.note{font-size:12px}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-feature-settings:"tnum"}
caption{text-align:left;color:var(--ink-2);padding-bottom:8px}
th,td{padding:4px 16px 4px 0;text-align:left;vertical-align:baseline;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
thead th,.group th{color:var(--ink-2);font-weight:500;font-size:12px}
th[scope=row]{font-weight:400;min-width:130px}
thead th{max-width:180px;overflow-wrap:anywhere}
.wide+h3{margin-top:20px}
td.n,th.n{text-align:right}
td.n{white-space:nowrap}
td.n,code{font-family:"JetBrains Mono","JetBrains Mono Variable",ui-monospace,monospace;font-size:13px}
code{overflow-wrap:anywhere}
td.best{color:var(--good);font-weight:600}
.settings td{overflow-wrap:anywhere;min-width:72px}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:12px;margin:0}
.cards div{background:var(--raised);border-radius:8px;padding:10px 12px}
.cards dt{color:var(--ink-2);font-size:12px;overflow-wrap:anywhere}
.cards dd{margin:2px 0 0;font:600 15px "JetBrains Mono","JetBrains Mono Variable",ui-monospace,monospace;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0}
.facts dt{color:var(--ink-2)}
.facts dd{margin:0;overflow-wrap:anywhere}
.same{columns:300px 3;column-gap:32px;margin:0}
.same div{display:flex;justify-content:space-between;gap:12px;padding:3px 0;border-bottom:1px solid var(--line);break-inside:avoid}
.same dt{min-width:0}
.same dd{margin:0;text-align:right;overflow-wrap:anywhere;min-width:40px}
.same code{color:var(--ink-2)}
.warn{background:var(--warn-soft);color:var(--warn);border-radius:8px;padding:8px 12px;margin:0 0 8px}
.warn.bad{background:var(--bad-soft);color:var(--bad)}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr));gap:20px 24px}
figure{margin:0;min-width:0;break-inside:avoid}
svg{display:block;width:100%;height:auto}
.grid{stroke:var(--grid)}
.axis{stroke:var(--ink-3)}
.tick{fill:var(--ink-2);font-size:11px}
${series}
svg g{stroke:var(--c);fill:none;stroke-width:1.6;stroke-linejoin:round}
svg circle{fill:var(--c)}
.key{display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;margin:0 0 12px;padding:0}
.key li{display:flex;align-items:center;gap:8px;overflow-wrap:anywhere;min-width:0}
.key svg{width:28px;height:10px;flex:none}
@media (max-width:480px){main{padding:16px 12px 32px}section{padding:12px}.facts{grid-template-columns:1fr}.facts dd{margin-bottom:6px}}
@page{size:A4;margin:14mm}
@media print{
body{background:none;font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
main{max-width:none;padding:0}
section{border:0;border-top:1px solid var(--line);border-radius:0;padding:10pt 0 0;margin-top:12pt}
h2,h3{break-after:avoid}
tr,.cards div,.warn{break-inside:avoid}
.wide{overflow:visible}
.charts{grid-template-columns:repeat(2,1fr);gap:10pt 14pt}
th,td{padding:2pt 8pt 2pt 0;font-size:8.5pt}
td.n,code{font-size:8pt}
.same{columns:2;font-size:8.5pt}
}`;
