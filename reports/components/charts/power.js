/** Power of the tests: how often a true change is found, by its size in standard errors. Two measures: never mirrored. */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { ticks } from '../lib/report.js';

/** @param {{name: string, points: {x: number, y: number, tip: string}[]}[]} curves */
export function powerChart(report, curves, name) {
	const { kind, width, font: fs, wide } = surface(name);
	const height = 280;
	const d = new Drawing(report.locale, width, height, fs, kind);
	const names = wide ? Math.min(d.longest(curves.map((c) => c.name)) + 10, width * 0.34) : 12;
	const plot = { left: 44, right: width - names, top: fs * (wide ? 1.2 : 3.2), bottom: height - fs * 3.4 };
	const last = Math.max(...curves.flatMap((c) => c.points.map((p) => p.x)));
	const X = scale([0, last], [plot.left + 4, plot.right - 8]);
	const Y = scale([0, 1], [plot.bottom, plot.top]);
	for (const v of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
		d.line(plot.left, Y(v), plot.right, Y(v), v === 0.8 ? 'gridv' : 'gridl');
		d.text(plot.left - 5, Y(v) + fs * 0.35, report.locale.percent(v), 't num', 'r', fs * 0.92);
	}
	for (const v of ticks(0, last, wide ? 5 : 4)) d.text(X(v), plot.bottom + fs * 1.35, report.locale.number(v), 't num', 'm');
	d.line(plot.left, plot.bottom, plot.right, plot.bottom, 'axl');
	d.text((plot.left + plot.right) / 2, height - fs * 0.5, report.text('ui.axis.change_in_se'), 't', 'm');
	curves.forEach((curve, i) => drawCurve({ d, fs, report, X, Y, plot, wide }, curve, i));
	return d;
}

const MARKS = ['ptd', 'hol', 'riv'];

function drawCurve({ d, fs, X, Y, plot, wide }, curve, i) {
	d.path(curve.points.map((p) => [X(p.x), Y(p.y)]), i ? 'ser' : 'segl');
	for (const p of curve.points) d.circle(X(p.x), Y(p.y), 3.4, i ? MARKS[i] : 'own', { tip: p.tip });
	const end = curve.points[curve.points.length - 1];
	if (wide) d.text(plot.right + 6, Y(end.y) + fs * (0.35 + i * 1.5), d.fit(curve.name, d.width - plot.right - 8), i ? 'tk' : 'tb');
	else d.text(4, fs * (1 + i * 1.2), `${i ? '○' : '●'} ${d.fit(curve.name, d.width - 30)}`, i ? 'tk' : 'tb');
}
