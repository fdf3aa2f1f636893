/**
 * Themes as diverging bars: criticism before the line, praise behind it, what is neither around it; the count and what became
 * of it since the year before stand at the row's end. Mirrors for right-to-left readers.
 */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { nameOfTheme } from '../lib/voices.js';

const ROW = { w: 27, n: 44 };
const BAR = { w: 13, n: 11 };

/** Columns of a row: theme (above the bars on a phone), bars, count and verdict. */
function layoutOf({ kind, width, font }, longest) {
	const shared = { kind, width, font, row: ROW[kind], bar: BAR[kind] };
	if (kind === 'n') return { ...shared, names: null, bars: [4, width - 8] };
	const names = Math.min(longest + 10, width * 0.3);
	return { ...shared, names, bars: [names + font, width - font * (width > 1000 ? 22 : 13)] };
}

/** @param {object[]} rows of pub_theme, one per theme, most often raised first */
export function themeChart(report, rows, name) {
	const on = surface(name);
	const probe = new Drawing(report.locale, on.width, 1, on.font, on.kind);
	const size = layoutOf(on, probe.longest(rows.map((r) => nameOfTheme(report, r))));
	const fs = size.font;
	const head = fs * 2;
	const d = new Drawing(report.locale, size.width, head + rows.length * size.row + 4, fs, size.kind, { mirror: true });
	const reach = (side) => Math.max(1, ...rows.filter((r) => r.n != null).map((r) => r[side] + neither(r) / 2));
	const X = scale([-reach('n_negative'), reach('n_positive')], size.bars);
	const frame = { d, fs, report, size, head, X };
	drawHead(frame, rows);
	rows.forEach((row, i) => drawTheme(frame, row, i));
	d.line(X(0), head - 2, X(0), head + rows.length * size.row, 'axl');
	return d;
}

const neither = (row) => row.n_mixed + row.n_neutral + row.n_not_classified;

function drawHead({ d, fs, report, size, X }) {
	const y = fs * 1.1;
	d.text(X(0) - fs * 0.6, y, report.text('ui.criticism'), 'th', 'r');
	d.text(X(0) + fs * 0.6, y, report.text('ui.praise'), 'th');
	if (size.names) d.text(size.bars[1] + fs, y, report.text('ui.col.remarks'), 'th');
}

function drawTheme(frame, row, i) {
	const { d, fs, report, size, head, X } = frame;
	const top = head + i * size.row;
	const y = top + size.row / 2 + (size.names ? 0 : fs * 0.65);
	if (i) d.line(0, top, size.width, top, 'gridl');
	const name = nameOfTheme(report, row);
	d.text(2, size.names ? y + fs * 0.35 : top + fs * 1.15, d.fit(name, size.names ?? size.width * 0.6), i ? 'tk' : 'tb');
	if (row.n == null) return d.hidden(size.bars[0], y, report.text('ui.not_shown'));
	drawBars(frame, row, y, name);
	drawCount(frame, row, size.names ? y : top + fs * 0.8);
	return undefined;
}

function drawBars({ d, report, size, X }, row, y, name) {
	const half = neither(row) / 2;
	const parts = [['negative', -half - row.n_negative, -half, 'thneg'], ['neither', -half, half, 'hid'], ['positive', half, half + row.n_positive, 'thpos']];
	for (const [key, from, to, c] of parts) {
		const value = key === 'neither' ? neither(row) : row[`n_${key}`];
		if (!value) continue;
		const word = key === 'neither' ? report.text('ui.neither') : report.text(`sentiment.${key}`);
		const mark = key === 'neither' ? {} : { figure: row.figure_id, value };
		d.rect(X(from), y - size.bar / 2, X(to) - X(from), size.bar, c, { ...mark, tip: `${name}, ${word}: ${report.text('ui.n_remarks', { n: report.locale.number(value) })}` });
	}
}

/** Count, and the change since the year before where one was found. */
function drawCount({ d, fs, report, size }, row, y) {
	const words = row.verdict === 'more_often' || row.verdict === 'less_often' ? report.name.verdict(row.verdict) : '';
	const n = report.locale.number(row.n);
	if (!size.names) return d.text(size.width - 2, y + fs * 0.35, [n, words].filter(Boolean).join(report.text('ui.comma')), 'tb num', 'r');
	const at = size.bars[1] + fs;
	d.text(at, y + fs * 0.35, n, 'tb num');
	if (words) d.text(at + fs * 3.4, y + fs * 0.35, words, 'tb', 'l', fs * 0.94);
	else if (size.width > 1000 && row.verdict === 'no_detectable_change') d.text(at + fs * 3.4, y + fs * 0.35, report.name.verdict(row.verdict), 't', 'l', fs * 0.94);
	return undefined;
}
