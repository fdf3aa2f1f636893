/**
 * Control chart: months in grey inside the limits of a frozen baseline, and what is out of the ordinary as a sign with its month.
 * The baseline is shaded; limits are solid inside it and dashed after. Time runs from left to right in every language.
 */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { dayNumber } from '../lib/locale.js';
import { extent, ticks } from '../lib/report.js';
import { drawEvents, drawTimeAxis, eventLanes, middle, pointTip, tickText, timeScale } from './time.js';

const BODY = { w: 250, n: 240, a: 104 };
const MOST_LABELS = { w: 4, n: 2, a: 3 };
const LIMITS = ['ucl', 'centre', 'lcl'];

/** @param {{rows: object[], target: number|null, events: object[], format: (v: number) => string}} data rows of one chart, in order */
export function controlChart(report, { rows, target = null, events = [], format }, name) {
	const { kind, width, font: fs, wide } = surface(name);
	const axis = fs * (report.locale.rtl && !wide ? 3.9 : 2.7);
	const body = BODY[kind] * (width > 1000 ? 1.1 : 1);
	const d = new Drawing(report.locale, width, body, fs, kind);
	const domain = domainOf(rows, target, kind);
	const marks = ticks(...domain, kind === 'a' ? 4 : 5);
	const named = namesOf(report, rows[rows.length - 1], target, format, wide);
	const left = Math.max(...marks.map((v) => d.widthOf(tickText(format, v)))) + 8;
	const plot = { left, right: width - d.longest(named.map((line) => line.text)) - 6, top: fs * 1.5, bottom: body - axis };
	const frame = { d, fs, report, plot, X: timeScale(rows, plot), Y: scale(domain, [plot.bottom, plot.top]), wide, format, kind };
	const lanes = eventLanes(frame, rows, events);
	d.height += lanes.height;
	drawBaseline(frame, rows);
	drawScale(frame, marks);
	for (const run of runsOf(rows)) drawLimits(frame, run);
	if (target != null) d.line(plot.left, frame.Y(target), plot.right, frame.Y(target), 'tgtd');
	drawNames(frame, named);
	drawEvents(frame, lanes.places);
	for (const run of runsOf(rows)) d.path(run.map((r) => [frame.X(middle(r)), frame.Y(r.estimate)]), 'ser');
	drawPoints(frame, rows);
	drawTimeAxis(frame, rows, d.height - axis);
	return d;
}

/** Below the lower limit there is room for the baseline's name. */
function domainOf(rows, target, kind) {
	const [low, high] = extent([...rows.flatMap((r) => [r.estimate, r.lcl, r.ucl]), target]);
	const room = high - low || 1;
	return [low - room * (kind === 'a' ? 0.3 : 0.17), high + room * 0.06];
}

/** Stretches of one run: a new question or another way of asking starts limits of its own. */
function runsOf(rows) {
	const runs = new Map();
	for (const row of rows) runs.set(row.run, [...(runs.get(row.run) ?? []), row]);
	return [...runs.values()];
}

/** What the lines at the right are called; phones have room for the bare word. */
function namesOf(report, last, target, format, wide) {
	const line = (key, value, c) => (value == null ? [] : [{ value, c, text: report.text(`ui.control.${wide ? '' : 'short_'}${key}`, { value: format(value) }) }]);
	const goal = target == null ? [] : [{ value: target, c: 'tb', text: report.text('ui.target_value', { value: tickText(format, target).replace('+', '') }) }];
	return [...goal, ...line('upper', last.ucl, 't'), ...line('mean', last.centre, 't'), ...line('lower', last.lcl, 't')];
}

/** Names stand beside their lines, moved apart where lines are close. */
function drawNames({ d, fs, plot, Y }, named) {
	let above = -Infinity;
	for (const { value, c, text } of [...named].sort((a, b) => b.value - a.value)) {
		above = Math.max(Y(value), above + fs * 1.25);
		d.text(plot.right + 6, above + fs * 0.35, text, c);
	}
}

