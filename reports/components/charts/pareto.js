/**
 * Complaint causes: bars from zero, sorted, with intervals; the running total as a line down the rows; days until nine of ten
 * are resolved on their own scale, beside the line of all complaints. "Other" is last.
 */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { extent } from '../lib/report.js';

const ROW = { w: 45, n: 46, a: 20.5 };
const BAR = { w: 15, n: 11, a: 6 };
const HOURS = 24;
const SMALL_BASE = 30;

/** Columns of a row: cause and count (above the bar on phones and paper), share, running total, days. */
function layoutOf({ kind, width, font }, longest, hasDays) {
	const shared = { kind, width, font, row: ROW[kind], bar: BAR[kind] };
	if (kind !== 'w') {
		if (hasDays) return { ...shared, n: null, share: [2, width * 0.44], total: [width * 0.5, width * 0.66], days: [width * 0.74, width - 4] };
		return { ...shared, n: null, share: [2, width * 0.53], total: [width * 0.7, width - 20] };
	}
	const names = Math.min(longest + font * 3.6, width * (hasDays ? 0.352 : 0.36));
	if (hasDays) return { ...shared, n: names, share: [names + font, width * 0.585], total: [width * 0.625, width * 0.715], days: [width * 0.785, width - 2] };
	return { ...shared, n: names, share: [names + font * 1.2, width * 0.675], total: [width * 0.78, width - font * 2.5] };
}

/**
 * @param {object[]} rows of pub_complaint_cause of one period, in rank order; `time` is the cause's row of pub_complaint_time
 * @param {object|null} all the row of pub_complaint_time of all complaints
 */
export function paretoChart(report, rows, name, all = null) {
	const on = surface(name);
	const probe = new Drawing(report.locale, on.width, 1, on.font, on.kind);
	const hasDays = rows.some((r) => r.time?.p90_hours != null);
	const size = layoutOf(on, probe.longest(rows.map((r) => report.name.cause(r.cause_key))), hasDays);
	const fs = size.font;
	const head = fs * (size.kind === 'a' ? 2.3 : 2.8);
	const d = new Drawing(report.locale, size.width, head + rows.length * size.row + 4, fs, size.kind, { mirror: true });
	const [, most] = extent([0, ...rows.map((r) => r.ci_high ?? r.share)]);
	const frame = { d, fs, report, size, head, bottom: head + rows.length * size.row, B: scale([0, most], [size.share[0], size.share[1] - fs * 3.2]), C: scale([0, 1], size.total) };
	if (hasDays) frame.D = daysScale(rows, all, size);
	drawHead(frame);
	if (hasDays) drawAll(frame, all);
	d.path(rows.filter((r) => r.running_share != null).map((r) => [frame.C(r.running_share), rowMiddle(frame, rows.indexOf(r))]), 'cum');
	rows.forEach((row, i) => drawCause(frame, row, i));
	d.line(0, frame.bottom, size.width, frame.bottom, 'axl');
	return d;
}

const rowMiddle = ({ fs, size, head }, i) => head + size.row * (i + 0.5) + (size.n ? 0 : fs * (size.kind === 'a' ? 0.52 : 0.62));

function daysScale(rows, all, size) {
	const [low, high] = extent([all, ...rows.map((r) => r.time)].flatMap((t) => (t ? [t.p90_hours, t.ci_low, t.ci_high] : [])));
	return scale([low - (high - low) * 0.12, high + (high - low) * 0.06], size.days);
}

function drawHead({ d, fs, report, size, head, bottom, C }) {
	const { text, locale } = report;
	const y = fs * 1.0;
	if (size.n) {
		d.text(2, y, text('ui.cause'), 'th');
		d.text(size.n, y, text('ui.count'), 'th', 'r');
	}
	d.text(size.share[0], y, text(size.days && !size.n ? 'ui.col.share' : 'ui.share_of_complaints'), 'th');
	if (size.days) d.text(size.width - 2, y, text(size.kind === 'w' ? 'ui.days_resolved' : 'ui.days_resolved_short'), 'th', 'r');
	if (size.kind !== 'a' && !(size.days && !size.n)) d.text(size.days ? size.total[1] + fs : size.n ? size.total[0] : size.total[1], y, text('ui.running_total'), 'th', size.days || !size.n ? 'r' : 'l');
	d.line(C(0.8), head - 2, C(0.8), bottom, 'gridv');
	d.text(C(0.8), head - fs * 0.3, locale.percent(0.8), 't', 'm', fs * 0.86);
}

