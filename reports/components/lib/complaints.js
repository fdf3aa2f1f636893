/** What complaints, their handling, promises and disputes say: figures in words, and titles made from the rows that are shown. */
import { causeFinding } from './findings.js';
import { markOf, tipOf } from './report.js';

const HOURS_A_DAY = 24;
/** What names no cause to work on. */
const UNNAMED = ['other', 'not_classified'];
/** From so many days up, decimals say nothing. */
const WHOLE_DAYS_FROM = 12;

/** Hours as days, without decimals where they say nothing. */
export function daysOf(report, hours) {
	const days = hours / HOURS_A_DAY;
	return report.locale.number(days, days >= WHOLE_DAYS_FROM ? 0 : 1).replace(/[.,٫][0۰]$/, '');
}

/** met, not_met, undetermined: where a time's interval lies to its target. An end not in sight lies above every target. */
export function targetVerdictOf(time, target) {
	if (target == null || time.p90_hours == null) return null;
	if (time.ci_low != null && time.ci_low > target) return 'not_met';
	return time.ci_high != null && time.ci_high < target ? 'met' : 'undetermined';
}

/** Declared target of a measure. */
export const targetFor = (targets, measure) => targets.find((t) => t.measure === measure)?.target_value ?? null;

/** Times of one step in one period: by cause, and of all complaints. */
export function resolvedTimes(times, period, step = 'resolve') {
	const here = times.filter((t) => t.step === step && t.period_type === period?.period_type && t.period_start === period?.period_start);
	return { times: here.filter((t) => t.cut === 'cause'), all: here.find((t) => t.cut === 'overall') ?? null };
}

/** What the edition says of its causes (else how few make most complaints), and the slowest of those that surely miss the target. */
export function causesFinding(report, rows, { times = [], target = null, sentence = null } = {}) {
	const finding = sentence ?? causeFinding(report, rows);
	const late = times.filter((t) => !UNNAMED.includes(t.cut_value) && targetVerdictOf(t, target) === 'not_met').sort((a, b) => b.p90_hours - a.p90_hours)[0];
	if (!late) return finding;
	return report.text('ui.finding.causes.slow', { finding, name: report.name.cause(late.cut_value), days: daysOf(report, late.p90_hours) });
}

/** Shares of handling of which more is better come first. */
const HANDLING = [
	'M19_first_contact_resolution', 'M19_improvement_resulting', 'M19_late_acknowledgement', 'M19_late_response', 'M19_late_resolution', 'M19_reopened',
	'M19_recurrence', 'M19_wrong_priority', 'M19_escalation', 'M19_external_escalation'
];
const SCORES = ['M19_handling_score_complainant', 'M19_handling_score_organisation'];
const STEPS = ['acknowledge', 'respond', 'resolve'];

/** A share without the decimals that say nothing. */
export const shareOf = (report) => (v) => report.locale.percent(v, v > 0 && v < 0.1 ? 1 : 0);

/** Rows of one period: the last twelve months where they are told, else the latest quarter. */
export function latestHandling(rows) {
	const year = rows.filter((r) => r.period_type === 'last_12_months');
	if (year.length) return year;
	const start = rows.reduce((last, r) => (r.period_start > last ? r.period_start : last), '');
	return rows.filter((r) => r.period_start === start);
}

/** @returns {object[]} shares in order, each with its name and what is said of its target */
export function handlingRows(report, rows) {
	return HANDLING.map((measure) => rows.find((r) => r.measure === measure))
		.filter(Boolean)
		.map((r) => ({ ...r, name: report.text(`measure.${r.measure}`), ...targetWords(report, r.target_verdict) }));
}

export const scoreRows = (report, rows) =>
	SCORES.map((measure) => rows.find((r) => r.measure === measure))
		.filter(Boolean)
		.map((r) => ({ ...r, name: report.text(`ui.side.${r.measure}`), ...targetWords(report, r.target_verdict) }));

/** What is said of a target: verdict for the shape, word beside it. */
export function targetWords(report, verdict) {
	return verdict ? { verdict, word: report.text(`ui.target_${verdict}`) } : { verdict: null, word: report.text('ui.no_target') };
}

/** A row of a chart: a figure against its target, and in words what is said of it; `base` says what was counted. */
export function targetRow(report, r, base) {
	const isHollow = r.n < 30 || r.verdict === 'undetermined';
	return { ...markOf(r), name: r.name, tick: r.target, base: r.n == null ? '' : report.text(base, { n: report.locale.number(r.n) }), verdict: r.verdict, word: r.word, isStrong: r.isStrong, isHollow };
}

/** How many targets are missed, and the one that is missed by most of its own size. */
export function handlingFinding(report, rows) {
	const judged = rows.filter((r) => r.target_verdict);
	const missed = judged.filter((r) => r.target_verdict === 'not_met').sort((a, b) => overshoot(b) - overshoot(a));
	if (!judged.length) return report.text('ui.finding.handling.without');
	if (!missed.length) return report.text('ui.finding.handling.none');
	const values = { n: report.locale.number(missed.length), all: report.locale.number(judged.length), name: missed[0].name, value: formatOf(report, missed[0])(missed[0].estimate) };
	return report.text(`ui.finding.handling.${missed.length === 1 ? 'one' : 'some'}`, values);
}

