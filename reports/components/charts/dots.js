/**
 * Rows of shares or scores as points with intervals against a target of their own, in groups that share an axis. Words of the
 * verdict against the target stand at the row's end. Mirrors for right-to-left readers.
 */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { extent, shapeOf, ticks } from '../lib/report.js';

const ROW = { w: 34, n: 46, a: 16 };

/**
 * @param {{title?: string, format: (v: number) => string, tick?: (v: number) => string, domain?: [number, number], rows: object[]}[]} groups
 *   rows: figure_id, name, estimate, ci_low, ci_high, n, target, verdict, word, tip; an estimate of null is not shown
 */
export function dotRows(report, groups, name) {
	const on = surface(name);
	const { font: fs, width, kind } = on;
	const every = groups.flatMap((g) => g.rows);
	const probe = new Drawing(report.locale, width, 1, fs, kind);
	const ranges = groups.flatMap((g) => g.rows.map((r) => rangeOf(report, r, g.format)));
	const size = layoutOf(on, probe, every, probe.longest(ranges, fs * 0.86));
	const heights = groups.map((g) => (g.title ? fs * 2 : fs * 0.4) + g.rows.length * size.row + fs * 2.1);
	const d = new Drawing(report.locale, width, heights.reduce((a, b) => a + b, 0), fs, kind, { mirror: true });
	let top = 0;
	groups.forEach((group, i) => {
		drawGroup({ d, fs, report, size, top }, group);
		top += heights[i];
	});
	return d;
}

/** Names, the axis, then value with interval, and the verdict in words; on a phone name and verdict stand above the row. */
function layoutOf({ kind, width, font }, probe, rows, range) {
	const stacked = kind === 'n';
	const names = stacked ? 4 : Math.min(probe.longest(rows.map((r) => r.name)) + 14, width * (width > 1000 ? 0.34 : 0.36));
	const words = stacked ? 0 : Math.min(probe.longest(rows.map((r) => r.word ?? '')) + font * 2, width * (width > 1000 ? 0.2 : 0.27));
	const right = width - words;
	const value = right - range - font * 0.6;
	return { kind, width, row: ROW[kind], stacked, names, words, axis: [names + font, value - font * 4.4], value };
}

function drawGroup({ d, fs, report, size, top }, group) {
	const head = top + (group.title ? fs * 2 : fs * 0.4);
	const bottom = head + group.rows.length * size.row;
	if (group.title) d.text(2, top + fs * 1.3, group.title, 'th');
	const [low, high] = group.domain ?? padded(group.rows);
	const X = scale([low, high], size.axis);
	const tick = group.tick ?? group.format;
	for (const v of ticks(low, high, size.stacked ? 3 : 5)) {
		d.line(X(v), head, X(v), bottom, 'gridl');
		d.text(X(v), bottom + fs * 1.2, tick(v), 't', 'm', fs * 0.92);
	}
	group.rows.forEach((row, i) => drawRow({ d, fs, report, size, X, format: group.format }, row, head + i * size.row, i));
	d.line(size.axis[0], bottom, size.axis[1], bottom, 'axl');
}

/** The ends of an axis that holds all intervals and targets. */
export function padded(rows) {
	const [low, high] = extent(rows.flatMap((r) => [r.ci_low ?? r.estimate, r.ci_high ?? r.estimate, r.target]));
	const pad = (high - low || Math.abs(high) || 1) * 0.06;
	return [low < 0 ? low - pad : Math.max(0, low - pad), high + pad];
}

function drawRow({ d, fs, report, size, X, format }, row, top, i) {
	const y = top + size.row / 2 + (size.stacked ? fs * 0.75 : 0);
	if (i) d.line(0, top, size.width, top, 'gridl');
	const room = size.stacked ? size.width - (row.verdict ? d.widthOf(row.word, fs * 0.92) + fs * 2 : 0) : size.names - 4;
	d.text(2, size.stacked ? top + fs * 1.2 : y + fs * 0.35, d.fit(row.name, room), row.isStrong ? 'tb' : 'tk');
	if (row.estimate == null) return d.hidden(size.axis[0], y, report.text('ui.not_shown'));
	if (row.target != null) d.line(X(row.target), y - fs * 0.75, X(row.target), y + fs * 0.75, 'tgt');
	if (row.ci_low != null) {
		d.line(X(row.ci_low), y, X(row.ci_high), y, 'cs');
		d.whisker(X(row.ci_low), X(row.ci_high), y, row.isStrong ? 'wa' : 'wk', 3);
	}
	const isOpen = row.n < 30 || row.verdict === 'undetermined';
	d.circle(X(row.estimate), y, fs * 0.38, isOpen ? 'hol' : row.isStrong ? 'own' : 'ptd', { figure: row.figure_id, value: row.estimate, tip: row.tip });
	d.text(size.value - fs * 0.5, y + fs * 0.35, format(row.estimate), 'tb num', 'r');
	d.text(size.value, y + fs * 0.35, rangeOf(report, row, format), 't num', 'l', fs * 0.86);
	drawVerdict({ d, fs, size }, row, size.stacked ? top + fs * 0.85 : y);
	return undefined;
}

const rangeOf = (report, row, format) => (row.ci_low == null ? '' : report.locale.range(row.ci_low, row.ci_high, format));

function drawVerdict({ d, fs, size }, row, y) {
	if (!row.verdict) return;
	const shape = shapeOf(row.verdict);
	const tone = { up: 'tb goodt', down: 'tb badt' }[shape] ?? 'tk';
	const x = size.stacked ? size.width - d.widthOf(row.word, fs * 0.92) - fs * 1.1 : size.width - size.words + fs * 0.9;
	d.verdict(x, y, shape, fs);
	if (size.stacked) d.text(size.width - 2, y + fs * 0.35, row.word, tone, 'r', fs * 0.92);
	else d.text(x + fs * 0.9, y + fs * 0.35, d.fit(row.word, size.words - fs * 1.6), tone);
}
