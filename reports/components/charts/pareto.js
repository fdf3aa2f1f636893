/** Complaint causes: bars from zero, sorted, with intervals; the running total as a line down the rows. "Other" is last. */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { extent } from '../lib/report.js';

const ROW = { w: 45, n: 44, a: 14.5 };
const BAR = { w: 15, n: 11, a: 6 };

/** Columns of a row: cause and count (above the bar on a phone), share, running total. */
function layoutOf({ kind, width, font }, longest) {
	const shared = { kind, width, font, row: ROW[kind], bar: BAR[kind] };
	if (kind === 'n') return { ...shared, n: null, share: [2, width * 0.53], total: [width * 0.7, width - 20] };
	const paper = kind === 'a';
	const names = Math.min(longest + font * 3.6, width * (paper ? 0.42 : 0.36));
	return { ...shared, n: names, share: [names + font * 1.2, width * (paper ? 0.74 : 0.675)], total: [width * (paper ? 0.83 : 0.78), width - font * 2.5] };
}

/** @param {object[]} rows of pub_complaint_cause of one period, in rank order */
export function paretoChart(report, rows, name) {
	const on = surface(name);
	const probe = new Drawing(report.locale, on.width, 1, on.font, on.kind);
	const size = layoutOf(on, probe.longest(rows.map((r) => report.name.cause(r.cause_key))));
	const fs = size.font;
	const head = fs * (size.kind === 'a' ? 2.3 : 2.8);
	const d = new Drawing(report.locale, size.width, head + rows.length * size.row + 4, fs, size.kind, { mirror: true });
	const [, most] = extent([0, ...rows.map((r) => r.ci_high ?? r.share)]);
	const frame = { d, fs, report, size, head, B: scale([0, most], [size.share[0], size.share[1] - fs * 3.2]), C: scale([0, 1], size.total) };
	drawHead(frame, rows);
	d.path(rows.filter((r) => r.running_share != null).map((r) => [frame.C(r.running_share), rowMiddle(frame, rows.indexOf(r))]), 'cum');
	rows.forEach((row, i) => drawCause(frame, row, i));
	d.line(0, head + rows.length * size.row, size.width, head + rows.length * size.row, 'axl');
	return d;
}

const rowMiddle = ({ fs, size, head }, i) => head + size.row * (i + 0.5) + (size.n ? 0 : fs * 0.62);

function drawHead({ d, fs, report, size, head, C }, rows) {
	const { text, locale } = report;
	const y = fs * 1.0;
	if (size.n) {
		d.text(2, y, text('ui.cause'), 'th');
		d.text(size.n, y, text('ui.count'), 'th', 'r');
	}
	d.text(size.share[0], y, text('ui.share_of_complaints'), 'th');
	if (size.kind !== 'a') d.text(size.n ? size.total[0] : size.total[1], y, text('ui.running_total'), 'th', size.n ? 'l' : 'r');
	const last = head + rows.length * size.row;
	d.line(C(0.8), head - 2, C(0.8), last, 'gridv');
	d.text(C(0.8), head - fs * 0.3, locale.percent(0.8), 't', 'm', fs * 0.86);
}

function drawCause(frame, row, i) {
	const { d, fs, report, size, head, B, C } = frame;
	const y = rowMiddle(frame, i);
	if (i) d.line(0, head + size.row * i, size.width, head + size.row * i, 'gridl');
	const name = report.name.cause(row.cause_key);
	const count = row.n == null ? '' : report.text('ui.comma') + report.locale.number(row.n);
	if (size.n) d.text(2, y + fs * 0.35, d.fit(name, size.n - fs * 3.2), i ? 'tk' : 'tb');
	else d.text(2, head + size.row * i + fs * 1.15, d.fit(name, size.width - 60) + count, i ? 'tk' : 'tb');
	if (row.share == null) return d.hidden(size.share[0], y, report.text('ui.not_shown'));
	if (size.n) d.text(size.n, y + fs * 0.35, report.locale.number(row.n), 't num', 'r');
	const tip = `${name}: ${report.locale.percent(row.share, 1)} (${report.text('ui.interval95')} ${report.locale.interval(row.ci_low, row.ci_high, (v) => report.locale.percent(v, 1))})`;
	d.rect(size.share[0], y - size.bar / 2, B(row.share) - size.share[0], size.bar, i === 0 ? 'bar1' : 'bar', { figure: row.figure_id, value: row.share, tip });
	d.line(B(row.ci_low), y, B(row.ci_high), y, 'cs');
	d.whisker(B(row.ci_low), B(row.ci_high), y, 'wk', 2.6);
	d.text(B(row.ci_high) + 6, y + fs * 0.35, report.locale.percent(row.share), 'tb num');
	if (row.running_share == null) return undefined;
	d.circle(C(row.running_share), y, size.n ? 2.8 : 2.2, 'pt');
	d.text(C(row.running_share) + (size.n ? 7 : -7), y + fs * 0.35, report.locale.number(100 * row.running_share), 't num halo', size.n ? 'l' : 'r', fs * 0.9);
	return undefined;
}
