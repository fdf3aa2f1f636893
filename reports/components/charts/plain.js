/** Rows of one figure each: a bar from zero or a point with its interval, and where there is one, another point to compare. Mirrors. */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { extent, ticks } from '../lib/report.js';

const ROW = { w: 27, n: 44 };

function layoutOf({ kind, width, font }, longest) {
	const shared = { kind, width, font, row: ROW[kind] };
	if (kind === 'n') return { ...shared, names: null, axis: [6, width - 6] };
	const names = Math.min(longest + 12, width * 0.38);
	return { ...shared, names, axis: [names + font, width - font * (width > 1000 ? 20 : 11)] };
}

/**
 * @param {{name: string, figure: string, value: number|null, low?: number, high?: number, words: string, tip?: string, other?: object}[]} rows
 * @param {{bars?: boolean, format: Function, zero?: boolean}} options
 */
export function plainRows(report, rows, options, name) {
	const on = surface(name);
	const probe = new Drawing(report.locale, on.width, 1, on.font, on.kind);
	const size = layoutOf(on, probe.longest(rows.map((r) => r.name)));
	const fs = size.font;
	const bottom = fs * 0.6 + rows.length * size.row;
	const d = new Drawing(report.locale, size.width, bottom + fs * 1.7, fs, size.kind, { mirror: true });
	const values = rows.flatMap((r) => [r.low, r.high, r.value, r.other?.value]);
	const [low, high] = extent(options.bars ? [0, ...values] : options.zero ? [0, ...values] : values);
	const pad = (high - low || 1) * 0.04;
	const X = scale([options.bars ? 0 : low - pad, high + pad], size.axis);
	const frame = { d, fs, report, size, X, options };
	for (const v of ticks(options.bars ? 0 : low - pad, high + pad, 5)) {
		d.line(X(v), 2, X(v), bottom, v === 0 ? 'axl' : 'gridl');
		d.text(X(v), bottom + fs * 1.25, options.format(v), 't', 'm');
	}
	rows.forEach((row, i) => drawRow(frame, row, fs * 0.6 + i * size.row, i));
	return d;
}

function drawRow(frame, row, top, i) {
	const { d, fs, report, size, X, options } = frame;
	const y = top + size.row / 2 + (size.names ? 0 : fs * 0.7);
	if (i) d.line(0, top, size.width, top, 'gridl');
	d.text(2, size.names ? y + fs * 0.35 : top + fs * 1.15, d.fit(row.name, size.names ?? size.width * 0.62), 'tk');
	if (row.value == null) return d.hidden(size.axis[0] + 4, y, report.text('ui.not_shown'));
	const mark = { figure: row.figure, value: row.value, tip: `${row.name}: ${row.tip ?? row.words}` };
	if (options.bars) d.rect(X(0), y - fs * 0.5, X(row.value) - X(0), fs, 'bar', mark);
	if (row.low != null) {
		d.line(X(row.low), y, X(row.high), y, 'cs');
		d.whisker(X(row.low), X(row.high), y, 'wk', 3);
	}
	if (!options.bars) d.circle(X(row.value), y, fs * 0.38, row.n < 30 ? 'hol' : 'own', mark);
	if (row.other?.value != null) d.rect(X(row.other.value) - 1.4, y - fs * 0.62, 2.8, fs * 1.24, 'totf', { figure: row.other.figure, value: row.other.value, tip: row.other.tip });
	if (size.names) d.text(size.axis[1] + fs, y + fs * 0.35, d.fit(row.words, size.width - size.axis[1] - fs), 'tb num');
	else d.text(size.width - 2, top + fs * 1.15, row.words, 'tb num', 'r');
	return undefined;
}
