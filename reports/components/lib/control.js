/** Control charts: which chart belongs to which series, how its values are written, and its finding. */
import { sideOf } from '../charts/control.js';
import { rateDigits } from './tiles.js';

const KEYS = ['measure', 'aspect', 'characteristic_key', 'count_measure', 'exposure_measure', 'per'];
const keyOf = (row) => KEYS.map((name) => row[name] ?? '').join('|');

/** Rows of pub_control_chart as one list per chart, in order of time; charts that show nothing are left out. */
export function chartsOf(rows) {
	const charts = new Map();
	for (const row of rows.filter((r) => r.estimate != null)) charts.set(keyOf(row), [...(charts.get(keyOf(row)) ?? []), row]);
	return [...charts.values()].filter((chart) => chart.some((r) => r.centre != null));
}

/** The chart of one survey measure of the headline series, or none. NPS has an aspect of its own. */
export const chartFor = (charts, measure, headline) =>
	charts.find(([r]) => r.measure === measure && (measure === 'M3_nps' || (r.characteristic_key === headline.characteristic && r.aspect === headline.aspect))) ?? null;

/** Charts of what the organisation counts: complaints first. */
export const otherCharts = (charts) =>
	charts.filter(([r]) => r.aspect === 'operation').sort(([a], [b]) => Number(b.measure === 'M19_complaint_rate') - Number(a.measure === 'M19_complaint_rate'));

/** How a chart's values are written. */
export function formatOf(report, rows) {
	const { locale } = report;
	const last = rows[rows.length - 1];
	if (last.measure === 'M3_nps') return (v) => locale.signed(v, 0);
	if (last.measure === 'M1_top2_share') return (v) => locale.percent(v, 1);
	const digits = last.measure === 'M2_mean_score' ? 1 : rateDigits(last.centre ?? last.estimate);
	return (v) => locale.number(v, digits);
}

/** What is charted, in words. */
export function subjectOf(report, row) {
	const { text, locale } = report;
	if (row.measure === 'M19_complaint_rate') return text('ui.sub.rate', { unit: text('exposure_unit') });
	if (row.measure === 'M16_operation_ratio') return text('ui.control.ratio', { count: text.or(`operation.${row.count_measure}`, row.count_measure), per: locale.number(row.per), exposure: text.or(`operation.${row.exposure_measure}`, row.exposure_measure) });
	if (row.measure === 'M16_operation_level') return text.or(`operation.${row.count_measure}`, row.count_measure);
	if (row.measure === 'M3_nps') return text('ui.control.nps');
	return [text(`measure.${row.measure}`), report.name.characteristic(row.characteristic_key)].join(text('ui.comma'));
}

/** Short name of what is charted, for titles. */
export function nameOf(report, row) {
	const { text } = report;
	if (row.measure === 'M19_complaint_rate') return text('ui.tile.complaints');
	if (row.count_measure) return text.or(`operation.${row.count_measure}`, row.count_measure);
	if (row.measure === 'M2_mean_score') return report.name.characteristic(row.characteristic_key);
	return text(row.measure === 'M3_nps' ? 'ui.tile.nps' : 'ui.tile.satisfied');
}

/** The finding: is the latest month out of the ordinary, was an earlier one, or is all of it the usual ups and downs? */
export function controlFinding(report, rows) {
	const { text, locale } = report;
	const signals = rows.filter((r) => r.verdict === 'signal');
	const last = rows[rows.length - 1];
	const periodOf = (r) => locale.period(r.period_type, r.period_start, r.period_end);
	if (!signals.length) return text('ui.finding.control.none', { all: locale.number(rows.length) });
	if (last.verdict === 'signal') return text(`ui.finding.control.${sideOf(last)}`, { period: periodOf(last) });
	const values = { n: locale.number(signals.length), all: locale.number(rows.length), period: periodOf(signals[signals.length - 1]) };
	return text(signals.length === 1 ? 'ui.finding.control.past_one' : 'ui.finding.control.past', values);
}
