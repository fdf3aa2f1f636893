/** Segments against the others of their segmentation: one row each, the difference with its interval around zero. */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { extent, shapeOf, ticks } from '../lib/report.js';

const ROW = { w: 27, n: 42, a: 14 };

/** @param {{name: string, row: object}[]} items rows of pub_segment_difference with the name of characteristic and segment */
export function differenceChart(report, items, name) {
	const on = surface(name);
	const fs = on.font;
	const row = ROW[on.kind];
	const isPhone = on.kind === 'n';
	const head = fs * 0.6;
	const d = new Drawing(report.locale, on.width, head + items.length * row + fs * 2, fs, on.kind, { mirror: true });
	const names = isPhone ? 6 : Math.min(d.longest(items.map((i) => i.name)) + 16, on.width * 0.42);
	const words = isPhone ? fs * 9 : fs * 23;
	const [low, high] = extent([0, ...items.flatMap((i) => [i.row.ci_low, i.row.ci_high, i.row.estimate])]);
	const pad = (high - low || 1) * 0.05;
	const X = scale([low - pad, high + pad], [names, on.width - words]);
	const bottom = head + items.length * row;
	for (const v of ticks(low - pad, high + pad, isPhone ? 3 : 6)) {
		d.line(X(v), head, X(v), bottom, v === 0 ? 'lim' : 'gridl');
		d.text(X(v), bottom + fs * 1.3, report.locale.signed(v, 0), 't', 'm');
	}
	const frame = { d, fs, report, on, isPhone, X };
	items.forEach((item, i) => drawItem(frame, item, head + i * row, row));
	return d;
}

function drawItem({ d, fs, report, on, isPhone, X }, { name, row: r }, top, height) {
	const y = top + (isPhone ? height * 0.68 : height / 2);
	const differs = r.verdict === 'above_others' || r.verdict === 'below_others';
	const tone = differs ? 'tb' : 'tk';
	d.text(2, isPhone ? top + fs * 1.1 : y + fs * 0.35, d.fit(name, isPhone ? on.width - 8 : on.width * 0.42), tone);
	d.whisker(X(r.ci_low), X(r.ci_high), y, differs ? 'wa' : 'wk', 3);
	const { locale } = report;
	const range = locale.interval(r.ci_low, r.ci_high, (v) => locale.signed(v));
	const tip = `${locale.signed(r.estimate)} (${range}); ${report.text('ui.answers', { n: locale.number(r.n) })}`;
	d.circle(X(r.estimate), y, fs * 0.36, r.n < 30 ? 'hol' : differs ? 'own' : 'ptd', { figure: r.figure_id, value: r.estimate, tip });
	const left = on.width - (isPhone ? fs * 8.2 : fs * 22);
	d.text(left + fs * 3.4, y + fs * 0.35, locale.signed(r.estimate), `${tone} num`, 'r');
	d.verdict(left + fs * 4.6, y, shapeOf(r.verdict), fs);
	if (!isPhone) d.text(left + fs * 5.6, y + fs * 0.35, report.name.verdict(r.verdict), 't');
}
