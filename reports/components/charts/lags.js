/**
 * Association of one outcome with satisfaction by lag: correlation with its interval at each number of months. Time runs from
 * left to right in every language. A hollow point says that nothing could be detected.
 */
import { Drawing, scale } from '../lib/drawing.js';
import { markOf, tipOf } from '../lib/report.js';

const WIDTH = 276;
const HEIGHT = 190;

/** @param {object[]} rows of pub_outcome of one measure and outcome, by lag */
export function lagChart(report, rows, name) {
	const { locale, text } = report;
	const d = new Drawing(locale, WIDTH, HEIGHT, 12, 'all');
	const plot = { left: 34, right: WIDTH - 8, top: 26, bottom: 148 };
	const X = scale([0, Math.max(...rows.map((r) => r.lag_months), 1)], [plot.left + 12, plot.right - 12]);
	const Y = scale([-1, 1], [plot.bottom, plot.top]);
	d.text(locale.rtl ? WIDTH - 4 : 2, 12, d.fit(name, WIDTH - 8, 12.6), 'tb', locale.rtl ? 'r' : 'l', 12.6);
	for (const v of [-1, -0.5, 0, 0.5, 1]) {
		d.line(plot.left, Y(v), plot.right, Y(v), v ? 'gridl' : 'lim');
		d.text(plot.left - 5, Y(v) + 4, locale.signed(v, v % 1 ? 1 : 0), 't num', 'r', 11);
	}
	for (const row of rows) {
		if (row.estimate == null) d.rect(X(row.lag_months) - 3, plot.top, 6, plot.bottom - plot.top, 'hid', { tip: text('ui.not_shown') });
		else drawLag({ d, report, X, Y }, row, name);
		d.text(X(row.lag_months), plot.bottom + 15, locale.number(row.lag_months), 't num', 'm', 11);
	}
	d.text((plot.left + plot.right) / 2, plot.bottom + 32, text('ui.axis.lag'), 't', 'm', 11);
	return d;
}

function drawLag({ d, report, X, Y }, row, name) {
	const x = X(row.lag_months);
	const found = row.verdict === 'associated';
	if (row.ci_low != null) d.whiskerUp(x, Y(row.ci_high), Y(row.ci_low), found ? 'wa' : 'w', 3);
	d.circle(x, Y(row.estimate), 4, found ? 'own' : 'hol', { figure: row.figure_id, value: row.estimate, tip: lagTip(report, row, name) });
}

function lagTip(report, row, name) {
	const { locale, text } = report;
	const lag = text('ui.lag_months', { n: locale.number(row.lag_months) });
	return tipOf(report, { ...markOf(row), name: `${name}: ${lag}`, base: text('ui.n_months', { n: locale.number(row.n) }) }, (v) => locale.signed(v, 2));
}