const overshoot = (r) => Math.abs(r.estimate - r.target) / (Math.abs(r.target) || 1);

export const formatOf = (report, r) => (r.unit === 'share' ? shareOf(report) : (v) => report.locale.number(v, 1));

/** One series per measure of handling, by quarter, with the verdict of its last quarter. */
export function handlingSeries(report, rows) {
	return [...HANDLING, ...SCORES]
		.map((measure) => rows.filter((r) => r.measure === measure && r.period_type === 'quarter'))
		.filter((points) => points.length > 1)
		.map((points) => {
			const last = [...points].reverse().find((p) => p.estimate != null) ?? points[points.length - 1];
			return { name: report.text(`measure.${last.measure}`), points, target: last.target, verdict: last.verdict, word: last.verdict ? report.name.verdict(last.verdict) : '', format: formatOf(report, last) };
		});
}

/** Three steps by quarter: days after which nine in ten were done, and below it one in two. */
export function timeSeries(report, times, targets) {
	return STEPS.map((step) => times.filter((t) => t.step === step && t.cut === 'overall' && t.period_type === 'quarter'))
		.filter((rows) => rows.length > 1)
		.map((rows) => {
			const last = rows[rows.length - 1];
			const target = targetFor(targets, last.measure);
			const judged = targetWords(report, targetVerdictOf(last, target));
			return {
				step: last.step,
				rows,
				last,
				target: inDays(target),
				name: report.text('ui.step_done', { step: report.text(`step.${last.step}`) }),
				points: rows.map((t) => timePoint(report, t, 'p90_hours', 'ci_low', 'ci_high')),
				below: rows.map((t) => timePoint(report, t, 'p50_hours', 'p50_ci_low_hours', 'p50_ci_high_hours')),
				format: (v) => daysOf(report, v * HOURS_A_DAY),
				verdict: judged.verdict,
				word: judged.word
			};
		});
}

const inDays = (hours) => (hours == null ? null : hours / HOURS_A_DAY);

function timePoint(report, t, column, low, high) {
	const missing = t.n != null && t[column] == null ? report.text('ui.not_reached') : null;
	return { ...t, value: t[column], estimate: inDays(t[column]), ci_low: inDays(t[low]), ci_high: inDays(t[high]), missing };
}

export function timesFinding(report, time, target) {
	if (time?.p90_hours == null) return report.text('ui.finding.times.not_reached');
	const verdict = targetVerdictOf(time, target) ?? 'plain';
	return report.text(`ui.finding.times.${verdict}`, { days: daysOf(report, time.p90_hours), target: target == null ? '' : daysOf(report, target) });
}

const CHANGED = ['improved', 'declined'];

/** How many of several series changed; texts are ui.finding.<which>.some and .none. */
export function seriesFinding(report, series, which) {
	const changed = series.filter((s) => CHANGED.includes(s.verdict));
	const values = { n: report.locale.number(changed.length), all: report.locale.number(series.length), name: changed[0]?.name ?? '' };
	if (changed.length) return report.text(`ui.finding.${which}.some`, values);
	return report.text(`ui.finding.${which}.none`, { ...values, n: report.locale.number(series[0]?.months ?? series.length) });
}

/** One series per cause, most frequent of the last year first: its rate by quarter, and the trend test of its months. */
export function causeSeries(report, causes, trends) {
	const ranked = causes.filter((r) => r.period_type === 'last_12_months').sort((a, b) => a.rank - b.rank);
	return ranked
		.map((cause) => ({ cause, rows: causes.filter((r) => r.period_type === 'quarter' && r.cause_key === cause.cause_key && r.rate_per_1000 != null) }))
		.filter(({ rows }) => rows.length > 1)
		.map(({ cause, rows }) => {
			const trend = trends.find((t) => t.cause_key === cause.cause_key);
			const points = rows.map((r) => ({ ...r, estimate: r.rate_per_1000, ci_low: r.rate_ci_low, ci_high: r.rate_ci_high, tip: rateTip(report, r) }));
			const verdict = trend?.trend_verdict ?? null;
			return { figure: trend?.figure_id ?? cause.figure_id, months: trend?.trend_n_points, name: report.name.cause(cause.cause_key), points, verdict, word: verdict ? report.name.verdict(verdict) : '', format: (v) => report.locale.number(v, 2) };
		});
}

function rateTip(report, r) {
	const { locale, text } = report;
	const mark = { name: locale.period(r.period_type, r.period_start, r.period_end), value: r.rate_per_1000, low: r.rate_ci_low, high: r.rate_ci_high };
	return tipOf(report, { ...mark, base: text('ui.n_complaints', { n: locale.number(r.n) }) }, (v) => locale.number(v, 2));
}

export function correctionFinding(report, rows) {
	const improved = rows.filter((r) => r.verdict === 'improved');
	const values = { n: report.locale.number(improved.length), all: report.locale.number(rows.length) };
	return report.text(`ui.finding.corrections.${improved.length ? 'some' : 'none'}`, values);
}

