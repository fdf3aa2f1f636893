/**
 * Complaint causes: bars from zero, sorted, with intervals; the running total as a line down the rows; where times are known, the
 * days until nine in ten are resolved on a scale of their own, with their target. "Other" is last.
 */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { daysOf, targetVerdictOf } from '../lib/complaints.js';
import { extent, tipOf } from '../lib/report.js';

const ROW = { w: 45, n: 44, a: 14.5 };
const ROW_WITH_TIMES = { w: 43, n: 44, a: 18.2 };
const BAR = { w: 15, n: 11, a: 6.3 };
/** Ends of the columns as parts of what is beside the names: share, running total, days. */
const BESIDE = { share: [0, 0.37], total: [0.45, 0.64], days: [0.74, 0.94] };
const STACKED = { share: [0.005, 0.33], total: [0.44, 0.62], days: [0.7, 0.88] };
const WITHOUT_TIMES = { w: { share: [0, 0.55], total: [0.69, 0.94] }, n: { share: [0.005, 0.53], total: [0.7, 0.945] } };

/**
 * @param {object[]} rows of pub_complaint_cause of one period, in rank order
 * @param {{times?: object[], all?: object|null, target?: number|null}} resolved times of the causes and of all complaints in
 *   the same period (pub_complaint_time, in hours), and the hours within which nine in ten shall be resolved
 */
export function paretoChart(report, rows, name, { times = [], all = null, target = null } = {}) {
	const on = surface(name);
	const probe = new Drawing(report.locale, on.width, 1, on.font, on.kind);
	const hasTimes = times.length > 0;
	const size = layoutOf(on, probe.longest(rows.map((r) => report.name.cause(r.cause_key))), hasTimes);
	const fs = size.font;
	const head = fs * (size.kind === 'a' ? 2.3 : 2.8);
	const foot = hasTimes && all ? fs * 1.9 : 4;
	const d = new Drawing(report.locale, size.width, head + rows.length * size.row + foot, fs, size.kind, { mirror: true });
	const frame = { d, fs, report, size, head, target, bottom: head + rows.length * size.row, ...scalesOf(rows, times, all, target, size) };
	drawHead(frame, hasTimes);
	d.path(rows.filter((r) => r.running_share != null).map((r) => [frame.C(r.running_share), rowMiddle(frame, rows.indexOf(r))]), 'cum');
	rows.forEach((row, i) => {
		drawCause(frame, row, i);
		if (hasTimes) drawDays(frame, row, times.find((t) => t.cut_value === row.cause_key), rowMiddle(frame, i));
	});
	d.line(0, frame.bottom, size.width, frame.bottom, 'axl');
	if (hasTimes && all) drawAll(frame, all);
	return d;
}

/** Names stand beside the bars; on a phone, and on paper with times, above them. */
function layoutOf({ kind, width, font }, longest, hasTimes) {
	const stacked = kind === 'n' || (kind === 'a' && hasTimes);
	const names = stacked ? null : Math.min(longest + font * 3.6, width * (kind === 'a' ? 0.42 : 0.34));
	const left = stacked ? 0 : names + font * 1.2;
	const parts = hasTimes ? (stacked ? STACKED : BESIDE) : WITHOUT_TIMES[stacked ? 'n' : 'w'];
	const columns = Object.fromEntries(Object.entries(parts).map(([key, ends]) => [key, ends.map((end) => left + end * (width - left))]));
	return { kind, width, font, n: names, row: (hasTimes ? ROW_WITH_TIMES : ROW)[kind], bar: BAR[kind], ...columns };
}

function scalesOf(rows, times, all, target, size) {
	const [, most] = extent([0, ...rows.map((r) => r.ci_high ?? r.share)]);
	const [, longest] = extent([0, target, ...[...times, all].flatMap((t) => (t ? [t.ci_high ?? t.p90_hours] : []))]);
	const room = size.font * (size.n ? 3.2 : 2.6);
	return {
		B: scale([0, most], [size.share[0], size.share[1] - room]),
		C: scale([0, 1], size.total),
		P: size.days ? scale([0, longest * 1.02], size.days) : null
	};
}

const rowMiddle = ({ fs, size, head }, i) => head + size.row * (i + 0.5) + (size.n ? 0 : fs * 0.62);

function drawHead({ d, fs, report, size, head, bottom, target, C, P }, hasTimes) {
	const { text, locale } = report;
	const y = fs * 1.0;
	if (size.n) {
		d.text(2, y, text('ui.cause'), 'th');
		d.text(size.n, y, text('ui.count'), 'th', 'r');
	}
	d.text(size.share[0], y, d.fit(text(size.n || !hasTimes ? 'ui.share_of_complaints' : 'ui.col.share'), size.total[0] - size.share[0] - fs), 'th');
	if (size.n || hasTimes) d.text(size.total[0] - (size.n ? 0 : fs), y, text(size.n ? 'ui.running_total' : 'ui.running_total_short'), 'th');
	else if (size.kind !== 'a') d.text(size.total[1], y, text('ui.running_total'), 'th', 'r');
	d.line(C(0.8), head - 2, C(0.8), bottom, 'gridv');
	d.text(C(0.8), head - fs * 0.3, locale.percent(0.8), 't', 'm', fs * 0.86);
	if (!hasTimes) return;
	const room = size.width - size.total[0] - d.widthOf(text('ui.running_total')) - fs;
	const hasRoom = size.n && d.widthOf(text('ui.days_until_90')) <= room;
	d.text(size.width - 2, y, text(hasRoom ? 'ui.days_until_90' : 'ui.days_until_90_short'), 'th', 'r');
	if (target == null) return;
	d.line(P(target), head - 2, P(target), bottom, 'tgt');
	d.text(P(target), head - fs * 0.3, text('ui.target_value', { value: daysOf(report, target) }), 't', 'm', fs * 0.86);
}