/** All complaints together: the line that each cause is read against. */
function drawAll({ d, fs, report, head, bottom, D }, all) {
	if (all?.p90_hours == null) return;
	const x = D(all.p90_hours);
	d.line(x, head - 2, x, bottom, 'tgtd');
	d.text(x, head - fs * 0.3, report.text('ui.all_value', { value: daysText(report, all.p90_hours) }), 't halo', 'm', fs * 0.86);
}

/** Days with one decimal below twelve, whole ones above. */
export const daysText = (report, hours) => report.locale.number(hours / HOURS, hours / HOURS < 12 ? 1 : 0);

/** "21 (18 to 25)", or "at least 18" where the upper end lies beyond what was followed. */
export function daysInterval(report, time) {
	if (time.ci_low == null) return '';
	if (time.ci_high == null) return report.text('ui.at_least', { value: daysText(report, time.ci_low) });
	return report.locale.interval(time.ci_low, time.ci_high, (v) => daysText(report, v));
}

function drawCause(frame, row, i) {
	const { d, fs, report, size, head, B } = frame;
	const y = rowMiddle(frame, i);
	if (i) d.line(0, head + size.row * i, size.width, head + size.row * i, 'gridl');
	const name = report.name.cause(row.cause_key);
	const count = row.n == null ? '' : report.text('ui.comma') + report.locale.number(row.n);
	if (size.n) d.text(2, y + fs * 0.35, d.fit(name, size.n - fs * 3.2), i ? 'tk' : 'tb');
	else d.text(2, head + size.row * i + fs * (size.kind === 'a' ? 1 : 1.15), d.fit(name, (size.days ? size.total[1] : size.width) - 30) + count, i ? 'tk' : 'tb');
	if (size.days) drawDays(frame, row, y);
	if (row.share == null) return d.hidden(size.share[0], y, report.text('ui.not_shown'));
	if (size.n) d.text(size.n, y + fs * 0.35, report.locale.number(row.n), 't num', 'r');
	const tip = `${name}: ${report.locale.percent(row.share, 1)} (${report.text('ui.interval95')} ${report.locale.interval(row.ci_low, row.ci_high, (v) => report.locale.percent(v, 1))})`;
	d.rect(size.share[0], y - size.bar / 2, B(row.share) - size.share[0], size.bar, i === 0 ? 'bar1' : 'bar', { figure: row.figure_id, value: row.share, tip });
	d.line(B(row.ci_low), y, B(row.ci_high), y, 'cs');
	d.whisker(B(row.ci_low), B(row.ci_high), y, 'wk', 2.6);
	d.text(B(row.ci_high) + 6, y + fs * 0.35, report.locale.percent(row.share), 'tb num');
	return drawTotal(frame, row, y);
}

function drawTotal({ d, fs, report, size, C }, row, y) {
	if (row.running_share == null) return;
	const before = !size.n && !size.days;
	d.circle(C(row.running_share), y, size.n ? 2.8 : 2.2, 'pt');
	d.text(C(row.running_share) + (before ? -7 : 7), y + fs * 0.35, report.locale.number(100 * row.running_share), 't num halo', before ? 'r' : 'l', fs * 0.9);
}

/** A whisker without an upper end runs to the edge: more time is needed to know. */
function drawDays({ d, fs, report, size, D }, row, y) {
	const time = row.time;
	if (time?.p90_hours == null) return d.hidden(size.days[0], y, report.text('ui.not_shown'));
	const [low, high] = [D(time.ci_low ?? time.p90_hours), time.ci_high == null ? size.days[1] : D(time.ci_high)];
	d.line(low, y, high, y, 'w');
	d.line(low, y - 2.6, low, y + 2.6, 'w');
	if (time.ci_high != null) d.line(high, y - 2.6, high, y + 2.6, 'w');
	const tip = `${report.name.cause(row.cause_key)}: ${daysText(report, time.p90_hours)} (${report.text('ui.interval95')} ${daysInterval(report, time)}; ${report.text('ui.n_complaints', { n: report.locale.number(time.n) })})`;
	d.circle(D(time.p90_hours), y, fs * 0.34, time.n < SMALL_BASE || time.caveat ? 'hol' : 'ptd', { figure: time.figure_id, value: time.p90_hours, tip });
	return d.text(D(time.p90_hours), y - fs * (size.kind === 'a' ? 0.42 : 0.6), daysText(report, time.p90_hours), 'tb num halo', 'm', fs * (size.kind === 'a' ? 0.85 : 0.96));
}