const nameOfPromise = (report, key) => (key === 'all' ? report.text('ui.all_promises') : report.text.or(`promise.${key}`, key));

/** Rows of everybody in the latest quarter or year; all promises together come first. */
export function latestPromises(report, promises, type = 'quarter') {
	const everybody = promises.filter((p) => p.cut === 'overall' && p.period_type === type);
	const start = everybody.reduce((last, p) => (p.period_start > last ? p.period_start : last), '');
	const here = everybody.filter((p) => p.period_start === start);
	return here.map((p) => promiseRow(report, p, nameOfPromise(report, p.promise_key))).sort((a, b) => Number(b.promise_key === 'all') - Number(a.promise_key === 'all'));
}

const PROMISE_TARGET = { below_target: 'not_met', kept_as_promised: 'met', undetermined: 'undetermined', too_small: 'undetermined' };

/** A promise with its name and what is said of its target. */
function promiseRow(report, p, name) {
	return { ...p, name, against: p.verdict, ...targetWords(report, PROMISE_TARGET[p.verdict]), isStrong: p.promise_key === 'all' && p.cut === 'overall' };
}

function promiseTip(report, p) {
	if (p.estimate == null) return '';
	return tipOf(report, { ...markOf(p), name: nameOfPromise(report, p.promise_key), base: report.text('ui.n_checks', { n: report.locale.number(p.n) }) }, (v) => report.locale.percent(v, 1));
}

export function promiseFinding(report, rows) {
	const single = rows.filter((r) => r.promise_key !== 'all');
	const below = single.filter((r) => r.against === 'below_target').sort((a, b) => a.estimate - a.target - (b.estimate - b.target));
	const share = (v) => report.locale.percent(v, 1);
	if (below.length) {
		const { period_type, period_start, period_end } = below[0];
		const values = { n: report.locale.number(below.length), all: report.locale.number(single.length), name: below[0].name, value: share(below[0].estimate), period: report.locale.period(period_type, period_start, period_end) };
		return report.text(`ui.finding.promises.${below.length === 1 ? 'below_one' : 'below'}`, values);
	}
	if (single.some((r) => r.target != null)) return report.text('ui.finding.promises.none');
	const shown = rows.find((r) => r.estimate != null);
	return shown ? report.text('ui.finding.promises.no_target', { value: share(shown.estimate) }) : report.text('ui.heading.promises');
}

/** One group of rows per promise: its segments in the latest period, by cut; hidden ones stay in their place. */
export function promiseSegments(report, promises, version) {
	const start = version.period_start;
	const own = promises.filter((p) => p.promise_key === version.promise_key && p.version_number === version.version_number && p.period_type === version.period_type && p.period_start === start && p.cut !== 'overall');
	return [...new Set(own.map((p) => p.cut))].map((cut) => ({
		title: report.name.cut(cut),
		format: (v) => report.locale.percent(v),
		rows: own.filter((p) => p.cut === cut).map((p) => promiseRow(report, p, report.name.cutValue(p.cut, p.cut_value)))
	}));
}

/** One series per promise and version by quarter, with the change of its last quarter. */
export function promiseSeries(report, promises) {
	const quarters = promises.filter((p) => p.cut === 'overall' && p.period_type === 'quarter');
	const keys = [...new Set(quarters.map((p) => p.promise_key))].sort((a, b) => Number(b === 'all') - Number(a === 'all'));
	return keys.map((key) => {
		const own = quarters.filter((p) => p.promise_key === key);
		const version = Math.max(...own.map((p) => p.version_number));
		const points = own.filter((p) => p.version_number === version).map((p) => ({ ...p, tip: promiseTip(report, p) }));
		const last = points[points.length - 1];
		return { name: nameOfPromise(report, key), points, target: last.target, verdict: last.change_verdict, word: last.change_verdict ? report.name.verdict(last.change_verdict) : '', format: (v) => report.locale.percent(v) };
	}).filter((s) => s.points.length > 1);
}

/** Rows by year of everybody, latest first: what followed a broken promise. */
export const breachYears = (report, promises) =>
	promises
		.filter((p) => p.cut === 'overall' && p.period_type === 'year')
		.map((p) => ({ ...p, name: nameOfPromise(report, p.promise_key) }))
		.sort((a, b) => (a.period_start < b.period_start ? 1 : a.period_start > b.period_start ? -1 : Number(b.promise_key === 'all') - Number(a.promise_key === 'all')));

/** Years with disputes, each with what its disputes came to. */
export function disputeYears(disputes) {
	const years = disputes.filter((r) => r.period_type === 'year' && r.measure === 'M19_dispute_rate_per_100');
	return years
		.map((count) => ({ count, rows: disputes.filter((r) => r.period_type === 'year' && r.period_start === count.period_start) }))
		.sort((a, b) => (a.count.period_start < b.count.period_start ? 1 : -1));
}

/** Promises of the latest year, whose segments have the larger base; of the latest quarter where there is no year. */
export function segmentPeriod(report, promises) {
	const years = latestPromises(report, promises, 'year');
	return years.length ? years : latestPromises(report, promises);
}
