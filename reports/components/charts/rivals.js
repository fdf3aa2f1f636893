/**
 * Ourselves first, in accent; rivals as lettered rings with their intervals; what the comparison allows to say stands in
 * words at the row's end.
 */
import { Drawing, drawScale, padded, scale, surface } from '../lib/drawing.js';
import { shapeOf } from '../lib/report.js';

const RING = { w: 6.6, n: 6.6, a: 3.9 };
const STEP = { w: 14, n: 14, a: 7.4 };

/** Columns of a row: name, axis, verdict. Phones put name and verdict above the axis; on paper the verdict stands below the name. */
function layoutOf({ kind, width, font, wide }, longest) {
	const narrow = kind === 'n';
	const words = !wide ? 6 : width >= 1000 ? 260 : font * 12.6;
	const axis = [narrow ? 6 : Math.min(longest + 16, width * (wide ? 0.34 : 0.43)), width - words];
	return { kind, width, font, wide, axis, ring: RING[kind], step: STEP[kind], narrow };
}

/** Letters of the rivals; Persian readers get numbers. */
export const letterOf = (report, i) => (report.locale.rtl ? report.locale.number(i + 1) : String.fromCharCode(65 + i));

/** @param {{key: string, name: string, rows: object[]}[]} groups one per characteristic  @param {string[]} rivals keys in order */
export function rivalChart(report, { groups, rivals, digits = 1 }, name) {
	const on = surface(name);
	const probe = new Drawing(report.locale, on.width, 1, on.font, on.kind);
	const size = layoutOf(on, probe.longest(groups.map((g) => g.name)));
	const fs = size.font;
	const { narrow } = size;
	const above = fs * (size.kind === 'a' ? 0.5 : narrow ? 1.9 : 0.9);
	const heightOf = (g) => above + size.step * (g.rows.length + 1) + fs * 0.4;
	const heights = groups.map(heightOf);
	const body = heights.reduce((a, b) => a + b, 0);
	const d = new Drawing(report.locale, size.width, body + fs * 1.8, fs, size.kind, { mirror: true });
	const [low, high] = padded(groups.flatMap((g) => g.rows.flatMap((r) => [r.own_estimate, r.own_ci_low, r.own_ci_high, r.rival_estimate, r.rival_ci_low, r.rival_ci_high])));
	const X = scale([low, high + (size.wide ? 0 : (high - low) * 0.1)], size.axis);
	drawScale(d, X, [low, high], { top: 4, bottom: body, count: 6, format: (v) => report.locale.number(v) });
	let top = 0;
	groups.forEach((group, i) => {
		drawGroup({ d, fs, report, size, X, narrow, above, rivals, digits }, group, top, heights[i]);
		top += heights[i];
		d.line(0, top, size.width, top, i === groups.length - 1 ? 'axl' : 'gridl2');
	});
	return d;
}

function drawGroup(frame, group, top, height) {
	const { d, fs, report, size, X, narrow, above, rivals, digits } = frame;
	const first = top + above + size.step * 0.3;
	d.text(2, narrow ? top + fs * 1.25 : top + height / 2 + fs * (size.wide ? 0.35 : -0.25), narrow ? group.name : d.fit(group.name, size.axis[0] - 6), 'tb');
	const own = group.rows.find((r) => r.own_estimate != null);
	if (own) {
		const mark = { figure: own.figure_id, value: own.own_estimate };
		if (own.own_ci_low != null) d.line(X(own.own_ci_low), first, X(own.own_ci_high), first, 'ownw');
		d.circle(X(own.own_estimate), first, fs * 0.42, 'own', mark);
		drawOwnName(frame, own, first);
	}
	group.rows.forEach((row, i) => drawRival(frame, row, first + size.step * (i + 1), rivals.indexOf(row.competitor_key)));
	drawVerdict(frame, group, top, height);
}

/** Our own value behind its interval, or before it where the drawing ends. */
function drawOwnName({ d, fs, report, size, X, digits }, own, y) {
	const words = report.text('ui.we_value', { value: report.locale.number(own.own_estimate, digits) });
	const behind = X(own.own_ci_high ?? own.own_estimate) + 6;
	const fits = behind + d.widthOf(words, fs * 0.92) <= size.width;
	d.text(fits ? behind : X(own.own_ci_low ?? own.own_estimate) - 6, y + fs * 0.35, words, 'tb acct num halo', fits ? 'l' : 'r', fs * 0.92);
}

function drawRival({ d, fs, report, size, X, digits }, row, y, index) {
	const letter = letterOf(report, index);
	if (row.rival_estimate == null) return d.hidden(size.axis[0] + fs, y, `${letter}: ${report.text('ui.not_shown')}`);
	const tip = `${report.name.competitor(row.competitor_key)}: ${report.locale.number(row.rival_estimate, digits)} – ${report.name.verdict(row.verdict)}`;
	if (row.rival_ci_low != null) d.whisker(X(row.rival_ci_low), X(row.rival_ci_high), y, 'w', 2.5);
	d.circle(X(row.rival_estimate), y, size.ring, 'riv', { figure: row.figure_id, value: row.rival_estimate, tip });
	d.text(X(row.rival_estimate), y + fs * 0.29, letter, 'tb', 'm', fs * (report.locale.rtl ? 0.92 : 0.8));
	return undefined;
}

/** "Behind A, B" / "Ahead of C" from the verdicts of the group: on a desk a line each, else one line with the shape of the first. */
function drawVerdict({ d, fs, report, size, narrow, rivals }, group, top, height) {
	const lines = verdictLines(report, group.rows, rivals);
	const toneOf = (shape) => ({ up: 'tb goodt', down: 'tb badt' })[shape] ?? 'tb';
	const write = ({ shape, words }, x, y, at = 'l') => {
		d.verdict(x, y, shape, fs);
		d.text(x + fs * (at === 'l' ? 0.85 : -0.75), y + fs * (narrow ? 0.4 : 0.35), words, toneOf(shape), at, fs * (narrow ? 0.92 : 0.94));
	};
	const middle = top + height / 2;
	const joined = { shape: lines[0].shape, words: lines.map((line) => line.words).join(report.text('ui.comma')) };
	if (narrow) write(joined, size.width - 2 - fs * 0.45, top + fs * 0.85, 'r');
	else if (!size.wide) write(joined, 2 + fs * 0.42, middle + fs * 0.65);
	else lines.forEach((line, i) => write(line, size.axis[1] + fs * 1.7, middle + (i - (lines.length - 1) / 2) * fs * 1.35));
}

function verdictLines(report, rows, rivals) {
	const letters = (verdict) => rows.filter((r) => r.verdict === verdict).map((r) => letterOf(report, rivals.indexOf(r.competitor_key)));
	const out = [];
	for (const verdict of ['behind', 'ahead']) {
		const names = letters(verdict);
		if (names.length) out.push({ shape: shapeOf(verdict), words: report.text(`ui.${verdict}_of`, { rivals: names.join(report.text('ui.comma')) }) });
	}
	if (out.length) return out;
	const verdict = rows.some((r) => r.verdict === 'no_clear_difference') ? 'no_clear_difference' : (rows.find((r) => r.verdict)?.verdict ?? 'too_small');
	return [{ shape: shapeOf(verdict), words: report.name.verdict(verdict) }];
}
