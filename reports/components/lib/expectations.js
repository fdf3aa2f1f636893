/** Expectations: what stands in the register, what is new, and where customers get less than they expect. */

/** What an expectation is called: its characteristic, and the segment where it is not everybody's. */
export function expectationName(report, row) {
	const name = report.name.characteristic(row.characteristic_key);
	return row.cut === 'overall' ? name : `${name}${report.text('ui.comma')}${report.name.cutValue(row.cut, row.cut_value)}`;
}

const ORDER = ['not_met', 'undetermined', 'met', 'not_measured', 'no_level'];

/** In the order in which they want attention: not met first, the most important first. */
export const byAttention = (rows) => [...rows].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || (b.importance_0_100 ?? 0) - (a.importance_0_100 ?? 0));

export function levelFinding(report, rows) {
	const judged = rows.filter((r) => r.level_0_100 != null && r.perceived_0_100 != null);
	const unmet = judged.filter((r) => r.verdict === 'not_met');
	const values = { n: report.locale.number(unmet.length), all: report.locale.number(judged.length), name: unmet.length ? expectationName(report, byAttention(unmet)[0]) : '' };
	if (!judged.length) return report.text('ui.finding.expectations.unmeasured');
	if (!unmet.length) return report.text('ui.finding.expectations.none', values);
	const alike = unmet.length > 1 && new Set(unmet.map((r) => expectationName(report, r))).size === 1;
	return report.text(alike ? 'ui.finding.expectations.unmet_one' : 'ui.finding.expectations.unmet', values);
}

/** How many of each kind. */
export const kindsOf = (rows) => ['explicit', 'implicit', 'not_fully_expressed', 'legal'].map((kind) => ({ kind, n: rows.filter((r) => r.kind === kind).length })).filter((k) => k.n);
