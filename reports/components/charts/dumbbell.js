/** Old and new value of each figure on one scale: a ring, a point, and the way between them. Mirrors for right-to-left readers. */
import { nameOf, valueOf } from '../lib/editions.js';
import { Drawing, drawScale, padded, scale, surface } from '../lib/drawing.js';

const ROW = { w: 34, n: 52 };

/** @param {object[]} rows of pub_edition_change with numbers */
export function dumbbell(report, rows, name) {
	const on = surface(name);
	const fs = on.font;
	const narrow = on.kind === 'n';
	const names = narrow ? 4 : on.width * 0.45;
	const head = fs * 0.6;
	const body = rows.length * ROW[on.kind];
	const d = new Drawing(report.locale, on.width, head + body + fs * 1.7, fs, on.kind, { mirror: true });
	const domain = padded(rows.flatMap((r) => [r.old_value, r.new_value]));
	const X = scale(domain, [names + 8, on.width - fs * 9]);
	drawScale(d, X, domain, { top: head, bottom: head + body, count: narrow ? 3 : 5, format: (v) => report.locale.number(v) });
	rows.forEach((row, i) => drawRow({ d, fs, X, report, narrow, names, width: on.width }, row, head + i * ROW[on.kind], ROW[on.kind]));
	return d;
}

function drawRow({ d, fs, X, report, narrow, names, width }, row, top, height) {
	const y = top + height / 2 + (narrow ? fs * 0.8 : 0);
	if (top > fs) d.line(0, top, width, top, 'gridl');
	d.text(2, narrow ? top + fs * 1.25 : y + fs * 0.35, d.fit(nameOf(report, row).subject, narrow ? width : names - 8), 'tk');
	d.line(X(row.old_value), y, X(row.new_value), y, 'tgt');
	d.circle(X(row.old_value), y, fs * 0.36, 'hol', { tip: `${report.text('ui.col.old')}: ${valueOf(report, row, 'old')}` });
	d.circle(X(row.new_value), y, fs * 0.38, 'own', { figure: row.changed_figure_id, value: row.new_value, tip: `${report.text('ui.col.new')}: ${valueOf(report, row, 'new')}` });
	d.text(width - 2, y + fs * 0.35, report.locale.signed(row.new_value - row.old_value), 'tb num', 'r');
}
