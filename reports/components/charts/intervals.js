/**
 * Rows of names, each with a point and its interval (or a bar from zero), against a tick of its own, a line or a band that all
 * share; what it comes to stands at the row's end, in figures and in words. Mirrors for right-to-left readers.
 * Pairs of values (gaps.js, dumbbell.js), rivals and diverging bars say something else and have drawings of their own.
 */
import { Drawing, drawScale, padded, scale, surface } from '../lib/drawing.js';
import { shapeOf, tipOf } from '../lib/report.js';

const ROW = { w: 30, n: 46 };
/** Height of an axis with its numbers, in font sizes. */
const AXIS = 2.2;
const TONES = { up: 'tb goodt', down: 'tb badt' };

/**
 * @typedef {{name: string, value: number|null, low?: number, high?: number, tick?: number, figure?: string, base?: string, tip?: string,
 *   verdict?: string, word?: string, end?: string, absent?: string, isStrong?: boolean, isHollow?: boolean}} Row
 *   `end` stands for value and interval at the row's end, `absent` for the pill where there is no value; `base` goes into the tip
 * @param {{rows?: Row[], groups?: {title?: string, rows: Row[]}[], format: (v: number) => string, axis?: (v: number) => string, axisName?: string,
 *   isBars?: boolean, hasOwnScales?: boolean, line?: number, band?: [number, number], span?: number[]}} chart
 *   groups share one scale unless they have their own; `span` is what neighbouring charts show, so that they share it too
 */
export function intervalRows(report, { rows, groups = [{ rows }], hasOwnScales = false, ...chart }, name) {
	const on = surface(name);
	const fs = on.font;
	const probe = new Drawing(report.locale, on.width, 0, fs, on.kind);
	const size = layoutOf(report, on, probe, groups.flatMap((g) => g.rows), chart);
	const planes = hasOwnScales ? groups.map((group) => [group]) : [groups];
	const tops = planes.reduce((list, plane) => [...list, list[list.length - 1] + heightOf(plane, size, fs)], [chart.axisName ? fs * 1.6 : fs * 0.4]);
	const d = new Drawing(report.locale, on.width, tops[tops.length - 1], fs, on.kind, { mirror: true });
	if (chart.axisName) d.text(size.axis[0], fs, chart.axisName, 'th');
	planes.forEach((plane, i) => drawPlane({ d, fs, report, size, chart }, plane, tops[i]));
	return d;
}

const figureOf = (chart, row) => row.end ?? (row.value == null ? '' : chart.format(row.value));
const rangeOf = (report, chart, row) => (row.end != null || row.low == null ? '' : report.locale.range(row.low, row.high, chart.format));

/** Names, the axis, figures, words. On a phone the name stands above its row, and beside it the words, or the figures where they all fit. */
function layoutOf(report, on, probe, rows, chart) {
	const fs = on.font;
	const names = Math.min(probe.longest(rows.map((r) => r.name)) + 14, on.kind === 'n' ? Infinity : on.width * 0.42);
	const figures = probe.longest(rows.map((r) => figureOf(chart, r)));
	const ranges = rows.some((r) => rangeOf(report, chart, r)) ? probe.longest(rows.map((r) => rangeOf(report, chart, r)), fs * 0.86) + fs * 0.5 : 0;
	const words = rows.some((r) => r.verdict) ? probe.longest(rows.map((r) => r.word ?? '')) + fs * 2 : 0;
	const parts = { names, figures, words };
	if (on.kind === 'n') return stackedLayout(on, { ...parts, ranges });
	const layout = deskLayout(on, { ...parts, ranges });
	// A whole name says more than an interval in figures, which its whisker shows.
	return layout.axis[0] < names ? deskLayout(on, { ...parts, ranges: 0 }) : layout;
}

function stackedLayout({ kind, width, font }, { names, figures, words, ranges }) {
	const isBeside = !words && names + figures + ranges <= width;
	const value = width - (ranges || 2);
	return { width, row: ROW[kind], isStacked: true, isBeside, value, ranges, figures: figures + ranges, axis: [4, isBeside ? width - 8 : value - figures - font] };
}

function deskLayout({ kind, width, font }, { names, figures, words: longest, ranges }) {
	const words = Math.min(longest, width * (width > 1000 ? 0.2 : 0.27));
	const value = width - words - (ranges || 2);
	const end = value - figures - font;
	return { width, row: ROW[kind], words, value, ranges, axis: [Math.min(names, end - width * 0.25), end] };
}

const titleHeight = (group, fs) => (group.title ? fs * 2.4 : 0);
const heightOf = (plane, { row }, fs) => plane.reduce((sum, g) => sum + titleHeight(g, fs) + g.rows.length * row, fs * AXIS);