function drawBaseline({ d, fs, report, plot, X, wide }, rows) {
	const last = rows[rows.length - 1];
	const base = rows.filter((r) => r.is_baseline && r.run === last.run);
	if (!base.length) return;
	const half = (X(middle(base[base.length - 1])) - X(middle(base[0]))) / Math.max(base.length - 1, 1) / 2;
	const [from, to] = [X(middle(base[0])) - half, X(middle(base[base.length - 1])) + half];
	d.rect(Math.max(from, plot.left), plot.top - fs * 0.6, Math.min(to, plot.right) - Math.max(from, plot.left), plot.bottom - plot.top + fs * 0.6, 'shade');
	const isFrozen = last.caveat !== 'provisional_baseline';
	const frozen = new Date((dayNumber(last.baseline_to) + 1) * 86400000).toISOString().slice(0, 10);
	const label = report.text(isFrozen ? (wide ? 'ui.control.baseline' : 'ui.control.short_baseline') : 'ui.control.baseline_open', { date: report.locale.date(frozen) });
	d.text(Math.max(from, plot.left) + 6, plot.bottom - fs * 0.55, d.fit(label, to - from - 6), 't');
}

function drawScale({ d, fs, plot, Y, format }, marks) {
	for (const v of marks) d.text(plot.left - 6, Y(v) + fs * 0.35, tickText(format, v), 't num', 'r');
	d.line(plot.left, plot.bottom, plot.right, plot.bottom, 'axl');
}

/** Limits as steps, since those of shares and rates move with the base. */
function drawLimits({ d, X, Y, plot }, run) {
	const half = run.length > 1 ? (X(middle(run[1])) - X(middle(run[0]))) / 2 : 10;
	for (const inside of [true, false]) {
		const part = run.filter((r) => Boolean(r.is_baseline) === inside && r.centre != null);
		if (!part.length) continue;
		for (const limit of LIMITS) {
			const steps = part.flatMap((r) => [-half, half].map((side) => [Math.min(X(middle(r)) + side, plot.right), Y(r[limit])]));
			d.path(steps, limit === 'centre' || inside ? 'lims' : 'limd');
		}
	}
}

/** Better, worse or merely unusual: what a signal above or below the centre means for customers. */
export function sideOf(row) {
	if (row.verdict !== 'signal') return null;
	if (!row.higher_is) return 'other';
	return row.estimate > row.centre === (row.higher_is === 'better') ? 'better' : 'worse';
}

function drawPoints(frame, rows) {
	const { d, fs, report, X, Y, format } = frame;
	const last = rows[rows.length - 1];
	for (const r of rows) {
		const [x, y] = [X(middle(r)), Y(r.estimate)];
		const tip = [pointTip(report, r, format), ...rulesOf(report, r)].join(report.text('ui.semicolon'));
		const mark = { figure: r.figure_id, value: r.estimate, tip };
		const side = sideOf(r);
		if (side === 'other') d.circle(x, y, fs * 0.4, 'ptd', mark);
		else if (side) d.triangle(x, y, fs * 0.52, side === 'better', side === 'better' ? 'good' : 'bad', mark);
		else d.circle(x, y, r === last ? fs * 0.34 : rows.length > 20 ? 2.4 : 3.2, r.n != null && r.n < 30 ? 'hol' : r === last ? 'own' : 'pt', mark);
	}
	drawLabels(frame, rows, last);
}

/** Month and value of the latest signals (the first of each streak), and of the last point; what would overlap is left to the table. */
function drawLabels({ d, fs, report, plot, X, Y, format, kind }, rows, last) {
	const isNew = (r) => r.verdict === 'signal' && rows[rows.indexOf(r) - 1]?.verdict !== 'signal';
	const wanted = [last, ...rows.filter((r) => r !== last && isNew(r)).slice(-MOST_LABELS[kind]).reverse()];
	const taken = [];
	for (const r of wanted) {
		const text = report.text('ui.control.point', { period: report.locale.period(r.period_type, r.period_start, r.period_end), value: format(r.estimate) });
		const width = d.widthOf(text, fs);
		const x = Math.min(Math.max(X(middle(r)), plot.left + width / 2), plot.right - width / 2);
		const up = r.estimate >= (r.centre ?? -Infinity);
		const y = Y(r.estimate) + (up ? -fs * 0.85 : fs * 1.6);
		if (taken.some((t) => Math.abs(t.x - x) < (t.width + width) / 2 && Math.abs(t.y - y) < fs * 1.2)) continue;
		taken.push({ x, y, width });
		const tone = { better: 'goodt', worse: 'badt', other: 'tk' }[sideOf(r)] ?? 'acct';
		d.text(x, y, text, `tb num halo ${tone}`, 'm');
	}
}

/** Names of the rules that a month breaks. */
export const rulesOf = (report, row) => String(row.signals ?? '').split(',').filter(Boolean).map((rule) => report.text(`control_rule.${rule}`));