function drawCause(frame, row, i) {
	const { d, fs, report, size, head, B, C } = frame;
	const y = rowMiddle(frame, i);
	if (i) d.line(0, head + size.row * i, size.width, head + size.row * i, 'gridl');
	const name = report.name.cause(row.cause_key);
	const count = row.n == null ? '' : report.text('ui.comma') + report.locale.number(row.n);
	if (size.n) d.text(2, y + fs * 0.35, d.fit(name, size.n - fs * 3.2), i ? 'tk' : 'tb');
	else d.text(2, head + size.row * i + fs * 1.15, d.fit(name, size.width - 60) + count, i ? 'tk' : 'tb');
	if (row.share == null) return d.hidden(size.share[0], y, report.text('ui.not_shown'));
	if (size.n) d.text(size.n, y + fs * 0.35, report.locale.number(row.n), 't num', 'r');
	const tip = tipOf(report, { name, value: row.share, low: row.ci_low, high: row.ci_high }, (v) => report.locale.percent(v, 1));
	d.rect(size.share[0], y - size.bar / 2, B(row.share) - size.share[0], size.bar, i === 0 ? 'bar1' : 'bar', { figure: row.figure_id, value: row.share, tip });
	d.line(B(row.ci_low), y, B(row.ci_high), y, 'cs');
	d.whisker(B(row.ci_low), B(row.ci_high), y, 'wk', 2.6);
	d.text(B(row.ci_high) + 5, y + fs * 0.35, report.locale.percent(row.share), 'tb num');
	if (row.running_share == null) return undefined;
	d.circle(C(row.running_share), y, size.n ? 2.8 : 2.2, 'pt');
	d.text(C(row.running_share) + (size.n ? 7 : -6), y + fs * 0.35, report.locale.number(100 * row.running_share), 't num halo', size.n ? 'l' : 'r', fs * 0.9);
	return undefined;
}

/** Days until nine in ten are resolved: hollow where the interval holds the target or the base is small. */
function drawDays({ d, fs, report, size, target, P }, row, time, y) {
	if (!time || time.n == null) return d.hidden(size.days[0] - fs, y, report.text('ui.not_shown'));
	if (time.p90_hours == null) return d.text(size.days[0], y + fs * 0.35, report.text('ui.not_reached'), 't', 'l', fs * 0.9);
	const [low, high] = [P(time.ci_low ?? time.p90_hours), time.ci_high == null ? size.days[1] : P(time.ci_high)];
	d.line(low, y, high, y, 'w');
	d.line(low, y - 3, low, y + 3, 'w');
	if (time.ci_high == null) d.path([[high - 4, y - 3], [high, y], [high - 4, y + 3]], 'w');
	else d.line(high, y - 3, high, y + 3, 'w');
	const isOpen = time.n < 30 || targetVerdictOf(time, target) === 'undetermined';
	const tip = timeTip(report, report.name.cause(row.cause_key), time);
	d.circle(P(time.p90_hours), y, fs * 0.34, isOpen ? 'hol' : 'ptd', { figure: time.figure_id, value: time.p90_hours, tip });
	const label = daysOf(report, time.p90_hours);
	const fits = high + 5 + d.widthOf(label) <= size.width;
	d.text(fits ? high + 5 : low - 5, y + fs * 0.35, label, 'tb num halo', fits ? 'l' : 'r');
	return undefined;
}

/** "Late delivery: 19 days (95 % interval 18 to 26); 210 complaints, 10 open". */
function timeTip(report, name, time) {
	const { text } = report;
	const range = time.ci_low == null ? '' : ` (${text('ui.interval95')} ${boundsOf(report, time)})`;
	return `${name}: ${text('ui.days', { n: daysOf(report, time.p90_hours) })}${range}; ${text('ui.complaints_open', { n: report.locale.number(time.n), open: report.locale.number(time.n_open) })}`;
}

/** Both ends of the interval of a time in days; an end that is not in sight is said so. */
export function boundsOf(report, time, low = 'ci_low', high = 'ci_high') {
	if (time[low] == null) return '';
	if (time[high] == null) return report.text('ui.from_days', { low: daysOf(report, time[low]) });
	return report.locale.interval(time[low], time[high], (v) => daysOf(report, v));
}

function drawAll({ d, fs, report, size, bottom }, all) {
	if (all.p90_hours == null) return;
	const said = report.text('ui.all_resolved', { days: daysOf(report, all.p90_hours), interval: boundsOf(report, all) });
	d.text(size.width - 2, bottom + fs * 1.35, d.fit(said, size.width - 8), 't', 'r', size.kind === 'w' ? fs * 0.96 : fs * 0.92);
}
