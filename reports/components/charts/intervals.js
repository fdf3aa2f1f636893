/**
 * Rows of one measure: a point with its interval, or a bar from zero, against a tick (plan, population, target, truth without
 * weights) and, where something should lie inside a band, that band. Mirrors for right-to-left readers.
 */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { extent, ticks } from '../lib/report.js';

const ROW = { w: 30, n: 46, a: 15.5 };

function layoutOf({ kind, width, font, wide }, d, rows) {
	const names = d.longest(rows.map((r) => r.name)) + 14;
	const ends = d.longest(rows.map((r) => r.end ?? ''), font * 0.94) + 10;
	const left = kind === 'n' ? 8 : Math.min(names, width * 0.42);
	return { kind, width, wide, row: ROW[kind], names: left, axis: [left, width - Math.min(ends, width * 0.42) - 6] };
}

/**
 * @param {{rows: {name: string, value: number|null, low?: number, high?: number, tick?: number, end?: string, group?: string, strong?: boolean,
 *   hollow?: boolean, figure?: string, tip?: string}[], format: (v: number) => string, bars?: boolean, floor?: number, band?: number[],
 *   span?: number[], axisLabel?: string}} data
 */
export function dotRows(report, { rows, format, bars = false, floor = null, band = null, span = [], axisLabel = '' }, name) {
	const on = surface(name);
	const fs = on.font;
	const size = layoutOf(on, new Drawing(report.locale, on.width, 1, fs, on.kind), rows);
	const lines = placed(rows, size.row);
	const head = axisLabel ? fs * 1.6 : fs * 0.4;
	const body = lines.height;
	const d = new Drawing(report.locale, size.width, head + body + fs * 1.8, fs, size.kind, { mirror: true });
	const X = scale(domainOf(rows, bars, floor, [...(band ?? []), ...span]), size.axis);
	const frame = { d, fs, report, size, X, format, head, body, bars };
	if (axisLabel) d.text(size.axis[0], fs, axisLabel, 'th');
	if (band) d.rect(X(band[0]), head, X(band[1]) - X(band[0]), body, 'shade');
	drawAxis(frame);
	for (const line of lines.rows) drawRow(frame, line);
	return d;
}

/** Where each row stands; a new group begins with its name. */
function placed(rows, rowHeight) {
	let y = 0;
	let last = null;
	const out = rows.map((row) => {
		const isFirst = row.group != null && row.group !== last;
		last = row.group ?? null;
		if (isFirst) y += rowHeight * 0.75;
		const top = y;
		y += rowHeight;
		return { row, top, isFirst };
	});
	return { rows: out, height: y };
}

/** All that must have a place: marks, band, and what neighbouring charts show, so that they share an axis. */
function domainOf(rows, bars, floor, others) {
	const [low, high] = extent([...rows.flatMap((r) => [r.value, r.low, r.high, r.tick]), ...others]);
	const pad = (high - low || 1) * 0.06;
	return [bars ? 0 : floor == null ? low - pad : Math.max(floor, low - pad), high + pad];
}

function drawAxis({ d, fs, size, format, head, body, X }) {
	const [a, b] = size.axis;
	const [low, high] = [a, b].map((x) => invert(X, x));
	for (const v of ticks(low, high, size.wide ? 6 : 4)) {
		d.line(X(v), head, X(v), head + body, 'gridl');
		d.text(X(v), head + body + fs * 1.25, format(v), 't num', 'm');
	}
}

/** The value at a place of a linear scale. */
function invert(X, x) {
	const [x0, x1] = [X(0), X(1)];
	return (x - x0) / (x1 - x0);
}

function drawRow(frame, { row, top, isFirst }) {
	const { d, fs, report, size, head } = frame;
	const narrow = size.kind === 'n';
	const y = head + top + size.row / 2 + (narrow ? fs * 0.7 : 0);
	if (isFirst) d.text(2, head + top - fs * 0.1, row.group, 'th', 'l', fs * 0.94);
	d.text(2, narrow ? head + top + fs * 1.2 : y + fs * 0.35, d.fit(row.name, narrow ? size.width - 8 : size.names - 8), row.strong ? 'tb' : 'tk');
	if (row.value == null) return d.hidden(size.axis[0] + 4, y, report.text('ui.not_shown'));
	drawMark(frame, row, y);
	if (row.end) d.text(size.width - 2, y + fs * 0.35, row.end, `${row.strong ? 'tb' : 'tk'} num`, 'r', fs * 0.94);
	return undefined;
}

function drawMark({ d, fs, X, bars }, row, y) {
	const mark = { figure: row.figure, value: row.value, tip: row.tip };
	if (bars) d.rect(X(0), y - fs * 0.5, X(row.value) - X(0), fs, row.strong ? 'bar1' : 'bar', mark);
	if (row.tick != null) d.line(X(row.tick), y - fs * 0.78, X(row.tick), y + fs * 0.78, 'tgt');
	if (row.low != null) {
		d.line(X(row.low), y, X(row.high), y, 'cs');
		d.whisker(X(row.low), X(row.high), y, row.strong ? 'wa' : 'wk', 3);
	}
	if (!bars) d.circle(X(row.value), y, fs * 0.36, row.hollow ? 'hol' : row.strong ? 'own' : 'ptd', mark);
}
