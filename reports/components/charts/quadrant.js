/**
 * Importance against performance: a plane of two measures, which no language mirrors. Whiskers in both directions, the cut
 * lines, the four quadrants by name, and the one to fix first shaded. A point whose interval crosses a line is hollow.
 */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { placeLabels } from '../lib/placement.js';
import { extent, intervalWords, ticks } from '../lib/report.js';

const HEIGHT = { w: 360, n: 380, a: 196 };
const TALLEST = 420;
const MOST_NAMED = 12;
const CORNERS = { concentrate_here: ['l', 't'], keep_up: ['r', 't'], low_priority: ['l', 'b'], possible_overkill: ['r', 'b'] };

/** Points that are told with a value, the most important first: a point's place here is its number where there are many. */
export const placedPoints = (rows) => rows.filter((r) => r.estimate != null && r.importance != null).sort((a, b) => b.importance - a.importance);

/** Whether points bear numbers that a list explains, because so many names would lie on each other. */
export const isNumbered = (rows) => placedPoints(rows).length > MOST_NAMED;

/** @param {object[]} rows of pub_quadrant: one kind of importance, segment and period */
export function quadrantChart(report, rows, name) {
	const { kind, width, font: fs } = surface(name);
	const height = width > 600 ? TALLEST : HEIGHT[kind];
	const d = new Drawing(report.locale, width, height, fs, kind);
	const shown = placedPoints(rows);
	const isShare = shown[0]?.importance_kind === 'derived';
	const names = axisNames(report, isShare);
	const isStacked = d.longest([names.join('')], fs * 0.94) + fs * 4 > width;
	const plot = { left: fs * 3, right: width - 2, top: 3, bottom: height - fs * (isStacked ? 4.3 : 3.2) };
	const domain = (values) => padded(extent(values), kind === 'a' ? 0.1 : 0.07);
	const X = scale(domain(shown.flatMap((r) => [r.estimate, r.ci_low, r.ci_high, r.performance_line])), [plot.left, plot.right]);
	const Y = scale(domain(shown.flatMap((r) => [r.importance, r.importance_ci_low, r.importance_ci_high, r.importance_line])), [plot.bottom, plot.top]);
	const frame = { d, fs, report, plot, X, Y, isShare, names, isStacked, lines: linesOf(shown) };
	drawGround(frame, shown);
	shown.forEach((row) => drawWhiskers(frame, row));
	shown.forEach((row) => drawPoint(frame, row));
	drawNames(frame, shown);
	return d;
}

const axisNames = ({ text }, isShare) => [text(isShare ? 'ui.axis.importance_derived' : 'ui.axis.importance_stated'), text('ui.axis.performance')];

const padded = ([low, high], share) => [low - (high - low || 1) * share, high + (high - low || 1) * share];

/** Both lines, or none where they may not be shown. */
function linesOf(shown) {
	const row = shown.find((r) => r.importance_line != null && r.performance_line != null);
	return row ? { x: row.performance_line, y: row.importance_line } : null;
}

function drawGround(frame, shown) {
	const { d, fs, report, plot, X, Y, isShare, lines } = frame;
	if (lines) d.rect(plot.left, plot.top, X(lines.x) - plot.left, Y(lines.y) - plot.top, 'shade');
	d.line(plot.left, plot.top, plot.left, plot.bottom, 'gridl2');
	d.line(plot.right, plot.top, plot.right, plot.bottom, 'gridl2');
	d.line(plot.left, plot.top, plot.right, plot.top, 'gridl2');
	d.line(plot.left, plot.bottom, plot.right, plot.bottom, 'axl');
	const inverse = (S, [p0, p1]) => [p0, p1].map((p) => (p - S(0)) / (S(1) - S(0)));
	for (const v of ticks(...inverse(X, [plot.left, plot.right]), 6)) {
		if (X(v) > plot.left + fs && X(v) < plot.right - fs) d.text(X(v), plot.bottom + fs * 1.25, report.locale.number(v), 't num', 'm');
	}
	for (const v of ticks(...inverse(Y, [plot.bottom, plot.top]), 5)) {
		if (Y(v) > plot.top + fs * 0.6 && Y(v) < plot.bottom - 2) d.text(plot.left - 6, Y(v) + fs * 0.35, report.locale.number(isShare ? 100 * v : v), 't num', 'r');
	}
	drawAxisNames(frame);
	if (!lines || !shown.length) return;
	d.line(X(lines.x), plot.top, X(lines.x), plot.bottom, 'lim');
	d.line(plot.left, Y(lines.y), plot.right, Y(lines.y), 'lim');
	for (const [quadrant, corner] of Object.entries(CORNERS)) drawCorner(frame, quadrant, corner);
}

