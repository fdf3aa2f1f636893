/**
 * Estimates with their intervals, one row each: name, point with whisker, value. Mirrors for right-to-left readers. A dashed
 * line stands where "neither" is (a ratio of one, a share of nothing).
 */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { extent, ticks } from '../lib/report.js';

const ROW = { w: 30, n: 44, a: 14.5 };

/**
 * @param {{rows: object[], format: Function, axis: Function, line?: number|null, axisName?: string}} data
 *   rows: name, value, low, high, figure, tip, is_first (accent), is_open (hollow), word (what stands at the end)
 */
export function dotRows(report, { rows, format, axis, line = null, axisName = '' }, name) {
	const { kind, width, font: fs } = surface(name);
	const narrow = kind === 'n';
	const probe = new Drawing(report.locale, width, 1, fs, kind);
	const names = narrow ? 4 : Math.min(probe.longest(rows.map((r) => r.name)) + 14, width * 0.36);
	const figures = probe.longest(rows.map((r) => valueText(report, r, format)), fs * 0.94) + 12;
	const body = rows.length * ROW[kind];
	const d = new Drawing(report.locale, width, body + fs * (axisName ? 3.1 : 1.9), fs, kind, { mirror: true });
	const [low, high] = extent([...rows.flatMap((r) => [r.low ?? r.value, r.high ?? r.value]), line]);
	const pad = (high - low || Math.abs(high) || 1) * 0.06;
	const X = scale([line === 0 ? 0 : low - pad, high + pad], [names, width - (narrow ? 8 : figures)]);
	for (const v of ticks(line === 0 ? 0 : low - pad, high + pad, narrow ? 4 : 6)) {
		d.line(X(v), 0, X(v), body, 'gridl');
		d.text(X(v), body + fs * 1.3, axis(v), 't num', 'm');
	}
	if (axisName) d.text(names, body + fs * 2.6, axisName, 't', 'l', fs * 0.92);
	if (line !== null && line !== 0) d.line(X(line), 0, X(line), body, 'tgtd');
	rows.forEach((row, i) => drawRow({ d, fs, report, X, narrow, names, format, size: ROW[kind] }, row, i));
	d.line(0, body, width, body, 'axl');
	return d;
}

const valueText = (report, row, format) => (row.value == null ? '' : `${format(row.value)}${row.low == null ? '' : ` (${report.locale.range(row.low, row.high, format)})`}`);

function drawRow({ d, fs, report, X, narrow, names, format, size }, row, i) {
	const top = i * size;
	const y = narrow ? top + size * 0.68 : top + size / 2;
	if (i) d.line(0, top, d.width, top, 'gridl');
	d.text(2, narrow ? top + fs * 1.25 : y + fs * 0.35, d.fit(row.name, narrow ? d.width * 0.6 : names - 8), row.is_first ? 'tb' : 'tk');
	if (row.value == null) return row.word ? d.text(names + 4, y + fs * 0.35, row.word, 't') : d.hidden(names + 4, y, report.text('ui.not_shown'));
	if (row.low != null) d.whisker(X(row.low), X(row.high), y, row.is_first ? 'wa' : 'w', 3);
	d.circle(X(row.value), y, fs * 0.36, row.is_open ? 'hol' : row.is_first ? 'own' : 'ptd', { figure: row.figure, value: row.value, tip: row.tip });
	d.text(d.width - 2, narrow ? top + fs * 1.25 : y + fs * 0.35, valueText(report, row, format), row.is_first ? 'tb num' : 'tk num', 'r', fs * 0.94);
	return undefined;
}
