/** Validation and sampling: which rows stand together, and what they amount to in words. */
import { latest } from './report.js';

export const RATES = ['M28_response_rate_1', 'M28_response_rate_2', 'M28_response_rate_3', 'M28_response_rate_4', 'M28_cooperation_rate_1', 'M28_contact_rate_1', 'M28_refusal_rate_1'];
const byTime = (a, b) => (a.period_start < b.period_start ? -1 : 1);

/** Rows of the latest period that is over by the cut-off; the newest one where none is. */
export function lastWhole(rows, asOf) {
	const over = rows.filter((r) => !asOf || !r.period_end || r.period_end <= asOf);
	const start = latest(over.length ? over : rows)?.period_start;
	return rows.filter((r) => r.period_start === start);
}

/** Distinct values in order of appearance. */
export const distinct = (rows, column) => [...new Set(rows.map((r) => r[column]))];

/** One series per source of the first response rate, strata together. */
export const rateSeries = (rows, measure = RATES[0]) =>
	distinct(rows, 'source_id').map((source) => ({ source, points: rows.filter((r) => r.source_id === source && r.measure === measure && r.stratum === 'all').sort(byTime) })).filter((s) => s.points.length);

export function rateFinding(report, points) {
	const last = points[points.length - 1];
	const values = { rate: last.estimate == null ? report.text('ui.not_shown') : report.locale.percent(last.estimate), source: report.name.source(last.source_id) };
	return report.text(`ui.finding.response.${last.verdict ?? 'only'}`, values);
}

export function sampleFinding(report, rows) {
	const planned = rows.filter((r) => r.planned_n != null && r.n != null);
	if (!planned.length) return report.text('ui.finding.sample.no_plan');
	const short = planned.filter((r) => r.n < r.planned_n);
	const values = { n: report.locale.number(short.length), all: report.locale.number(planned.length) };
	return report.text(short.length ? 'ui.finding.sample.short' : 'ui.finding.sample.reached', values);
}

/** What the sample of one source says of the population; whole cuts are judged, their values are shown. */
export function frameFinding(report, rows, source) {
	const cuts = rows.filter((r) => r.cut_value === 'all' && r.verdict === 'differs').map((r) => report.name.cut(r.cut));
	const values = { source: report.name.source(source), cuts: cuts.join(report.text('ui.comma')) };
	return report.text(cuts.length ? 'ui.finding.frame.differs' : 'ui.finding.frame.alike', values);
}

export function weightFinding(report, rows) {
	const shown = rows.filter((r) => r.estimate != null);
	if (!shown.length) return report.text('ui.finding.weights.hidden');
	const differs = shown.filter((r) => r.verdict === 'differs');
	const most = Math.max(...shown.map((r) => Math.abs(r.estimate)));
	return report.text(differs.length ? 'ui.finding.weights.differs' : 'ui.finding.weights.alike', { n: report.locale.number(differs.length), most: report.locale.number(most, 1) });
}

export function effectFinding(report, rows) {
	const shown = rows.filter((r) => r.deff_kish != null);
	if (!shown.length) return report.text('ui.finding.weights.hidden');
	const worst = shown.reduce((a, b) => (b.deff_kish > a.deff_kish ? b : a));
	return report.text('ui.finding.design_effect', { deff: report.locale.number(worst.deff_kish, 2), n: report.locale.number(worst.n), eff: report.locale.number(worst.n_eff) });
}

export const reliabilityFinding = (report, last) => report.text(`ui.finding.reliability.${last.verdict ?? 'too_small'}`, { alpha: last.estimate == null ? report.text('ui.not_shown') : report.locale.number(last.estimate, 2) });

/** Signed, by which role and when, or provisional; a period is signed when all of its checks are. */
export function signOf(rows) {
	const open = rows.filter((r) => r.is_provisional);
	return { provisional: open.length > 0, sources: distinct(open, 'source_id'), role: rows[0]?.signed_by_role, on: rows[0]?.signed_on };
}

/** A row of a chart: what was observed against its reference, with the interval of their difference laid on the reference. */
export function againstReference(r) {
	const at = (bound) => (r.observed == null || bound == null ? null : r.reference_value + bound);
	return { value: r.observed, low: at(r.ci_low), high: at(r.ci_high), tick: r.reference_value, figure: r.figure_id, isStrong: r.verdict === 'differs' };
}