/** Arrows point along the axes in every language; what is written beside them runs its own way. */
function drawAxisNames({ d, fs, report, plot, names, isStacked }) {
	const { locale } = report;
	const y = plot.bottom + fs * 2.6;
	const [importance, performance] = names;
	d.text(2, y + (isStacked ? fs * 1.15 : 0), locale.rtl ? `${importance} ↑` : `↑ ${importance}`, 't', 'l', fs * 0.94);
	d.text(plot.right, y, locale.rtl ? `→ ${performance}` : `${performance} →`, 't', 'r', fs * 0.94);
}

function cornerBox({ d, fs, report, plot }, quadrant, [side, end]) {
	const words = report.name.verdict(quadrant).toLocaleUpperCase(report.language);
	const size = fs * 0.88;
	const x = side === 'l' ? plot.left + 6 : plot.right - 6;
	const y = end === 't' ? plot.top + fs * 1.2 : plot.bottom - fs * 0.6;
	const width = d.widthOf(words, size) * 1.22;
	return { words, size, x, y, side, box: { x: side === 'l' ? x : x - width, y: y - size, w: width, h: size * 1.25 } };
}

function drawCorner(frame, quadrant, corner) {
	const { words, size, x, y, side } = cornerBox(frame, quadrant, corner);
	frame.d.text(x, y, words, quadrant === 'concentrate_here' ? 'tb acct' : 'th halo', side, size);
}

function drawWhiskers({ d, X, Y, fs }, row) {
	const cap = fs * 0.22;
	if (row.ci_low != null) d.whisker(X(row.ci_low), X(row.ci_high), Y(row.importance), 'w', cap);
	if (row.importance_ci_low != null) d.whiskerUp(X(row.estimate), Y(row.importance_ci_high), Y(row.importance_ci_low), 'w', cap);
}

const isFirst = (row) => row.verdict === 'concentrate_here';
const isClear = (row) => row.verdict in CORNERS;

function drawPoint({ d, fs, report, X, Y, isShare }, row) {
	const mark = { figure: row.figure_id, value: row.estimate, tip: quadrantTip(report, row, isShare) };
	d.circle(X(row.estimate), Y(row.importance), fs * 0.36, isFirst(row) ? 'own' : isClear(row) ? 'ptd' : 'hol', mark);
}

/** What hovering over a point says: both figures with intervals, base and quadrant. */
function quadrantTip(report, row, isShare) {
	const { locale, text } = report;
	const share = (v) => (isShare ? locale.percent(v, 0) : locale.number(v, 1));
	const score = (v) => locale.number(v, 1);
	const parts = [
		`${report.name.characteristic(row.characteristic_key)}: ${text('ui.col.perceived')} ${score(row.estimate)}${intervalWords(report, row.ci_low, row.ci_high, score)}`,
		`${text('ui.importance')} ${share(row.importance)}${intervalWords(report, row.importance_ci_low, row.importance_ci_high, share)}`,
		text('ui.answers', { n: locale.number(row.n) }),
		...(row.verdict ? [report.name.verdict(row.verdict)] : [])
	];
	return parts.join(text('ui.semicolon'));
}

function drawNames(frame, shown) {
	const { d, fs, report, plot, X, Y, lines } = frame;
	const points = [...shown].sort((a, b) => Number(isFirst(b)) - Number(isFirst(a)) || b.importance - a.importance).map((row) => {
		const name = isNumbered(shown) ? report.locale.number(shown.indexOf(row) + 1) : d.fit(report.name.characteristic(row.characteristic_key), (plot.right - plot.left) * 0.55);
		return { row, name, x: X(row.estimate), y: Y(row.importance), width: d.widthOf(name, fs * (isFirst(row) ? 1 : 0.94)) };
	});
	const taken = lines ? Object.entries(CORNERS).map(([quadrant, corner]) => cornerBox(frame, quadrant, corner).box) : [];
	const whiskers = shown.filter((r) => r.ci_low != null && r.importance_ci_low != null).flatMap((r) => [
		{ x: X(r.ci_low), y: Y(r.importance) - 1.5, w: X(r.ci_high) - X(r.ci_low), h: 3 },
		{ x: X(r.estimate) - 1.5, y: Y(r.importance_ci_high), w: 3, h: Y(r.importance_ci_low) - Y(r.importance_ci_high) }
	]);
	if (lines) whiskers.push({ x: X(lines.x) - 1, y: plot.top, w: 2, h: plot.bottom - plot.top }, { x: plot.left, y: Y(lines.y) - 1, w: plot.right - plot.left, h: 2 });
	for (const { row, name, x, y, at } of placeLabels(points, { height: fs * 1.15, gap: fs * 0.6, plot, taken, whiskers })) {
		d.text(x, y, name, isFirst(row) ? 'tb' : 'tk halo', at, fs * (isFirst(row) ? 1 : 0.94));
	}
}
