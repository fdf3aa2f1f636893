/**
 * Rows of the characteristics: what was expected (a tick), what was perceived (a point with its interval), the gap
 * between them with its own paired interval, and the verdict. Mirrors for right-to-left readers.
 */
import { Drawing, drawScale, padded, scale, surface } from '../lib/drawing.js';
import { shapeOf } from '../lib/report.js';

const ROW = { w: 37, n: 50, a: 15.5 };
const FULL_WIDTH = 1000;

/** Columns of a row: names, the axis, and at the right the figures. Phones put the name above its row. */
function layoutOf({ kind, width, font, wide }, longest) {
	const full = width >= FULL_WIDTH;
	const figures = full ? 440 : font * 12.2;
	const names = kind === 'n' ? 4 : Math.min(longest + 14, full ? 300 : width * 0.38);
	return { kind, width, wide, full, row: ROW[kind], names, axis: [names, width - figures], importance: full ? width - 380 : null };
}

/** @param {object[]} rows of pub_gap; where nothing was expected, rows with `perceived` and its interval only */
export function gapRows(report, rows, name) {
	const on = surface(name);
	const fs = on.font;
	const probe = new Drawing(report.locale, on.width, 1, fs, on.kind);
	const size = layoutOf(on, probe.longest(rows.map((r) => report.name.characteristic(r.characteristic_key))));
	const head = fs * 1.9;
	const body = rows.length * size.row;
	const d = new Drawing(report.locale, size.width, head + body + fs * 1.7, fs, size.kind, { mirror: true });
	const hasGap = rows.some((r) => r.gap != null);
	const domain = padded(rows.flatMap((r) => [r.perceived, r.perceived_ci_low, r.perceived_ci_high, r.expected]));
	const X = scale(domain, size.axis);
	const frame = { d, fs, report, size, X, narrow: size.kind === 'n', head };
	drawHead(frame, rows, hasGap);
	drawScale(d, X, domain, { top: head, bottom: head + body, count: size.full ? 8 : 4, format: (v) => report.locale.number(v) });
	rows.forEach((row, i) => drawRow(frame, row, i, hasGap));
	return d;
}

function drawHead({ d, fs, report, size, narrow }, rows, hasGap) {
	const { text } = report;
	const y = fs * 1.0;
	if (size.wide) d.text(size.axis[0], y, text(hasGap ? 'ui.expected_and_perceived' : 'ui.perceived_score'), 'th');
	if (hasGap) d.text(size.width - 2, y, text('ui.gap_points'), 'th', 'r');
	if (size.full && rows.some((r) => r.importance != null)) d.text(size.importance, y, text('ui.importance'), 'th');
}

function drawRow(frame, row, i, hasGap) {
	const { d, fs, report, size, narrow, head } = frame;
	const top = head + i * size.row;
	const y = top + size.row / 2 + (narrow ? fs * 0.75 : 0);
	if (i) d.line(0, top, size.width, top, row.follows_omission ? 'gridv' : 'gridl');
	const strong = row.verdict === 'below';
	const twoLines = row.importance != null && size.wide && !size.full;
	const name = d.fit(report.name.characteristic(row.characteristic_key), narrow ? size.width : size.names - 8);
	d.text(2, narrow ? top + fs * 1.25 : y + fs * (twoLines ? -0.1 : 0.35), name, strong ? 'tb' : 'tk');
	if (twoLines) d.text(2, y + fs * 1.05, report.text('ui.importance_value', { value: report.locale.number(row.importance) }), 't', 'l', fs * 0.88);
	if (row.importance != null && size.full) drawImportance(frame, row, y);
	if (row.perceived == null) return d.hidden(size.axis[0] + 4, y, report.text('ui.not_shown'));
	drawPair(frame, row, y, strong);
	if (hasGap) drawGap(frame, row, y, strong);
	else drawScore(frame, row, y);
	return undefined;
}

function drawImportance({ d, fs, report, size }, row, y) {
	const x = size.importance;
	d.text(x, y + fs * 0.35, report.locale.number(row.importance), 'tb num');
	if (row.importance_ci_low != null) d.text(x + 24, y + fs * 0.35, `(${report.locale.range(row.importance_ci_low, row.importance_ci_high, (v) => report.locale.number(v))})`, 't num', 'l', fs * 0.9);
}

/** Bar from expected to perceived, tick for the expectation, point with whisker for the perception. */
function drawPair({ d, fs, X }, row, y, strong) {
	const h = fs * 0.62;
	if (row.expected != null) {
		const [a, b] = [X(Math.min(row.expected, row.perceived)), X(Math.max(row.expected, row.perceived))];
		d.rect(a, y - h / 2, b - a, h, strong ? 'gapbig soft' : 'barlt soft');
		d.line(X(row.expected), y - fs * 0.72, X(row.expected), y + fs * 0.72, 'tgt');
	}
	if (row.perceived_ci_low != null) {
		d.line(X(row.perceived_ci_low), y, X(row.perceived_ci_high), y, 'cs');
		d.whisker(X(row.perceived_ci_low), X(row.perceived_ci_high), y, 'wk', 3);
	}
	d.circle(X(row.perceived), y, fs * 0.38, row.n < 30 ? 'hol' : strong ? 'own' : 'ptd', { figure: row.figure_id, value: row.perceived });
}

function drawGap({ d, fs, report, size }, row, y, strong) {
	const { locale } = report;
	const right = size.width - 2;
	const range = locale.range(row.ci_low, row.ci_high, (v) => locale.signed(v));
	const xs = size.full ? { mark: right - 210, value: right - 130 } : { mark: right - fs * 10.8, value: right - fs * 7.2 };
	d.verdict(xs.mark, y, shapeOf(row.verdict), fs, { figure: row.figure_id, value: row.gap, tip: report.name.verdict(row.verdict) });
	d.text(xs.value, y + fs * 0.35, locale.signed(row.gap), `tb num${strong ? ' acct' : ''}`, 'r');
	d.text(right, y + fs * 0.35, range, 't num', 'r', fs * 0.86);
}

function drawScore({ d, fs, report, size }, row, y) {
	d.text(size.width - 2, y + fs * 0.35, `${report.locale.number(row.perceived, 1)} (${report.locale.range(row.perceived_ci_low, row.perceived_ci_high)})`, 'tk num', 'r', fs * 0.94);
}