/** Groups on one scale, with their axis below. */
function drawPlane(frame, groups, top) {
	const { d, fs, size, chart } = frame;
	const bottom = top + heightOf(groups, size, fs) - fs * AXIS;
	const domain = domainOf(groups.flatMap((g) => g.rows), chart);
	const X = scale(domain, size.axis);
	if (chart.band) d.rect(X(chart.band[0]), top, X(chart.band[1]) - X(chart.band[0]), bottom - top, 'shade');
	const room = Math.round((size.axis[1] - size.axis[0]) / (fs * 6));
	drawScale(d, X, domain, { top: top + titleHeight(groups[0], fs), bottom, count: Math.max(4, Math.min(room, 8)), format: chart.axis ?? chart.format });
	if (chart.line != null && X(chart.line) > size.axis[0]) d.line(X(chart.line), top, X(chart.line), bottom, 'lim');
	d.line(size.axis[0], bottom, size.axis[1], bottom, 'axl');
	drawGroups({ ...frame, X }, groups, top);
}

function drawGroups(frame, groups, top) {
	const { d, fs, size } = frame;
	let y = top;
	for (const group of groups) {
		if (group.title) d.text(2, y + fs * 1.6, group.title, 'th');
		y += titleHeight(group, fs);
		group.rows.forEach((row, i) => drawRow(frame, row, y + i * size.row, i > 0));
		y += group.rows.length * size.row;
	}
}

/** All that must have a place on the scale: marks, the line or band, and what neighbouring charts show. */
function domainOf(rows, { isBars, line = null, band = null, span = [] }) {
	return padded([...rows.flatMap((r) => [r.value, r.low, r.high, r.tick]), isBars ? 0 : line, ...(band ?? []), ...span]);
}

function drawRow(frame, row, top, isRuled) {
	const { d, fs, report, size } = frame;
	const y = top + size.row * (size.isStacked ? 0.7 : 0.5);
	const head = size.isStacked ? top + fs * 1.2 : y + fs * 0.35;
	if (isRuled) d.line(0, top, size.width, top, 'gridl');
	d.text(2, head, d.fit(row.name, nameRoom(frame, row)), row.isStrong ? 'tb' : 'tk');
	if (row.value == null) return row.absent ? d.text(size.axis[0] + 4, y + fs * 0.35, row.absent) : d.hidden(size.axis[0] + 4, y, report.text('ui.not_shown'));
	drawMark(frame, row, y);
	drawFigures(frame, row, size.isBeside ? head : y + fs * 0.35);
	if (row.verdict) drawWords(frame, row, size.isStacked ? top + fs * 0.85 : y);
	return undefined;
}

function nameRoom({ d, fs, size }, row) {
	if (!size.isStacked) return size.axis[0] - 8;
	return size.width - (size.isBeside ? size.figures : row.verdict ? d.widthOf(row.word, fs * 0.92) + fs * 2 : 8);
}

function drawMark({ d, fs, report, X, chart }, row, y) {
	const mark = { figure: row.figure, value: row.value, tip: row.tip ?? tipOf(report, row, chart.format) };
	if (chart.isBars) d.rect(X(0), y - fs * 0.5, X(row.value) - X(0), fs, row.isStrong ? 'bar1' : 'bar', mark);
	if (row.tick != null) d.line(X(row.tick), y - fs * 0.78, X(row.tick), y + fs * 0.78, 'tgt');
	if (row.low != null) {
		d.line(X(row.low), y, X(row.high), y, 'cs');
		d.whisker(X(row.low), X(row.high), y, row.isStrong ? 'wa' : 'wk', 3);
	}
	if (!chart.isBars) d.circle(X(row.value), y, fs * 0.36, row.isHollow ? 'hol' : row.isStrong ? 'own' : 'ptd', mark);
}

function drawFigures({ d, fs, report, size, chart }, row, y) {
	const range = size.ranges ? rangeOf(report, chart, row) : '';
	d.text(size.value, y, figureOf(chart, row), `${row.isStrong ? 'tb' : 'tk'} num`, 'r');
	if (range) d.text(size.value + fs * 0.5, y, range, 't num', 'l', fs * 0.86);
}

function drawWords({ d, fs, size }, row, y) {
	const shape = shapeOf(row.verdict);
	const tone = TONES[shape] ?? 'tk';
	const x = size.isStacked ? size.width - d.widthOf(row.word, fs * 0.92) - fs * 1.1 : size.width - size.words + fs * 0.9;
	d.verdict(x, y, shape, fs);
	if (size.isStacked) d.text(size.width - 2, y + fs * 0.35, row.word, tone, 'r', fs * 0.92);
	else d.text(x + fs * 0.9, y + fs * 0.35, d.fit(row.word, size.words - fs * 1.6), tone);
}
