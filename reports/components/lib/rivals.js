/** Competitor rows as the charts need them: one group per characteristic, rivals in a fixed order. */

/** @param {object[]} rows of pub_competitor of one study, unit, period and kind of respondents */
export function rivalGroups(report, rows, order = []) {
	const rivals = [...new Set(rows.map((r) => r.competitor_key))].sort();
	const keys = [...new Set(rows.map((r) => r.characteristic_key))].sort((a, b) => order.indexOf(a) - order.indexOf(b));
	const groups = keys.map((key) => ({
		key,
		name: key ? report.name.characteristic(key) : report.text('ui.nav.complaints'),
		rows: rivals.map((rival) => rows.find((r) => r.characteristic_key === key && r.competitor_key === rival)).filter(Boolean)
	}));
	return { groups, rivals };
}

/** Comparable sets: the latest period of each study, unit and kind of respondents; scores of current customers first, of these the latest. */
export function rivalSets(rows) {
	const sets = new Map();
	for (const row of rows) {
		const key = [row.study, row.unit, row.respondent_status ?? ''].join('|');
		sets.set(key, [...(sets.get(key) ?? []), row]);
	}
	const latestOf = (set) => {
		const last = set.reduce((max, r) => (r.period_start > max ? r.period_start : max), '');
		return set.filter((r) => (r.period_start ?? '') === last);
	};
	const rank = (set) => (set[0].unit === 'score_0_100' ? 0 : 2) + (set[0].respondent_status === 'current' ? 0 : 1);
	const newestFirst = (a, b) => String(b[0].period_start).localeCompare(String(a[0].period_start));
	return [...sets.values()].map(latestOf).sort((a, b) => rank(a) - rank(b) || newestFirst(a, b));
}
