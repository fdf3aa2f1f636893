/** Which rows of the quadrant and of the drivers stand together, and what their titles say. */
import { latest } from './report.js';

/** Rows of the latest period of one type, segment and kind of importance: the declared kind unless another is named. */
export function quadrantOf(rows, { periodType, cut = 'overall', cutValue = 'all', kind = null } = {}) {
	const cell = rows.filter((r) => r.cut === cut && r.cut_value === cutValue);
	const type = cell.some((r) => r.period_type === periodType) ? periodType : latest(cell)?.period_type;
	const same = cell.filter((r) => r.period_type === type);
	const last = latest(same)?.period_start;
	const now = same.filter((r) => r.period_start === last);
	const declared = now.find((r) => r.is_declared_kind)?.importance_kind ?? now[0]?.importance_kind;
	return now.filter((r) => r.importance_kind === (kind ?? declared));
}

/** Names of kinds of importance that a set of rows holds, the declared one first. */
export const kindsOf = (rows) => [...new Set([...rows.filter((r) => r.is_declared_kind), ...rows].map((r) => r.importance_kind))].filter(Boolean);

/** "Fix first: on-time delivery and problem resolution". */
export function quadrantFinding(report, rows) {
	if (!rows.some((r) => r.verdict)) return report.text('ui.finding.quadrant.unknown');
	const first = rows.filter((r) => r.verdict === 'concentrate_here').sort((a, b) => b.importance - a.importance);
	const [name, second] = first.map((r) => report.name.characteristic(r.characteristic_key));
	if (!first.length) return report.text('ui.finding.quadrant.none');
	if (first.length === 1) return report.text('ui.finding.quadrant.one', { name });
	if (first.length === 2) return report.text('ui.finding.quadrant.two', { name, second });
	return report.text('ui.finding.quadrant.many', { name, n: report.locale.number(first.length) });
}

/** Latest period of the drivers of everybody: the headline's type where it has any. */
export function driversOf(rows, { periodType, cut = 'overall', cutValue = 'all' } = {}) {
	const every = rows.filter((r) => r.cut === 'overall');
	const type = every.some((r) => r.period_type === periodType) ? periodType : latest(every)?.period_type;
	const last = latest(every.filter((r) => r.period_type === type))?.period_start;
	return rows.filter((r) => r.cut === cut && r.cut_value === cutValue && r.period_type === type && r.period_start === last).sort((a, b) => (b.estimate ?? -1) - (a.estimate ?? -1));
}

/** The strongest associations: the first, and the second where their intervals overlap. */
export function driverFinding(report, rows) {
	const [first, second] = rows.filter((r) => r.estimate != null);
	if (!first) return report.text('ui.finding.drivers.none');
	const name = report.name.characteristic(first.characteristic_key);
	if (!second || first.ci_low == null || first.ci_low > second.ci_high) return report.text('ui.finding.drivers.one', { name });
	return report.text('ui.finding.drivers.two', { name, second: report.name.characteristic(second.characteristic_key) });
}
