/** Small multiple of one segment: its series with intervals against that of all customers (dashed). */
import { Drawing, scale } from '../lib/drawing.js';
import { isShown, shapeOf } from '../lib/report.js';
import { pointTip, shortPeriod } from './time.js';

const WIDTH = 276;
const HEIGHT = 186;

/**
 * @param {{name: string, points: object[], all: object[], verdict: string, said: string, domain: [number, number], ticks: number[]}} segment
 *   points and all share their periods, in order
 */
export function multipleChart(report, segment) {
	const d = new Drawing(report.locale, WIDTH, HEIGHT, 12, 'all');
	const plot = { left: 26, right: 222, top: 42, bottom: 164 };
	const frame = { d, report, plot, X: scale([0, Math.max(segment.all.length - 1, 1)], [plot.left + 10, plot.right - 10]), Y: scale(segment.domain, [plot.bottom, plot.top]) };
	const rtl = report.locale.rtl;
	const edge = rtl ? WIDTH - 4 : 2;
	d.text(edge, 12, segment.name, 'tb', rtl ? 'r' : 'l', 12.6);
	const last = [...segment.points].reverse().find((p) => isShown(p));
	if (!last) return drawHidden(frame);
	d.text(rtl ? 2 : WIDTH - 6, 12, report.text('ui.n_value', { n: report.locale.number(last.n) }), 't num', rtl ? 'l' : 'r', 11.4);
	drawVerdict(frame, segment, edge);
	for (const v of segment.ticks) {
		d.line(plot.left, frame.Y(v), plot.right, frame.Y(v), 'gridl');
		d.text(plot.left - 5, frame.Y(v) + 4, report.locale.number(v), 't num', 'r', 11);
	}
	drawSeries(frame, segment, last);
	return d;
}

function drawHidden({ d, report, plot }) {
	d.rect(plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top, 'hid', { rx: 2 });
	d.text((plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2 + 4, `⊘ ${report.text('ui.not_shown')}`, 't', 'm');
	return d;
}

function drawVerdict({ d, report }, segment, edge) {
	const shape = shapeOf(segment.verdict);
	const rtl = report.locale.rtl;
	const tone = { up: 'tb goodt', down: 'tb badt' }[shape] ?? 'tk';
	d.verdict(rtl ? edge - 6 : 7, 24, shape, 11);
	const size = segment.said ? report.text('ui.comma') + segment.said : '';
	d.text(rtl ? edge - 17 : 18, 28, report.name.verdict(segment.verdict) + size, tone, rtl ? 'r' : 'l', 11.6);
}

function drawSeries({ d, report, plot, X, Y }, segment, last) {
	const at = (series) => series.map((p, i) => [p, i]).filter(([p]) => isShown(p));
	d.path(at(segment.all).map(([p, i]) => [X(i), Y(p.estimate)]), 'all');
	const own = at(segment.points);
	for (const [p, i] of own) d.whiskerUp(X(i), Y(p.ci_high), Y(p.ci_low), 'w', own.length > 16 ? 1.4 : 2.5);
	d.path(own.map(([p, i]) => [X(i), Y(p.estimate)]), 'segl');
	for (const [p, i] of own) {
		d.circle(X(i), Y(p.estimate), own.length > 16 ? 2.4 : 3.4, p.n < 30 ? 'hol' : 'own', { figure: p.figure_id, value: p.estimate, tip: pointTip(report, p, (v) => report.locale.number(v, 1)) });
	}
	d.text(plot.right + 2, Y(last.estimate) + 4, report.locale.number(last.estimate, 1), 'tb acct num');
	d.line(plot.left, plot.bottom, plot.right, plot.bottom, 'axl');
	const ends = [0, segment.all.length - 1];
	for (const i of ends) d.text(X(i), plot.bottom + 15, shortPeriod(report, segment.all[i]), 't', i ? 'r' : 'l', 11);
}
