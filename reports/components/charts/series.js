/** A small chart of one figure over time: points with intervals, its target, its verdict in words. Time runs left to right. */
import { Drawing, scale } from '../lib/drawing.js';
import { extent, isShown, shapeOf, ticks } from '../lib/report.js';
import { pointTip, shortPeriod } from './time.js';

const WIDTH = 276;
const HEIGHT = 186;

/**
 * A point without an estimate is not shown, or says in `missing` why it is not there.
 * @param {{name: string, points: object[], format: (v: number) => string, target?: number|null, verdict?: string, word?: string, below?: object[]}} series
 *   points in order: figure_id, estimate (and `value` where it is told in another unit), ci_low, ci_high, n; `below`: a second figure of the same unit, drawn quietly
 */
export function seriesChart(report, series) {
	const { points, format, target = null, below = [] } = series;
	const d = new Drawing(report.locale, WIDTH, HEIGHT, 12, 'all');
	const shown = points.filter((p) => isShown(p));
	const ends = shown.flatMap((p) => [p.ci_low ?? p.estimate, p.ci_high ?? p.estimate]);
	const [low, high] = extent([...ends, target, ...below.filter((p) => isShown(p)).map((p) => p.estimate)]);
	const pad = (high - low || Math.abs(high) || 1) * 0.08;
	const domain = [Math.max(0, low - pad), high + pad];
	const marks = ticks(...domain, 3);
	const plot = { left: Math.max(...marks.map((v) => d.widthOf(format(v), 11))) + 4, right: 218, top: 46, bottom: 164 };
	const frame = { d, report, format, plot, X: scale([0, Math.max(points.length - 1, 1)], [plot.left + 8, plot.right - 10]), Y: scale(domain, [plot.bottom, plot.top]) };
	drawHead(frame, series, shown);
	if (!shown.length) return drawHidden(frame);
	for (const v of marks) {
		d.line(plot.left, frame.Y(v), plot.right, frame.Y(v), 'gridl');
		d.text(plot.left - 4, frame.Y(v) + 4, format(v), 't num', 'r', 11);
	}
	if (target != null) d.line(plot.left, frame.Y(target), plot.right, frame.Y(target), 'tgtd');
	drawLine(frame, below, 'all');
	drawSeries(frame, points);
	drawEnds(frame, points, shown, target);
	return d;
}

function drawHead({ d, report }, series, shown) {
	const rtl = report.locale.rtl;
	const edge = rtl ? WIDTH - 4 : 2;
	const side = rtl ? 'r' : 'l';
	d.text(edge, 12, d.fit(series.name, WIDTH - 8), 'tb', side, 12.6);
	if (!series.verdict || !shown.length) return;
	const shape = shapeOf(series.verdict);
	d.verdict(rtl ? edge - 6 : 7, 26, shape, 11);
	d.text(rtl ? edge - 17 : 18, 30, d.fit(series.word, WIDTH - 24), { up: 'tb goodt', down: 'tb badt' }[shape] ?? 'tk', side, 11.6);
}

function drawHidden({ d, report, plot }) {
	d.rect(plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top, 'hid', { rx: 2 });
	d.text((plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2 + 4, `⊘ ${report.text('ui.not_shown')}`, 't', 'm');
	return d;
}

/** A hidden or missing period breaks the line. */
function drawLine({ d, X, Y }, points, c) {
	let run = [];
	const end = () => {
		if (run.length > 1) d.path(run, c);
		run = [];
	};
	points.forEach((p, i) => (isShown(p) ? run.push([X(i), Y(p.estimate)]) : end()));
	end();
}

function drawSeries(frame, points) {
	const { d, report, format, plot, X, Y } = frame;
	drawLine(frame, points, 'segl');
	points.forEach((p, i) => {
		if (!isShown(p)) return d.rect(X(i) - 3, plot.top, 6, plot.bottom - plot.top, p.missing ? 'brk' : 'hid', { tip: p.missing ?? report.text('ui.not_shown') });
		if (p.ci_low != null) d.whiskerUp(X(i), Y(p.ci_high ?? p.ci_low), Y(p.ci_low), 'w', 2.2);
		return d.circle(X(i), Y(p.estimate), 3.2, p.n < 30 ? 'hol' : 'own', { figure: p.figure_id, value: p.value ?? p.estimate, tip: p.tip ?? pointTip(report, p, format) });
	});
}

/** Last value and target at the right, apart from each other; first and last period below. */
function drawEnds({ d, report, format, plot, X, Y }, points, shown, target) {
	const last = shown[shown.length - 1];
	const y = Y(last.estimate) + 4;
	d.text(plot.right + 3, y, format(last.estimate), 'tb acct num');
	if (target != null) {
		const own = Y(target) + 4;
		const at = Math.abs(own - y) >= 13 ? own : y + (own >= y ? 13 : -13);
		d.text(plot.right + 3, at, format(target), 't num', 'l', 11);
	}
	d.line(plot.left, plot.bottom, plot.right, plot.bottom, 'axl');
	d.text(X(0), plot.bottom + 15, shortPeriod(report, points[0]), 't', 'l', 11);
	if (points.length > 1) d.text(X(points.length - 1), plot.bottom + 15, shortPeriod(report, points[points.length - 1]), 't', 'r', 11);
}
