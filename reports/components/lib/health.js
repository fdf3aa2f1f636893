/** Data health: what came, what did not, and how the monitoring itself does. */
import { dayNumber } from './locale.js';

const AHEAD = 200;

/** One strip a source, in order of its name, with its turns in order of time; what is due much later stands in the table. */
export function deliveryStrips(report, all) {
	const end = report.edition.as_of ? dayNumber(report.edition.as_of) + AHEAD : Infinity;
	const rows = all.filter((r) => dayNumber(r.due_on) <= end);
	const sources = [...new Set(rows.map((r) => r.source_id))];
	const strips = sources.map((source) => ({ source, name: report.name.source(source), turns: rows.filter((r) => r.source_id === source).sort((a, b) => (a.due_on < b.due_on ? -1 : 1)) }));
	return strips.sort((a, b) => a.name.localeCompare(b.name));
}

export function deliveryFinding(report, rows) {
	const missing = rows.filter((r) => r.status === 'missing');
	const expected = rows.filter((r) => r.status !== 'due');
	const values = { n: report.locale.number(missing.length), all: report.locale.number(expected.length), sources: report.locale.number(new Set(missing.map((r) => r.source_id)).size) };
	return report.text(missing.length ? 'ui.finding.deliveries.some' : 'ui.finding.deliveries.none', values);
}

export const PROCESS = ['R20_on_time_share', 'R20_delivered_share', 'R20_coverage', 'R20_item_nonresponse', 'R20_quarantined_share'];

/** The latest whole period of each measure, per source. */
export function processNow(rows, measure) {
	const own = rows.filter((r) => r.measure === measure && r.caveat !== 'partial_period');
	const last = own.reduce((max, r) => (r.period_start > max ? r.period_start : max), '');
	return own.filter((r) => r.period_start === last);
}

/** Measures whose change between two periods is more than chance. */
export const processChanged = (rows) => rows.filter((r) => r.verdict === 'improved' || r.verdict === 'declined');

/** What became of a delivery: in force, replaced by a later one (which), held or refused. */
export function batchState(batches, batch) {
	if (batch.is_current || batch.status !== 'passed') return null;
	return batches.find((b) => b.batch_id === batch.replaced_by) ?? { file: null };
}
