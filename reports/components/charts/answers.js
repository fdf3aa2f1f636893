/** Answers as diverging bars: the middle of the scale stands on the line, worse answers before it, better ones after it. */
import { Drawing, surface } from '../lib/drawing.js';
import { sidesOf, stepOf } from '../lib/answers.js';
import { shortPeriod } from './time.js';

const ROW = { w: 30, n: 40 };
const MOST = { w: 8, n: 6 };

/** @param {{rows: object[], earlier: object[]}} answers as answerRows returns them */
export function answerChart(report, { rows, earlier }, name) {
	const on = surface(name);
	const fs = on.font;
	const shown = rows.slice(-MOST[on.kind]);
	const lines = shown.length + (earlier.length ? 1 : 0);
	const head = fs * 1.9;
	const d = new Drawing(report.locale, on.width, head + lines * ROW[on.kind] + 4, fs, on.kind, { mirror: true });
	const names = on.kind === 'n' ? 0 : d.longest(shown.map((r) => shortPeriod(report, r.score))) + 12;
	const figures = fs * 8;
	const plot = { left: names, right: on.width - figures };
	const frame = { d, fs, report, on, plot, ...centred(shown, plot), row: ROW[on.kind] };
	drawHead(frame);
	let top = head;
	if (earlier.length) {
		drawEarlier(frame, earlier, top);
		top += frame.row;
	}
	for (const [i, row] of shown.entries()) drawRow(frame, row, top + i * frame.row, i === shown.length - 1);
	return d;
}

/** One scale for all rows, so that the middle is the same line and no bar leaves the plot. */
function centred(rows, plot) {
	const sides = rows.filter((r) => r.parts.length).map(sidesOf);
	const reach = (side) => Math.max(0.05, ...sides.map((s) => s[side] + s.middle / 2));
	const [before, after] = [reach('below'), reach('above')];
	const unit = (plot.right - plot.left - 8) / (before + after);
	return { middle: plot.left + 4 + before * unit, unit };
}

function drawHead({ d, fs, report, on, middle }) {
	const y = fs * 1.05;
	const { text } = report;
	const below = text('ui.answers.below');
	if (middle - 8 > d.widthOf(below)) d.text(middle - 8, y, below, 't', 'r');
	d.text(middle + 8, y, text('ui.answers.above'), 't');
	d.text(on.width - fs * 4.2, y, text('ui.answers.mean'), 'th', 'r');
	d.text(on.width - 2, y, text('ui.count'), 'th', 'r');
}

function drawEarlier({ d, fs, report, on, plot, row }, earlier, top) {
	const last = earlier[earlier.length - 1];
	const h = row - 8;
	d.path([[plot.left, top + 2], [plot.right, top + 2], [plot.right, top + 2 + h], [plot.left, top + 2 + h]], 'brk', { close: true });
	const points = report.locale.number(last.high - last.low + 1);
	const said = report.text('ui.answers.other_scale', { points, period: shortPeriod(report, last.score) });
	d.text((plot.left + plot.right) / 2, top + 2 + h / 2 + fs * 0.35, d.fit(`≠ ${said}`, plot.right - plot.left), 't', 'm');
	if (on.kind !== 'n') d.text(2, top + 2 + h / 2 + fs * 0.35, report.text('ui.answers.earlier'), 't');
}

function drawRow(frame, row, top, isLast) {
	const { d, fs, report, on, plot, middle, unit } = frame;
	const isPhone = on.kind === 'n';
	const y = top + (isPhone ? fs * 1.3 : 2);
	const h = frame.row - (isPhone ? fs * 1.3 + 4 : 8);
	const base = y + h / 2 + fs * 0.35;
	const strong = isLast ? 'tb' : 'tk';
	d.text(2, isPhone ? top + fs : base, shortPeriod(report, row.score), strong);
	if (!row.parts.length || row.score.estimate == null) return d.hidden(plot.left + 4, y + h / 2, report.text('ui.not_shown'));
	const { below, middle: mid } = sidesOf(row);
	let x = middle - (below + mid / 2) * unit;
	for (const part of row.parts) {
		drawPart(frame, row, part, x, y, h, base);
		x += part.estimate * unit;
	}
	d.line(middle, y - 2, middle, y + h + 2, 'lim');
	d.text(on.width - fs * 4.2, base, report.locale.number(row.score.estimate, 1), `${strong} num`, 'r');
	d.text(on.width - 2, base, report.locale.number(row.score.n), 't num', 'r');
	return undefined;
}

function drawPart({ d, fs, report, unit }, row, part, x, y, h, base) {
	const { locale, text } = report;
	const step = stepOf(row, part.value);
	const kind = step === 0 ? 'm0' : `${step < 0 ? 'n' : 'p'}${Math.abs(step)}`;
	const range = part.ci_low == null ? '' : ` (${locale.interval(part.ci_low, part.ci_high, (v) => locale.percent(v))})`;
	const tip = `${text('ui.answers.value', { value: locale.number(part.value) })}: ${locale.percent(part.estimate)}${range}; ${text('ui.answers', { n: locale.number(part.n) })}`;
	d.rect(x, y, part.estimate * unit, h, `dv ${kind}`, { figure: part.figure_id, value: part.estimate, tip });
	const said = locale.number(100 * part.estimate);
	if (part.estimate * unit > d.widthOf(said) + 3) d.text(x + (part.estimate * unit) / 2, base, said, `num on${kind}`, 'm', fs * 0.94);
}
